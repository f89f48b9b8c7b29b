/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names.h – whom and what the store knows: the names of the files in one of its folders
 *
 * Shape:  of every file NAME.ending in a folder the sound names (account.h), sorted. Nothing is
 *         opened but the folder, which MUST be safe (path.h). Hidden files are none: a change that
 *         was broken off leaves one behind. What else is called otherwise, so that nobody reads it,
 *         is odd.
 * Units:  none.
 * Memory: names_free gives all back.
 * Errors: 0; REASON_UNSAFE_PATH; -errno, -ENOENT where there is no such folder.
 * Source: none.
 */
#ifndef KEYHOLE_ACCESS_NAMES_H
#define KEYHOLE_ACCESS_NAMES_H

#include "common/note.h"

#include <stdbool.h>
#include <stddef.h>

#define NAMES_KEYS ".keys"
#define NAMES_CONF ".conf"

struct names {
	size_t count, room;
	char **name;
};

/** Lists a folder; what the list held before stays in it. */
int names_read(const char *folder, const char *ending, struct names *names, struct note *note);

/** The same, and the whole names of the odd files. */
int names_read_all(const char *folder, const char *ending, struct names *names, struct names *odd,
	struct note *note);

/** Adds a name that is not there yet, at its place. */
int names_add(struct names *names, const char *name, struct note *note);

/** Whether a name is in the list. */
bool names_has(const struct names *names, const char *name);

/** The name that is nearest to a mistyped one, NULL where none is near. */
const char *names_nearest(const struct names *names, const char *word);

/** Frees them. */
void names_free(struct names *names);

/** For CLEANUP(names). */
static inline void cleanup_names(struct names *names)
{
	names_free(names);
}

#endif
