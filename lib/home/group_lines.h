/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group_lines.h – whose primary group is which, by the lines of the local passwd file
 *
 * Shape:  a line counts as soon as it has a group: one whose uid is no number is someone's, too.
 *         Whoever judges many homes reads the file once; the answers are the same either way.
 * Units:  uid and gid numbers.
 * Memory: malloc'ed; group_lines_free gives all back. Without having been read, nothing is kept.
 * Errors: 0 or -errno: a file that can't be read to its end is a fault, never "nobody".
 * Source: passwd(5).
 */
#ifndef KEYHOLE_HOME_GROUP_LINES_H
#define KEYHOLE_HOME_GROUP_LINES_H

#include "common/note.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What a line says; a uid that is no number is greater than all that are. */
struct group_line {
	unsigned long gid, uid;
};

struct group_lines {
	size_t count, room;
	struct group_line *line; /* by gid */
};

/** Reads the file. */
int group_lines_read(const char *path, struct group_lines *lines, struct note *note);

/** Whether a line puts someone besides `uid` and root into a group. */
bool group_lines_join(const struct group_lines *lines, gid_t gid, uid_t uid);

/** Answers the same for one group, from the file. */
int group_lines_ask(const char *path, gid_t gid, uid_t uid, bool *join, struct note *note);

/** Gives all back. */
void group_lines_free(struct group_lines *lines);

#endif
