/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files.h – the files of a log, opened for reading, the oldest first
 *
 * Shape:  the older files (rotated.h) in the order of the times at their beginnings, or of their
 *         last change where they hold none, then the current one. No file is given twice, though it
 *         be renamed meanwhile. An older file that can't be opened is in the list with the
 *         fault instead of a descriptor. A compressed file beside the uncompressed one, while
 *         logrotate makes the one of the other, is passed over. Only regular files are opened, none through a link,
 *         and the folder is not judged: reading a copy of the log somewhere else is as good.
 * Units:  microseconds since 1970; bytes.
 * Memory: files_close gives all back.
 * Errors: 0 or -errno: -ENOENT where there is no file at all.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_FILES_H
#define KEYHOLE_AUDIT_FILES_H

#include "audit/event.h"
#include "common/note.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define FILES_BEGINNING ((size_t)4 * EVENT_LINE_MAX)

struct files_one {
	char *name;
	int fd;    /* -1 where there is a fault */
	int fault; /* 0 or -errno */
	bool compressed;
	int64_t time;     /* by which it has its place: the middle one of the first few records' */
	int64_t seq;      /* of the first record that has one, by which it has its place if not */
	int64_t earliest; /* of these; EVENT_UNKNOWN where there are none */
	int64_t latest;
	int64_t size; /* in bytes, on disk */
	dev_t device;
	ino_t inode;
};

struct files {
	struct files_one *list;
	size_t count;
};

/** Opens the files of the log `name` in a folder. */
int files_open(const char *log_dir, const char *name, struct files *files, struct note *note);

/** Takes those off the list, and closes them, that have no record of a time; one with a fault stays. */
void files_narrow(struct files *files, int64_t since, int64_t until);

/** Reads the first bytes of a file that has no fault, uncompressed; gives how many, or -1. */
ssize_t files_beginning(const struct files_one *one, char out[FILES_BEGINNING]);

/** Closes them. */
void files_close(struct files *files);

/** For CLEANUP(files). */
static inline void cleanup_files(struct files *files)
{
	files_close(files);
}

#endif
