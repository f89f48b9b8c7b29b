/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "access/access.h"
#include "admin/options_text.h"
#include "admin/readable.h"
#include "admin/why/bearer.h"
#include "admin/why/crowd.h"
#include "admin/why/mend.h"
#include "admin/why/way.h"
#include "common/cleanup.h"
#include "keys/base64.h"
#include "keys/policy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ENTRY_MAX (64 * 1024)
/* No two keys end alike for so long, but by intent. */
#define TAIL_LEN 40

/* Keys while they are gone through. */
struct gathering {
	struct inquiry *inquiry;
	bool any;
	size_t printed_len,
		printed_at; /* of what the command prints, and how far that was looked at */
};

/* Runs the command for the account, as its user. */
static int run_command(const struct inquiry *inquiry, struct child_said *said)
{
	char program[256], option[256], config[256], uid[16], texts[ENTRY_MAX];
	struct passwd user, *found = NULL;
	const char *command = effective_value(&inquiry->effective, "authorizedkeyscommand");
	const char *name = effective_value(&inquiry->effective, "authorizedkeyscommanduser");
	CLEANUP(free) char *account = strdup(inquiry->account.pw_name);
	effective_word(&command, program, sizeof program);
	bool configured = effective_word(&command, option, sizeof option) &&
			  strcmp(option, "--config") == 0 &&
			  effective_word(&command, config, sizeof config);
	snprintf(uid, sizeof uid, "%u", (unsigned)inquiry->account.pw_uid);
	char *plain[] = {program, account, uid, NULL};
	char *other[] = {program, option, config, account, uid, NULL};
	if (!account || getpwnam_r(name, &user, texts, sizeof texts, &found) != 0 || !found)
		return -ENOENT;
	return child_run(configured ? other : plain, &user, said);
}

/* Takes no note of a candidate. */
static void pass_over(void *context, const struct access_candidate *candidate)
{
	(void)context, (void)candidate;
}

/* Says why the command failed: the fault that we find too, else what it said. */
static void say_failed(struct inquiry *inquiry, struct child_said *said, int fault)
{
	struct note note;
	const struct access_request request = {
		inquiry->account.pw_name, (int64_t)inquiry->account.pw_uid, NULL, inquiry->now};
	struct step *step;
	said->errors[strcspn(said->errors, "\r\n")] = '\0';
	if (access_decide(inquiry->settings, &request, pass_over, NULL, &note) < 0)
		step = step_add_note(&inquiry->steps, "settings", STEP_CLOSED,
			reason_token(REASON_FAULT), &note);
	else if (fault != 0)
		step = step_add(&inquiry->steps, "command", STEP_CLOSED,
			cause_token(CAUSE_COMMAND_FAILS),
			"the command can't be run: %s; sshd takes no key from it",
			strerror(-fault));
	else
		step = step_add(&inquiry->steps, "command", STEP_CLOSED,
			cause_token(CAUSE_COMMAND_FAILS),
			"the command ended with status %d%s%s: sshd takes no key from it",
			said->status, said->errors[0] ? ": " : "", said->errors);
	inquiry_close_store(inquiry, step);
}

/* Sees that the command answers; what it prints is held against the keys. */
void trial_probe(struct inquiry *inquiry)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	if (!inquiry->sshd_known || inquiry->store_closed)
		return;
	int r = run_command(inquiry, &said);
	if (r == -EFBIG)
		return;
	if (r != 0 || said.status != 0) {
		say_failed(inquiry, &said, r);
		return;
	}
	inquiry->printed = said.output;
	said.output = NULL;
}

/* Looks for a key in what the command prints: behind the one that was found last, since it prints them
 * in the same order, else from the beginning. */
static bool find_printed(struct gathering *gathering, struct view text)
{
	const char *printed = gathering->inquiry->printed;
	const char *end = printed + gathering->printed_len;
	const char *at = printed + gathering->printed_at;
	const char *found = memmem(at, (size_t)(end - at), text.data, text.len);
	if (!found)
		found = memmem(printed, gathering->printed_len, text.data, text.len);
	if (found)
		gathering->printed_at = (size_t)(found - printed);
	return found != NULL;
}

/* Whether the command's user finds a key too that we find as root; says why not. */
static bool is_printed(struct gathering *gathering, const struct access_candidate *candidate)
{
	struct note note;
	struct inquiry *inquiry = gathering->inquiry;
	if (!inquiry->printed || find_printed(gathering, candidate->line->base64))
		return true;
	struct step *step;
	if (!readable_find(candidate->path, &note))
		step = step_add_note(
			&inquiry->steps, "key", STEP_CLOSED, cause_token(CAUSE_UNREADABLE), &note);
	else
		step = step_add(&inquiry->steps, "key", STEP_CLOSED,
			cause_token(CAUSE_COMMAND_FAILS),
			"%s:%u opens %s for root's eyes, but the command does not print it",
			candidate->path, candidate->line_number, inquiry->name);
	step->weight = REASON_FAULT;
	return false;
}

/* Takes the key's lines out, by its last characters and not by their numbers, which change with the
 * first that goes. A slash would end the expression. */
static void mend_stripped(
	const struct inquiry *inquiry, const struct inquiry_own *own, struct step *step)
{
	CLEANUP(free) char *base64 = malloc(BASE64_ENCODED_LEN(own->key.len) + 1);
	if (!base64 || !mend_is_plain(own->path) || !mend_is_plain(inquiry->name))
		return;
	size_t len = base64_encode((const unsigned char *)own->key.data, own->key.len, base64);
	char *tail = base64 + (len > TAIL_LEN ? len - TAIL_LEN : 0);
	for (char *slash = tail; (slash = strchr(slash, '/'));)
		*slash = '.';
	if (inquiry->account.pw_uid != 0)
		step_mend(step, "runuser -u %s -- sed -i /%s/d %s", inquiry->name, tail, own->path);
	else
		step_mend(step, "sed -i /%s/d %s", tail, own->path);
}

/* Says that a key is in a file of the account's own, by which what keyhole asks for is stripped. */
static void say_stripped(struct inquiry *inquiry, const struct access_candidate *candidate,
	const struct inquiry_own *own)
{
	CLEANUP(free) char *options = candidate->options ? options_text(candidate->options) : NULL;
	if (options && strcmp(options, own->options) == 0)
		return;
	bool closed = candidate->verdict != 0, restricted = options && options[0] != '\0';
	struct step *step =
		step_add(&inquiry->steps, "key", STEP_UNSAFE, cause_token(CAUSE_STRIPPED),
			"sshd takes this key from %s before it asks keyhole, %s%s%s", own->place,
			closed       ? "which says no: "
			: restricted ? "which strips "
				     : "which has it without the options there",
			closed       ? candidate->note->text
			: restricted ? options
				     : "",
			closed       ? ""
			: restricted ? " from it"
				     : "");
	mend_stripped(inquiry, own, step);
}

/* Looks for the key in the account's own files. */
static void compare_own(struct inquiry *inquiry, const struct access_candidate *candidate)
{
	for (size_t i = 0; i < inquiry->own_count; i++)
		if (view_equal(inquiry->own[i].key, candidate->line->key.bytes)) {
			say_stripped(inquiry, candidate, &inquiry->own[i]);
			return;
		}
}

/* Whether a line has the fingerprint that is asked for, where no more is known of the key. */
static bool is_asked(const struct inquiry *inquiry, const struct access_candidate *candidate)
{
	char fingerprint[FINGERPRINT_MAX];
	if (!inquiry->key.any || inquiry->key.known)
		return true;
	if (candidate->verdict == REASON_BAD_LINE)
		return false;
	fingerprint_of(&candidate->line->key, fingerprint);
	return strcmp(fingerprint, inquiry->key.fingerprint) == 0;
}

/* Judges a candidate. */
static void judge(struct gathering *gathering, const struct access_candidate *candidate)
{
	struct inquiry *inquiry = gathering->inquiry;
	const struct way way = {candidate->path, candidate->line_number, candidate->person,
		candidate->line, candidate->options, candidate->verdict, candidate->note,
		candidate->line && candidate->grant && candidate->grant->options.has_from &&
			!candidate->line->options.has_from};
	if (!candidate->line) {
		struct step *step = step_add_note(&inquiry->steps, "key", STEP_CLOSED,
			reason_token(candidate->verdict > 0 ? candidate->verdict : REASON_FAULT),
			candidate->note);
		step->weight = REASON_UNSAFE_PATH;
		return;
	}
	if (!is_asked(inquiry, candidate))
		return;
	gathering->any = true;
	if (candidate->verdict == 0 && !is_printed(gathering, candidate))
		return;
	way_add(inquiry, &way);
	if (candidate->verdict != REASON_BAD_LINE)
		compare_own(inquiry, candidate);
}

/* Takes a candidate, as access.h passes it. */
static void gather(void *context, const struct access_candidate *candidate)
{
	struct gathering *gathering = context;
	size_t from = gathering->inquiry->steps.count;
	judge(gathering, candidate);
	crowd_thin(gathering->inquiry, from);
}

/* Says who has the key. */
static struct step *say_other(
	struct inquiry *inquiry, const struct bearer *bearer, const struct note *note)
{
	const char *token = reason_token(REASON_NO_SUCH_KEY);
	struct step_list *steps = &inquiry->steps;
	if (!inquiry->key.any)
		return step_add(steps, "key", STEP_CLOSED, token, "nobody who may use %s has a key",
			inquiry->name);
	if (!bearer->person[0])
		return step_add(steps, "key", STEP_CLOSED, token, "%s", note->text);
	if (bearer->authority)
		return step_add(steps, "key", STEP_CLOSED, reason_token(REASON_BAD_LINE),
			"%s: cert-authority stands before the key: it lets in what this key has "
			"signed, not the key itself",
			bearer->place);
	bool certificate = inquiry->key.known && inquiry->key.key.is_cert;
	return step_add(steps, "key", STEP_CLOSED, token, "%s; %s is %s's (%s)%s", note->text,
		certificate ? "the key in it" : "it", bearer->person, bearer->place,
		certificate ? "" : ", who has no grant");
}

/* Says that nobody who may use the account has the key, and who has it otherwise. Who has none at
 * all was named before, with what gives them one. */
static void say_none(struct inquiry *inquiry, const struct bearer *bearer, const struct note *note)
{
	struct step *step = say_other(inquiry, bearer, note);
	step->weight = REASON_NO_SUCH_KEY + inquiry->key.any;
	bearer_mend(bearer, step, inquiry, inquiry->for_others ? "PERSON" : inquiry->name);
}

/* Says that the key is revoked: it weighs more than that nobody has it, and that sshd says so. */
static void say_revoked(struct inquiry *inquiry, const struct bearer *bearer)
{
	step_add(&inquiry->steps, "key", STEP_CLOSED, reason_token(REASON_KEY_REVOKED), "%s",
		bearer->why.text)
		->weight = REASON_KEY_REVOKED + 1;
}

/* Says why no candidate has the key, if there was any decision. */
static void explain_none(struct inquiry *inquiry, int result, struct note *note)
{
	CLEANUP(free) struct bearer *bearer = calloc(1, sizeof *bearer);
	if (!bearer)
		return;
	bearer_find(inquiry, bearer);
	if (bearer->revoked) {
		say_revoked(inquiry, bearer);
	} else if (result != REASON_NOT_GRANTED) {
		if (result != REASON_NO_SUCH_KEY)
			note_set(note, 0, "nobody who may use %s has this key", inquiry->name);
		say_none(inquiry, bearer, note);
	}
}

/* Decides by the code that decides. */
static void decide(struct inquiry *inquiry)
{
	struct note note;
	struct gathering gathering = {
		inquiry, false, inquiry->printed ? strlen(inquiry->printed) : 0, 0};
	const struct access_request request = {inquiry->account.pw_name,
		(int64_t)inquiry->account.pw_uid, inquiry->key.known ? &inquiry->key.key : NULL,
		inquiry->now};
	size_t open = inquiry->open_count;
	int r = access_decide(inquiry->settings, &request, gather, &gathering, &note);
	if (r < 0 && !inquiry->store_closed) {
		inquiry_close_store(inquiry, step_add_note(&inquiry->steps, "key", STEP_CLOSED,
						     reason_token(REASON_FAULT), &note));
		inquiry->open_count = open;
	} else if (r >= 0 && !gathering.any && (r == REASON_NO_SUCH_KEY || inquiry->key.any)) {
		explain_none(inquiry, r, &note);
	}
}

/* Nothing behind is come to without a key. */
void trial_keys(struct inquiry *inquiry)
{
	if (inquiry->settings_fault == 0)
		decide(inquiry);
	crowd_end(inquiry);
	inquiry->steps.behind_keys = inquiry->steps.count;
}
