/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prolong.h – the end of a key that a person has, moved
 *
 * Shape:  of a line nothing changes but its expiry-time: of several the first stays, a new one stands
 *         behind the other options. The new line MUST be read again and say what was wanted. A key that
 *         is wanted with other options than it has, or that is there twice, is refused; one that is
 *         wanted with none but its end keeps those that it has.
 * Units:  seconds since 1970, 0 for never; lines count from 1.
 * Memory: the texts are malloc'ed.
 * Errors: 0; REASON_OPTIONS_CONFLICT: it is not that alone in which the two differ; -ENOMEM.
 * Source: sshd(8) expiry-time.
 */
#ifndef KEYHOLE_ADMIN_STORE_PROLONG_H
#define KEYHOLE_ADMIN_STORE_PROLONG_H

#include "common/path.h"
#include "keys/line.h"

/** Moves the end of a line of a person's text to that of the line that is wanted; `*before` is when it
 *  ended. */
int prolong_line(struct path_text *text, unsigned number, const struct line *wanted,
	uint64_t *before, struct note *note);

/** The text of a line without any end, behind as many empty lines as there are before it: as something
 *  that is handed in it has the same number. NULL: no memory. */
char *prolong_endless(const struct line *line, unsigned number);

#endif
