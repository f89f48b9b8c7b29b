/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leaving.h – a person, or a key, that shall open nothing from now on
 *
 * Shape:  first the keys go onto the list of revoked keys (ban.h); only then the person's file,
 *         grants and groups are taken away, or the key's line out of every file: whatever breaks
 *         it off in between, the keys open nothing, and the same command again does the rest. What
 *         is to be written is made before the first write. The key of a CA that stands in a
 *         person's file is everybody's whom that CA knows: it is not revoked.
 * Units:  none.
 * Memory: leaving_free gives all back.
 * Errors: 0; REASON_NO_SUCH_KEY: neither a person nor a key is called so; as ban.h, rewrite.h.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_LEAVING_H
#define KEYHOLE_ADMIN_STORE_LEAVING_H

#include "admin/store/ban.h"
#include "admin/store/keyring.h"
#include "admin/store/rewrite.h"

#include "access/names.h"

struct leaving {
	struct change change;
	const char *person; /* NULL: a key leaves */
	struct ban ban;
	size_t count, room;
	struct keyring *keyring; /* files with keys that go: those are marked */
	struct rewrite_list rewrites;
	struct names accounts; /* that the person could open */
	bool incomplete;       /* something could not be done, and was warned of */
};

/** Finds out what a person leaves behind. */
int leaving_person(struct leaving *leaving, const char *person, struct note *note);

/** Finds out who has a key, by its fingerprint or the beginning of one. */
int leaving_key(struct leaving *leaving, const char *typed, struct note *note);

/** Does it, records it, and says what is done. */
int leaving_put(struct leaving *leaving, struct note *note);

/** Gives back the lock and the memory. */
void leaving_free(struct leaving *leaving);

/** For CLEANUP(leaving), on one whose change begins with the lock {-1}. */
static inline void cleanup_leaving(struct leaving *leaving)
{
	leaving_free(leaving);
}

#endif
