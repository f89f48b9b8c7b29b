/* SPDX-License-Identifier: Apache-2.0 */
#include "home/entry.h"

#include "common/cleanup.h"
#include "home/judge.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* Walks to a file that is acted upon, and says whether the .ssh folder itself could not be looked
 * into. */
static int judge_known(const struct walk *folder, const char *name, bool *denied, struct note *note)
{
	CLEANUP(walk) struct walk walk = {.fd = -1};
	int r = walk_branch(&walk, folder, note);
	if (r == 0)
		r = walk_go(&walk, name, ROLE_WAY, role_of_entry(name), note);
	*denied = walk.denied && strcmp(walk.path, folder->path) == 0;
	return r;
}

/* Judges a file, folder or link that is open. */
static int judge_open(
	const struct walk *folder, enum role role, const struct thing *thing, struct note *note)
{
	mode_t mode = thing->stat.st_mode;
	if (S_ISLNK(mode))
		judge_link(folder->report, role, thing, "", false);
	else if (S_ISREG(mode) || S_ISDIR(mode))
		return judge_thing(folder->report, role, thing, note);
	return 0;
}

/* Opens an entry and judges it. */
static int judge_entry(const struct walk *folder, const char *name, struct note *note)
{
	char path[FINDING_PATH_MAX];
	struct thing thing = {.path = path, .linked = folder->linked, .below = walk_sways(folder)};
	memcpy(path, folder->path, sizeof path);
	if (!walk_join(path, name))
		return finding_fault(note, -ENAMETOOLONG, path);
	CLEANUP(fd) int fd = openat(folder->fd, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0 || fstat(fd, &thing.stat) != 0)
		return finding_fault(note, -errno, path);
	thing.fd = fd;
	return judge_open(folder, role_of_entry(name), &thing, note);
}

/* Whether an entry is the folder itself, the one above it, or was judged by its name. */
static bool is_known(const char *name)
{
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return true;
	const char *known = NULL;
	for (unsigned n = 0; (known = role_entry(n)); n++)
		if (strcmp(name, known) == 0)
			return true;
	return false;
}

/* Opens the folder for listing; `dir` stays NULL if the account may not. */
static int open_list(const struct walk *folder, DIR **dir, struct note *note)
{
	CLEANUP(fd) int fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		*dir = fdopendir(fd);
	if (*dir) {
		(void)take_fd(&fd);
		return 0;
	}
	if (errno != EACCES)
		return finding_fault(note, -errno, folder->path);
	struct report *report = folder->report;
	finding_say(report_begin(report, REASON_HOME_UNREADABLE, false, folder->path),
		"can't be listed by %s (mode %04o)", report->request->account,
		(unsigned)folder->stat.st_mode & 07777U);
	report_give(report);
	return 0;
}

/* Judges the other entries, as many as are looked at. */
static int judge_others(const struct walk *folder, struct note *note)
{
	CLEANUP(dir) DIR *dir = NULL;
	int r = open_list(folder, &dir, note);
	for (unsigned n = 0; dir && r == 0 && n < HOME_ENTRIES_MAX; n++) {
		errno = 0;
		const struct dirent *entry = readdir(dir);
		if (!entry)
			return errno == 0 ? 0 : finding_fault(note, -errno, folder->path);
		if (!is_known(entry->d_name))
			r = judge_entry(folder, entry->d_name, note);
	}
	return r;
}

/* Those that decide who enters come first. */
int entry_judge_all(const struct walk *walk, struct note *note)
{
	const char *name = NULL;
	for (unsigned n = 0; (name = role_entry(n)); n++) {
		bool denied = false;
		int r = judge_known(walk, name, &denied, note);
		if (r != 0 || denied)
			return r;
	}
	return judge_others(walk, note);
}
