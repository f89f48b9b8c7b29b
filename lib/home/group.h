/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group.h – whether a group is root's, or the account's alone
 *
 * Shape:  a group is private if nobody but the account and root is in it. It MUST have no other
 *         member by its own list; and unless it is root's (number 0) it MUST be named like the
 *         account, be its primary group, and no line of the local passwd file but the account's MUST
 *         have it. A line with the account's own number, or with root's, is not someone else; lines
 *         that have root's group are of the system's own accounts.
 * Units:  gid numbers.
 * Memory: held by value; the last answer is kept in it, and given again for the same number.
 * Errors: 0 or -errno: a group or a passwd file that can't be read is a fault, never "private". A
 *         group that does not exist has no name, and is not private.
 * Source: getgrgid_r(3), passwd(5); the rule is stricter than that of Debian's sshd.
 */
#ifndef KEYHOLE_HOME_GROUP_H
#define KEYHOLE_HOME_GROUP_H

#include "home/home.h"
#include "home/name.h"

struct group_verdict {
	bool asked; /* the rest is the answer for `gid` */
	gid_t gid;
	bool is_private;
	struct name name;
};

/** Judges a group; begin with a struct of zeros. */
int group_judge(const struct home_request *request, gid_t gid, struct group_verdict *verdict,
	struct note *note);

/** Asks the name service about a group, as home.h has it: 0, or -errno. */
int group_look_up(gid_t gid, const char *account, struct home_group *group);

#endif
