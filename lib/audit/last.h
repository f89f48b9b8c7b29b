/* SPDX-License-Identifier: Apache-2.0 */
/*
 * last.h – the last records of one file of the log
 *
 * Shape:  a record of the chain is a line that can be read, has a seq and ends in a seal; it counts
 *         too if all but its newline is there. Other lines are passed over, as far back as
 *         TAIL_REACH. Where the file has none, its last record without a seal counts, of a log that
 *         was not chained yet: its seq and time alone.
 * Units:  microseconds since 1970; bytes.
 * Memory: held by value.
 * Errors: 0 or -errno where the system fails to read: a number that is doubled would look like
 *         tampering for ever.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_LAST_H
#define KEYHOLE_AUDIT_LAST_H

#include "audit/tail.h"
#include "seal/chain.h"

struct last {
	int64_t epoch; /* EVENT_UNKNOWN where it has none */
	int64_t seq;   /* 0: there is no record */
	int64_t time;
	bool chained;                  /* it has a seal */
	off_t begin, end;              /* its newline included, though it lack it */
	unsigned char seal[HASH_SIZE]; /* its own */
	unsigned char after[HASH_SIZE];
	bool has_after; /* it says that it is the first one of its file */
};

/** The record of the chain before those that a tail has given; false where there is none. */
bool last_before(struct tail *tail, struct last *last);

/** Finds the last record of a file. */
int last_find(int fd, off_t size, struct last *last);

/** Whether the file says already that the clock was set back: the last records all have the time at
 * which it stopped, and the first of them is a `clock` event. */
bool last_told_clock(int fd, off_t size, int64_t time);

#endif
