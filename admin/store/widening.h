/* SPDX-License-Identifier: Apache-2.0 */
/*
 * widening.h – somebody who has an account only within limits, and now by a group without them
 *
 * Shape:  grants add up: whom one lets in, no other keeps out. Who is granted an account within
 *         limits, and is in a group that it is granted to otherwise, is not bound by them any more;
 *         that is said where the group gets its grant, and where somebody joins it.
 * Units:  none.
 * Memory: none is kept.
 * Errors: none: what can't be read is warned of elsewhere.
 * Source: admission.h.
 */
#ifndef KEYHOLE_ADMIN_STORE_WIDENING_H
#define KEYHOLE_ADMIN_STORE_WIDENING_H

#include "access/store.h"

/** Warns of everybody in a group whose limits on an account bind no more; `who` is the group's name
 *  with its @. */
void widening_warn(struct store *store, const char *account, const char *who);

/** Warns of one person who joins a group, for every account that the group has. */
void widening_warn_joined(struct store *store, const char *group, const char *person);

#endif
