/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.h – a table for people, on a terminal or in a pipe
 *
 * Shape:  on a terminal with colours, unless NO_COLOR is set or the terminal has none; in a pipe
 *         without. Nothing is cut: whoever makes the cells asks how much room there is. Cells are
 *         escaped (say.h); an empty one is shown as a dash, NULL as nothing. Two spaces stand
 *         between columns, or one. Of a table that is printed already, further lines are printed
 *         at once, in columns as wide as they are by then.
 * Units:  columns of a terminal.
 * Memory: cells are copied; table_free gives all back.
 * Errors: 0 or -errno.
 * Source: libsmartcols, which knows the widths of characters and of terminals. Its own escaping is
 *         off: it leaves alone what turns the direction of writing.
 */
#ifndef KEYHOLE_ADMIN_TABLE_H
#define KEYHOLE_ADMIN_TABLE_H

#include "common/cleanup.h"
#include "common/note.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct table; /* opaque */

struct table_column {
	const char *name;
	bool right; /* aligned */
};

enum table_mark { TABLE_PLAIN, TABLE_GOOD, TABLE_WARNING, TABLE_BAD };

/** The width of the terminal that standard output is, or that a pager has; 0 where it is none. */
size_t table_room(void);

/** Where a remark on a table goes: below it for people, aside in a pipe, behind all that was printed
 *  before. */
FILE *table_aside(void);

/** Keeps the width in mind, before standard output becomes a pipe to a pager. */
void table_hold_room(void);

/** The width of a cell with this text. */
size_t table_cell_width(const char *text);

/** What stands for a part that was left out, in the characters of this place. */
const char *table_ellipsis(void);

/** Begins a table. */
int table_open(
	const struct table_column *columns, size_t count, struct table **table, struct note *note);

/** Lets so many spaces stand between columns. */
void table_set_gap(struct table *table, size_t gap);

/** Leaves a column out; not the last one. */
void table_hide(struct table *table, size_t column);

/** Adds a line, a cell for each column; the mark colours the last one. */
int table_add(
	struct table *table, const char *const *cells, enum table_mark mark, struct note *note);

/** Prints a line of a table that was printed. */
int table_go_on(
	struct table *table, const char *const *cells, enum table_mark mark, struct note *note);

/** Prints it on standard output. */
int table_print(struct table *table, struct note *note);

/** Frees it. */
void table_free(struct table *table);

/** For CLEANUP(table). */
static inline void cleanup_table(struct table **table)
{
	table_free(*table);
}

#endif
