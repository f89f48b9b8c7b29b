/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tail.h – the lines of a file, the last one first
 *
 * Shape:  at most the last bytes are looked at, as many as the reach has. A line of more than
 *         EVENT_LINE_MAX bytes is passed over, at the cost of reading it: 100 MiB of one are some
 *         hundredths of a second; one that begins before the reach is not given. Whether the last
 *         line has its newline is told at once; where that can't be read, it has none.
 * Units:  bytes.
 * Memory: the lines are in the tail, and each lasts until the next one.
 * Errors: tail_next answers false at the end, and also where the file can't be read; `fault` is
 *         -errno then, and 0 otherwise.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_TAIL_H
#define KEYHOLE_AUDIT_TAIL_H

#include "audit/event.h"

#include <stdbool.h>
#include <sys/types.h>

#define TAIL_REACH ((off_t)256 * 1024 * 1024)
#define TAIL_WINDOW (2 * EVENT_LINE_MAX)

struct tail {
	int fd;
	off_t end;   /* lines before here were not given yet */
	off_t from;  /* where the window begins in the file */
	off_t least; /* where the reach begins */
	off_t at;    /* where the line that was given begins */
	size_t len;  /* of the window */
	bool torn;   /* the last line has no newline */
	int fault;
	char window[TAIL_WINDOW];
};

/** Begins at the end of a file of this size. */
void tail_open(struct tail *tail, int fd, off_t size, off_t reach);

/** The line before, without its newline. */
bool tail_next(struct tail *tail, struct view *line);

#endif
