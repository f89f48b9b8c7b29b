/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candidate.h – judging one (person, line, grant), step by step
 *
 * Shape:  the steps of access.h, in that order; the first that fails gives the verdict.
 * Units:  seconds since 1970.
 * Memory: the judge holds the list of revoked keys from its first use on; joined options are
 *         written into the judge and last until the next candidate.
 * Errors: verdicts as access.h; judging itself fails only when the list of revoked keys can't be
 *         read.
 * Source: none.
 */
#ifndef KEYHOLE_ACCESS_CANDIDATE_H
#define KEYHOLE_ACCESS_CANDIDATE_H

#include "access/access.h"
#include "keys/policy.h"

struct candidate_judge {
	const struct access_request *request;
	const struct store *store;
	struct policy policy;
	struct path_text revoked;
	bool revoked_read;
	struct options joined;
};

/** Begins without having read anything. */
void candidate_start(struct candidate_judge *judge, const struct store *store,
	const struct access_request *request);

/** Gives back what it read. */
void candidate_finish(struct candidate_judge *judge);

/** For CLEANUP(candidate). */
static inline void cleanup_candidate(struct candidate_judge *judge)
{
	candidate_finish(judge);
}

/** Whether sshd would look at this line for this offer at all: the key, or the CA of the
 *  certificate. Without an offer, every line. */
bool candidate_answers(const struct line *line, const struct blob *offered);

/** Reads the list of revoked keys, unless it has been. */
int candidate_read_revoked(struct candidate_judge *judge, struct note *note);

/** Judges what is offered by itself, by the policy and the list of revoked keys, which has been
 *  read: 0, the reason, or the list's fault. */
int candidate_judge_offered(const struct candidate_judge *judge, struct note *why);

/** Whether a moment has passed, as sshd counts it; 0 never does. */
bool candidate_past(uint64_t moment, uint64_t now);

/** Judges; `parsed` is what line_parse said of the line. Fills in verdict and options. */
int candidate_judge(struct candidate_judge *judge, int parsed, struct access_candidate *candidate,
	struct note *why, struct note *note);

#endif
