/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/older.h"

#include "audit/rotated.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>

/* Opens the folder's list. */
int older_open(struct older *older, const struct logfile *logfile, int folder, struct note *note)
{
	*older = (struct older){.logfile = logfile, .folder = folder, .fd = -1};
	older->dir = rotated_open(folder);
	return older->dir ? 0 : logfile_fault(logfile, -errno, note);
}

/* Whether a file could not be opened because it is gone, or is none that keyhole wrote. */
static bool is_no_log(int fault)
{
	return fault == -ENOENT || fault == -ELOOP || fault == -EISDIR || fault == -ENXIO ||
	       fault == -EPERM;
}

/* Opens a file by its name; 1 if it is one. */
static int open_one(struct older *older, const char *name, struct note *note)
{
	struct logfile logfile = {older->logfile->folder, name};
	struct stat st;
	int r = logfile_open(&logfile, older->folder, O_RDONLY, &older->fd, &st, note);
	if (r != 0)
		return is_no_log(r) ? 0 : r;
	older->size = st.st_size;
	older->device = st.st_dev;
	older->inode = st.st_ino;
	return 1;
}

/* Goes on until a file can be opened. */
int older_next(struct older *older, struct note *note)
{
	const char *name;
	int r = 0;
	cleanup_fd(&older->fd);
	older->fd = -1;
	while (r == 0 && (name = rotated_next(older->dir, older->logfile->name, true))) {
		if (rotated_is_compressed(name))
			older->compressed = true;
		else
			r = open_one(older, name, note);
	}
	return r;
}

/* Closes the file and the list. */
void older_close(struct older *older)
{
	cleanup_fd(&older->fd);
	cleanup_dir(&older->dir);
	older->fd = -1;
	older->dir = NULL;
}
