/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read.h – the records of the log, oldest first
 *
 * Shape:  the older files (files.h), compressed ones as what they were, then the current one. Every line
 *         is given once: as an event, or as one that can't be read, named by file and line; a
 *         last line without newline is given as torn. A line longer than EVENT_LINE_MAX is
 *         one that can't be read; it MUST NOT be held in memory whole: its text is its beginning.
 *         An older file that can't be opened is given as one line that can't be read; so is, in
 *         its place, all that follows where a compressed file is damaged.
 * Units:  lines count from 1 in each file.
 * Memory: text and event are views into the reader's and the line's own memory: they last until the
 *         next read_next. A `struct read_line` MUST NOT be copied by assignment.
 * Errors: open: 0 or -errno, -ENOENT where no file is there, -EACCES with words on who may read it.
 *         next: 1 a line, 0 the end, -errno.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_READ_H
#define KEYHOLE_AUDIT_READ_H

#include "audit/event.h"

#include <stdbool.h>

struct read_log; /* opaque */

struct read_line {
	struct view text; /* without newline */
	bool bad, torn;   /* then `note` says where and why, and the event is not set */
	struct event event;
	struct note note;
};

/** Opens the log of a folder; `name` is APPEND_LOGINS or APPEND_OFFERS. No file at all is -ENOENT.
 */
int read_open(const char *log_dir, const char *name, struct read_log **log, struct note *note);

/** The next line. */
int read_next(struct read_log *log, struct read_line *line, struct note *note);

/** Closes a log. */
void read_close(struct read_log *log);

/** For CLEANUP(read_log). */
static inline void cleanup_read_log(struct read_log **log)
{
	read_close(*log);
}

#endif
