/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge.h – what is wrong with one thing on the way
 *
 * Shape:  a thing is a folder, a file or a link that is open, and has a role, which decides the
 *         reason and the gravity of what is wrong with it. A file that is not of the kind that
 *         belongs there is not written or read as one: its owner alone is judged.
 * Units:  octal modes in words.
 * Memory: nothing is kept.
 * Errors: 0, whatever was found, or -errno.
 * Source: sshd's misc.c:safe_path_fd.
 */
#ifndef KEYHOLE_HOME_JUDGE_H
#define KEYHOLE_HOME_JUDGE_H

#include "home/report.h"
#include "home/role.h"
#include "home/thing.h"

/** Judges owner, kind, writers, readers, names and the list for new files, by the role. */
int judge_thing(
	struct report *report, enum role role, const struct thing *thing, struct note *note);

/** Judges the owner of a link on the way to something of that role, and tells of a link in the home
 *  if it is the first in its row. */
void judge_link(struct report *report, enum role role, const struct thing *link, const char *target,
	bool first);

#endif
