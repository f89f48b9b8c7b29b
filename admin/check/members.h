/* SPDX-License-Identifier: Apache-2.0 */
/*
 * members.h – the groups, all of them read once
 *
 * Shape:  asking the name service for the groups of each account reads its list of groups from the
 *         beginning each time: with ten thousand accounts that is most of what there is to do. What
 *         it does not list is asked for by name and number, as ever.
 * Units:  gid numbers.
 * Memory: malloc'ed; members_free gives all back.
 * Errors: 0 or -errno.
 * Source: getgrent(3), getgrouplist(3).
 */
#ifndef KEYHOLE_ADMIN_CHECK_MEMBERS_H
#define KEYHOLE_ADMIN_CHECK_MEMBERS_H

#include "home/home.h"

#include <stdbool.h>
#include <stddef.h>

/* That someone is a member of a group. */
struct members_link {
	char *name;
	gid_t gid;
};

struct members_group {
	gid_t gid;
	size_t order; /* of two groups with one number the first counts */
	char *name;
	char *member; /* the first one besides root, NULL: there is none */
	bool more;    /* someone else is, too */
};

struct members {
	size_t link_count, link_room, group_count, group_room;
	struct members_link *link;   /* by name */
	struct members_group *group; /* by number */
};

/** Reads all groups. */
int members_read(struct members *members, struct note *note);

/** Lists the groups of an account, its primary one among them; at most `room`. `members` NULL: the
 *  name service is asked. */
size_t members_of(
	const struct members *members, const char *name, gid_t gid, gid_t *groups, size_t room);

/** Answers what home.h asks about a group, and says whether it is known. */
bool members_know(
	const struct members *members, gid_t gid, const char *account, struct home_group *group);

/** Gives all back. */
void members_free(struct members *members);

/** For CLEANUP(members). */
static inline void cleanup_members(struct members *members)
{
	members_free(members);
}

#endif
