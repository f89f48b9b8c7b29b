/* SPDX-License-Identifier: Apache-2.0 */
/*
 * older.h – the older files of the log that can be read as they are, one after another
 *
 * Shape:  those of rotated.h that are not compressed, in no order. One that is no file of
 *         root's, or gone meanwhile, is passed over.
 * Units:  bytes.
 * Memory: the file is open until the next one is asked for, or taken by take_fd; older_close gives
 *         all back.
 * Errors: next: 1 a file, 0 the end, -errno with a note.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_OLDER_H
#define KEYHOLE_AUDIT_OLDER_H

#include "audit/logfile.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct older {
	const struct logfile *logfile;
	int folder;
	DIR *dir;
	int fd; /* of the file that was given */
	off_t size;
	uint64_t device, inode;
	bool compressed; /* one that is compressed was passed over */
};

/** Begins with the folder's first. */
int older_open(struct older *older, const struct logfile *logfile, int folder, struct note *note);

/** Goes on to the next file. */
int older_next(struct older *older, struct note *note);

/** Closes all. */
void older_close(struct older *older);

/** For CLEANUP(older). */
static inline void cleanup_older(struct older *older)
{
	older_close(older);
}

#endif
