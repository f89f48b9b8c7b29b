/* SPDX-License-Identifier: Apache-2.0 */
/*
 * undertaking.h – a change of several files of the system, so that whoever comes later can finish
 * it or put all back
 *
 * Shape:  one record, UNDERTAKING_STATE/UNDERTAKING_NAME, replaced whole at each step, has each file's bytes
 *         at three times: before keyhole came (origin), before this change, after it; and the
 *         phase:
 *
 *           staged → applying → applied → confirmed → disabling → (no record)
 *                        └─────────┴─→ reverting → (no record, or the one before, confirmed)
 *
 *         A process that dies, or a machine that loses power, at any call leaves what
 *         undertaking_recover brings to wholly before (out of staged, applying, reverting), or to
 *         wholly after (disabling goes on); applied and confirmed are wholly after already, but for one
 *         that was applied and never started: whoever has the lock knows that nobody is at it any
 *         more. An applied one is due at its moment, by the clock that no one sets (CLOCK_BOOTTIME), and as
 *         soon as the machine has started anew. Putting back is by wiring_undo.h: what others
 *         edited since stays. A change on top of a confirmed one keeps its origins.
 *         One holder at a time: an open file description lock on state_dir/UNDERTAKING_LOCK, not
 *         waited for.
 * Units:  seconds; `since` in milliseconds.
 * Memory: undertaking_close gives all back. MUST NOT be copied by assignment.
 * Errors: 0; REASON_UNSAFE_PATH; -errno: -EBUSY another one is at it, -EBADMSG the record can't be
 *         read, -ESTALE a file was changed by somebody else meanwhile. After a failure the record
 *         says how far it came; undertaking_recover goes on from there.
 * Source: none.
 */
#ifndef KEYHOLE_SERVER_UNDERTAKING_H
#define KEYHOLE_SERVER_UNDERTAKING_H

#include "server/wiring_undo.h"

#include <limits.h>
#include <stdint.h>

#define UNDERTAKING_NAME "undertaking"
#define UNDERTAKING_STATE "/var/lib/keyhole" /* whatever keyhole.conf is edited to meanwhile */
#define UNDERTAKING_LOCK "undertaking.lock"
#define UNDERTAKING_MODE 0600
#define UNDERTAKING_FILES_MAX 8

enum undertaking_phase {
	UNDERTAKING_NONE,
	UNDERTAKING_STAGED,
	UNDERTAKING_APPLYING,
	UNDERTAKING_APPLIED,
	UNDERTAKING_CONFIRMED,
	UNDERTAKING_REVERTING,
	UNDERTAKING_DISABLING,
	UNDERTAKING_PHASE_COUNT
};

struct undertaking_file {
	enum wiring_kind kind;
	char *path; /* as the machine has it, without the root */
	struct path_text origin, before, after;
};

struct undertaking {
	const char *root; /* stands before every path; empty for the machine itself */
	char record[PATH_MAX];
	int lock;
	enum undertaking_phase phase;
	bool prior;      /* it was begun on top of a confirmed one */
	char boot[37];   /* in which it was applied */
	int64_t since;   /* by CLOCK_BOOTTIME, in milliseconds: sshd has read it; 0: not yet */
	int64_t due;     /* the same: it is put back */
	int64_t until;   /* when that is, for people */
	bool keeps_list; /* sshd may go by its list of revoked keys, which MUST not be taken away;
			  * not in the record */
	size_t count;
	struct undertaking_file file[UNDERTAKING_FILES_MAX];
};

/** Takes the lock and reads the record; `state_dir` has the root before it. */
int undertaking_open(const char *root, const char *state_dir, struct undertaking *undertaking,
	struct note *note);

/** Reads the record without the lock, for whoever only looks. */
int undertaking_look(const char *root, const char *state_dir, struct undertaking *undertaking,
	struct note *note);

/** Ends the lock alone: others may go on with the record. */
void undertaking_release(struct undertaking *undertaking);

/** Gives all back. */
void undertaking_close(struct undertaking *undertaking);

/** For CLEANUP(undertaking), on one that begins with the lock -1. */
static inline void cleanup_undertaking(struct undertaking *undertaking)
{
	undertaking_close(undertaking);
}

/** Adds a file and what it is to become; where there is a record it MUST be confirmed. Nothing is
 *  written. */
int undertaking_add(struct undertaking *undertaking, enum wiring_kind kind, const char *path,
	struct view after, struct note *note);

/** Whether a file of it changes. */
bool undertaking_changes(const struct undertaking_file *file);

/** How many of its files change. */
size_t undertaking_count(const struct undertaking *undertaking);

/** Writes the record. */
int undertaking_stage(struct undertaking *undertaking, struct note *note);

/** Changes the files, in the order in which they were added; it is due after so many seconds. */
int undertaking_apply(struct undertaking *undertaking, int64_t seconds, struct note *note);

/** Counts from now on: sshd has read what was changed. */
int undertaking_start(struct undertaking *undertaking, int64_t seconds, struct note *note);

/** Lets it stay. */
int undertaking_confirm(struct undertaking *undertaking, struct note *note);

/** Puts the files back but sshd's list of revoked keys, without which an sshd that still goes by it
 *  refuses every key: REVERTING, to what was there before it; DISABLING, before keyhole came. The
 *  record stays, so that whoever is cut off after this is known to have something left to do. */
int undertaking_put_back(
	struct undertaking *undertaking, enum undertaking_phase phase, struct note *note);

/** Puts back what was there before it, sshd's list with it, and forgets it. sshd MUST have been told
 *  before. */
int undertaking_revert(struct undertaking *undertaking, struct note *note);

/** Puts back what was there before keyhole came, and forgets it. */
int undertaking_disable(struct undertaking *undertaking, struct note *note);

/** Whether it was broken off: it is neither confirmed nor waits for that. For who has the lock. */
bool undertaking_is_broken(const struct undertaking *undertaking);

/** Brings one that was broken off to an end; one that waits or is confirmed stays. */
int undertaking_recover(struct undertaking *undertaking, struct note *note);

/** Whether it is applied in this very start of the machine. */
bool undertaking_is_fresh(const struct undertaking *undertaking);

/** Whether it has to be put back now. */
bool undertaking_is_due(const struct undertaking *undertaking);

/** The word for a phase. */
const char *undertaking_phase_name(enum undertaking_phase phase);

/** Writes the record's text. */
int undertaking_encode(
	const struct undertaking *undertaking, struct path_text *out, struct note *note);

/** Reads it into an undertaking without files. */
int undertaking_decode(struct view text, struct undertaking *undertaking, struct note *note);

/** Replaces the record by one of a phase. */
int undertaking_save(
	struct undertaking *undertaking, enum undertaking_phase phase, struct note *note);

/** Names a file with the root before it. */
int undertaking_name(const struct undertaking *undertaking, const char *path, char out[PATH_MAX],
	struct note *note);

/** Puts a copy of a text in the place of another. */
int undertaking_set(struct path_text *text, struct view value, struct note *note);

#endif
