/* SPDX-License-Identifier: Apache-2.0 */
/*
 * roster.h – the people, accounts and groups that an administrator may name
 *
 * Shape:  a name that is not sound or not known is refused, with the nearest right one. People
 *         are those of keys.d, groups those of groups.d, accounts those of this machine.
 * Units:  exit status.
 * Memory: none is kept.
 * Errors: EXIT_YES, or what it has said: EXIT_NO, EXIT_UNSURE.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_ROSTER_H
#define KEYHOLE_ADMIN_STORE_ROSTER_H

#include "common/settings.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/** Whether a text can be a name; says so if not, `what` being "a person". */
int roster_sound(const char *name, const char *what);

/** Whether a person has a file of keys; `wanted`: says how to make one, where not. */
int roster_person(const struct settings *settings, const char *person, bool wanted);

/** Whether there is a group. */
int roster_group(const struct settings *settings, const char *group);

/** Whether a person, or a group as "@admins", is there. */
int roster_who(const struct settings *settings, const char *who);

/** Whether there is an account on this machine. */
int roster_account(const char *account);

/** Looks an account up: 0, -ENOENT, else -errno. */
int roster_uid(const char *account, uid_t *uid);

/** Looks its home up, likewise. */
int roster_home(const char *account, char home[PATH_MAX]);

#endif
