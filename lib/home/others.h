/* SPDX-License-Identifier: Apache-2.0 */
/*
 * others.h – who else may write or read
 *
 * Shape:  writers MUST be found whether the mode or a list lets them; where there is a list, the
 *         group bits of the mode are its mask, and nobody is blamed by them. A private group is
 *         advice. A sticky folder on the way is safe, since what comes next in it is judged by its
 *         own owner; if nothing comes next (thing.missing), others could put it there.
 *         Commands MUST be safe in the order of the findings: taking a named entry away makes the
 *         mask anew, so that comes before the mask is narrowed, and where a new mask would give
 *         something back, the old one is kept. What is grave in the home, and may have been written
 *         by now, has to be looked at first.
 * Units:  octal modes in words.
 * Memory: nothing is kept.
 * Errors: 0, whatever was found, or -errno.
 * Source: acl(5), "ACCESS CHECK ALGORITHM"; setfacl(1), `-n`.
 */
#ifndef KEYHOLE_HOME_OTHERS_H
#define KEYHOLE_HOME_OTHERS_H

#include "home/report.h"
#include "home/role.h"
#include "home/thing.h"

/** Judges who else may write. */
int others_judge_writers(
	struct report *report, enum role role, const struct thing *thing, struct note *note);

/** Judges who else may read what is the account's alone; told of once, by whoever is the widest. */
int others_judge_readers(
	struct report *report, enum role role, const struct thing *thing, struct note *note);

/** Judges who else may write what will be made in a folder, by its default list. */
int others_judge_inherited(
	struct report *report, enum role role, const struct thing *thing, struct note *note);

#endif
