/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer.h – what a decision comes to, of all its candidates
 *
 * Shape:  yes as soon as one candidate passed; else the reason of the one that came furthest, the
 *         first of those that came equally far. A file at fault counts as REASON_FAULT.
 * Units:  none.
 * Memory: words are copied; what answer_admit reads is the caller's to give back.
 * Errors: answer_admit: 0 or -errno; none of the others can fail.
 * Source: none.
 */
#ifndef KEYHOLE_ACCESS_ANSWER_H
#define KEYHOLE_ACCESS_ANSWER_H

#include "access/access.h"
#include "access/admission.h"

struct answer {
	access_visit visit;
	void *context;
	bool passed;
	int furthest;      /* reason of the candidate that came furthest, 0: there was none */
	struct note words; /* its words */
};

/** Begins without a candidate; each will be passed on. */
void answer_start(struct answer *answer, access_visit visit, void *context);

/** Passes a candidate on, and keeps its reason if none came further. */
void answer_take(struct answer *answer, const struct access_candidate *candidate);

/** The same for a file that can't be read; a group is named in place of a person. */
void answer_take_fault(struct answer *answer, const char *person, const char *path,
	const struct grant *grant, int fault, const struct note *why);

/** Reads an account's rules, and who may use it by them. */
int answer_admit(struct answer *answer, struct store *store, const struct access_request *request,
	struct grant_rules *rules, struct admission_list *list, struct note *note);

/** Takes a group that can't be read, as admission.h passes it; `answer` is the context. */
void answer_take_group(void *answer, const char *group, const struct grant *grant, int fault,
	const struct note *why);

#endif
