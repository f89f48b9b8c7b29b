/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rights.h – looking at files with an account's rights instead of root's
 *
 * Shape:  file-system uid and gid, and the groups, become the account's, and root's again; nothing
 *         else changes, so no process of the account's can get at this one. Who is not root has
 *         no other rights than the own, and keeps them.
 * Units:  uid and gid numbers.
 * Memory: the groups of this process are kept in it.
 * Errors: 0 or -errno. After a failure to give them back nothing more MUST be done: what follows
 *         would be judged and changed with the wrong rights.
 * Source: setfsuid(2), setgroups(2).
 */
#ifndef KEYHOLE_ADMIN_WHY_RIGHTS_H
#define KEYHOLE_ADMIN_WHY_RIGHTS_H

#include "common/note.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define RIGHTS_GROUPS_MAX 1024

struct rights {
	bool taken;
	size_t count; /* of this process's own groups */
	gid_t group[RIGHTS_GROUPS_MAX];
};

/** Looks which rights this process has. */
int rights_start(struct rights *rights, struct note *note);

/** Takes on those of an account. */
int rights_take(struct rights *rights, uid_t uid, gid_t gid, const gid_t *groups, size_t count,
	struct note *note);

/** Takes back the own, if others were taken. */
int rights_return(struct rights *rights, struct note *note);

#endif
