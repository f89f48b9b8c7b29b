/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unread.h – the lines of a log that could not be read, while it is
 *
 * Shape:  the first UNREAD_NAMED are named, the rest are only counted.
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
};

/** Says on standard error what is wrong with a line, unless that was said of many others. */
void unread_add(struct unread *unread, const struct read_line *line);

/** Says at the end how many more there were. */
void unread_end(const struct unread *unread);

#endif
