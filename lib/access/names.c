/* SPDX-License-Identifier: Apache-2.0 */
#include "access/names.h"

#include "common/account.h"
#include "common/cleanup.h"
#include "common/nearest.h"
#include "common/path.h"

#include <errno.h>
#include <fcntl.h>

/* Where a name stands in a sorted list, or would stand. */
static size_t place_of(const struct names *names, const char *name)
{
	size_t low = 0, high = names->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(names->name[middle], name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Makes room for one more name. */
static int grow(struct names *names, struct note *note)
{
	if (names->count < names->room)
		return 0;
	size_t room = names->room ? 2 * names->room : 64;
	char **grown = reallocarray(names->name, room, sizeof *grown);
	if (!grown)
		return note_errno(note, -ENOMEM, "a list of names");
	names->name = grown;
	names->room = room;
	return 0;
}

/* Puts a name behind the others, wherever it belongs. */
static int append(struct names *names, struct view name, struct note *note)
{
	int r = grow(names, note);
	if (r != 0)
		return r;
	char *copy = strndup(name.data, name.len);
	if (!copy)
		return note_errno(note, -ENOMEM, "a list of names");
	names->name[names->count++] = copy;
	return 0;
}

/* Adds it, then moves those behind it. */
int names_add(struct names *names, const char *name, struct note *note)
{
	size_t at = place_of(names, name);
	if (at < names->count && strcmp(names->name[at], name) == 0)
		return 0;
	int r = append(names, view_of(name), note);
	if (r != 0)
		return r;
	char *copy = names->name[names->count - 1];
	memmove(names->name + at + 1, names->name + at,
		(names->count - 1 - at) * sizeof *names->name);
	names->name[at] = copy;
	return 0;
}

/* The name in front of an ending; empty where the file has another or the name is not sound. */
static struct view name_of(const char *file, const char *ending)
{
	struct note ignored;
	struct view name = view_of(file), end = view_of(ending);
	if (name.len <= end.len || strcmp(file + name.len - end.len, ending) != 0)
		return (struct view){NULL, 0};
	name.len -= end.len;
	return account_name_check(name, &ignored) == 0 ? name : (struct view){NULL, 0};
}

/* Compares two names of a list. */
static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Opens a folder, after the way to it was judged, as one that can be listed. */
static int open_list(const char *folder, DIR **list, struct note *note)
{
	CLEANUP(fd) int judged = -1;
	int r = path_open_folder(folder, &judged, note);
	if (r != 0)
		return r;
	CLEANUP(fd) int fd = openat(judged, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*list = fd >= 0 ? fdopendir(fd) : NULL;
	if (!*list)
		return note_errno(note, -errno, folder);
	take_fd(&fd);
	return 0;
}

/* Puts a list in order. */
static void settle(struct names *names)
{
	if (names->count > 1)
		qsort(names->name, names->count, sizeof *names->name, compare);
}

/* Adds a file's name to those that somebody reads, or to the odd ones. */
static int sort_in(struct names *names, struct names *odd, const char *file, const char *ending,
	struct note *note)
{
	struct view name = name_of(file, ending);
	if (name.len > 0)
		return append(names, name, note);
	return odd && file[0] != '.' ? append(odd, view_of(file), note) : 0;
}

/* Lists, then sorts. */
int names_read_all(const char *folder, const char *ending, struct names *names, struct names *odd,
	struct note *note)
{
	CLEANUP(dir) DIR *list = NULL;
	int r = open_list(folder, &list, note);
	errno = 0;
	for (struct dirent *entry; r == 0 && (entry = readdir(list));) {
		r = sort_in(names, odd, entry->d_name, ending, note);
		errno = 0;
	}
	if (r == 0 && errno != 0)
		r = note_errno(note, -errno, folder);
	settle(names);
	if (odd)
		settle(odd);
	return r;
}

/* Lets the odd ones go. */
int names_read(const char *folder, const char *ending, struct names *names, struct note *note)
{
	return names_read_all(folder, ending, names, NULL, note);
}

/* Searches by halves. */
bool names_has(const struct names *names, const char *name)
{
	size_t at = place_of(names, name);
	return at < names->count && strcmp(names->name[at], name) == 0;
}

/* Offers all names to a search. */
const char *names_nearest(const struct names *names, const char *word)
{
	struct nearest search;
	nearest_start(&search, view_of(word));
	for (size_t i = 0; i < names->count; i++)
		nearest_offer(&search, names->name[i]);
	return search.best;
}

/* Frees each name and the list. */
void names_free(struct names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->name[i]);
	free(names->name);
	*names = (struct names){0, 0, NULL};
}
