/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h – what was found so far
 *
 * Shape:  one finding is written at a time, in `finding`, and given away by report_give. The first
 *         grave one decides the answer, and its words are kept; none that comes later, and no fault
 *         either, MUST change them.
 * Units:  none.
 * Memory: held by value, about 16 KB; findings are gone once they are given.
 * Errors: none of these can fail.
 * Source: none.
 */
#ifndef KEYHOLE_HOME_REPORT_H
#define KEYHOLE_HOME_REPORT_H

#include "home/group.h"
#include "home/home.h"

struct report {
	const struct home_request *request;
	home_visit visit; /* may be NULL */
	void *context;
	enum reason grave; /* of the first grave finding; REASON_NONE so far */
	struct note words; /* of that */
	struct group_verdict group;
	struct finding finding; /* the one that is being written */
};

/** Begins a finding, which is said by finding_say and finding_mend on what this returns. */
struct finding *report_begin(
	struct report *report, enum reason reason, bool grave, const char *path);

/** Gives the finding that was written to the visitor; without its command, where that could be led
 *  astray. */
void report_give(struct report *report, bool mendable);

/** Whether an owner may be: root or the account. */
bool report_trusts(const struct report *report, uid_t owner);

#endif
