/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan.h – the lines of a file from some place on, the first one first
 *
 * Shape:  a line of EVENT_LINE_MAX bytes and more is passed over, at the cost of reading it. The
 *         last one is given without its newline too.
 * Units:  bytes.
 * Memory: the lines are in the scan, and each lasts until the next one.
 * Errors: scan_next answers false at the end, and also where the file can't be read; `fault` is
 *         -errno then, and 0 otherwise.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_SCAN_H
#define KEYHOLE_AUDIT_SCAN_H

#include "audit/event.h"

#include <stdbool.h>
#include <sys/types.h>

#define SCAN_WINDOW (2 * EVENT_LINE_MAX)

struct scan {
	int fd, fault;
	off_t size;       /* of the file */
	off_t begin, end; /* of the line that was given, its newline included, though it lack it */
	off_t from;       /* where the window begins in the file */
	size_t at, len;   /* of the window: what was given, and all */
	char window[SCAN_WINDOW];
};

/** Begins at a place in a file of this size. */
void scan_open(struct scan *scan, int fd, off_t from, off_t size);

/** The next line, without its newline. */
bool scan_next(struct scan *scan, struct view *line);

#endif
