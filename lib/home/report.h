/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.h – what was found so far
 *
 * Shape:  one finding is written at a time, in `finding`, and given away by report_give. The first
 *         grave one decides the answer, and its words are kept; none that comes later, and no fault
 *         either, MUST change them. They are for the administrator, who has root's rights, and go
 *         through the log and syslog: a command in them MUST be safe to run as root although the
 *         account may by then have put a link in the place of what was judged, and is there whole
 *         and unchanged or not at all.
 * Units:  none.
 * Memory: held by value, about 16 KB; findings are gone once they are given.
 * Errors: none of these can fail.
 * Source: runuser(1).
 */
#ifndef KEYHOLE_HOME_REPORT_H
#define KEYHOLE_HOME_REPORT_H

#include "home/group.h"
#include "home/home.h"
#include "home/role.h"
#include "home/thing.h"

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

/** Gives the finding that was written to the visitor, without a command. */
void report_give(struct report *report);

/** Gives a finding about a thing; without its command, where that could be led astray. */
void report_give_about(struct report *report, const struct thing *thing);

/** Writes the command of a finding as root may run it, and says whether there is one. */
bool report_command(
	const struct home_request *request, const struct finding *finding, char *out, size_t size);

/** Whether an owner may be: root or the account. */
bool report_trusts(const struct report *report, uid_t owner);

#endif
