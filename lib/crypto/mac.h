/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mac.h – SHA-256 and HMAC-SHA-256 for the log's chain
 *
 * Shape:  mac_make is what seal/hash.h asks for. HMAC is put together from OpenSSL's SHA-256, since
 *         the key changes with every line: OpenSSL's own HMAC takes 750 ns to be given a new one
 *         and hash 300 bytes, this way EVP_Digest takes 640, and the functions below it 380: EVP
 *         allocates and frees for each hash. OpenSSL calls them deprecated, but has nothing as fast
 *         in their place. Unit tests hold the result against OpenSSL's HMAC.
 * Units:  bytes.
 * Memory: mac_close frees all; the key's pads are wiped after each use. Nothing of OpenSSL's is
 *         loaded or initialised: a library context of one's own would cost each login half a
 *         millisecond. OpenSSL's error queue is not touched.
 * Errors: 0 or -errno with a note: -ENOMEM, -EIO where OpenSSL fails.
 * Source: RFC 2104, FIPS 198-1; SHA256_Init(3).
 */
#ifndef KEYHOLE_CRYPTO_MAC_H
#define KEYHOLE_CRYPTO_MAC_H

#include "common/note.h"
#include "common/view.h"

#define MAC_SIZE 32

struct mac; /* opaque */

/** Makes one. */
int mac_open(struct mac **mac, struct note *note);

/** Frees one; NULL is nothing. */
void mac_close(struct mac *mac);

/** For CLEANUP(mac). */
static inline void cleanup_mac(struct mac **mac)
{
	mac_close(*mac);
}

/** SHA-256 of the parts, or with a key of MAC_SIZE bytes their HMAC; `mac` is a struct mac. */
int mac_make(void *mac, const unsigned char *key, const struct view *parts, size_t count,
	unsigned char out[MAC_SIZE], struct note *note);

#endif
