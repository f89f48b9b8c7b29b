/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout.h – how rows are put into the columns of a table
 *
 * Shape:  as listing.h says.
 * Units:  columns of a terminal.
 * Memory: a line's cells look at its own texts and at the row's.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_LAYOUT_H
#define KEYHOLE_ADMIN_LOG_LAYOUT_H

#include "admin/log/row.h"
#include "admin/table.h"
#include "admin/when.h"

#define LAYOUT_COLUMNS 7

/* One row in words. */
struct layout_line {
	const char *cells[LAYOUT_COLUMNS];
	enum table_mark mark;
	char time[WHEN_TEXT_MAX], lasted[WHEN_TEXT_MAX], monitor[64];
	char key[ROW_TEXT_MAX], result[16 * ROW_TEXT_MAX];
};

/* How much is told, and where. */
struct layout {
	enum row_detail detail;
	bool short_time;
	size_t gap;
	bool whole;   /* what logins tried before they got in is shown */
	bool refused; /* there are none, and on a terminal no column for how long they lasted */
	size_t room;  /* for the last column; 0: without end, in a pipe */
};

/* What a table shows of rows. */
struct layout_form {
	struct table_column columns[LAYOUT_COLUMNS];
	size_t key, lasted; /* which ones these are */
	void (*describe)(const struct row *, const struct layout *, struct layout_line *);
};

extern const struct layout_form layout_rows, layout_sessions;

/** Whether the tries of a row are shown. */
bool layout_shows_tries(const struct row *row, const struct layout *layout);

/** Puts a row into words. */
void layout_describe(const struct layout_form *form, const struct row *row,
	const struct layout *layout, struct layout_line *line);

/** Puts a try into words, as a line below its row. */
void layout_describe_try(const struct row *row, const struct row_try *attempt,
	const struct layout *layout, struct layout_line *line);

/** Chooses the layout with which every row fits; of the one given `whole` and `refused` stay. */
void layout_choose(const struct layout_form *form, const struct row *rows, size_t count,
	struct layout *layout);

#endif
