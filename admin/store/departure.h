/* SPDX-License-Identifier: Apache-2.0 */
/*
 * departure.h – what somebody can't open any more who leaves a group
 *
 * Shape:  departure_begin comes before the group's file is changed, departure_report after it: the
 *         accounts that the person opened as one of the group by a grant that has not ended; of
 *         each it is told whether another grant opens it still. An own account to which own_account
 *         lets the person in is not among them: its grants but limit that.
 * Units:  none.
 * Memory: the names are the caller's to free.
 * Errors: none: what can't be read is warned of.
 * Source: entrance.h.
 */
#ifndef KEYHOLE_ADMIN_STORE_DEPARTURE_H
#define KEYHOLE_ADMIN_STORE_DEPARTURE_H

#include "access/names.h"
#include "access/store.h"

/** Lists the accounts that a person opens as one of a group. */
void departure_begin(
	struct store *store, const char *group, const char *person, struct names *accounts);

/** Says which of them the person has lost, adds those to `all_lost`, and says by what the others are
 *  open still. */
void departure_report(struct store *store, const char *person, const struct names *accounts,
	struct names *all_lost);

#endif
