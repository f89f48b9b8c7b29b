/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lines.h – the lines of one file of the log, forwards or backwards
 *
 * Shape:  every line of a part once, without its newline; of one that is longer than EVENT_LINE_MAX
 *         the first EVENT_LINE_MAX bytes. A last line without newline is torn. Passed over are, where
 *         something is looked for (find.h), the lines that begin and end as keyhole's own do and have
 *         neither that in them nor a backslash.
 * Units:  lines count from 1 in each file.
 * Memory: that of block.h. A line is a view of it until the next call.
 * Errors: LINES_ONE a line; LINES_MORE none yet, call again; LINES_END; -errno as block.h has it:
 *         after that there may be lines before a damage.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_LINES_H
#define KEYHOLE_AUDIT_LINES_H

#include "audit/block.h"
#include "audit/find.h"

enum { LINES_END, LINES_MORE, LINES_ONE };

struct lines {
	const struct find *find; /* NULL: every line */
	struct block block;
	const char *hit; /* the next place where something is; it counts from `at` on */
	bool torn;       /* the line that was given last */
	bool end_torn;   /* the last line, which was not yet given */
	bool end_seen;
	int64_t number; /* of the line given last, counted from where the reading began */
	int64_t base;   /* what is missing to its number in the file; -1: not counted */
};

/** Makes the memory; `find` may be NULL. With a thread that reads ahead, or without. */
int lines_open(struct lines *lines, const struct find *find, bool reads_ahead);

/** Begins with a part of a file, as block_begin does. */
int lines_begin(struct lines *lines, int fd, bool compressed, const struct seek_part *part);

/** The next line. */
int lines_next(struct lines *lines, struct view *line);

/** The line before, from the last one on; not together with lines_next. */
int lines_previous(struct lines *lines, struct view *line);

/** The number of the line that was given last. To know it, the lines before the part are counted,
 *  once: it is for lines of which something is to be said. */
int64_t lines_number(struct lines *lines);

/** Frees the memory. */
void lines_close(struct lines *lines);

#endif
