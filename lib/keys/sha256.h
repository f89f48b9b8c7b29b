/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sha256.h – SHA-256 without a library, for fingerprints in the command (see fingerprint.h)
 *
 * Shape:  start, add any number of times, finish once.
 * Units:  bytes.
 * Memory: the caller's; public data only is ever hashed, so nothing is wiped.
 * Errors: cannot fail.
 * Source: FIPS 180-4.
 */
#ifndef KEYHOLE_KEYS_SHA256_H
#define KEYHOLE_KEYS_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

struct sha256 {
	uint32_t state[8];
	uint64_t length;
	unsigned char block[64];
};

/** Begins a hash. */
void sha256_start(struct sha256 *hash);

/** Adds bytes to a hash. */
void sha256_add(struct sha256 *hash, const void *bytes, size_t len);

/** Ends a hash and writes it. */
void sha256_finish(struct sha256 *hash, unsigned char out[SHA256_SIZE]);

#endif
