/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/beginning.h"

#include "access/revocation.h"
#include "access/store.h"
#include "admin/holders.h"
#include "admin/store/keyring.h"
#include "admin/why/own_file.h"
#include "common/cleanup.h"

#include <string.h>

#define PREFIX "SHA256:"
#define BASE64 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/* What is looked for, and the keys that may be meant: with a second one it is not clear. */
struct search {
	const char *typed;
	char found[FINGERPRINT_MAX], other[FINGERPRINT_MAX];
};

/* What of a word is behind the prefix. */
static const char *behind_prefix(const char *typed)
{
	return strncmp(typed, PREFIX, strlen(PREFIX)) == 0 ? typed + strlen(PREFIX) : typed;
}

/* A word without the prefix has to be long enough to be taken for one. */
bool beginning_is(const char *typed)
{
	const char *at = behind_prefix(typed);
	return at[strspn(at, BASE64)] == '\0' &&
	       (at != typed || strlen(at) >= KEYRING_BEGINNING_MIN);
}

/* Keeps a key that may be meant. */
static void offer(struct search *search, const char *fingerprint)
{
	if (!keyring_is_meant(search->typed, fingerprint))
		return;
	if (!search->found[0])
		snprintf(search->found, sizeof search->found, "%s", fingerprint);
	else if (strcmp(search->found, fingerprint) != 0)
		snprintf(search->other, sizeof search->other, "%s", fingerprint);
}

/* Offers every key of a text. */
static void offer_lines(struct search *search, struct view text)
{
	struct line_cursor cursor = {.rest = text};
	struct view at;
	struct note ignored;
	char fingerprint[FINGERPRINT_MAX];
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	while (line && line_next(&cursor, &at))
		if (line_parse(at, line, &ignored) == 0) {
			fingerprint_of(&line->key, fingerprint);
			offer(search, fingerprint);
		}
}

/* Offers the keys of a person. */
static void visit(void *context, const char *person, const char *path, struct view text)
{
	(void)person, (void)path;
	offer_lines(context, text);
}

/* Offers the keys that are revoked, if the list can be read. */
static void offer_revoked(struct search *search, const struct settings *settings)
{
	struct note ignored;
	CLEANUP(store) struct store store;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	CLEANUP(revocation) struct revocation_list list = {.count = 0};
	store_init(&store, settings);
	if (store_read_revoked(&store, &text, &ignored) != 0 ||
		revocation_read((struct view){text.bytes, text.len}, settings->revoked_keys, &list,
			&ignored) != 0)
		return;
	for (size_t i = 0; i < list.count; i++)
		offer(search, list.item[i].fingerprint);
}

/* Offers the keys of the account's own files. */
static void offer_own(struct search *search, const struct inquiry *inquiry)
{
	char entry[PATH_MAX];
	const char *at = inquiry->sshd_known
				 ? effective_value(&inquiry->effective, "authorizedkeysfile")
				 : NULL;
	while (at && effective_word(&at, entry, sizeof entry)) {
		CLEANUP(free) struct own_file *file = calloc(1, sizeof *file);
		if (!file || strcmp(entry, "none") == 0 ||
			!own_file_name(&inquiry->account, entry, file->path))
			continue;
		/* What sshd does not read for its mode is meant all the same. */
		(void)own_file_read(&inquiry->account, false, file);
		if (file->text)
			offer_lines(search, (struct view){file->text, file->len});
		own_file_free(file);
	}
}

/* Looks in one place after the other. */
int beginning_find(struct inquiry *inquiry, const char *typed, struct note *note)
{
	struct note ignored;
	struct search search = {.typed = typed};
	if (strlen(behind_prefix(typed)) < KEYRING_BEGINNING_MIN)
		return note_set(note, REASON_NO_SUCH_KEY,
			"%s is too short: a fingerprint is named by at least %d characters "
			"behind " PREFIX,
			typed, KEYRING_BEGINNING_MIN);
	(void)holders_scan(inquiry->settings->keys_dir, "", visit, &search, &ignored);
	offer_revoked(&search, inquiry->settings);
	if (inquiry->account_fault == 0)
		offer_own(&search, inquiry);
	if (search.other[0])
		return note_set(note, REASON_NO_SUCH_KEY,
			"more than one key begins with %s: %s and %s", typed, search.found,
			search.other);
	if (!search.found[0])
		return note_set(note, REASON_NO_SUCH_KEY,
			"no key that keyhole knows, and no file, is called %s; one that is in "
			"neither %s nor %s is named by its whole fingerprint",
			typed, inquiry->settings->keys_dir, inquiry->settings->revoked_keys);
	snprintf(inquiry->key.fingerprint, sizeof inquiry->key.fingerprint, "%s", search.found);
	return 0;
}
