/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fingerprint.h – the name that people and logs use for a key
 *
 * Shape:  "SHA256:" and 43 characters of base64 without padding, over the plain key's blob; for a
 *         certificate over the key inside it, as ssh-keygen -l and sshd have it.
 * Units:  FINGERPRINT_MAX bytes with the NUL.
 * Memory: the caller's buffer.
 * Errors: cannot fail.
 * Source: RFC 4648, FIPS 180-4; sshkey.c:sshkey_fingerprint_raw.
 *
 * SHA-256 is this project's own (sha256.h): linking libcrypto costs the command ten times its
 * whole run, and sshd's %f can't be believed for a revocation list, since FingerprintHash md5
 * changes what it is. The unit tests hold it against OpenSSL's.
 */
#ifndef KEYHOLE_KEYS_FINGERPRINT_H
#define KEYHOLE_KEYS_FINGERPRINT_H

#include "keys/blob.h"

#define FINGERPRINT_MAX 51

/** Writes the fingerprint of the key in a blob. */
void fingerprint_of(const struct blob *blob, char out[FINGERPRINT_MAX]);

/** Whether a text has the form of a SHA-256 fingerprint. */
bool fingerprint_is(struct view text);

#endif
