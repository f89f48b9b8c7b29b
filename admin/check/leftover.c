/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/leftover.h"

#include "admin/why/mend.h"
#include "common/cleanup.h"
#include "common/path.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define AGE_MIN (24 * 60 * 60)

/* What is looked for in a folder. */
struct kind {
	const char *begins, *ends;
	mode_t type;
	const char *words, *mend;
};

/* Whether a name is that of a leftover. */
static bool is_named(const struct kind *kind, const char *name)
{
	size_t begins = strlen(kind->begins), ends = strlen(kind->ends), len = strlen(name);
	return len > begins + ends && strncmp(name, kind->begins, begins) == 0 &&
	       strcmp(name + len - ends, kind->ends) == 0;
}

/* Whether it is one that is in nobody's hands any more. */
static bool is_old(int folder, const char *name, mode_t type)
{
	struct stat st;
	return fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (st.st_mode & S_IFMT) == type && st.st_mtime + AGE_MIN < time(NULL);
}

/* Tells of one. */
static void tell(struct inspection *inspection, const struct kind *kind, const char *folder,
	const char *name)
{
	char path[PATH_MAX], words[PATH_MAX + 128], mend[PATH_MAX + 16] = "";
	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	(void)snprintf(words, sizeof words, "%s %s", path, kind->words);
	if (mend_is_plain(path))
		(void)snprintf(mend, sizeof mend, "%s %s", kind->mend, path);
	const struct sheet_entry entry = {.weight = SHEET_ADVICE,
		.reason = REASON_FAULT,
		.path = path,
		.what = words,
		.mend = mend};
	inspection_find(inspection, &entry, NULL);
}

/* Looks through a folder to which the way is safe. */
static void inspect(struct inspection *inspection, const struct kind *kind, const char *folder)
{
	struct note ignored;
	CLEANUP(fd) int judged = -1;
	if (path_open_folder(folder, &judged, &ignored) != 0)
		return;
	int fd = openat(judged, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP(dir) DIR *list = fd >= 0 ? fdopendir(fd) : NULL;
	for (struct dirent *entry; list && (entry = readdir(list));)
		if (is_named(kind, entry->d_name) && is_old(judged, entry->d_name, kind->type))
			tell(inspection, kind, folder, entry->d_name);
	if (fd >= 0 && !list)
		close(fd);
}

/* Those of replace.h. */
void leftover_inspect_files(struct inspection *inspection, const char *folder)
{
	static const struct kind kind = {".", ".new", S_IFREG,
		"is left of a change that was broken off; nobody reads it", "rm"};
	inspect(inspection, &kind, folder);
}

/* Those of draft.h. */
void leftover_inspect_drafts(struct inspection *inspection, const char *folder)
{
	static const struct kind kind = {"edit-", "", S_IFDIR,
		"is left of a keyhole edit that did not end; what was written is in it", "rm -r"};
	inspect(inspection, &kind, folder);
}
