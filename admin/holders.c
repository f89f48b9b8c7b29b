/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/holders.h"

#include "common/account.h"
#include "common/cleanup.h"
#include "common/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>

#define ENDING ".keys"
#define PRINTED_MAX (16 * 1024)

/* Whether two sets of options are the same in their canonical form. */
static bool options_equal(const struct options *a, const struct options *b)
{
	struct note ignored;
	CLEANUP(free) char *texts = malloc(2 * PRINTED_MAX);
	return texts && options_print(a, texts, PRINTED_MAX, &ignored) == 0 &&
	       options_print(b, texts + PRINTED_MAX, PRINTED_MAX, &ignored) == 0 &&
	       strcmp(texts, texts + PRINTED_MAX) == 0;
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

/* Whether a file's name is PERSON.keys; if so, writes the person's. */
static bool person_of(const char *file, char person[ACCOUNT_NAME_MAX + 1])
{
	struct note ignored;
	size_t len = strlen(file), ending = sizeof ENDING - 1;
	if (len <= ending || len - ending > ACCOUNT_NAME_MAX ||
		strcmp(file + len - ending, ENDING) != 0)
		return false;
	memcpy(person, file, len - ending);
	person[len - ending] = '\0';
	return account_name_check(view_of(person), &ignored) == 0;
}

/* Opens a folder, after the way to it was judged, as one that can be listed. */
static int open_list(const char *path, DIR **list, struct note *note)
{
	CLEANUP(fd) int judged = -1;
	int r = path_open_folder(path, &judged, note);
	if (r != 0)
		return r;
	CLEANUP(fd) int fd = openat(judged, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*list = fd >= 0 ? fdopendir(fd) : NULL;
	if (!*list)
		return note_errno(note, -errno, path);
	take_fd(&fd);
	return 0;
}

/* Reads one person's file and passes it on; gives how many bytes it had. */
static long visit_file(DIR *list, const char *keys_dir, const char *file, const char *person,
	holders_visit visit, void *context)
{
	char path[PATH_MAX];
	struct note ignored;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	snprintf(path, sizeof path, "%s/%s", keys_dir, file);
	if (path_read_at(dirfd(list), file, path, HOLDERS_BYTES_MAX, &text, &ignored) != 0)
		return 0;
	visit(context, person, path, (struct view){text.bytes, text.len});
	return (long)text.len;
}

/* Lists the folder and passes each file on. */
int holders_scan(const char *keys_dir, const char *except, holders_visit visit, void *context,
	struct note *note)
{
	CLEANUP(dir) DIR *list = NULL;
	char person[ACCOUNT_NAME_MAX + 1];
	int files = 0;
	long bytes = 0;
	int r = open_list(keys_dir, &list, note);
	if (r != 0)
		return r;
	for (struct dirent *entry; (entry = readdir(list));) {
		if (!person_of(entry->d_name, person) || strcmp(person, except) == 0)
			continue;
		if (++files > HOLDERS_FILES_MAX || bytes > HOLDERS_BYTES_MAX)
			return note_set(note, -E2BIG,
				"%s has very many keys: whether someone else has the same one was "
				"not "
				"looked for in all of them",
				keys_dir);
		bytes += visit_file(list, keys_dir, entry->d_name, person, visit, context);
	}
	return 0;
}
