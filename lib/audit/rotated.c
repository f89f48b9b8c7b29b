/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/rotated.h"

#include "common/cleanup.h"

#include <fcntl.h>
#include <string.h>

/* Opens the folder anew: the caller's descriptor may be one that only paths can begin at. */
DIR *rotated_open(int folder)
{
	CLEANUP(fd) int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	if (dir)
		take_fd(&fd);
	return dir;
}

/* Looks at the end of the name. */
bool rotated_is_compressed(const char *file)
{
	size_t len = strlen(file);
	return len > 3 && strcmp(file + len - 3, ".gz") == 0;
}

/* Whether a file's name is that of an older file of the log. */
static bool is_rotated(const char *file, const char *name, bool compressed_too)
{
	size_t len = strlen(name);
	if (strncmp(file, name, len) != 0 || (file[len] != '.' && file[len] != '-'))
		return false;
	const char *suffix = file + len + 1;
	const char *end = suffix + strspn(suffix, "0123456789-");
	if (strncmp(end, ".backup", 7) == 0)
		end += 7;
	return *suffix >= '0' && *suffix <= '9' &&
	       (!*end || (compressed_too && strcmp(end, ".gz") == 0));
}

/* Reads on in the folder. */
const char *rotated_next(DIR *dir, const char *name, bool compressed_too)
{
	const struct dirent *entry;
	while ((entry = readdir(dir)))
		if (is_rotated(entry->d_name, name, compressed_too))
			return entry->d_name;
	return NULL;
}
