/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/folder.h"

#include "common/account.h"
#include "common/cleanup.h"
#include "common/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* Adds a copy of so many bytes of a name. */
static int add(struct folder_names *names, const char *name, size_t len, struct note *note)
{
	if (names->count == names->room) {
		size_t room = names->room > 0 ? 2 * names->room : 64;
		char **list = reallocarray(names->name, room, sizeof *list);
		if (!list)
			return note_errno(note, -ENOMEM, name);
		names->name = list;
		names->room = room;
	}
	char *copy = strndup(name, len);
	if (!copy)
		return note_errno(note, -ENOMEM, name);
	names->name[names->count++] = copy;
	return 0;
}

/* Adds a file to those that are read, or to the odd ones. */
static int sort_in(struct folder *folder, const char *file, const char *ending, struct note *note)
{
	struct note unsound;
	size_t len = strlen(file), tail = strlen(ending);
	bool named = len > tail && strcmp(file + len - tail, ending) == 0 &&
		     account_name_check((struct view){file, len - tail}, &unsound) == 0;
	return named ? add(&folder->named, file, len - tail, note)
		     : add(&folder->odd, file, len, note);
}

/* Orders two names. */
static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts names, if there are any. */
static void settle(struct folder_names *names)
{
	if (names->count > 0)
		qsort(names->name, names->count, sizeof *names->name, compare);
}

/* Opens the folder as one that can be listed. */
static int open_list(const char *path, DIR **list, struct note *note)
{
	CLEANUP(fd) int judged = -1;
	int r = path_open_folder(path, &judged, note);
	if (r == -ENOENT)
		return note_set(note, -ENOTDIR, "%s: there is no such folder", path);
	if (r != 0)
		return r;
	CLEANUP(fd) int fd = openat(judged, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*list = fd >= 0 ? fdopendir(fd) : NULL;
	if (!*list)
		return note_errno(note, -errno, path);
	(void)take_fd(&fd);
	return 0;
}

/* Reads to the end. */
int folder_read(const char *path, const char *ending, struct folder *folder, struct note *note)
{
	CLEANUP(dir) DIR *list = NULL;
	int r = open_list(path, &list, note);
	while (r == 0) {
		errno = 0;
		const struct dirent *entry = readdir(list);
		if (!entry) {
			r = errno == 0 ? 0 : note_errno(note, -errno, path);
			break;
		}
		if (entry->d_name[0] != '.')
			r = sort_in(folder, entry->d_name, ending, note);
	}
	settle(&folder->named);
	settle(&folder->odd);
	return r;
}

/* Searches the sorted names. */
bool folder_has(const struct folder *folder, const char *name)
{
	return folder->named.count > 0 && bsearch(&name, folder->named.name, folder->named.count,
						  sizeof *folder->named.name, compare);
}

/* Frees a list of names. */
static void forget(struct folder_names *names)
{
	for (size_t n = 0; n < names->count; n++)
		free(names->name[n]);
	free(names->name);
	*names = (struct folder_names){0};
}

/* Frees both. */
void folder_free(struct folder *folder)
{
	forget(&folder->named);
	forget(&folder->odd);
}
