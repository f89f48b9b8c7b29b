/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder.h – the names of the files in a folder of the store
 *
 * Shape:  each is NAME and the folder's ending; the names are sorted, without it. Files that begin
 *         with a dot are passed over: a change that was broken off leaves one behind. What is
 *         called otherwise, so that nobody reads it, is in `odd`, with the whole name.
 * Units:  none.
 * Memory: malloc'ed; folder_free gives all back.
 * Errors: as path_open_folder; -ENOTDIR where there is no such folder.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_FOLDER_H
#define KEYHOLE_ADMIN_FOLDER_H

#include "common/note.h"

#include <stdbool.h>
#include <stddef.h>

struct folder_names {
	size_t count, room;
	char **name;
};

struct folder {
	struct folder_names named, odd;
};

/** Lists a folder, after the way to it was judged. */
int folder_read(const char *path, const char *ending, struct folder *folder, struct note *note);

/** Whether there is a file of this name. */
bool folder_has(const struct folder *folder, const char *name);

/** Gives all back. */
void folder_free(struct folder *folder);

/** For CLEANUP(folder). */
static inline void cleanup_folder(struct folder *folder)
{
	folder_free(folder);
}

#endif
