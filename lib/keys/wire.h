/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wire.h – the fields of SSH's wire form, taken off the front of a view
 *
 * Shape:  a string is a 32-bit big-endian length and that many bytes; a text is a string without a
 *         NUL; a number is a string, big-endian, positive and without a needless leading zero
 *         (one zero stands before a first bit that is set). A field MUST lie inside the view.
 * Units:  bytes; wire_bits counts bits.
 * Memory: what is taken is a view into the bytes.
 * Errors: false, with the view and the result left as they were.
 * Source: RFC 4251 section 5.
 */
#ifndef KEYHOLE_KEYS_WIRE_H
#define KEYHOLE_KEYS_WIRE_H

#include "common/view.h"

#include <stdint.h>

/** Takes a string of any bytes. */
bool wire_string(struct view *rest, struct view *string);

/** Takes a string that has no NUL in it. */
bool wire_text(struct view *rest, struct view *text);

/** Takes a positive number of at most 16384 bits and gives its bytes without the leading zero. */
bool wire_number(struct view *rest, struct view *number);

/** Takes a 32-bit number. */
bool wire_u32(struct view *rest, uint32_t *number);

/** Takes a 64-bit number. */
bool wire_u64(struct view *rest, uint64_t *number);

/** How many bits a number has that wire_number gave. */
unsigned wire_bits(struct view number);

#endif
