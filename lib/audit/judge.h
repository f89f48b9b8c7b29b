/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.h – whether a log is as it was written
 *
 * Shape:  fed with all lines of a log, oldest first; knows nothing of files but their names. A
 *         record fits if its seal covers what stands before it (chain.h); the bytes of lines that
 *         are no records are what may stand between. A record at the beginning of a file that tells
 *         the seal of the one before (`after`) can be held by that alone, so that what is gone by
 *         retention leaves a log that begins later, and a file gone from the middle is seen.
 *         After a fault it is gone on from wherever records fit again. What kind of fault it is
 *         shows by what follows: a record that fits on the one before the fault (then there was
 *         something added), or on the faulty line's own seal (then it was changed, or records
 *         before it were dropped), or that fits only in another place (then it was moved).
 *         Without the key of an epoch its records are held by number, time and `after` alone.
 * Units:  lines; bytes.
 * Memory: JUDGE_MEMORY at the most, whatever the log holds, and the keyring's. Names of files are
 *         the caller's and MUST outlive the judge's verdict; so are hash and keys. No allocation
 *         for a line, but now and then for many.
 * Errors: 0 or -errno of the hash, or -ENOMEM. Faults of the log are no errors.
 * Source: chain.h.
 */
#ifndef KEYHOLE_AUDIT_JUDGE_H
#define KEYHOLE_AUDIT_JUDGE_H

#include "audit/verdict.h"
#include "seal/keyring.h"

#define JUDGE_MEMORY (48 * 1024 * 1024)

struct judge; /* opaque */

/** Begins. */
int judge_open(
	const struct hash *hash, struct keyring *keys, struct judge **judge, struct note *note);

/** Asks for the record that has this seal: if there is none, the log was cut off. */
void judge_ask_head(struct judge *judge, const unsigned char seal[HASH_SIZE]);

/** Tells what the last record was at the least, as the state of the seal knows it. */
void judge_tell_last(struct judge *judge, int64_t seq, const unsigned char seal[HASH_SIZE]);

/** Tells that there is no state of a seal where there is one for every sealed log. */
void judge_tell_no_state(struct judge *judge);

/** The next file begins. */
void judge_file(struct judge *judge, const char *name);

/** The file that began can't be read, or from here on not: nothing is known of what is in it. */
void judge_unread(struct judge *judge);

/** The file that began is damaged from here on: what is missing by that is missing. */
void judge_damaged(struct judge *judge);

/** The next line, without its newline; the last line of a file may have had none. */
int judge_line(struct judge *judge, struct view line, bool newline, struct note *note);

/** A piece of a line that is too long for a record (EVENT_LINE_MAX), with its newline, if that is
 *  in it; `begins` for the first one. */
int judge_piece(struct judge *judge, struct view piece, bool begins, struct note *note);

/** The end of the log. */
int judge_end(struct judge *judge, struct note *note);

/** What was found. */
const struct verdict *judge_verdict(const struct judge *judge);

/** Frees it; NULL is nothing. */
void judge_close(struct judge *judge);

/** For CLEANUP(judge). */
static inline void cleanup_judge(struct judge **judge)
{
	judge_close(*judge);
}

#endif
