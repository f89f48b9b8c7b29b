/* SPDX-License-Identifier: Apache-2.0 */
/*
 * holders.h – who has a key already
 *
 * Shape:  a key is the same if its blob is, whatever the words around it. Lines that can't be read
 *         are passed over, and so are, among other people's files, those that are not safe or can't
 *         be read: what is wrong with them is for `keyhole check`.
 * Units:  lines count from 1; at most HOLDERS_FILES_MAX files, HOLDERS_BYTES_MAX bytes.
 * Memory: a file's text lasts for the call of `visit`.
 * Errors: find: none. scan: 0, -errno; -E2BIG: not all files were looked at.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_HOLDERS_H
#define KEYHOLE_ADMIN_HOLDERS_H

#include "common/note.h"
#include "keys/line.h"

#define HOLDERS_FILES_MAX 20000
#define HOLDERS_BYTES_MAX (64L * 1024 * 1024)

/** The first line of a text that has the key of a line, 0 where none has; `*same_options`, if it is
 *  not NULL, tells whether the options are the same too, in whatever order. */
unsigned holders_find(struct view text, const struct line *line, bool *same_options);

/** Takes note of a person's file. */
typedef void (*holders_visit)(
	void *context, const char *person, const char *path, struct view text);

/** Reads every person's file but one's. */
int holders_scan(const char *keys_dir, const char *except, holders_visit visit, void *context,
	struct note *note);

#endif
