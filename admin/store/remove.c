/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole remove – takes keys away from a person, without revoking them. */
#include "admin/holders.h"
#include "admin/store/barrier.h"
#include "admin/store/closing.h"
#include "admin/store/keyring.h"
#include "admin/store/rewrite.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <errno.h>

/* Records and reports each key that is gone. */
static void report(const struct change *change, const struct keyring *keyring)
{
	char known_at[STORE_PATH_MAX + 16];
	for (size_t i = 0; i < keyring->count; i++) {
		const struct keyring_key *key = &keyring->key[i];
		if (!key->marked)
			continue;
		snprintf(known_at, sizeof known_at, "%s:%u", keyring->path, key->number);
		change_record(change, &(struct change_record){.kind = EVENT_REMOVED,
					      .person = keyring->person,
					      .known_at = known_at,
					      .line = key->line});
		keyring_print("removed ", key);
	}
}

/* Takes all keys away, whether their lines can be read or not. */
static int remove_all(const struct change *change, struct keyring *keyring, struct note *note)
{
	for (size_t i = 0; i < keyring->count; i++)
		keyring->key[i].marked = true;
	int r = replace_remove(&change->lock, keyring->path, note);
	if (r != 0)
		return r;
	report(change, keyring);
	if (keyring->count == 0)
		change_record(change, &(struct change_record){.kind = EVENT_REMOVED,
					      .person = keyring->person,
					      .known_at = keyring->path});
	printf("%s is gone", keyring->path);
	if (keyring->unread > 0)
		printf(", with %u %s that can't be read", keyring->unread,
			keyring->unread == 1 ? "line" : "lines");
	putchar('\n');
	return 0;
}

/* Takes one key away. */
static int remove_one(
	const struct change *change, struct keyring *keyring, const char *typed, struct note *note)
{
	int r = keyring_mark(keyring, typed, note);
	if (r == 0)
		r = keyring_put(change, keyring, note);
	if (r == 0)
		report(change, keyring);
	return r;
}

/* Says which grants and groups of a person without keys stay. */
static void report_staying(struct change *change, const char *person)
{
	struct note note;
	CLEANUP(rewrite_list) struct rewrite_list list = {.count = 0};
	if (rewrite_without(change, person, &list, &note) != 0)
		admin_warn("%s", note.text);
	if (list.count == 0)
		return;
	printf("%s is still named in:", person);
	for (size_t i = 0; i < list.count; i++)
		printf(" %s.d/%s.conf",
			list.item[i].kind == REWRITE_ACCOUNT ? "accounts" : "groups",
			list.item[i].name);
	printf("; to take %s out:  keyhole revoke %s\n", person, person);
}

/* The keys that were taken away, and which of them somebody else has. */
struct copies {
	const struct keyring *keyring;
	bool *kept; /* for each key of the keyring; NULL without memory */
	size_t kept_count;
};

/* Says of a key that another person has that it stays theirs: to revoke it would shut them out. */
static void note_holder(void *context, const char *person, const char *path, struct view text)
{
	struct copies *copies = context;
	const struct keyring *keyring = copies->keyring;
	for (size_t i = 0; i < keyring->count; i++) {
		const struct keyring_key *key = &keyring->key[i];
		unsigned at = key->marked ? holders_find(text, key->line, NULL) : 0;
		if (at == 0)
			continue;
		printf("%s has this key too, and keeps it (%s:%u): %s\n", person, path, at,
			key->fingerprint);
		copies->kept_count++;
		if (copies->kept)
			copies->kept[i] = true;
	}
}

/* Says how each key that was taken away is shut out for good: the person's name no longer leads to it. */
static void report_copies(const struct keyring *keyring, const char *keys_dir)
{
	struct note note;
	bool lead = true;
	CLEANUP(free) bool *kept = calloc(keyring->count + 1, sizeof *kept);
	struct copies copies = {keyring, kept, 0};
	int r = holders_scan(keys_dir, keyring->person, note_holder, &copies, &note);
	if (r != 0)
		admin_warn("%s", note.text);
	for (size_t i = 0; i < keyring->count; i++) {
		if (!keyring->key[i].marked || (kept ? kept[i] : copies.kept_count > 0))
			continue;
		if (lead)
			puts("where sshd reads users' own ~/.ssh/authorized_keys, a copy in there "
			     "goes on\nworking; to shut a key out for good:");
		lead = false;
		printf("  keyhole revoke %s\n", keyring->key[i].fingerprint);
	}
}

/* Names the sessions that the keys have open: they go on. */
static void report_sessions(const struct keyring *keyring, const char *log_dir)
{
	struct closing closing = {.log_dir = log_dir};
	CLEANUP(free) const char **keys = calloc(keyring->count + 1, sizeof *keys);
	for (size_t i = 0; keys && i < keyring->count; i++)
		if (keyring->key[i].marked)
			keys[closing.count++] = keyring->key[i].fingerprint;
	closing.fingerprints = keys;
	closing_remind(&closing);
}

/* Changes the person's file, under the store's lock. */
static int take_away(const struct settings *settings, const char *person, const char *typed)
{
	struct note note;
	CLEANUP(change) struct change change = {.lock = {-1}};
	CLEANUP(keyring) struct keyring keyring = {.count = 0};
	int r = change_begin(&change, settings, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	r = keyring_read(&change.store, person, &keyring, &note);
	if (r == -ENOENT)
		return roster_person(settings, person, false);
	if (r == 0 && typed)
		r = remove_one(&change, &keyring, typed, &note);
	else if (r == 0)
		r = remove_all(&change, &keyring, &note);
	if (r != 0)
		return admin_fail(admin_status(r), &note);
	if (access(keyring.path, F_OK) != 0)
		report_staying(&change, person);
	barrier_keep(&change);
	report_copies(&keyring, settings->keys_dir);
	replace_unlock(&change.lock);
	report_sessions(&keyring, settings->log_dir);
	return EXIT_YES;
}

/* Reads the arguments of `keyhole remove`. */
static int run(struct admin *admin, int argc, char **argv)
{
	static const struct option options[] = {{0}};
	char words[2 * ACCOUNT_NAME_MAX];
	int c = getopt_long(argc, argv, ":", options, NULL);
	if (c != -1)
		return admin_usage_option(&verb_remove, options, argv, c);
	if (argc - optind < 1)
		return admin_usage(&verb_remove, "whose keys? PERSON is missing");
	if (argc - optind > 2)
		return admin_usage(
			&verb_remove, "there is nothing to do for \"%s\"", argv[optind + 2]);
	const char *person = argv[optind], *typed = argc - optind > 1 ? argv[optind + 1] : NULL;
	int status = roster_sound(person, "a person");
	if (status != EXIT_YES)
		return status;
	snprintf(words, sizeof words, "remove %s", person);
	if (!change_allowed(admin->settings.keys_dir, words))
		return EXIT_UNSURE;
	return take_away(&admin->settings, person, typed);
}

const struct verb verb_remove = {
	.name = "remove",
	.changes = true,
	.arguments = "PERSON [FINGERPRINT]",
	.summary = "takes a person's keys away, or one of them",
	.help = "Takes the file of the person's keys away, or the one key that the fingerprint,\n"
		"or a beginning of it, is of. Grants and groups stay, and the keys themselves\n"
		"stay good: for somebody who leaves, and for a key that is lost, there is\n"
		"keyhole revoke.\n"
		"\n"
		"examples:\n"
		"  keyhole remove brian SHA256:kb0oAT\n"
		"  keyhole remove brian\n",
	.run = run,
};
