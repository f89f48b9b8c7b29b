/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strip.h – a file in libconfig's syntax without its comments, and without what must not reach
 *           libconfig (syntax.h)
 *
 * Shape:  comments begin with # or // and end with the line, or stand between the C marks; newlines
 *         stay, so that line numbers do. Texts in double quotes stay as they are.
 * Units:  lines count from 1.
 * Memory: `out` has room for the whole text and a NUL.
 * Errors: 0 or -EINVAL with path and line.
 * Source: libconfig's scanner.l.
 */
#ifndef KEYHOLE_COMMON_STRIP_H
#define KEYHOLE_COMMON_STRIP_H

#include "common/note.h"
#include "common/view.h"

/** Strips a text; `*settings` tells whether anything but white space is left. */
int strip_comments(
	struct view text, const char *path, char *out, bool *settings, struct note *note);

#endif
