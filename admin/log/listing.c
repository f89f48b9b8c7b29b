/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/listing.h"

#include "admin/log/layout.h"
#include "admin/pager.h"

#include <errno.h>
#include <stdlib.h>

struct listing {
	struct table *table; /* NULL: not printed yet */
	struct layout layout;
	size_t count, held;
	struct row *rows; /* those that are held */
	struct layout_line line;
};

/* Begins without rows. */
int listing_open(bool whole, bool refused, struct listing **listing, struct note *note)
{
	*listing = calloc(1, sizeof **listing);
	if (*listing)
		(*listing)->rows = calloc(LISTING_ROWS, sizeof *(*listing)->rows);
	if (!*listing || !(*listing)->rows)
		return note_errno(note, -ENOMEM, "the table");
	(*listing)->layout = (struct layout){.whole = whole, .refused = refused};
	return 0;
}

/* Puts the lines of a row into the table, by one of its two functions for that. */
static int put(struct listing *listing, const struct layout_form *form, const struct row *row,
	int (*add)(struct table *, const char *const *, enum table_mark, struct note *),
	struct note *note)
{
	const struct layout *layout = &listing->layout;
	struct layout_line *line = &listing->line;
	layout_describe(form, row, layout, line);
	int r = add(listing->table, line->cells, line->mark, note);
	const struct row_try *attempt =
		layout->room > 0 && layout_shows_tries(row, layout) ? row->tries : NULL;
	for (; r == 0 && attempt; attempt = attempt->next) {
		if (attempt->told)
			continue;
		layout_describe_try(row, attempt, layout, line);
		r = add(listing->table, line->cells, line->mark, note);
	}
	return r;
}

/* Chooses the layout by the rows that are held, and prints them. */
static int print(struct listing *listing, const struct layout_form *form, const struct row *rows,
	size_t count, struct note *note)
{
	layout_choose(form, rows, count, &listing->layout);
	int r = table_open(form->columns, LAYOUT_COLUMNS, &listing->table, note);
	if (r == 0)
		table_set_gap(listing->table, listing->layout.gap);
	if (r == 0 && listing->layout.refused)
		table_hide(listing->table, form->lasted);
	for (size_t i = 0; r == 0 && i < count; i++)
		r = put(listing, form, &rows[i], table_add, note);
	return r == 0 ? table_print(listing->table, note) : r;
}

/* Prints what is held, and holds it no more. */
static int print_held(struct listing *listing, struct note *note)
{
	pager_begin();
	int r = print(listing, &layout_rows, listing->rows, listing->held, note);
	for (size_t i = 0; i < listing->held; i++)
		row_free(&listing->rows[i]);
	listing->held = 0;
	return r;
}

/* Holds a row, or prints it. */
int listing_add(struct listing *listing, struct row *row, struct note *note)
{
	int r = 0;
	listing->count++;
	if (!listing->table) {
		listing->rows[listing->held++] = *row;
		return listing->held == LISTING_ROWS ? print_held(listing, note) : 0;
	}
	r = put(listing, &layout_rows, row, table_go_on, note);
	row_free(row);
	return r;
}

/* Prints what is held. */
int listing_end(struct listing *listing, struct note *note)
{
	return listing->held > 0 ? print_held(listing, note) : 0;
}

/* All that were added. */
size_t listing_count(const struct listing *listing)
{
	return listing->count;
}

/* Whether there is a table already. */
bool listing_is_printed(const struct listing *listing)
{
	return listing->table;
}

/* Frees the rows that are held, and the table. */
void listing_free(struct listing *listing)
{
	if (!listing)
		return;
	for (size_t i = 0; i < listing->held; i++)
		row_free(&listing->rows[i]);
	free(listing->rows);
	table_free(listing->table);
	free(listing);
}

/* Prints which sessions have no logout. */
int listing_print_sessions(const struct row *rows, size_t count, struct note *note)
{
	CLEANUP(listing) struct listing *listing = NULL;
	int r = listing_open(false, false, &listing, note);
	return r == 0 ? print(listing, &layout_sessions, rows, count, note) : r;
}
