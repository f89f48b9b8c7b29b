/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slot.h – a state of the seal as the bytes of a file
 *
 * Shape:  SLOT_MAGIC, whose last byte is the version of this form; epoch, seq, first_seq, since, time, device,
 *         inode and end, each in 8 bytes, the most significant first; key; seal; the SHA-256 of
 *         all that. It MUST be smaller than a disk's sector, which is written whole or not at all. Bytes
 *         that a crash has torn, or of another version, MUST NOT be read as a state; nor those with
 *         numbers that no log has.
 * Units:  bytes.
 * Memory: the bytes hold a key: whoever has them wipes them.
 * Errors: write: 0 or -errno of the hash. read: 0, -EBADMSG where the bytes are no state, or
 *         -errno of the hash; the note has no path in it.
 * Source: FIPS 180-4 for the checksum.
 */
#ifndef KEYHOLE_SEAL_SLOT_H
#define KEYHOLE_SEAL_SLOT_H

#include "seal/state.h"

#define SLOT_MAGIC "KEYHOLE\001"
#define SLOT_SIZE (8 + 8 * 8 + 3 * HASH_SIZE)

/** Writes a state. */
int slot_write(const struct seal_state *state, const struct hash *hash,
	unsigned char out[SLOT_SIZE], struct note *note);

/** Reads a state; after a failure it is not set. */
int slot_read(const unsigned char in[SLOT_SIZE], const struct hash *hash, struct seal_state *state,
	struct note *note);

#endif
