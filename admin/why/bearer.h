/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bearer.h – what keyhole knows of the key that is asked about, whatever the account
 *
 * Shape:  who has it, by the files of keys.d, the first of several; and whether it is on the list of
 *         revoked keys, by the key itself where that is known, else by its fingerprint. A folder or
 *         a list that can't be read knows nothing: that is said elsewhere.
 * Units:  lines count from 1.
 * Memory: held by value.
 * Errors: none.
 * Source: holders.h, policy.h.
 */
#ifndef KEYHOLE_ADMIN_WHY_BEARER_H
#define KEYHOLE_ADMIN_WHY_BEARER_H

#include "access/store.h"
#include "admin/why/inquiry.h"
#include "common/account.h"

struct bearer {
	const struct given *key;
	char person[ACCOUNT_NAME_MAX + 1]; /* "": nobody */
	char place[STORE_PATH_MAX + 16];   /* "/etc/keyhole/keys.d/alice.keys:1" */
	bool authority;                    /* as that of a CA, which lets in what it has signed */
	bool revoked;
	struct note why; /* "the key is revoked by /etc/keyhole/revoked_keys:10: alice: left" */
};

/** Looks in the store. */
void bearer_find(const struct inquiry *inquiry, struct bearer *bearer);

/** Names the command that lets a person in with the key: a grant for who has it, else that it is
 *  added as the person's; none for a key that is revoked. */
void bearer_mend(const struct bearer *bearer, struct step *step, const struct inquiry *inquiry,
	const char *person);

#endif
