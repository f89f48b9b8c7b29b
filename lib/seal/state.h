/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state.h – what the next record of a sealed log is sealed with, kept in two places
 *
 * Shape:  the run state, STATE_FILE in the run folder (of memory: it is gone after a boot): one
 *         slot (slot.h), written under the log's lock after each record. The checkpoint, STATE_FILE
 *         in the state folder: two copies, STATE_COPY_AT bytes apart, both written at once when the
 *         record is on the disk, so that no former key is left in the other one; never waited for
 *         but where it is made, since a stale one is caught up with from the log. A checkpoint MUST NOT
 *         be replaced by an earlier one. The best state is the valid one with the greatest epoch and
 *         seq of all three. A file of no bytes is none. Both are 0600 and neither is reached through
 *         a link; the run folder is made, 0700, where it is missing.
 *         Where the key of an epoch was found to be lost, the checkpoint keeps that: seq is 0 then.
 * Units:  seq counts from 1 over all epochs; microseconds since 1970; bytes.
 * Memory: held by value; whoever holds one wipes it by state_wipe. What passes through here is
 *         wiped on every path.
 * Errors: load: 0, the note is empty or says what is odd; -ENOENT: there is no state; -EBADMSG:
 *         there is one, and none that is valid: the note says why; another -errno: that is not
 *         known, no descriptor or memory is left. store, checkpoint: 0 or -errno.
 * Source: the log's state in keyhole(8).
 */
#ifndef KEYHOLE_SEAL_STATE_H
#define KEYHOLE_SEAL_STATE_H

#include "seal/hash.h"

#include <stdbool.h>
#include <stdint.h>

#define STATE_FILE "seal"
#define STATE_COPY_AT 4096

struct seal_state {
	uint64_t epoch;
	uint64_t seq;                  /* of the next record; 0: the key is lost */
	uint64_t first_seq;            /* of the epoch's first record, `sealed` */
	int64_t since;                 /* when the epoch began */
	int64_t time;                  /* of the last record */
	uint64_t device, inode;        /* of the file that has the last record */
	int64_t end;                   /* where it ends in there, its newline included */
	unsigned char key[HASH_SIZE];  /* of the next record */
	unsigned char seal[HASH_SIZE]; /* of the last record, zeros where there was none */
};

/* What is open already of the state; -1: not that. */
struct state_open {
	int run_dir, state_dir, run, checkpoint;
};

/* Where the state is kept; the hash is for its checksums. */
struct state_place {
	const char *run_dir, *state_dir;
	const struct hash *hash;
	const struct state_open *open; /* NULL: all is found by its path */
};

/** Opens the run state and the checkpoint, each once for all that is done with it, where they are there
 *  and as they have to be. One that is not is looked for again when it is needed, and its fault told
 *  then: others may make it meanwhile. */
void state_open(const struct state_place *place, struct state_open *open);

/** Closes what is open. */
void state_close(struct state_open *open);

/** Loads the best state. Nothing is locked: while a log is written to, one record may pass. */
int state_load(const struct state_place *place, struct seal_state *state, struct note *note);

/** Stores the run state; the caller has the log's lock. */
int state_store(const struct state_place *place, const struct seal_state *state, struct note *note);

/** Moves the checkpoint on to a state, unless it is there already or beyond; the caller has the
 *  checkpoint's lock. It is synced if this is asked for, and where it is made. */
int state_checkpoint(const struct state_place *place, const struct seal_state *state, bool sync,
	struct note *note);

/** Whether a state is of a later record than another. */
bool state_is_later(const struct seal_state *state, const struct seal_state *other);

/** Wipes a state. */
void state_wipe(struct seal_state *state);

/** For CLEANUP(state). */
static inline void cleanup_state(struct seal_state *state)
{
	state_wipe(state);
}

#endif
