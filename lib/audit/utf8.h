/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf8.h – characters in bytes that came from outside
 *
 * Shape:  shortest forms only, no surrogates, nothing above U+10FFFF; a byte that begins no such
 *         character is one bad character. *Hidden* are those that could make a text look like
 *         another one, or drive a terminal: C0 and C1 controls, DEL, line and paragraph separators,
 *         and what changes the direction of writing.
 * Units:  bytes; code points.
 * Memory: none.
 * Errors: none can fail.
 * Source: RFC 3629; Unicode Standard Annex 9, section 2.
 */
#ifndef KEYHOLE_AUDIT_UTF8_H
#define KEYHOLE_AUDIT_UTF8_H

#include "common/view.h"

#include <stdbool.h>
#include <stdint.h>

#define UTF8_BAD (-1)
#define UTF8_REPLACEMENT 0xFFFD

/** Takes the first character off a view that is not empty; UTF8_BAD for one bad byte. */
int32_t utf8_take(struct view *text);

/** Writes a character, gives its length; a code point that is none becomes U+FFFD. */
size_t utf8_put(int32_t character, char out[4]);

/** Whether a character must not be shown as it is; UTF8_BAD is none. */
bool utf8_hidden(int32_t character);

#endif
