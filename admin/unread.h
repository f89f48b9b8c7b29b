/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unread.h – the lines of a log that could not be read, while it is
 *
 * Shape:  the first UNREAD_NAMED are named at the end, the rest are only counted: the log may be
 *         read several times for one answer, and a pager may have the terminal meanwhile.
 * Units:  lines.
 * Memory: held by value; zeroes begin it.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_UNREAD_H
#define KEYHOLE_ADMIN_UNREAD_H

#include "audit/read.h"

#define UNREAD_NAMED 10

struct unread {
	size_t count;
	struct note named[UNREAD_NAMED];
};

/** Takes note of what is wrong with a line. */
void unread_add(struct unread *unread, const struct read_line *line);

/** Says on standard error what was wrong with the first, and how many more there were. */
void unread_end(const struct unread *unread);

#endif
