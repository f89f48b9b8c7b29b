/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/leaving.h"

#include "admin/store/reach.h"
#include "admin/verb.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>

/* Makes room for one more file of keys. */
static struct keyring *grow(struct leaving *leaving)
{
	if (leaving->count == leaving->room) {
		size_t room = leaving->room ? 2 * leaving->room : 4;
		void *grown = reallocarray(leaving->keyring, room, sizeof *leaving->keyring);
		if (!grown)
			return NULL;
		leaving->keyring = grown;
		leaving->room = room;
	}
	return &leaving->keyring[leaving->count];
}

/* Marks all keys of a person, and lists those that are revoked. */
static int take_keys(struct leaving *leaving, struct keyring *keyring, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < keyring->count; i++) {
		struct keyring_key *key = &keyring->key[i];
		key->marked = true;
		if (key->line->options.cert_authority)
			admin_warn("%s:%u is the key of a CA: it is taken away here, but not "
				   "revoked, since others may have certificates of it",
				keyring->path, key->number);
		else
			r = ban_add(&leaving->ban, key->fingerprint, note);
	}
	if (keyring->unread > 0)
		admin_warn("%s has %u lines that can't be read; what stands there is not revoked",
			keyring->path, keyring->unread);
	return r;
}

/* Reads the person's file, grants and groups. */
int leaving_person(struct leaving *leaving, const char *person, struct note *note)
{
	struct keyring *keyring = grow(leaving);
	if (!keyring)
		return note_errno(note, -ENOMEM, person);
	leaving->person = leaving->ban.whose = person;
	leaving->count = 1;
	int r = keyring_read(&leaving->change.store, person, keyring, note);
	if (r == -ENOENT)
		keyring->path[0] = '\0';
	if (r == 0)
		r = take_keys(leaving, keyring, note);
	if (r == 0 || r == -ENOENT)
		r = reach_read(&leaving->change.store, person, &leaving->accounts, note);
	if (r == 0)
		r = rewrite_without(&leaving->change, person, &leaving->rewrites, note);
	leaving->incomplete = leaving->rewrites.failed > 0;
	if (r == 0 && !keyring->path[0] && leaving->rewrites.count == 0)
		r = note_set(note, REASON_NO_SUCH_KEY, "there is no person %s", person);
	return r;
}

/* Reads one person's file and keeps it if it has the key. */
static int look_into(
	struct leaving *leaving, const char *person, const char *typed, struct note *note)
{
	struct note why;
	struct keyring *keyring = grow(leaving);
	if (!keyring)
		return note_errno(note, -ENOMEM, person);
	int r = keyring_read(&leaving->change.store, person, keyring, &why);
	if (r == 0)
		r = keyring_mark(keyring, typed, &why);
	if (r == 0) {
		leaving->count++;
		for (size_t i = 0; r == 0 && i < keyring->count; i++)
			if (keyring->key[i].marked)
				r = ban_add(&leaving->ban, keyring->key[i].fingerprint, note);
		return r;
	}
	if (r != REASON_NO_SUCH_KEY && r != -ENOENT)
		admin_warn("%s", why.text);
	keyring_free(keyring);
	return 0;
}

/* Judges how many keys are meant. */
static int judge_meant(struct leaving *leaving, const char *typed, struct note *note)
{
	if (leaving->ban.count > 1)
		return note_set(note, REASON_NO_SUCH_KEY,
			"more than one key begins with %s: %s and %s", typed,
			leaving->ban.fingerprint[0], leaving->ban.fingerprint[1]);
	if (leaving->ban.count == 1) {
		leaving->ban.whose = leaving->keyring[0].person;
		return 0;
	}
	if (fingerprint_is(view_of(typed)))
		return ban_add(&leaving->ban, typed, note);
	if (keyring_too_short(typed, note))
		return REASON_NO_SUCH_KEY;
	return note_set(note, REASON_NO_SUCH_KEY,
		"nobody has a key %s; one that is not in %s can be revoked by its whole "
		"fingerprint, as ssh-keygen -lf prints it",
		typed, leaving->change.settings->keys_dir);
}

/* Asks of every person. */
int leaving_key(struct leaving *leaving, const char *typed, struct note *note)
{
	CLEANUP(names) struct names people = {0, 0, NULL};
	int r = names_read(leaving->change.settings->keys_dir, NAMES_KEYS, &people, note);
	for (size_t i = 0; r == 0 && i < people.count; i++)
		r = look_into(leaving, people.name[i], typed, note);
	return r == 0 ? judge_meant(leaving, typed, note) : r;
}

/* Records and reports the keys of a file that are revoked now. */
static void report_keys(const struct leaving *leaving, const struct keyring *keyring)
{
	char known_at[STORE_PATH_MAX + 16];
	for (size_t i = 0; i < keyring->count; i++) {
		const struct keyring_key *key = &keyring->key[i];
		bool ca = leaving->person && key->line->options.cert_authority;
		if (!key->marked)
			continue;
		snprintf(known_at, sizeof known_at, "%s:%u", keyring->path, key->number);
		change_record(&leaving->change,
			&(struct change_record){.kind = ca ? EVENT_REMOVED : EVENT_REVOKED,
				.person = keyring->person,
				.known_at = known_at,
				.detail = leaving->ban.reason,
				.line = key->line});
		if (leaving->person || keyring == leaving->keyring)
			keyring_print(ca ? "took away " : "revoked ", key);
	}
}

/* Records and reports a key that nobody in the store has. */
static void report_unknown(const struct leaving *leaving)
{
	const char *fingerprint = leaving->ban.fingerprint[0];
	change_record(&leaving->change, &(struct change_record){.kind = EVENT_REVOKED,
						.fingerprint = fingerprint,
						.known_at = leaving->change.settings->revoked_keys,
						.detail = leaving->ban.reason});
	printf("revoked %s, which nobody in %s has\n", fingerprint,
		leaving->change.settings->keys_dir);
}

/* Says what could not be done; the rest goes on. */
static void fail(struct leaving *leaving, const struct note *note)
{
	admin_warn("%s", note->text);
	leaving->incomplete = true;
}

/* Takes the keys out of a file, or the file away. */
static void put_keyring(struct leaving *leaving, const struct keyring *keyring)
{
	struct note note;
	int r = leaving->person ? replace_remove(&leaving->change.lock, keyring->path, &note)
				: keyring_put(&leaving->change, keyring, &note);
	if (r != 0) {
		fail(leaving, &note);
		return;
	}
	if (leaving->person)
		change_record(&leaving->change, &(struct change_record){.kind = EVENT_REMOVED,
							.person = keyring->person,
							.known_at = keyring->path});
	printf("took %s %s\n", leaving->person ? "away" : "it out of", keyring->path);
}

/* Puts a changed file of an account or a group in its place. */
static void put_rewrite(struct leaving *leaving, const struct rewrite *rewrite)
{
	struct note note;
	char group[ACCOUNT_NAME_MAX + 2];
	bool account = rewrite->kind == REWRITE_ACCOUNT;
	if (rewrite_put(&leaving->change, rewrite, &note) != 0) {
		fail(leaving, &note);
		return;
	}
	snprintf(group, sizeof group, "@%s", rewrite->name);
	change_record(&leaving->change, &(struct change_record){.kind = EVENT_UNGRANTED,
						.account = account ? rewrite->name : NULL,
						.person = leaving->person,
						.known_at = rewrite->path,
						.detail = account ? rewrite->before : group});
	if (account)
		printf("took %s's grants on the account %s away\n", leaving->person, rewrite->name);
	else
		printf("took %s out of the group %s\n", leaving->person, rewrite->name);
}

/* Says which accounts a person could open. */
static void report_accounts(const char *person, const struct names *accounts)
{
	printf("%s could open:", person);
	for (size_t i = 0; i < accounts->count; i++)
		printf(" %s", accounts->name[i]);
	puts(accounts->count > 0 ? "" : " no account by what keyhole keeps");
}

/* Says what the person could open, or else everybody who had the key: the grants stay. */
static void report_reach(struct leaving *leaving)
{
	struct note note;
	if (leaving->person)
		report_accounts(leaving->person, &leaving->accounts);
	for (size_t i = 0; !leaving->person && i < leaving->count; i++) {
		CLEANUP(names) struct names accounts = {0, 0, NULL};
		const char *person = leaving->keyring[i].person;
		if (reach_read(&leaving->change.store, person, &accounts, &note) != 0)
			admin_warn("%s", note.text);
		else
			report_accounts(person, &accounts);
	}
}

/* Revokes first; what follows can be done again. */
int leaving_put(struct leaving *leaving, struct note *note)
{
	int r = ban_put(&leaving->ban, &leaving->change, note);
	if (r != 0)
		return r;
	leaving->incomplete = leaving->incomplete || !leaving->ban.sshd_too;
	for (size_t i = 0; i < leaving->count; i++)
		report_keys(leaving, &leaving->keyring[i]);
	if (!leaving->person && leaving->count == 0)
		report_unknown(leaving);
	for (size_t i = 0; i < leaving->count; i++)
		if (leaving->keyring[i].path[0])
			put_keyring(leaving, &leaving->keyring[i]);
	for (size_t i = 0; i < leaving->rewrites.count; i++)
		put_rewrite(leaving, &leaving->rewrites.item[i]);
	report_reach(leaving);
	return 0;
}

/* Frees everything. */
void leaving_free(struct leaving *leaving)
{
	for (size_t i = 0; i < leaving->count; i++)
		keyring_free(&leaving->keyring[i]);
	free(leaving->keyring);
	leaving->keyring = NULL;
	leaving->count = 0;
	rewrite_list_free(&leaving->rewrites);
	names_free(&leaving->accounts);
	ban_free(&leaving->ban);
	change_end(&leaving->change);
}
