/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict.h – what the judge (judge.h) found in a log
 *
 * Shape:  faults come in the order in which they were understood; the first of them is the first in
 *         the log, and may still change its kind while the log is read: what seemed to be dropped
 *         may turn up elsewhere. A line that is no record and that the seal of the next record
 *         covers was torn by a crash, or somebody wrote into the log; it is no fault.
 *         VERDICT_NAMED of each list are kept, all are counted.
 * Units:  lines count from 1 in each file; records by their seq; a place of line 0 is none.
 * Memory: held by value; names of files are the caller's of the judge.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_VERDICT_H
#define KEYHOLE_AUDIT_VERDICT_H

#include "audit/event_field.h"

#include <stdbool.h>
#include <stdint.h>

#define VERDICT_NAMED 16

enum verdict_kind {
	VERDICT_CHANGED,
	VERDICT_DROPPED,
	VERDICT_ADDED,
	VERDICT_SWAPPED,
	VERDICT_DUPLICATED,
	VERDICT_CUT,      /* the end is missing */
	VERDICT_UNSEALED, /* a sealed log goes on without a seal */
	VERDICT_RENEWED,  /* a new seal begins that the old one does not know of */
	VERDICT_KIND_COUNT
};

enum verdict_result { VERDICT_WHOLE, VERDICT_BROKEN, VERDICT_UNSURE };

struct verdict_place {
	const char *file;
	uint64_t line;
	int64_t epoch, seq;            /* EVENT_UNKNOWN where it is no record */
	char time[EVENT_TIME_LEN + 1]; /* as it is written; empty where it is no record */
};

struct verdict_fault {
	enum verdict_kind kind;
	struct verdict_place at;
	int64_t expected, last; /* the seqs that should stand there, or are missing before it */
	int64_t sealing; /* what is cut off began this epoch at `last`, by its key; 0: no such */
	struct verdict_place
		other; /* where what should be here stands; or before what it should be */
};

/* Whether a seal covers a line that is no record; or nothing follows it yet. */
enum verdict_state { VERDICT_KEPT, VERDICT_LOOSE, VERDICT_LAST };

/* A line that is no record. */
struct verdict_odd {
	struct verdict_place at;
	enum verdict_state state;
};

struct verdict {
	uint64_t lines, records;
	struct verdict_place first, last; /* record */
	struct verdict_place sealed;      /* the first one of those that are sealed, to the end */
	struct verdict_place good;        /* the last one before the first fault */
	struct verdict_place holds;       /* from which on all fits again, after the last fault */
	struct verdict_fault faults[VERDICT_NAMED];
	uint64_t fault_count;
	uint64_t bent; /* of the faults: records that only end in CR LF, or stand behind a mark */
	struct verdict_odd odds[VERDICT_NAMED];
	uint64_t odd_count;
	struct verdict_place unproven; /* the first record for which there is no key */
	uint64_t unproven_count;
	uint64_t unchained;  /* records from before there was a chain */
	uint64_t unread;     /* files that could not be read to their end */
	int64_t wrong_epoch; /* of a key that fits no record of its epoch; 0: none */
	bool key_fits;       /* another key fits a record: it is this log's */
	int64_t other_epoch; /* of a key of whose epoch there is no record; 0: none */
	bool stateless;      /* sealed to its end, but the state that knows of it is not there */
	int64_t cut_epoch;   /* the first one of a key whose beginning was cut off; 0: none */
	bool head_asked;
	struct verdict_place head; /* the record that was told elsewhere */
	uint64_t head_follow;      /* records after it */
};

/** Adds a fault; gives its number, VERDICT_NAMED where it is only counted. */
size_t verdict_add(struct verdict *verdict, const struct verdict_fault *fault);

/** Adds a line that is no record. */
void verdict_add_odd(struct verdict *verdict, const struct verdict_odd *odd);

/** What it comes to. */
enum verdict_result verdict_result(const struct verdict *verdict);

/** The word for a kind: "changed". */
const char *verdict_kind_name(enum verdict_kind kind);

#endif
