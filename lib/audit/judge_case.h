/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge_case.h – what the judge knows in the middle of a log, for its own files alone
 *
 * Shape:  `main` is the record that the next one has to follow on. Lines that do not are *pending*,
 *         and their bytes are in the gap, until one comes that fits again. `found` is the last
 *         pending line that ends in a seal: if it was only changed before that, or is not the one
 *         that should be there, the next record follows on it. `mended` is the same with the seal
 *         that it should have. *Strays* are copies of pending records, which may have their place
 *         later in the log; *missing* ones may come later than their place.
 * Units:  bytes of the gap; records by seq.
 * Memory: struct judge is allocated once, and its ring of seals with it.
 * Errors: 0 or -errno, of the hash.
 * Source: judge.h.
 */
#ifndef KEYHOLE_AUDIT_JUDGE_CASE_H
#define KEYHOLE_AUDIT_JUDGE_CASE_H

#include "audit/joint.h"
#include "audit/judge.h"

#define JUDGE_PENDING 32
#define JUDGE_STRAYS 16
#define JUDGE_SEALS ((int64_t)1 << 20) /* of records, that copies are known by */
#define JUDGE_LONG_GAP 4096
#define JUDGE_LONG_TRIES                                                                           \
	256 /* so that a line in a log full of forged ones costs no 64 KiB's hash */

struct judge_pending {
	struct verdict_place at;
	uint64_t begin; /* in the gap */
	bool record, linked, after;
	bool event;                    /* no record, but it reads as an event: without a seq */
	unsigned char seal[HASH_SIZE]; /* as it is written */
	size_t stray;                  /* its copy, JUDGE_STRAYS where there is none */
};

struct judge_stray {
	struct verdict_place at; /* line 0: none */
	struct record record;    /* views into the line */
	size_t fault;            /* that was found because of it, VERDICT_NAMED: none */
	char line[EVENT_LINE_MAX];
};

struct judge_missing {
	struct joint before;
	size_t fault;
};

struct judge {
	struct joint_tools tools;
	struct joint main, found, mended;
	struct verdict_place here; /* the line that is judged */
	bool begun;                /* there was a record that fits */
	bool intruding;            /* the first fault is in an epoch that may not begin there */
	bool unproven;             /* there was no key for the last one */
	bool proven;               /* a record fitted by more than its number */
	bool fresh;                /* none in this file */
	bool from_nothing;         /* the record that is being judged tells of none before it */
	uint64_t older;            /* how much of the gap is of files before this one */
	uint64_t since_found;      /* where the gap stood behind the line that was found */
	unsigned long_tries;
	size_t pending_count, pending_records;
	uint64_t pending_more; /* that are only counted, */
	uint64_t more_bad;     /* as are those of them that are records or events; */
	struct verdict_place more_at, more_bad_at; /* and where the first of each is */
	uint64_t more_begin;                       /* in the gap */
	size_t next_stray, missing_count, next_missing;
	int64_t fits_epoch, claims_epoch; /* noted last */
	bool *fits, *claims;              /* of each key of the ring: there is a record … */
	struct verdict verdict;
	bool no_state; /* where there is one for every sealed log */
	int64_t told_seq;
	unsigned char told_seal[HASH_SIZE], head[HASH_SIZE];
	int64_t seals_from, seals_to; /* of the row that is kept; 0: none */
	size_t seals_room;
	unsigned char (*seals)[HASH_SIZE];
	struct judge_pending pending[JUDGE_PENDING];
	struct judge_missing missing[JUDGE_STRAYS];
	struct judge_stray strays[JUDGE_STRAYS];
	struct event event; /* to work with */
};

/** Makes a record the one that the next has to follow on; what was pending is settled before. */
void judge_advance(struct judge *judge, const struct record *record, const struct verdict_place *at,
	int answer, const unsigned char seal[HASH_SIZE]);

/** Whether a record follows on a joint, with one of these ends of the gap between: `*kept` is it. */
int judge_try(struct judge *judge, const struct joint *joint, const struct record *record,
	const uint64_t gaps[3], uint64_t *kept, unsigned char seal[HASH_SIZE], struct note *note);

/** Adds the line to those that are pending; `record` is NULL for one that is none. */
void judge_pend(struct judge *judge, struct view line, const struct record *record);

/** Settles what is pending where a record fits on `main`, with the gap's last `kept` bytes. */
int judge_settle(struct judge *judge, uint64_t kept, struct note *note);

/** Settles what is pending at the log's end, where none of it is a record. */
int judge_settle_end(struct judge *judge, struct note *note);

/** Finds out what the pending lines are where no record fits on `main`: `next` is the number of the
 *  one that fits behind them, 0 at the end. */
int judge_blame(struct judge *judge, int64_t next, struct note *note);

/** Begins a line, of which nothing is known yet. */
void judge_begin_line(struct judge *judge);

/** Adds bytes to the gap. */
int judge_add_to_gap(struct judge *judge, struct view bytes, struct note *note);

/** Forgets what is pending. */
void judge_forget(struct judge *judge);

/** Adds a fault at a place. */
size_t judge_fault(struct judge *judge, enum verdict_kind kind, const struct verdict_place *at,
	int64_t expected, int64_t last);

/** Notes that the record behind `main` is not in its place. */
void judge_miss(struct judge *judge, size_t fault);

/** Goes on over records that stood earlier in the log than they should; 1 if there was one. */
int judge_try_strays(struct judge *judge, struct note *note);

/** Whether a record is one that was missing. */
int judge_try_missing(struct judge *judge, const struct record *record, struct note *note);

/** The seal of a record that fits, NULL where it is not known any more. */
const unsigned char *judge_seal_of(const struct judge *judge, int64_t seq);

#endif
