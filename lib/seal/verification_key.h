/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verification_key.h – the key that proves the log whole, in the form in which people write it down
 *
 * Shape:  the epoch of the seal (16 bits), the number of the epoch's first record (48 bits) and
 *         the key of that record (256 bits): 320 bits, written in VERIFICATION_KEY_GROUPS groups of
 *         four characters (Crockford's base 32: no I, L, O, U) and a fifth that checks the group
 *         and its place, with dashes between. One wrong character in a group MUST be found, and
 *         so MUST two that are swapped, and two groups that are. Read are also lower case, I and
 *         L as 1, O as 0, and blanks, newlines or nothing at all between groups.
 *         The id names a key without telling it: it is in the record that begins the epoch.
 * Units:  bytes; records count from 1.
 * Memory: held by value; whoever holds it wipes it with explicit_bzero.
 * Errors: parse: 0 or -EINVAL; the note says which group is wrong, or how many there are.
 * Source: Crockford's base 32; the check is a sum over GF(32), as in BIP 173, of one character.
 */
#ifndef KEYHOLE_SEAL_VERIFICATION_KEY_H
#define KEYHOLE_SEAL_VERIFICATION_KEY_H

#include "seal/hash.h"

#include <stdint.h>

#define VERIFICATION_KEY_GROUPS 16
#define VERIFICATION_KEY_TEXT (VERIFICATION_KEY_GROUPS * 6) /* with a NUL for the last dash */
#define VERIFICATION_KEY_ID 17                              /* 16 hex digits and a NUL */

struct verification_key {
	uint16_t epoch;
	uint64_t first_seq;
	unsigned char key[HASH_SIZE];
};

/** Writes a key, its groups with dashes between. */
void verification_key_print(const struct verification_key *key, char out[VERIFICATION_KEY_TEXT]);

/** Reads one key. */
int verification_key_parse(struct view text, struct verification_key *key, struct note *note);

/** Writes the id of a key. */
int verification_key_id(const struct hash *hash, const struct verification_key *key,
	char out[VERIFICATION_KEY_ID], struct note *note);

#endif
