/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/copies.h"

#include "admin/holders.h"
#include "common/cleanup.h"

#include <errno.h>

#define FIRST_ROOM 64

/* Adds a place. */
static int add(struct copies *copies, const char *fingerprint, const char *path, unsigned line)
{
	if (copies->count == copies->room) {
		size_t room = copies->room > 0 ? 2 * copies->room : FIRST_ROOM;
		struct copy *item = reallocarray(copies->item, room, sizeof *item);
		if (!item)
			return -ENOMEM;
		copies->item = item;
		copies->room = room;
	}
	struct copy *copy = &copies->item[copies->count];
	*copy = (struct copy){.path = strdup(path), .line = line};
	memcpy(copy->fingerprint, fingerprint, sizeof copy->fingerprint);
	copies->count += copy->path != NULL;
	return copy->path ? 0 : -ENOMEM;
}

/* Adds every line of a person's file. */
static void visit(void *context, const char *person, const char *path, struct view text)
{
	struct copies *copies = context;
	struct line_cursor cursor = {.rest = text};
	struct view at;
	struct note ignored;
	char fingerprint[FINGERPRINT_MAX];
	(void)person;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	if (!line)
		copies->fault = -ENOMEM;
	while (copies->fault == 0 && line_next(&cursor, &at)) {
		if (line_parse(at, line, &ignored) != 0)
			continue;
		fingerprint_of(&line->key, fingerprint);
		copies->fault = add(copies, fingerprint, path, cursor.number);
	}
}

/* Orders by key, then by place. */
static int compare(const void *a, const void *b)
{
	const struct copy *one = a, *two = b;
	int order = strcmp(one->fingerprint, two->fingerprint);
	if (order == 0)
		order = strcmp(one->path, two->path);
	return order != 0 ? order : (one->line > two->line) - (one->line < two->line);
}

/* Sorts, leaves each place once, as several accounts may have the same file, and counts. */
static void settle(struct copies *copies)
{
	size_t kept = 0;
	if (copies->count > 0)
		qsort(copies->item, copies->count, sizeof *copies->item, compare);
	for (size_t i = 0; i < copies->count; i++) {
		if (kept > 0 && compare(&copies->item[i], &copies->item[kept - 1]) == 0)
			free(copies->item[i].path);
		else
			copies->item[kept++] = copies->item[i];
	}
	copies->count = kept;
	for (size_t i = 0, first = 0; i < kept; i++) {
		if (strcmp(copies->item[i].fingerprint, copies->item[first].fingerprint) != 0)
			first = i;
		copies->item[first].count++;
	}
}

/* What can't be read of the store is dropped alone, as holders.h does. */
int copies_read(struct copies *copies, const char *keys_dir, const struct opening_list *openings,
	struct note *note)
{
	int r = holders_scan(keys_dir, "", visit, copies, note);
	for (size_t i = 0; copies->fault == 0 && i < openings->count; i++) {
		const struct opening *one = &openings->item[i];
		if (one->own_file && one->type)
			copies->fault = add(copies, one->fingerprint, one->path, one->line);
	}
	settle(copies);
	return copies->fault != 0 ? note_errno(note, copies->fault, keys_dir) : r;
}

/* Searches for the first. */
const struct copy *copies_find(const struct copies *copies, const char *fingerprint, size_t *count)
{
	size_t low = 0, high = copies->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(copies->item[middle].fingerprint, fingerprint) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	const struct copy *first = low < copies->count ? &copies->item[low] : NULL;
	if (first && strcmp(first->fingerprint, fingerprint) != 0)
		first = NULL;
	*count = first ? first->count : 0;
	return first;
}

/* Places are in the order of their files. */
bool copies_several(const struct copies *copies, const char *fingerprint)
{
	size_t count;
	const struct copy *copy = copies_find(copies, fingerprint, &count);
	return copy && strcmp(copy[0].path, copy[count - 1].path) != 0;
}

/* Frees each. */
void copies_free(struct copies *copies)
{
	for (size_t i = 0; i < copies->count; i++)
		free(copies->item[i].path);
	free(copies->item);
	*copies = (struct copies){0};
}
