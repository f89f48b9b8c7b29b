/* SPDX-License-Identifier: Apache-2.0 */
/*
 * standing.h – where the log stands: what the next record follows on, and what it is sealed with
 *
 * Shape:  asked while it is this process's turn. A sealed log stands where its state says, where
 *         that is the file's end: nothing is read then. Otherwise the records are taken that
 *         somebody wrote who could not store the state any more (catch_up.h). A log that is not
 *         sealed stands behind the last record of the file (last.h), or where the file has none, of
 *         the older files (older.h), the one with the greatest seq; where those have none either it
 *         begins: seq 1. Whatever else follows is the gap (seal/chain.h), and is told.
 *         Where the state is lost, but not the log, the chain goes on without a key, and that
 *         is told each time; where the log ends before its state, it goes on from the state.
 *         So nothing that is found costs a login: at most what can be proven of the log.
 * Units:  bytes; microseconds since 1970.
 * Memory: standing_close wipes and frees all, and closes the older file. MUST NOT be copied by
 *         assignment.
 * Errors: 0, `odd` is empty or says what is odd; -errno where the system fails to read, or the
 *         hash fails.
 * Source: the table of what can be found in keyhole(8).
 */
#ifndef KEYHOLE_AUDIT_STANDING_H
#define KEYHOLE_AUDIT_STANDING_H

#include "audit/append.h"
#include "audit/gap.h"
#include "audit/last.h"
#include "audit/logfile.h"
#include "seal/state.h"

/* The log's current file, open. */
struct standing_log {
	const struct append_place *place;
	const struct state_place *state; /* where its state is */
	const struct logfile *logfile;
	int folder, fd;
	off_t size;
	uint64_t device, inode;
};

/* Where a record ends: in which file, and how long that one is. */
struct standing_mark {
	int fd;
	off_t end, size;
};

struct standing {
	struct seal_state state; /* epoch 0: the log is not sealed */
	bool first;              /* the file has no record yet */
	bool newline;            /* its last line is torn: a newline has to come first */
	bool lost;               /* it was sealed, and the key is lost */
	uint64_t lost_epoch;     /* of the lost key, 0 where that is not known */
	bool tell_lost;          /* the state has to say so from now on */
	int older; /* the older file that has the last record, -1: it is no older one */
	struct gap gap;
	struct note odd;
};

/** Finds out where the log stands. */
int standing_learn(const struct standing_log *log, struct standing *standing, struct note *note);

/** Finds the last record that is there, whatever its seal; its file is the mark's. */
int standing_follow_last(const struct standing_log *log, struct standing *standing,
	struct last *last, struct standing_mark *mark, struct note *note);

/** Says that something is odd, behind what was said before. */
__attribute__((format(printf, 2, 3))) void standing_odd(struct note *odd, const char *format, ...);

/** Gives a record its epoch, its number and its seal, and writes its line; from then on the log
 *  stands behind it. */
int standing_add(struct standing *standing, const struct hash *hash, struct event *event, char *out,
	size_t cap, size_t *len, struct note *note);

/** Wipes, frees and closes what there is. */
void standing_close(struct standing *standing);

/** For CLEANUP(standing). */
static inline void cleanup_standing(struct standing *standing)
{
	standing_close(standing);
}

#endif
