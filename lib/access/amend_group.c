/* SPDX-License-Identifier: Apache-2.0 */
#include "access/amend.h"
#include "access/cut.h"
#include "access/grant.h"
#include "common/account.h"
#include "common/cleanup.h"

#include <errno.h>

/* Takes the people of a text apart; no text has none. */
static int parse(const struct amend_file *file, struct view text, struct grant_group *group,
	struct note *note)
{
	*group = (struct grant_group){{0, NULL}, NULL};
	return text.len > 0 ? grant_group_parse(text, file->path, group, note) : 0;
}

/* Writes a text in which a person is the last. */
static void put_joined(
	FILE *out, const struct amend_file *file, const struct outline *outline, const char *person)
{
	char item[ACCOUNT_NAME_MAX + 4];
	int len = snprintf(item, sizeof item, "\"%s\"", person);
	if (file->text.len > 0)
		cut_append(out, file->text, outline, (struct view){item, (size_t)len});
	else
		fprintf(out, "// the people of this group, see keyhole.conf(5)\npeople = ( %s );\n",
			item);
}

/* Marks a person who leaves, and writes what stays. */
static void put_left(FILE *out, const struct amend_file *file, const struct outline *outline,
	const bool *dropped, bool *gone)
{
	cut_items(file->text, outline, dropped, gone);
	cut_print(out, file->text, gone);
}

/* Whether the people of a new text are the old ones and a joined one, or without one who left. */
static bool is_wanted(const struct settings_list *old, const struct settings_list *new,
	const char *joined, const char *left)
{
	size_t at = 0;
	for (size_t i = 0; i < old->count; i++) {
		if (left && view_is(old->item[i], left))
			continue;
		if (at == new->count || !view_equal(old->item[i], new->item[at++]))
			return false;
	}
	if (joined && (at == new->count || !view_is(new->item[at++], joined)))
		return false;
	return at == new->count;
}

/* A change of a group: who joins, or who leaves. */
struct change {
	const struct amend_file *file;
	const char *joined, *left;
	struct grant_group old;
};

/* Reads the new text again, and holds it against what was wanted. */
static int prove(const struct change *change, const struct path_text *text, struct note *note)
{
	CLEANUP(grant_group) struct grant_group new = {{0, NULL}, NULL};
	int r = parse(change->file, (struct view){text->bytes, text->len}, &new, note);
	if (r == 0 && !is_wanted(&change->old.people, &new.people, change->joined, change->left))
		r = note_set(note, -ENOTSUP,
			"%s: this file is written in a way that can't be changed for you; nothing "
			"is changed: keyhole edit %s",
			change->file->path, change->file->path);
	return r;
}

/* Writes the new text. */
static int write_text(const struct change *change, struct path_text *text, struct note *note)
{
	const struct amend_file *file = change->file;
	const struct settings_list *people = &change->old.people;
	CLEANUP(outline) struct outline outline = {.count = 0};
	CLEANUP(free) bool *dropped = calloc(people->count + 1, sizeof *dropped);
	CLEANUP(free) bool *gone = calloc(file->text.len + 1, sizeof *gone);
	FILE *out = open_memstream(&text->bytes, &text->len);
	if (!dropped || !gone || !out) {
		cleanup_file(&out);
		return note_errno(note, -ENOMEM, file->path);
	}
	struct outline_span whole = {0, file->text.len};
	int r = file->text.len > 0 ? outline_find(file->text, whole, "people", &outline) : 0;
	bool found = r == 0 && outline.count == people->count;
	for (size_t i = 0; found && change->left && i < people->count; i++)
		dropped[i] = view_is(people->item[i], change->left);
	if (found && change->left)
		put_left(out, file, &outline, dropped, gone);
	else if (found)
		put_joined(out, file, &outline, change->joined);
	bool failed = ferror(out) != 0;
	if (fclose(out) != 0 || failed)
		return note_errno(note, -ENOMEM, file->path);
	return 0;
}

/* Makes the new text and proves it. */
static int make(struct change *change, struct path_text *text, struct note *note)
{
	int r = write_text(change, text, note);
	if (r == 0)
		r = prove(change, text, note);
	if (r != 0)
		path_text_free(text);
	return r;
}

/* Changes nothing for one who is in it. */
int amend_join(const struct amend_file *file, const char *person, struct path_text *text,
	struct note *note)
{
	struct change change = {.file = file, .joined = person};
	*text = (struct path_text){NULL, 0};
	int r = parse(file, file->text, &change.old, note);
	if (r == 0 && !settings_list_has(&change.old.people, view_of(person)))
		r = make(&change, text, note);
	grant_group_free(&change.old);
	return r;
}

/* Changes nothing for one who is not in it. */
int amend_leave(const struct amend_file *file, const char *person, struct path_text *text,
	struct note *note)
{
	struct change change = {.file = file, .left = person};
	*text = (struct path_text){NULL, 0};
	int r = parse(file, file->text, &change.old, note);
	if (r == 0 && settings_list_has(&change.old.people, view_of(person)))
		r = make(&change, text, note);
	grant_group_free(&change.old);
	return r;
}
