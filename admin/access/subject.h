/* SPDX-License-Identifier: Apache-2.0 */
/*
 * subject.h – what a name is that `keyhole access` was asked about, and which accounts that needs
 *
 * Shape:  an account of this machine or of accounts.d, a person of keys.d, or both; or, with an @
 *         before it, a group of groups.d. Of an account
 *         alone no other needs to be looked at. All accounts are those that can log in
 *         (entrant.h), those of accounts.d, and those called as a person of keys.d is, if the machine
 *         has them, though the name service may not list them.
 * Units:  none.
 * Memory: a view of the name; the members are given back by subject_free.
 * Errors: find: EXIT_YES, or what it has said: EXIT_NO with the nearest name, EXIT_UNSURE.
 *         accounts: 0 or -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_SUBJECT_H
#define KEYHOLE_ADMIN_ACCESS_SUBJECT_H

#include "access/grant.h"
#include "admin/check/entrant.h"

struct subject {
	const char *name; /* NULL: everybody */
	bool account, person;
	bool group; /* its people are in `members` */
	struct grant_group members;
};

/** Finds out what a name is, NULL for none. */
int subject_find(struct subject *subject, const struct settings *settings, const char *name);

/** Lists the accounts to look at; `whole`: all of them, whatever the name is. */
int subject_accounts(const struct subject *subject, const struct settings *settings, bool whole,
	struct entrant_list *accounts, struct note *note);

/** Says above what is shown that a name is both, or who is in a group. */
void subject_head(const struct subject *subject);

/** Whether all accounts are gone through: for all that there is, or for a person. */
static inline bool subject_is_whole(const struct subject *subject, bool whole)
{
	return !subject->name || subject->person || subject->group || whole;
}

/** Gives back what it allocated. */
void subject_free(struct subject *subject);

#endif
