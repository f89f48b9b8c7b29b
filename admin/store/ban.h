/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ban.h – keys that shall open nothing from now on
 *
 * Shape:  their fingerprints go onto the list of revoked keys, each with whose it was, the reason,
 *         the time and who did it, and from there into sshd's list. That sshd's could not be made
 *         is warned of, and the rest goes on: keyhole itself refuses them from now on.
 * Units:  none.
 * Memory: fingerprints are the caller's; ban_free frees the list of them.
 * Errors: as barrier.h.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_BAN_H
#define KEYHOLE_ADMIN_STORE_BAN_H

#include "admin/store/change.h"

struct ban {
	const char *whose;  /* NULL: nobody's that is known */
	const char *reason; /* NULL: none is given */
	size_t count, room;
	const char **fingerprint;
	bool sshd_too; /* filled in: sshd's list has them */
};

/** Adds a key that is not among them yet. */
int ban_add(struct ban *ban, const char *fingerprint, struct note *note);

/** Puts them on the list. */
int ban_put(struct ban *ban, const struct change *change, struct note *note);

/** Frees the list. */
void ban_free(struct ban *ban);

/** For CLEANUP(ban). */
static inline void cleanup_ban(struct ban *ban)
{
	ban_free(ban);
}

#endif
