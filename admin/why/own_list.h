/* SPDX-License-Identifier: Apache-2.0 */
/*
 * own_list.h – sshd's list of revoked keys, where it is the one that keyhole has made
 *
 * Shape:  ssh-keygen is a process a key, so that about very many keys keyhole's own list is asked
 *         instead: only where RevokedKeys is what is made of it, and by ssh-keygen says the same
 *         now. The first OWN_LIST_FROM keys are asked about as any other list is.
 * Units:  keys.
 * Memory: the text is the inquiry's.
 * Errors: a list that can't be read, or says something else, does not serve.
 * Source: store/barrier.h.
 */
#ifndef KEYHOLE_ADMIN_WHY_OWN_LIST_H
#define KEYHOLE_ADMIN_WHY_OWN_LIST_H

#include "admin/why/inquiry.h"

#define OWN_LIST_FROM 50

/** Counts a key, and tells whether keyhole's own list serves for that of a path. */
bool own_list_serves(struct inquiry *inquiry, const char *path);

/** Looks for a key in it: CAUSE_SSHD_REVOKED or CAUSE_NONE. */
enum cause own_list_search(
	const struct inquiry *inquiry, const char *path, const struct blob *key, struct note *note);

#endif
