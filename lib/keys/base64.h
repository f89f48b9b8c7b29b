/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64.h – base64 text into bytes, as strictly as sshd reads it, and back
 *
 * Shape:  the alphabet of RFC 4648 section 4, `=` padding to a multiple of four. White space, junk,
 *         missing or surplus padding, and set bits that no byte uses MUST be refused: so that one
 *         blob has exactly one text, and comparing texts is comparing blobs.
 * Units:  bytes.
 * Memory: the caller's buffers; nothing is allocated.
 * Errors: decode gives false and leaves `*len` alone; encode can't fail.
 * Source: RFC 4648; OpenSSH sshbuf-misc.c:sshbuf_b64tod, base64.c:b64_pton (which
 *         passes over white space: MUST NOT here).
 */
#ifndef KEYHOLE_KEYS_BASE64_H
#define KEYHOLE_KEYS_BASE64_H

#include "common/view.h"

/* Bytes that a text of n characters can decode to at the most. */
#define BASE64_DECODED_MAX(n) ((n) / 4 * 3)
/* Characters that n bytes encode to, with padding, without a NUL. */
#define BASE64_ENCODED_LEN(n) (((n) + 2) / 3 * 4)

/** Decodes the whole text into `out`, which has room for `cap` bytes. */
bool base64_decode(struct view text, unsigned char *out, size_t cap, size_t *len);

/** Decodes what is left of a text without the white space that sshd passes over inside a word: CR,
 *  VT and FF. `out` MUST have room for as many bytes as the text has. */
bool base64_decode_loosely(struct view text, unsigned char *out, size_t *len);

/** Encodes into `out` (BASE64_ENCODED_LEN + 1 bytes), NUL-terminated; gives the length. */
size_t base64_encode(const unsigned char *bytes, size_t len, char *out);

#endif
