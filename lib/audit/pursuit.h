/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pursuit.h – a state of the seal that goes on from record to record of the log
 *
 * Shape:  from the mark on every line is taken that has the state's epoch and seq and whose seal is
 *         right under its key; all others are passed over and belong to the gap. After a file
 *         comes the older one whose first record has the next seq, and in the end the current one.
 * Units:  records.
 * Memory: the mark's file is the current one, or `standing->older`, which is kept open.
 * Errors: 0 or -errno with a note: a file can't be read, the hash failed.
 * Source: seal/chain.h.
 */
#ifndef KEYHOLE_AUDIT_PURSUIT_H
#define KEYHOLE_AUDIT_PURSUIT_H

#include "audit/older.h"
#include "audit/standing.h"

#define PURSUIT_MAX (1L << 20)

struct pursuit {
	const struct standing_log *log;
	struct standing *standing;
	struct standing_mark mark; /* where the last record ends that was found */
	long taken;
};

/** Takes what fits of one file, from the mark on, which is in there. */
int pursuit_follow_file(struct pursuit *pursuit, struct note *note);

/** Takes what fits behind the mark: in its file, and in those that follow on it. */
int pursuit_follow(struct pursuit *pursuit, struct note *note);

/** Keeps an older file open if the mark is in it. */
void pursuit_keep(struct pursuit *pursuit, struct older *older);

#endif
