/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyring.h – the keys of all records of a sealed log, derived from its verification keys
 *
 * Shape:  one verification key for each epoch. The key of a record is found by steps forward from
 *         the nearest one that is known: those asked for last, and one in KEYRING_MARK. Steps
 *         beyond one for each key asked for are counted: there MUST NOT be more than
 *         KEYRING_STEPS to where the log begins in an epoch, and KEYRING_JUMPS in all after that,
 *         so that records with absurd numbers cost no time.
 * Units:  records count from 1; a step is one hash, some 120 ns.
 * Memory: some 50 bytes for each KEYRING_MARK records; wiped by keyring_close.
 * Errors: 0 or -errno; key: 1 where no key of the ring leads there.
 * Source: chain.h.
 */
#ifndef KEYHOLE_SEAL_KEYRING_H
#define KEYHOLE_SEAL_KEYRING_H

#include "seal/verification_key.h"

#include <stdbool.h>

#define KEYRING_MARK 16384
#define KEYRING_STEPS ((uint64_t)1 << 28) /* half a minute */
#define KEYRING_JUMPS ((uint64_t)1 << 24)

struct keyring; /* opaque */

/** Makes an empty one; the hash MUST outlive it. */
int keyring_open(const struct hash *hash, struct keyring **ring, struct note *note);

/** Adds a verification key; two of one epoch are -EEXIST. */
int keyring_add(struct keyring *ring, const struct verification_key *key, struct note *note);

/** How many verification keys there are. */
size_t keyring_count(const struct keyring *ring);

/** The verification key that was added as the n-th, from 0. */
const struct verification_key *keyring_at(const struct keyring *ring, size_t n);

/** Whether there is a key for an epoch. */
bool keyring_has(const struct keyring *ring, int64_t epoch);

/** Gives the key of a record; 1 where it can't be derived. */
int keyring_key(struct keyring *ring, int64_t epoch, int64_t seq, unsigned char key[HASH_SIZE],
	struct note *note);

/** Wipes and frees it; NULL is nothing. */
void keyring_close(struct keyring *ring);

/** For CLEANUP(keyring). */
static inline void cleanup_keyring(struct keyring **ring)
{
	keyring_close(*ring);
}

#endif
