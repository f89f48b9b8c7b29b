/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_index.h – the lines of an account by their keys
 *
 * Shape:  made once, when all lines are read; those that can't be read are not in it.
 * Units:  none.
 * Memory: the source's.
 * Errors: 0 or -ENOMEM.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_SOURCE_INDEX_H
#define KEYHOLE_ADMIN_IMPORT_SOURCE_INDEX_H

#include "admin/import/source.h"

/* The lines that have one key, in their order. */
struct source_range {
	struct source_line *const *line;
	size_t count;
};

/** Sorts the lines. */
int source_index_make(struct source *source);

/** Finds those that have a key. */
struct source_range source_index_find(const struct source *source, struct view key);

#endif
