/* SPDX-License-Identifier: Apache-2.0 */
/*
 * difference.h – what changes between two texts, as diff -u shows it
 *
 * Shape:  unified, with three lines around each change; nothing where both are the same. A text that
 *         is not there (NULL) is /dev/null. It is shown to people before they agree, so it MUST be
 *         true of every byte: a last line without its newline says so. Files of more than
 *         DIFFERENCE_LINES_MAX changed lines are shown as taken away and written anew.
 * Units:  lines count from 1.
 * Memory: the result is malloc'ed; path_text_free gives it back.
 * Errors: 0 or -ENOMEM.
 * Source: POSIX diff -u. By the longest common subsequence over lines: the files here have a few
 *         hundred, no library in Debian does it for C (git's xdiff is not one), and diff(1) may not
 *         be there.
 */
#ifndef KEYHOLE_SERVER_DIFFERENCE_H
#define KEYHOLE_SERVER_DIFFERENCE_H

#include "common/path.h"

#define DIFFERENCE_LINES_MAX 2000

/** Shows how a file at a path changes. */
int difference_of(const char *path, struct view before, struct view after, struct path_text *out,
	struct note *note);

#endif
