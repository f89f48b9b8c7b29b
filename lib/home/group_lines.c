/* SPDX-License-Identifier: Apache-2.0 */
#include "home/group_lines.h"

#include "common/cleanup.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* The fields of a line of the passwd file, as far as they are looked at. */
enum field { FIELD_NAME, FIELD_PASSWORD, FIELD_UID, FIELD_GID, FIELD_COUNT };

/* What a field that is no number counts as. */
#define NO_NUMBER ULONG_MAX

/* The number that a field is, and nothing else. */
static unsigned long number_of(const char *field)
{
	char *end = NULL;
	unsigned long value = strtoul(field, &end, 10);
	return field[0] >= '0' && field[0] <= '9' && *end == '\0' ? value : NO_NUMBER;
}

/* Reads a line, which is taken apart; false: it says nothing of a group. */
static bool read_line(char *text, struct group_line *line)
{
	char *fields[FIELD_COUNT];
	for (int n = 0; n < FIELD_COUNT; n++) {
		fields[n] = strsep(&text, ":");
		if (!fields[n])
			return false;
	}
	*line = (struct group_line){number_of(fields[FIELD_GID]), number_of(fields[FIELD_UID])};
	return line->gid != NO_NUMBER;
}

/* Whether a line puts someone else into a group. */
static bool joins(const struct group_line *line, gid_t gid, uid_t uid)
{
	return line->gid == gid && line->uid != uid && line->uid != 0;
}

/* Keeps a line. */
static bool keep(struct group_lines *lines, const struct group_line *line)
{
	if (lines->count == lines->room) {
		size_t room = lines->room > 0 ? 2 * lines->room : 256;
		struct group_line *grown = reallocarray(lines->line, room, sizeof *grown);
		if (!grown)
			return false;
		lines->line = grown;
		lines->room = room;
	}
	lines->line[lines->count++] = *line;
	return true;
}

/* Orders by gid. */
static int compare(const void *a, const void *b)
{
	const struct group_line *one = a, *other = b;
	return one->gid < other->gid ? -1 : one->gid > other->gid;
}

/* Ends the reading of a file. */
static int finish(FILE *file, const char *path, struct note *note)
{
	return ferror(file) ? note_set(note, -EIO, "%s can't be read to its end", path) : 0;
}

/* Keeps each line, then sorts them. */
int group_lines_read(const char *path, struct group_lines *lines, struct note *note)
{
	*lines = (struct group_lines){0};
	CLEANUP(file) FILE *file = fopen(path, "re");
	if (!file)
		return note_errno(note, -errno, path);
	CLEANUP(free) char *text = NULL;
	size_t size = 0;
	struct group_line line;
	while (getline(&text, &size, file) >= 0)
		if (read_line(text, &line) && !keep(lines, &line))
			return note_errno(note, -ENOMEM, path);
	if (lines->count > 0)
		qsort(lines->line, lines->count, sizeof *lines->line, compare);
	return finish(file, path, note);
}

/* Searches for the first line of the group. */
bool group_lines_join(const struct group_lines *lines, gid_t gid, uid_t uid)
{
	size_t low = 0, high = lines->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (lines->line[middle].gid < gid)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < lines->count && lines->line[low].gid == gid; low++)
		if (joins(&lines->line[low], gid, uid))
			return true;
	return false;
}

/* Reads until a line does. */
int group_lines_ask(const char *path, gid_t gid, uid_t uid, bool *join, struct note *note)
{
	CLEANUP(file) FILE *file = fopen(path, "re");
	if (!file)
		return note_errno(note, -errno, path);
	CLEANUP(free) char *text = NULL;
	size_t size = 0;
	struct group_line line;
	*join = false;
	while (!*join && getline(&text, &size, file) >= 0)
		*join = read_line(text, &line) && joins(&line, gid, uid);
	return finish(file, path, note);
}

/* Frees them. */
void group_lines_free(struct group_lines *lines)
{
	free(lines->line);
	*lines = (struct group_lines){0};
}
