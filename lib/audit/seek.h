/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seek.h – where in a file of the log the records of a time are
 *
 * Shape:  found by halving, as the records are in the order of their times. Each step looks at the
 *         times of up to SEEK_RECORDS records behind one another and goes by the one in their middle, so
 *         that one that stands out of the order leads nowhere else. The part that is found begins and
 *         ends with a line, has every record of the time, and some 100 KiB more.
 * Units:  microseconds since 1970; bytes.
 * Memory: 50 KiB of the stack.
 * Errors: 0 or -errno where the file can't be read.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_SEEK_H
#define KEYHOLE_AUDIT_SEEK_H

#include "common/view.h"

#include <stdint.h>

#define SEEK_RECORDS 5
#define SEEK_TO_THE_END INT64_MAX

/* A part of a file. */
struct seek_part {
	int64_t first, last; /* SEEK_TO_THE_END: as far as there is something, then */
};

/* The times of records that stand behind one another. */
struct seek_times {
	int64_t time[SEEK_RECORDS]; /* in their order */
	size_t count;
};

/** Finds the part of a file of this size that has the records of a time: `until` is the first moment
 *  that is no longer asked for, INT64_MAX where none is. */
int seek_part(int fd, int64_t size, int64_t since, int64_t until, struct seek_part *part);

/** Takes the times off the first records of some lines; the rest begins with a line. */
struct seek_times seek_times(struct view *rest);

/** The time in the middle. */
int64_t seek_middle(const struct seek_times *times);

#endif
