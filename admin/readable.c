/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/readable.h"

#include "admin/verb.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Whether one step of the way, or the file at its end, is open to others; says so if not. */
static bool step_open(const char *path, mode_t needed, const char *mend, struct note *note)
{
	struct stat st;
	if (stat(path, &st) != 0 || (st.st_mode & needed) == needed)
		return true;
	note_set(note, 0,
		"%s can't be read by the user keyhole, as which sshd asks (mode %04o); mend it "
		"with: chmod %s %s",
		path, (unsigned)(st.st_mode & 07777), mend, path);
	return false;
}

/* Walks down to the file. */
bool readable_find(const char *path, struct note *note)
{
	char way[PATH_MAX];
	size_t len = strlen(path);
	if (len >= sizeof way)
		return true;
	memcpy(way, path, len + 1);
	for (char *slash = strchr(way + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (!step_open(way, S_IXOTH, "a+x", note))
			return false;
		*slash = '/';
	}
	return step_open(way, S_IROTH, "a+r", note);
}

/* Says what was found. */
bool readable_check(const char *path)
{
	struct note note;
	if (readable_find(path, &note))
		return true;
	admin_warn("%s", note.text);
	return false;
}
