/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain.h – text from outside, made harmless for a terminal and for syslog
 *
 * Shape:  characters that are hidden (utf8.h: controls, changes of direction) and bytes that are
 * not UTF-8 are written byte by byte as \ooo, three octal digits, as sshd does in its log.
 *         Everything else stays.
 * Units:  bytes.
 * Memory: the caller's buffer.
 * Errors: cannot fail; what does not fit is cut between characters and ends in "...".
 * Source: RFC 3629; vis(3) VIS_OCTAL.
 */
#ifndef KEYHOLE_AUDIT_PLAIN_H
#define KEYHOLE_AUDIT_PLAIN_H

#include "common/view.h"

/** Copies a text, escaped and NUL-terminated; cap is 4 at least. False: it was cut. */
bool plain_copy(struct view text, char *out, size_t cap);

/** Whether a text would be copied as it is. */
bool plain_is(struct view text);

#endif
