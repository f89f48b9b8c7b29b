/* SPDX-License-Identifier: Apache-2.0 */
/*
 * say.h – texts from outside, made fit for a terminal
 *
 * Shape:  printable UTF-8 stays. A control character (C0, DEL, C1) becomes \xNN, and so does each
 *         byte that is not UTF-8; what is invisible or turns the direction of writing
 *         (bidirectional marks and overrides, zero-width characters, line separators, tags)
 *         becomes \uXXXX. Where the locale is not UTF-8 every byte beyond ASCII becomes \xNN. A
 *         text that does not fit MUST be cut between two characters and ends in "...".
 * Units:  bytes.
 * Memory: the caller's buffer, NUL-terminated.
 * Errors: cannot fail.
 * Source: RFC 3629; Unicode UAX #9 and "Trojan Source" for the characters that deceive.
 */
#ifndef KEYHOLE_ADMIN_SAY_H
#define KEYHOLE_ADMIN_SAY_H

#include "common/view.h"

#include <stdint.h>
#include <stdio.h>

/* Room that a text of n bytes can take at the most, with the NUL. */
#define SAY_ESCAPED_MAX(n) (4 * (n) + 1)
#define SAY_KEY_MAX 80

/** Writes a text so that a terminal only shows it; gives the length. */
size_t say_escape(struct view text, char *out, size_t cap);

/** Prints a text of any length so. */
void say_text(FILE *stream, struct view text);

/** Writes the words for a kind of key, by its type and bits: "RSA 3072", "ED25519", "ECDSA 256". */
void say_key(struct view type, int64_t bits, char out[SAY_KEY_MAX]);

#endif
