/* SPDX-License-Identifier: Apache-2.0 */
/*
 * append.h – adding a record to the log, so that it stays
 *
 * Shape:  logins.jsonl: writers take turns by a lock file in the state folder (turn.h, at most
 *         APPEND_WAIT_MS); under it `seq` and `time` are given, following on those of the last
 *         record (standing.h). Time MUST NOT go backwards: while the clock is behind the last
 *         record, records have that one's time, and the step back is recorded once, as a `clock`
 *         event before the record. Each record is bound to the one before (seal/chain.h) where a
 *         hash is handed in: under a key in a sealed log, without one in any other; the first one of
 *         a file has the seal of the one before it as `after`. All is written by one write(2) at the
 *         end of the file. The order is: the line; the run state; the lock is given back; the
 *         line is synced; the checkpoint (seal/state.h). So a writer that is killed or loses power
 *         anywhere leaves what the next one can go on from, and the lock is not held while syncing
 *         (but the file that a rotation left is synced before a new one begins). The call returns
 *         after all that. A last line that is torn, by a crash or a full disk, is kept: the record
 *         begins with a newline then, and covers it. The file is opened anew each time, so that
 *         rotation by rename needs no signal. It is made 0640, with the folder's group, where it is
 *         missing (logrotate: `nocreate`, `delaycompress`, never `copytruncate`).
 *         offers.jsonl: no lock, no seq, no seal, no sync: one write(2) at the end. A record that
 *         tells the same as one among the last APPEND_OFFER_LOOKBACK bytes (told.h) MUST NOT be
 *         written again, nor any beyond APPEND_OFFER_MAX; both are no failure. It is never made
 *         here. Neither file is reached through a link; both MUST be regular files and belong to
 *         root or to the writer.
 * Units:  milliseconds, bytes.
 * Memory: nothing is kept between calls: no state in the process, no descriptor left open. About 96
 *         KiB of stack. Keys are wiped on every path.
 * Errors: 0: the note is empty, or says what is odd about the log: the caller shouts it. -errno with
 *         a note naming the file: -ETIMEDOUT the lock, -ENOSPC, -EROFS, -ENOENT, -EPERM where
 *         somebody else could write to the folder or owns the file, -ELOOP, -EISDIR. After a
 *         failure nothing was recorded, or (failure to sync, said so) it may not last. What a full
 *         disk left of a record stays as a torn line; if only its newline is missing, the next
 *         record makes it a whole one. What is wrong with the state or the seal's key is never a
 *         failure: the record is written, and the note says it.
 * Source: DESIGN of the log in keyhole(8); fcntl_locking(2), write(2) on O_APPEND.
 */
#ifndef KEYHOLE_AUDIT_APPEND_H
#define KEYHOLE_AUDIT_APPEND_H

#include "audit/event.h"
#include "seal/hash.h"

#include <stdbool.h>

#define APPEND_LOGINS "logins.jsonl"
#define APPEND_OFFERS "offers.jsonl"
#define APPEND_WAIT_MS 2000
#define APPEND_OFFER_LOOKBACK 4096
#define APPEND_OFFER_MAX (64L * 1024 * 1024)

/* Where the log is, its lock and its state, and how it is written. */
struct append_place {
	const char *log_dir, *state_dir, *run_dir;
	const struct hash *hash; /* NULL: records are not bound to one another */
	bool sync;               /* the setting audit_sync */
};

/** Adds a record to logins.jsonl; on success it is on the disk, and epoch, seq, time, after and seal
 *  are set: the two texts are in the event's store. */
int append_login(const struct append_place *place, struct event *event, struct note *note);

/** Adds a record to offers.jsonl, unless the same is among the last ones; sets the time. */
int append_offer(const struct append_place *place, struct event *event, struct note *note);

#endif
