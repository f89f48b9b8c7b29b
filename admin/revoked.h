/* SPDX-License-Identifier: Apache-2.0 */
/*
 * revoked.h – whose the keys were that are revoked
 *
 * Shape:  the list of revoked keys, line by line. Behind a fingerprint keyhole itself writes
 *         `alice: lost (2026-11-22T13:45:10Z by carol)`, or without a reason
 *         `alice (2026-11-22T13:45:10Z by carol)`: whose it was is read of such a line alone; of
 *         any other nothing is guessed.
 * Units:  lines count from 1.
 * Memory: an entry lasts for the call of `visit`.
 * Errors: 0; a list that can't be read, or a line of it, is -errno: what stands before it is passed.
 * Source: policy.h; store/ban.h, which writes it.
 */
#ifndef KEYHOLE_ADMIN_REVOKED_H
#define KEYHOLE_ADMIN_REVOKED_H

#include "common/account.h"
#include "common/note.h"
#include "keys/fingerprint.h"

struct revoked {
	unsigned number; /* of the line */
	char fingerprint[FINGERPRINT_MAX];
	char person[ACCOUNT_NAME_MAX + 1]; /* "": not told */
	struct view words;                 /* what stands behind the person, or all of it */
};

/** Takes note of a key. */
typedef void (*revoked_visit)(void *context, const struct revoked *revoked);

/** Reads the list of a path. */
int revoked_scan(const char *path, revoked_visit visit, void *context, struct note *note);

#endif
