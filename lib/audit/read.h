/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read.h – the records of the log, the oldest or the newest first
 *
 * Shape:  the older files (files.h), compressed ones as what they were, then the current one. Every line
 *         is given once: as an event, or as one that can't be read, named by file and line; a
 *         last line without newline is given as torn. A line longer than EVENT_LINE_MAX is
 *         one that can't be read; it MUST NOT be held in memory whole: its text is its beginning.
 *         An older file that can't be opened is given as one line that can't be read; so is, in
 *         its place, all that follows where a compressed file is damaged.
 *         A log is read in one direction: that of the first call.
 *         Who asks for something gets every record that he asks for, and others as well: he MUST
 *         judge what he gets. Passed over are what lies before or behind the time asked for, found
 *         by searching, as the log is in the order of its times (where it is not, the records that
 *         stand out of the order may be missed, and no others); and lines without the needle and
 *         without a backslash that begin and end as keyhole's own do. A line that does not is
 *         given wherever the needle is, and so is one with a backslash, which may write the needle
 *         otherwise. A needle is best the text with its quotes: `"brian"`. Whoever sees in the bytes of
 *         a whole line that it is not what he asks for saves the time of decoding it.
 * Units:  lines count from 1 in each file; bytes of the files as they are on disk; microseconds
 *         since 1970.
 * Memory: text and event are views into the reader's and the line's own memory: they last until the
 *         next call. A `struct read_line` MUST NOT be copied by assignment.
 * Errors: open: 0 or -errno, -ENOENT where no file is there, -EACCES with words on who may read it.
 *         next: 1 a line, 0 the end, -errno.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_READ_H
#define KEYHOLE_AUDIT_READ_H

#include "audit/event.h"

#include <stdbool.h>

struct read_log; /* opaque */

/* What is asked for. */
struct read_query {
	int64_t since;      /* the first moment */
	int64_t until;      /* the first one that no longer is; INT64_MAX: to the end */
	struct view needle; /* bytes that every line asked for has in it; empty: any line */
	/* Is told with every block how many of all bytes are done; may be NULL. */
	void (*tell)(void *context, uint64_t done, uint64_t total);
	void *context;
	bool ahead; /* a thread reads ahead; not for the module */
};

struct read_line {
	struct view text; /* without newline */
	bool bad, torn;   /* then `note` says where and why, and the event is not set */
	struct event event;
	struct note note;
};

/** Opens the log of a folder; `name` is APPEND_LOGINS or APPEND_OFFERS. No file at all is -ENOENT.
 */
int read_open(const char *log_dir, const char *name, struct read_log **log, struct note *note);

/** The same for what is asked for. The needle MUST outlive the log. */
int read_open_query(const char *log_dir, const char *name, const struct read_query *query,
	struct read_log **log, struct note *note);

/** From the next line on gives all lines, with the needle and without, but for those of which `is_passed`
 *  says so; it is not asked of a torn one. */
void read_pass_over(
	struct read_log *log, bool (*is_passed)(void *context, struct view text), void *context);

/** The next line, the oldest first. */
int read_next(struct read_log *log, struct read_line *line, struct note *note);

/** The line before, the newest first. */
int read_previous(struct read_log *log, struct read_line *line, struct note *note);

/** Closes a log. */
void read_close(struct read_log *log);

/** For CLEANUP(read_log). */
static inline void cleanup_read_log(struct read_log **log)
{
	read_close(*log);
}

#endif
