/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h – the hash functions that the chain of the log is made with, as the programs hand them in
 *
 * Shape:  without a key SHA-256 of all parts one after another, with a key of HASH_SIZE bytes
 *         their HMAC-SHA-256. The folders that chain and judge the log know no library: the
 *         command keyhole-keys, which links them too, must start without OpenSSL.
 * Units:  bytes.
 * Memory: `context` is the caller's; it MUST outlive the struct. Not for several threads at once.
 * Errors: make gives 0 or -errno: the library failed.
 * Source: FIPS 180-4, RFC 2104; crypto/mac.h is what the programs hand in.
 */
#ifndef KEYHOLE_SEAL_HASH_H
#define KEYHOLE_SEAL_HASH_H

#include "common/note.h"
#include "common/view.h"

#define HASH_SIZE 32

struct hash {
	void *context;
	int (*make)(void *context, const unsigned char *key, const struct view *parts, size_t count,
		unsigned char out[HASH_SIZE], struct note *note);
};

#endif
