/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/revoked.h"

#include "access/store.h"
#include "common/cleanup.h"
#include "keys/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether words end as keyhole writes them: "(TIME by WHO)". */
static bool is_keyholes(struct view words)
{
	const char *open = words.len > 0 ? memrchr(words.data, '(', words.len) : NULL;
	size_t rest = open ? words.len - (size_t)(open - words.data) : 0;
	return rest > 0 && words.data[words.len - 1] == ')' && memmem(open, rest, " by ", 4);
}

/* Reads whose it was. */
static void read_person(struct revoked *revoked)
{
	struct note ignored;
	struct view words = revoked->words, name = words;
	for (name.len = 0; name.len < words.len && name.data[name.len] != ' ';)
		name.len++;
	size_t behind = name.len + 1;
	bool alone = behind < words.len && words.data[behind] == '(';
	if (name.len > 1 && name.data[name.len - 1] == ':')
		name.len--;
	else if (!alone)
		return;
	if (!is_keyholes(words) || account_name_check(name, &ignored) != 0)
		return;
	snprintf(revoked->person, sizeof revoked->person, "%.*s", (int)name.len, name.data);
	revoked->words = view_skip(words, behind);
}

/* Passes one entry on. */
static void pass(const struct policy_entry *entry, revoked_visit visit, void *context)
{
	struct revoked revoked = {.number = entry->number, .words = entry->reason};
	if (entry->fingerprint.len > 0)
		memcpy(revoked.fingerprint, entry->fingerprint.data, entry->fingerprint.len);
	else
		fingerprint_of(&entry->line.key, revoked.fingerprint);
	read_person(&revoked);
	visit(context, &revoked);
}

/* One entry after the other. */
int revoked_scan(const char *path, revoked_visit visit, void *context, struct note *note)
{
	const struct settings settings = {.revoked_keys = path};
	CLEANUP(store) struct store store;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	CLEANUP(free) struct policy_entry *entry = malloc(sizeof *entry);
	store_init(&store, &settings);
	int r = entry ? store_read_revoked(&store, &text, note) : note_errno(note, -ENOMEM, path);
	const struct policy policy = {.revoked = {text.bytes, text.len}, .revoked_path = path};
	struct line_cursor cursor = {.rest = policy.revoked};
	if (r != 0)
		return r;
	while ((r = policy_next(&policy, &cursor, entry, note)) > 0)
		pass(entry, visit, context);
	return r;
}
