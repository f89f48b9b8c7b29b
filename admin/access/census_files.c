/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/census.h"

#include "access/store.h"
#include "admin/store/barrier.h"
#include "admin/verb.h"
#include "admin/why/own_file.h"
#include "admin/why/scrutiny.h"
#include "common/cleanup.h"
#include "common/reason.h"
#include "keys/policy.h"

#include <errno.h>
#include <stdlib.h>

/* Lines of a file that can't be read and of which the same holds. */
struct unread {
	size_t count, last; /* last: the place of the last opening made of one */
};

/* One file while its lines are judged. */
struct reading {
	struct census *census;
	const struct entrant *account;
	const struct effective *effective;
	const struct own_file *file;
	const char *reason; /* why sshd does not read it at all; NULL: it does */
	struct line *line;
	struct unread shut, doubtful;
};

/* Reads keyhole's list of revoked keys once; what is wrong with it the decision has said. */
static struct view revoked_text(struct census *census)
{
	struct store store;
	struct note ignored;
	if (!census->revoked_read) {
		store_init(&store, census->settings);
		(void)store_read_revoked(&store, &census->revoked, &ignored);
		store_close(&store);
		census->revoked_read = true;
	}
	return (struct view){census->revoked.bytes, census->revoked.len};
}

/* Whether sshd's list of revoked keys has the key. Where that is made of keyhole's own, that is
 * asked: it is far faster. */
static const char *judge_revoked(struct reading *reading, const struct blob *key, struct note *note)
{
	const struct settings *settings = reading->census->settings;
	char made[STORE_PATH_MAX];
	const char *list = effective_value(reading->effective, "revokedkeys");
	if (!effective_is_set(reading->effective, "revokedkeys"))
		return NULL;
	barrier_path(settings, made);
	if (strcmp(list, made) != 0) {
		enum cause cause = scrutiny_revoked(list, key, note);
		return cause == CAUSE_NONE ? NULL : cause_token(cause);
	}
	const struct policy policy = {
		.revoked = revoked_text(reading->census), .revoked_path = settings->revoked_keys};
	return policy_revoked(&policy, key, note) == REASON_KEY_REVOKED
		       ? cause_token(CAUSE_SSHD_REVOKED)
		       : NULL;
}

/* Why sshd would not take a line; NULL where it would. */
static const char *judge(struct reading *reading, struct note *note)
{
	const struct line *line = reading->line;
	if (reading->reason) {
		*note = reading->file->note;
		return reading->reason;
	}
	enum cause cause = census_cause(
		reading->account, reading->effective, &line->key, &line->options, true, note);
	if (cause != CAUSE_NONE)
		return cause_token(cause);
	const char *revoked = judge_revoked(reading, &line->key, note);
	if (revoked)
		return revoked;
	if (line->options.expires == 0 || line->options.expires >= reading->census->now)
		return NULL;
	note_set(note, 0, "the key's expiry-time has passed");
	return reason_token(REASON_KEY_EXPIRED);
}

/* Describes a line, and says why it opens nothing where it does not. */
static int fill(struct reading *reading, struct opening *opening, struct note *note)
{
	struct note why = {""};
	const struct line *line = reading->line;
	int r = opening_describe(opening, reading->census->settings, line, &line->options, note);
	const char *known = whose_key(&reading->census->whose, view_of(opening->fingerprint));
	opening->person = known ? strndup(known + 1, strlen(known) - 2) : NULL; /* no brackets */
	opening->until = line->options.expires;
	opening->reason = judge(reading, &why);
	opening->doubtful = opening->reason == cause_token(CAUSE_SSHD_UNKNOWN);
	reading->census->unsure = reading->census->unsure || opening->doubtful;
	opening->why = opening->reason ? strdup(why.text) : NULL;
	return r;
}

/* Makes an opening of a line that is described in it. */
static int add(struct reading *reading, unsigned number, struct opening *opening,
	int (*describe)(struct reading *reading, struct opening *opening, struct note *note),
	struct note *note)
{
	opening->account = strdup(reading->account->name);
	opening->own_file = true;
	opening->path = strdup(reading->file->path);
	opening->line = number;
	opening->used = OPENING_UNKNOWN;
	int r = opening->account && opening->path ? describe(reading, opening, note)
						  : note_errno(note, -ENOMEM, reading->file->path);
	if (r == 0)
		return opening_list_add(&reading->census->openings, opening, note);
	opening_free(opening);
	return r;
}

/* Describes the key of a line that can't be read, as far as it can be told. */
static int fill_unread(struct reading *reading, struct opening *opening, struct note *note)
{
	const struct blob *key = reading->line ? &reading->line->key : NULL;
	(void)note;
	if (!opening->doubtful || !key || !key->kind)
		return 0;
	opening->type = key->kind->name;
	opening->bits = key->bits;
	fingerprint_of(key, opening->fingerprint);
	const char *known = whose_key(&reading->census->whose, view_of(opening->fingerprint));
	opening->person = known ? strndup(known + 1, strlen(known) - 2) : NULL;
	return 0;
}

/* Why sshd takes nothing from a line that keyhole can't read; NULL where it may. */
static const char *judge_unread(struct reading *reading, struct view text, struct note *why)
{
	const struct line *line = reading->line;
	const struct options best = {.has_command = true};
	if (reading->reason) {
		*why = reading->file->note;
		return reading->reason;
	}
	if (!line_doubtful(text, reading->line))
		return reason_token(REASON_BAD_LINE);
	enum cause cause =
		census_cause(reading->account, reading->effective, NULL, &best, true, why);
	if (cause != CAUSE_NONE)
		return cause_token(cause);
	/* That may take a process each. */
	bool asks = line->key.kind && reading->doubtful.count <= CENSUS_UNREAD_MAX;
	return asks ? judge_revoked(reading, &line->key, why) : NULL;
}

/* Adds a line that can't be read; of many the first ones have an opening each. */
static int add_unread(struct reading *reading, unsigned number, struct view text,
	const struct note *fault, struct note *note)
{
	struct note why = *fault;
	const char *reason = judge_unread(reading, text, &why);
	struct opening opening = {
		.doubtful = !reason, .reason = reason ? reason : reason_token(REASON_BAD_LINE)};
	struct unread *alike = reason ? &reading->shut : &reading->doubtful;
	reading->census->unsure = reading->census->unsure || !reason;
	if (alike->count++ > CENSUS_UNREAD_MAX) {
		reading->census->openings.item[alike->last].more++;
		return 0;
	}
	if (!reason)
		own_file_doubt(fault, &why);
	alike->last = reading->census->openings.count;
	opening.why = strdup(why.text);
	return add(reading, number, &opening, fill_unread, note);
}

/* Adds one line. */
static int add_line(struct reading *reading, unsigned number, struct view text, struct note *note)
{
	struct note why;
	struct opening opening = {.reason = NULL};
	if (line_parse(text, reading->line, &why) != 0)
		return add_unread(reading, number, text, &why, note);
	return add(reading, number, &opening, fill, note);
}

/* Adds every line of a file. */
static int add_lines(struct reading *reading, struct note *note)
{
	struct line_cursor cursor = {.rest = {reading->file->text, reading->file->len}};
	struct view at;
	int r = 0;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	if (!line)
		return note_errno(note, -ENOMEM, reading->file->path);
	reading->line = line;
	while (r == 0 && line_next(&cursor, &at))
		r = add_line(reading, cursor.number, at, note);
	return r;
}

/* Adds a whole file that can't be read, as the line 0: its owner can make it readable at any time, as
 * by giving back a lease, so what is in it may open the account. */
static int add_unread_file(struct reading *reading, struct note *note)
{
	const struct options best = {.has_command = true};
	struct note why = reading->file->note;
	enum cause cause =
		census_cause(reading->account, reading->effective, NULL, &best, true, &why);
	struct opening opening = {.doubtful = cause == CAUSE_NONE,
		.reason = cause_token(cause == CAUSE_NONE ? CAUSE_KEYS_FILE : cause),
		.why = strdup(why.text)};
	reading->census->unsure = reading->census->unsure || opening.doubtful;
	return add(reading, 0, &opening, fill_unread, note);
}

/* Reads one file. */
static int take_file(struct reading *reading, const struct passwd *account, struct own_file *file,
	struct note *note)
{
	struct stat st;
	/* Most accounts have none: who is root need not take on their rights to see that. */
	if (stat(file->path, &st) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	int r = own_file_read(
		account, effective_is(reading->effective, "strictmodes", "yes"), file);
	if (r == -ENOENT)
		return 0;
	if (r != 0 && r != REASON_UNSAFE_PATH) {
		admin_warn("sshd can't read %s as %s: %s", file->path, account->pw_name,
			file->note.text);
		return add_unread_file(reading, note);
	}
	if (file->cut)
		admin_warn("%s is very long: what stands at its end is not shown", file->path);
	reading->census->unsure = reading->census->unsure || file->cut;
	reading->reason = r != 0 ? cause_token(CAUSE_STRICT_MODES) : NULL;
	return add_lines(reading, note);
}

/* One file of the effective AuthorizedKeysFile after the other. */
int census_take_files(struct census *census, const struct entrant *account,
	const struct effective *effective, struct note *note)
{
	const struct passwd entry = {.pw_name = account->name,
		.pw_dir = account->home,
		.pw_uid = account->uid,
		.pw_gid = account->gid};
	char word[PATH_MAX];
	const char *files = effective_value(effective, "authorizedkeysfile");
	CLEANUP(free) struct own_file *file = calloc(1, sizeof *file);
	int r = file ? 0 : note_errno(note, -ENOMEM, account->name);
	if (!files || strcmp(files, "none") == 0)
		return r;
	scrutiny_next();
	while (r == 0 && effective_word(&files, word, sizeof word)) {
		struct reading reading = {
			census, account, effective, file, NULL, NULL, {0, 0}, {0, 0}};
		if (!own_file_name(&entry, word, file->path))
			continue;
		r = take_file(&reading, &entry, file, note);
		own_file_free(file);
	}
	return r;
}
