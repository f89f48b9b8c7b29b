/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/edit_record.h"

#include "access/revocation.h"
#include "admin/store/keyring.h"
#include "common/cleanup.h"

#include <stdio.h>

/* A file before an edit, and after it. */
struct editing {
	const struct editable *file;
	struct view before, after;
};

/* Whether a key of one file is in another, on a line that says the same. */
static bool has_line(const struct keyring *keyring, const struct keyring_key *key)
{
	for (size_t i = 0; i < keyring->count; i++)
		if (view_equal(keyring->key[i].line->text, key->line->text))
			return true;
	return false;
}

/* Records the lines of one text that another does not have. */
static void record_lines(const struct change *change, const struct editing *editing,
	const struct keyring *of, const struct keyring *lacking, enum event_kind kind)
{
	char known_at[STORE_PATH_MAX + 16];
	for (size_t i = 0; i < of->count; i++) {
		if (has_line(lacking, &of->key[i]))
			continue;
		snprintf(
			known_at, sizeof known_at, "%s:%u", editing->file->path, of->key[i].number);
		change_record(change, &(struct change_record){.kind = kind,
					      .person = editing->file->name,
					      .known_at = known_at,
					      .line = of->key[i].line});
		keyring_print(kind == EVENT_ADDED ? "added " : "removed ", &of->key[i]);
	}
}

/* Records which keys came and which went. */
static void record_keys(const struct change *change, const struct editing *editing)
{
	struct note ignored;
	CLEANUP(keyring) struct keyring before = {.count = 0}, after = {.count = 0};
	if (keyring_parse(editing->before, &before, &ignored) != 0 ||
		keyring_parse(editing->after, &after, &ignored) != 0)
		return;
	record_lines(change, editing, &before, &after, EVENT_REMOVED);
	record_lines(change, editing, &after, &before, EVENT_ADDED);
}

/* Records the keys of one list that another does not have. */
static void record_listed(const struct change *change, const struct editing *editing,
	const struct revocation_list *of, const struct revocation_list *lacking, bool revoked)
{
	char known_at[STORE_PATH_MAX + 16];
	for (size_t i = 0; i < of->count; i++) {
		if (revocation_has(lacking, of->item[i].fingerprint))
			continue;
		snprintf(known_at, sizeof known_at, "%s:%u", editing->file->path,
			of->item[i].number);
		change_record(change,
			&(struct change_record){.kind = revoked ? EVENT_REVOKED : EVENT_CHANGED,
				.fingerprint = of->item[i].fingerprint,
				.known_at = known_at,
				.detail = revoked ? NULL : "no longer revoked"});
		printf("%s %s\n", revoked ? "revoked" : "no longer revoked",
			of->item[i].fingerprint);
	}
}

/* Records which keys are revoked now, and which are no longer. */
static void record_revoked(const struct change *change, const struct editing *editing)
{
	struct note ignored;
	const char *path = editing->file->path;
	CLEANUP(revocation) struct revocation_list before = {.count = 0}, after = {.count = 0};
	revocation_read(editing->before, path, &before, &ignored);
	revocation_read(editing->after, path, &after, &ignored);
	record_listed(change, editing, &before, &after, false);
	record_listed(change, editing, &after, &before, true);
}

/* First that the file was edited, then what that did to keys. */
void edit_record(const struct change *change, const struct editable *file, struct view before,
	struct view after)
{
	const struct editing both = {file, before, after}, *editing = &both;
	enum editable_kind kind = editing->file->kind;
	const char *name = editing->file->name;
	char group[ACCOUNT_NAME_MAX + 2];
	snprintf(group, sizeof group, "@%s", name);
	change_record(change, &(struct change_record){.kind = EVENT_CHANGED,
				      .account = kind == EDITABLE_ACCOUNT ? name : NULL,
				      .person = kind == EDITABLE_KEYS ? name : NULL,
				      .known_at = editing->file->path,
				      .detail = kind == EDITABLE_GROUP ? group : NULL});
	if (kind == EDITABLE_KEYS)
		record_keys(change, editing);
	if (kind == EDITABLE_REVOKED)
		record_revoked(change, editing);
}
