/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entrance.h – by which grants a person opens an account, and which accounts name a group
 *
 * Shape:  every grant of the account that has not ended and names the person, or a group with the
 *         person in it: the latter once for each such group. A group that can't be read is warned
 *         of. Whether the person has a key that is good is not asked. Of a group every account counts
 *         of which a grant names it, ended or not.
 * Units:  none.
 * Memory: what is visited lasts for the call; the names are the caller's to free.
 * Errors: 0, or as grant.h and names.h.
 * Source: admission.h, which decides.
 */
#ifndef KEYHOLE_ADMIN_STORE_ENTRANCE_H
#define KEYHOLE_ADMIN_STORE_ENTRANCE_H

#include "access/grant.h"
#include "access/names.h"

/** Takes note of a grant; `group` is NULL where it names the person. */
typedef void (*entrance_visit)(void *context, const struct grant_rules *rules,
	const struct grant *grant, const char *group);

/** Visits the grants in the order of the file. */
int entrance_read(struct store *store, const char *account, const char *person,
	entrance_visit visit, void *context, struct note *note);

/** Lists the accounts that name a group; sets `*unsure` where one can't be read, and warns of the
 *  first. */
int entrance_of_group(struct store *store, const char *group, struct names *accounts, bool *unsure,
	struct note *note);

#endif
