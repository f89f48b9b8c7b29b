/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/listing.h"

#include "admin/table.h"
#include "admin/when.h"

#define COLUMNS 7
#define KEY 4
#define GAP 2

static const struct table_column columns[COLUMNS] = {{"TIME", false}, {"ACCOUNT", false},
	{"PERSON", false}, {"FROM", false}, {"KEY", false}, {"LASTED", true}, {"RESULT", false}};

/* One row in words. */
struct line {
	const char *cells[COLUMNS];
	enum table_mark mark;
	char time[WHEN_TEXT_MAX], lasted[WHEN_TEXT_MAX];
	char key[ROW_TEXT_MAX], result[ROW_TEXT_MAX];
};

/* The width that each column needs, that of the key in each of its forms. */
struct widths {
	size_t column[COLUMNS];
	size_t key[ROW_DETAIL_COUNT];
};

/* How a row's result is marked. */
static enum table_mark mark_of(const struct row *row, bool alive)
{
	if (row->kind == EVENT_REFUSED || row->kind == EVENT_OFFER)
		return TABLE_BAD;
	if (row->warned || row->kind == EVENT_CLOCK)
		return TABLE_WARNING;
	if (alive)
		return TABLE_GOOD;
	return row->kind == EVENT_LOGIN && !row->ended ? TABLE_WARNING : TABLE_PLAIN;
}

/* Puts a row into words, all but its key. */
static void describe(const struct row *row, struct line *line)
{
	bool alive = row_is_open(row);
	when_text(row->time, line->time);
	line->lasted[0] = '\0';
	if (row->seconds >= 0)
		when_lasted(row->seconds, line->lasted);
	row_result(row, alive, line->result);
	line->mark = mark_of(row, alive);
	const char *const cells[COLUMNS] = {line->time, row->account, row->person, row->from,
		line->key, line->lasted, line->result};
	memcpy(line->cells, cells, sizeof cells);
}

/* Makes a width at least as great as a cell needs. */
static void widen(size_t *width, const char *cell)
{
	size_t needed = table_cell_width(cell);
	if (needed > *width)
		*width = needed;
}

/* Learns the widths that the rows need. */
static void measure(const struct row *rows, size_t count, struct widths *widths)
{
	static struct line line;
	*widths = (struct widths){0};
	for (size_t i = 0; i < COLUMNS; i++)
		widths->column[i] = strlen(columns[i].name);
	for (size_t i = 0; i < count; i++) {
		describe(&rows[i], &line);
		for (size_t column = 0; column < COLUMNS; column++)
			if (column != KEY)
				widen(&widths->column[column], line.cells[column]);
		for (unsigned detail = 0; detail < ROW_DETAIL_COUNT; detail++) {
			row_key(&rows[i], (enum row_detail)detail, table_ellipsis(), line.key);
			widen(&widths->key[detail], line.key);
		}
	}
}

/* Chooses the form of the key with which every row fits. */
static enum row_detail choose(const struct row *rows, size_t count)
{
	size_t room = table_room(), used = (COLUMNS - 1) * GAP;
	struct widths widths;
	if (room == 0)
		return ROW_WHOLE;
	measure(rows, count, &widths);
	for (size_t i = 0; i < COLUMNS; i++)
		used += i != KEY ? widths.column[i] : 0;
	for (unsigned detail = 0; detail < ROW_DETAIL_COUNT; detail++)
		if (used + widths.key[detail] <= room)
			return (enum row_detail)detail;
	return ROW_BRIEF;
}

/* Makes the table and prints it. */
int listing_print(const struct row *rows, size_t count, struct note *note)
{
	static struct line line;
	CLEANUP(table) struct table *table = NULL;
	enum row_detail detail = choose(rows, count);
	int r = table_open(columns, COLUMNS, &table, note);
	for (size_t i = 0; r == 0 && i < count; i++) {
		describe(&rows[i], &line);
		row_key(&rows[i], detail, table_ellipsis(), line.key);
		r = table_add(table, line.cells, line.mark, note);
	}
	return r == 0 ? table_print(table, note) : r;
}
