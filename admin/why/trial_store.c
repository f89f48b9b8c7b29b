/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "access/admission.h"
#include "admin/readable.h"
#include "admin/revoked.h"
#include "admin/why/bearer.h"
#include "admin/why/mend.h"
#include "common/account.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SHARE "/usr/share/keyhole"

/* Adds a step for a file without which keyhole lets nobody in: where the module goes by it too, not
 * even with keys that sshd finds elsewhere. */
static struct step *refuse(
	struct inquiry *inquiry, const char *name, int fault, bool module, const struct note *note)
{
	bool refused = module && inquiry_uses_pam(inquiry) && !inquiry->break_glass;
	return inquiry_close_store(
		inquiry, step_add_note(&inquiry->steps, name, refused ? STEP_REFUSED : STEP_CLOSED,
				 reason_token(fault > 0 ? fault : REASON_FAULT), note));
}

/* Names the command that puts a file of the installation in the place of one that is missing. */
static void mend_missing(struct step *step, int fault, const char *file, const char *path)
{
	if ((fault == -ENOENT || fault == -ENODATA) && mend_is_plain(path))
		step_mend(step, "install -m 644 " SHARE "/%s %s", file, path);
}

/* Whether the command's user can read a file; adds the step if not. */
static bool check_readable(struct inquiry *inquiry, const char *path)
{
	struct note note;
	if (readable_find(path, &note))
		return true;
	inquiry_close_store(inquiry, step_add_note(&inquiry->steps, "settings", STEP_CLOSED,
					     cause_token(CAUSE_UNREADABLE), &note));
	return false;
}

/* Whether the list of revoked keys can be read. */
static bool check_revoked(struct inquiry *inquiry)
{
	struct note note;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	CLEANUP(store) struct store store;
	const char *path = inquiry->settings->revoked_keys;
	store_init(&store, inquiry->settings);
	int r = store_read_revoked(&store, &text, &note);
	if (r != 0)
		mend_missing(refuse(inquiry, "settings", r, false, &note), r, "revoked_keys", path);
	return r == 0 && check_readable(inquiry, path);
}

/* Looks at keyhole.conf and the list of revoked keys. */
void trial_settings(struct inquiry *inquiry)
{
	if (inquiry->settings_fault != 0) {
		mend_missing(refuse(inquiry, "settings", inquiry->settings_fault, true,
				     &inquiry->settings_note),
			inquiry->settings_fault, "keyhole.conf", inquiry->config_path);
		return;
	}
	if (check_readable(inquiry, inquiry->config_path) && check_revoked(inquiry))
		step_add(&inquiry->steps, "settings", STEP_GOOD, NULL,
			"%s and %s are root's, and can be read", inquiry->config_path,
			inquiry->settings->revoked_keys);
}

/* Says of a group that it can't be read. */
static void take_dropped(void *context, const char *group, const struct grant *grant, int fault,
	const struct note *note)
{
	struct inquiry *inquiry = context;
	(void)grant, (void)group;
	struct step *step = step_add_note(&inquiry->steps, "grant", STEP_CLOSED,
		reason_token(fault > 0 ? fault : REASON_FAULT), note);
	/* More than that nobody has the key: who is in it is not known. */
	step->weight = REASON_UNSAFE_PATH;
}

/* Writes whom a grant names. */
static void list_people(const struct grant *grant, char *out, size_t size)
{
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < grant->people.count && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? ", " : "",
			grant->people.item[i].data);
}

/* Says what each grant is. */
static void say_grant(
	struct inquiry *inquiry, const struct grant_rules *rules, const struct grant *grant)
{
	char people[512], until[64] = "";
	time_t end = (time_t)grant->until;
	struct tm date;
	bool ended = grant->until != 0 && grant->until < inquiry->now;
	if (grant->until != 0 && gmtime_r(&end, &date))
		strftime(until, sizeof until, "%Y-%m-%dT%H:%M:%SZ", &date);
	list_people(grant, people, sizeof people);
	struct step *step = step_add(&inquiry->steps, "grant", ended ? STEP_CLOSED : STEP_GOOD,
		ended ? reason_token(REASON_GRANT_EXPIRED) : NULL, "%s:%u grants %s to %s%s%s",
		rules->path, grant->line, inquiry->name, people,
		ended          ? "; that ended on "
		: grant->until ? " until "
			       : "",
		until);
	step->weight = REASON_GRANT_EXPIRED;
}

/* What became of a person's keys. */
struct former {
	const char *person, *path;
	char words[512]; /* of the last that was revoked; "": none was */
};

/* Takes note of a key that is revoked. */
static void visit_revoked(void *context, const struct revoked *revoked)
{
	struct former *former = context;
	if (strcmp(revoked->person, former->person) == 0)
		snprintf(former->words, sizeof former->words,
			"; %s's key %s was revoked (%s:%u): %.*s", former->person,
			revoked->fingerprint, former->path, revoked->number,
			(int)(revoked->words.len < 200 ? revoked->words.len : 200),
			revoked->words.data);
}

/* Says that a person has no key. Where somebody else has the key that is asked for, that is nothing to
 * mend; what that key lacks is said with it. Nor is it where the keys were revoked: somebody meant it. */
static void say_keyless(struct inquiry *inquiry, const struct admission *admission,
	const struct bearer *bearer, const struct note *note)
{
	bool asked = inquiry->key.any;
	struct note ignored;
	struct former former = {admission->person, inquiry->settings->revoked_keys, ""};
	if (!asked)
		(void)revoked_scan(former.path, visit_revoked, &former, &ignored);
	struct step *step = step_add(&inquiry->steps, "person", STEP_CLOSED,
		reason_token(REASON_NO_SUCH_KEY), "%s may use %s, %s, but has no key: %s%s",
		admission->person, inquiry->name,
		admission->grant ? "by a grant" : "as the account's own", note->text, former.words);
	if (asked && (bearer->person[0] || bearer->revoked))
		return;
	step->weight = REASON_NO_SUCH_KEY;
	if (asked)
		bearer_mend(bearer, step, inquiry, admission->person);
	else if (!former.words[0])
		step_mend(step, "keyhole add %s KEY.pub", admission->person);
}

/* Whether a person has a file of keys. An account that others may use need not have any of its own. */
static void say_person(struct inquiry *inquiry, struct store *store,
	const struct admission *admission, const struct bearer *bearer)
{
	char path[STORE_PATH_MAX];
	struct note note;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	bool own = !admission->grant;
	int r = store_read_keys(store, admission->person, path, &text, &note);
	if (r != -ENOENT) {
		inquiry->for_others =
			inquiry->for_others && strcmp(admission->person, inquiry->name) != 0;
		step_add(&inquiry->steps, "person", STEP_GOOD, NULL, "%s may use %s, %s",
			admission->person, inquiry->name,
			own ? "as the account's own" : "by a grant");
	} else if (own && inquiry->for_others) {
		step_add(&inquiry->steps, "person", STEP_GOOD, NULL,
			"%s has no key of its own: it is for those to whom it is granted",
			inquiry->name);
	} else {
		say_keyless(inquiry, admission, bearer, &note);
	}
}

/* Whether anybody may use the account but its own person. */
static bool has_others(const struct inquiry *inquiry, const struct admission_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i].person, inquiry->name) != 0)
			return true;
	return false;
}

/* Names the grant that opens the account, and whose key it is to be, where that is known. */
static void mend_nobody(struct inquiry *inquiry, const struct bearer *bearer, struct step *step)
{
	char path[STORE_PATH_MAX];
	const struct given *key = &inquiry->key;
	snprintf(path, sizeof path, "%s/%s.keys", inquiry->settings->keys_dir, inquiry->name);
	if (key->any && (bearer->person[0] || bearer->revoked))
		bearer_mend(bearer, step, inquiry, inquiry->name);
	else if (!key->any && access(path, F_OK) == 0)
		mend_grant(step, inquiry, inquiry->name);
	else if (key->known && !key->key.is_cert && mend_is_plain(key->name) &&
		 mend_is_plain(inquiry->name))
		step_mend(step, "keyhole add PERSON %s && keyhole grant %s PERSON", key->name,
			inquiry->name);
	else if (!key->any)
		mend_grant(step, inquiry, "PERSON");
}

/* Why the account's own person does not count. */
static void say_nobody(
	struct inquiry *inquiry, const struct grant_rules *rules, const struct bearer *bearer)
{
	const struct settings *settings = inquiry->settings;
	bool system = inquiry->account.pw_uid < settings->uid_min;
	struct step *step =
		step_add(&inquiry->steps, "person", STEP_CLOSED, reason_token(REASON_NOT_GRANTED),
			"nobody's keys open %s: %s, and %s", inquiry->name,
			rules->count == 0 ? "there is no grant" : "its grants come to nobody",
			system                ? "its uid is below uid_min"
			: !rules->own_account ? "own_account is false"
					      : "its own person does not count");
	step->weight = REASON_NOT_GRANTED;
	mend_nobody(inquiry, bearer, step);
}

/* Says who may use the account. */
static void say_people(
	struct inquiry *inquiry, struct store *store, const struct grant_rules *rules)
{
	struct note note;
	bool own = rules->own_account && inquiry->account.pw_uid >= inquiry->settings->uid_min;
	CLEANUP(admission) struct admission_list list = {0};
	CLEANUP(free) struct bearer *bearer = calloc(1, sizeof *bearer);
	if (!bearer)
		return;
	bearer_find(inquiry, bearer);
	for (size_t i = 0; i < rules->count; i++)
		say_grant(inquiry, rules, &rules->grant[i]);
	int r = admission_read(store, rules, own ? inquiry->account.pw_name : NULL, take_dropped,
		inquiry, &list, &note);
	if (r != 0)
		refuse(inquiry, "person", r, false, &note);
	else if (list.count == 0)
		say_nobody(inquiry, rules, bearer);
	inquiry->for_others = has_others(inquiry, &list);
	for (size_t i = 0; r == 0 && i < list.count; i++)
		if (i == 0 || strcmp(list.item[i].person, list.item[i - 1].person) != 0)
			say_person(inquiry, store, &list.item[i], bearer);
}

/* Reads the account's rules. */
void trial_people(struct inquiry *inquiry)
{
	struct note note;
	CLEANUP(store) struct store store;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	store_init(&store, inquiry->settings);
	if (inquiry->settings_fault != 0)
		return;
	if (account_name_check(view_of(inquiry->name), &note) != 0) {
		inquiry_close_store(
			inquiry, step_add(&inquiry->steps, "person", STEP_CLOSED,
					 reason_token(REASON_BAD_NAME),
					 "keyhole looks no such name up: %s", note.text));
		return;
	}
	int r = grant_rules_load(&store, inquiry->name, &rules, &note);
	if (r != 0) {
		refuse(inquiry, "person", r, true, &note);
		return;
	}
	inquiry->home_check = rules.home_check;
	if (check_readable(inquiry, rules.path))
		say_people(inquiry, &store, &rules);
}
