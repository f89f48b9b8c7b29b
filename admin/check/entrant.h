/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entrant.h – the accounts that can log in
 *
 * Shape:  every account that the name service lists whose shell sshd takes (a file that can be
 *         executed; an empty one stands for /bin/sh) and that is not there to keep people out
 *         (nologin, false), whatever its uid: its own ~/.ssh/authorized_keys would open it. Besides,
 *         whatever the shell: root, the break-glass accounts, and those that have a file in
 *         accounts_dir. Expiry and locks are not looked at. Sorted by name, each name once.
 *         What the name service does not list (sssd and others, as they are set up) has to be
 *         asked for by name.
 * Units:  none.
 * Memory: malloc'ed; entrant_list_free gives all back.
 * Errors: 0 or -errno; -ENOENT: no such account, the note has the nearest name.
 * Source: sshd's auth.c:allowed_user; getpwent(3).
 */
#ifndef KEYHOLE_ADMIN_CHECK_ENTRANT_H
#define KEYHOLE_ADMIN_CHECK_ENTRANT_H

#include "access/names.h"
#include "common/settings.h"

#include <stdbool.h>
#include <sys/types.h>

struct entrant {
	char *name, *home;
	uid_t uid;
	gid_t gid;
};

struct entrant_list {
	size_t count, room;
	struct entrant *item;
};

/** Lists all; `rules` are the accounts that have a file of their own. Without settings every account
 *  that the name service lists, whatever its shell. */
int entrant_list_all(struct entrant_list *list, const struct settings *settings,
	const struct names *rules, struct note *note);

/** Adds an account that was named, whatever its shell. */
int entrant_list_add(struct entrant_list *list, const char *name, struct note *note);

/** Adds an account behind the others if there is one of this name; that there is none is no fault. */
int entrant_list_add_known(struct entrant_list *list, const char *name, struct note *note);

/** Whether an account is among the first of a list, which are sorted. */
bool entrant_list_has(const struct entrant_list *list, size_t sorted, const char *name);

/** Adds the account of whoever runs this. */
int entrant_list_add_own(struct entrant_list *list, struct note *note);

/** Gives all back. */
void entrant_list_free(struct entrant_list *list);

/** For CLEANUP(entrant_list). */
static inline void cleanup_entrant_list(struct entrant_list *list)
{
	entrant_list_free(list);
}

#endif
