/* SPDX-License-Identifier: Apache-2.0 */
/*
 * curve.h – is this a point of edwards25519, and not one of the few of small order?
 *
 * Shape:  32 bytes: y, little-endian, below 2^255 - 19, and in the top bit the sign of x. A text
 *         that stands for y + p, a y for which there is no x, and an x of zero with a sign MUST
 *         be refused. Small order is 1, 2, 4 or 8: x = 0, y = 0 or x² = -y².
 * Units:  32 bytes.
 * Memory: temporary numbers are the caller's BN_CTX's. The time it takes depends on the key,
 *         which is public.
 * Errors: CURVE_FAULT when OpenSSL's numbers fail.
 * Source: RFC 8032 5.1.3; Bernstein, Birkner, Joye, Lange, Peters: "Twisted Edwards Curves",
 *         for adding and doubling.
 */
#ifndef KEYHOLE_CRYPTO_CURVE_H
#define KEYHOLE_CRYPTO_CURVE_H

#include <openssl/bn.h>

#define CURVE_KEY_SIZE 32

enum curve_verdict { CURVE_SOUND, CURVE_NO_POINT, CURVE_SMALL_ORDER, CURVE_FAULT };

/** Judges the bytes of an ed25519 key. */
enum curve_verdict curve_judge(const unsigned char bytes[CURVE_KEY_SIZE], BN_CTX *numbers);

#endif
