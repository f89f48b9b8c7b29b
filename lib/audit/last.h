/* SPDX-License-Identifier: Apache-2.0 */
/*
 * last.h – what a log ended with, so that the next record follows on it
 *
 * Shape:  `seq` and `time` are those of the last line that can be read and has a seq; a torn line
 *         counts if all but its newline is there. Lines that can't be read are passed over, as far
 *         back as tail.h reaches. Where the file has none, the greatest of what the older files
 *         (rotated.h) end with; where those have none either, the log begins again: seq 0, time 0.
 *         So garbage in the log costs at most the order of its numbers, never a login.
 * Units:  microseconds since 1970.
 * Memory: held by value.
 * Errors: 0 or -errno where the system fails to read: a number that is doubled would look like
 *         tampering for ever. An older file that is no file of root's is passed over.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_LAST_H
#define KEYHOLE_AUDIT_LAST_H

#include "audit/logfile.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct last {
	int64_t seq, time;
	bool torn; /* the file's last line has no newline */
};

/** Learns what a log ended with, whose current file is open and has this size. */
int last_learn(const struct logfile *logfile, int folder, int fd, off_t size, struct last *last,
	struct note *note);

/** Whether the log says already that the clock was set back: the last records all have the time at
 * which it stopped, and the first of them is a `clock` event. */
bool last_told_clock(int fd, off_t size, int64_t time);

#endif
