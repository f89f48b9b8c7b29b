/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row_index.h – the rows of a list, found by a text of theirs
 *
 * Shape:  of several rows with the same text the last that was put in is found.
 * Units:  numbers of rows count from 0.
 * Memory: row_index_free gives it back.
 * Errors: 0 or -ENOMEM.
 * Source: open addressing.
 */
#ifndef KEYHOLE_ADMIN_LOG_ROW_INDEX_H
#define KEYHOLE_ADMIN_LOG_ROW_INDEX_H

#include "admin/log/row.h"

struct row_index {
	struct view (*key)(const struct row *); /* an empty one is not put in */
	size_t *slots;                          /* numbers of rows + 1; 0 is empty */
	size_t slot_count, used;
};

/** The row that has this text; NULL where there is none. */
struct row *row_index_find(const struct row_index *index, struct row *rows, struct view text);

/** Puts a row in. */
int row_index_put(
	struct row_index *index, const struct row *rows, size_t number, struct note *note);

/** Takes all rows out. */
void row_index_clear(struct row_index *index);

/** Frees it. */
void row_index_free(struct row_index *index);

#endif
