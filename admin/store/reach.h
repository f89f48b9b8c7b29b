/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reach.h – which accounts a person can open, and by what
 *
 * Shape:  the own account where own_account, uid_min and the machine have it, then every account in
 *         accounts.d of which a grant names the person, or a group with the person in it; whether a
 *         grant has ended is asked by reach_now alone, whether a key is good by neither. What can't be
 *         read is warned of.
 * Units:  none.
 * Memory: the names are the caller's to free.
 * Errors: 0 or as names.h.
 * Source: admission.h, which decides.
 */
#ifndef KEYHOLE_ADMIN_STORE_REACH_H
#define KEYHOLE_ADMIN_STORE_REACH_H

#include "access/names.h"
#include "access/store.h"

/** Lists the accounts. */
int reach_read(struct store *store, const char *person, struct names *accounts, struct note *note);

/** Lists those that grants open which have not ended; not the own one. */
int reach_now(struct store *store, const char *person, struct names *accounts, struct note *note);

#endif
