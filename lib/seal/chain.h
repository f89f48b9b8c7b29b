/* SPDX-License-Identifier: Apache-2.0 */
/*
 * chain.h – how a line of the log is bound to the line before it
 *
 * Shape:  every line ends in `,"seal":"` HEX `"}`; its body is all before that. With a key the seal
 *         is an HMAC-SHA-256, without one a SHA-256, over: the seal of the record before (32 bytes,
 *         zeros before the first one) · the length of the gap (8 bytes, big-endian) · the gap's
 *         last bytes, at most CHAIN_GAP_MAX · the body. The gap is whatever stands between the end
 *         of the record before (its newline included) and the beginning of this line: nothing, or
 *         lines that are no records of the chain, such as one that a crash has torn, with the
 *         newline that ends it. It goes on across a rotation: what follows the last record of the
 *         older file, then what precedes the first of the new one.
 *         The key is replaced by its successor after each record; from it the former key MUST NOT
 *         be derivable.
 * Units:  bytes; 64 lower-case hex digits.
 * Memory: views. A key is wiped by whoever holds it, with explicit_bzero.
 * Errors: 0 or -errno of the hash.
 * Source: RFC 2104; Schneier and Kelsey, Secure Audit Logs to Support Computer Forensics (1999).
 */
#ifndef KEYHOLE_SEAL_CHAIN_H
#define KEYHOLE_SEAL_CHAIN_H

#include "seal/hash.h"

#include <stdbool.h>
#include <stdint.h>

#define CHAIN_HEX (2 * HASH_SIZE)
#define CHAIN_TAIL (9 + CHAIN_HEX + 2) /* of a line: ,"seal":" HEX "} */
#define CHAIN_GAP_MAX (64 * 1024)

/* What a seal covers. */
struct chain_link {
	const unsigned char *before; /* the seal of the record before, HASH_SIZE bytes */
	uint64_t gap_len;
	struct view gap; /* its last bytes: min(gap_len, CHAIN_GAP_MAX) of them */
	struct view body;
};

/** Makes the seal of a line; `key` is NULL for a chain that is not sealed. */
int chain_seal(const struct hash *hash, const unsigned char *key, const struct chain_link *link,
	unsigned char seal[HASH_SIZE], struct note *note);

/** Replaces a key by its successor. */
int chain_next_key(const struct hash *hash, unsigned char key[HASH_SIZE], struct note *note);

/** Takes a line, without its newline, apart; false if it does not end in a seal. */
bool chain_split(struct view line, struct view *body, unsigned char seal[HASH_SIZE]);

/** Writes a seal in hex, with a NUL behind it. */
void chain_hex(const unsigned char seal[HASH_SIZE], char out[CHAIN_HEX + 1]);

/** Reads a seal in hex; upper-case digits are read too. */
bool chain_read_hex(struct view text, unsigned char seal[HASH_SIZE]);

#endif
