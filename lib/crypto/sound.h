/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sound.h – is a key mathematically what it says it is?
 *
 * Shape:  RSA: modulus odd, composite, not divisible by a small prime; exponent odd, above 1, below
 *         the modulus, and not longer than OpenSSL verifies with. ECDSA: the point is on the curve
 *         and not at infinity. Ed25519: the point decodes, in its one canonical form, and is not of
 *         small order. A key that sshd would accept but that is not sound MUST be refused, with the
 *         note saying why. How many bits are enough is for policy.h.
 * Units:  bits.
 * Memory: all OpenSSL objects are freed, in a library context of their own, which reads no
 *         openssl.cnf; its error queue is left as it was found.
 * Errors: 0; REASON_BAD_LINE: not sound; REASON_KEY_TYPE: not a type that can be checked (DSA);
 *         -errno: OpenSSL itself failed.
 * Source: OpenSSL EVP_PKEY_public_check(3); SP 800-89 5.3.3, SP 800-56A 5.6.2.3; RFC 8032 5.1.3.
 */
#ifndef KEYHOLE_CRYPTO_SOUND_H
#define KEYHOLE_CRYPTO_SOUND_H

#include "keys/blob.h"

/** Checks a plain key's numbers. */
int sound_check(const struct blob *key, struct note *note);

#endif
