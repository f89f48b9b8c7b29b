/* SPDX-License-Identifier: Apache-2.0 */
/*
 * way.h – what of a path is still to go
 *
 * Shape:  names between slashes; `.` and empty names are left out, `..` is a name like any other.
 *         The target of a link is put before what is left, as if it stood there.
 * Units:  bytes; WAY_MAX of them, so that a link of the greatest length fits before a path of it.
 * Memory: held by value; a name that was taken is good until the next way_put.
 * Errors: 0 or -ENAMETOOLONG.
 * Source: path_resolution(7).
 */
#ifndef KEYHOLE_HOME_WAY_H
#define KEYHOLE_HOME_WAY_H

#include "common/note.h"

#define WAY_MAX 8192

struct way {
	char *next; /* in `text` */
	char text[WAY_MAX];
};

/** Begins with nothing to go. */
void way_clear(struct way *way);

/** Puts a path or the target of a link before what is still to go. */
int way_put(struct way *way, const char *path, struct note *note);

/** Takes the next name; NULL: there is none. */
const char *way_take(struct way *way);

#endif
