/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/holders.h"

#include "access/names.h"
#include "admin/options_text.h"
#include "common/cleanup.h"
#include "common/path.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

/* Whether two sets of options are the same in their canonical form. */
static bool options_equal(const struct options *a, const struct options *b)
{
	CLEANUP(free) char *one = options_text(a);
	CLEANUP(free) char *two = options_text(b);
	return one && two && strcmp(one, two) == 0;
}

/* Whether the text of a line has the key; only then is it taken apart. */
static bool has_key(struct view text, const struct line *line, bool *same_options)
{
	struct note ignored;
	if (!memmem(text.data, text.len, line->base64.data, line->base64.len))
		return false;
	CLEANUP(free) struct line *other = malloc(sizeof *other);
	if (!other || line_parse(text, other, &ignored) != 0 ||
		!view_equal(other->key.bytes, line->key.bytes))
		return false;
	if (same_options)
		*same_options = options_equal(&other->options, &line->options);
	return true;
}

/* Walks the lines, if the key's text is anywhere in it at all. */
unsigned holders_find(struct view text, const struct line *line, bool *same_options)
{
	struct line_cursor cursor = {.rest = text};
	struct view at;
	if (text.len == 0 || !memmem(text.data, text.len, line->base64.data, line->base64.len))
		return 0;
	while (line_next(&cursor, &at))
		if (has_key(at, line, same_options))
			return cursor.number;
	return 0;
}

/* Reads one person's file and passes it on; gives how many bytes it had. */
static long visit_file(
	int folder, const char *keys_dir, const char *person, holders_visit visit, void *context)
{
	char path[PATH_MAX];
	struct note ignored;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	snprintf(path, sizeof path, "%s/%s" NAMES_KEYS, keys_dir, person);
	if (path_read_at(folder, path + strlen(keys_dir) + 1, path, HOLDERS_BYTES_MAX, &text,
		    &ignored) != 0)
		return 0;
	visit(context, person, path, (struct view){text.bytes, text.len});
	return (long)text.len;
}

/* Lists the folder and passes each file on. */
int holders_scan(const char *keys_dir, const char *except, holders_visit visit, void *context,
	struct note *note)
{
	CLEANUP(names) struct names people = {0, 0, NULL};
	CLEANUP(fd) int folder = -1;
	long bytes = 0;
	int r = names_read(keys_dir, NAMES_KEYS, &people, note);
	if (r == 0)
		r = path_open_folder(keys_dir, &folder, note);
	for (size_t i = 0; r == 0 && i < people.count; i++) {
		if (strcmp(people.name[i], except) == 0)
			continue;
		if (i >= HOLDERS_FILES_MAX || bytes > HOLDERS_BYTES_MAX)
			return note_set(note, -E2BIG,
				"%s has very many keys: whether someone else has the same one was "
				"not "
				"looked for in all of them",
				keys_dir);
		bytes += visit_file(folder, keys_dir, people.name[i], visit, context);
	}
	return r;
}
