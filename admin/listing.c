/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/listing.h"

#include "admin/table.h"
#include "admin/when.h"

#include <stdio.h>
#include <time.h>

#define COLUMNS 7
#define GAP 2

/* One row in words. */
struct line {
	const char *cells[COLUMNS];
	enum table_mark mark;
	char time[WHEN_TEXT_MAX], lasted[WHEN_TEXT_MAX], monitor[WHEN_TEXT_MAX];
	char key[ROW_TEXT_MAX], result[2 * ROW_TEXT_MAX];
};

/* What a table shows of rows. */
struct form {
	struct table_column columns[COLUMNS];
	size_t key; /* which one is the key's */
	void (*describe)(const struct row *, struct line *);
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

/* Puts the result into words; where lines may be long, with what the reason was about. */
static void describe_result(const struct row *row, bool alive, char out[2 * ROW_TEXT_MAX])
{
	row_result(row, alive, out);
	size_t len = strlen(out);
	if (row->reason[0] && row->detail[0] && table_room() == 0)
		snprintf(out + len, 2 * ROW_TEXT_MAX - len, ": %s", row->detail);
}

/* The time to show of a row: the clock's own, where the log's was ahead of it. */
static int64_t time_of(const struct row *row)
{
	return row->clock != EVENT_UNKNOWN ? row->clock : row->time;
}

/* Puts a row into words, all but its key. */
static void describe_row(const struct row *row, struct line *line)
{
	bool alive = row_is_open(row);
	when_text(time_of(row), line->time);
	line->lasted[0] = '\0';
	if (row->seconds >= 0)
		when_lasted(row->seconds, line->lasted);
	describe_result(row, alive, line->result);
	line->mark = mark_of(row, alive);
	const char *const cells[COLUMNS] = {line->time, row->account, row->person, row->from,
		line->key, line->lasted, line->result};
	memcpy(line->cells, cells, sizeof cells);
}

/* Puts a session without a logout into words, all but its key. */
static void describe_session(const struct row *row, struct line *line)
{
	bool open = row_is_open(row);
	when_text(time_of(row), line->time);
	strcpy(line->lasted, "");
	strcpy(line->monitor, "no logout");
	if (open) {
		when_lasted(time(NULL) - time_of(row) / 1000000, line->lasted);
		snprintf(line->monitor, sizeof line->monitor, "%lld", (long long)row->monitor);
	}
	line->mark = open ? TABLE_PLAIN : TABLE_WARNING;
	const char *const cells[COLUMNS] = {row->account, row->person, row->from, line->time,
		line->lasted, line->key, line->monitor};
	memcpy(line->cells, cells, sizeof cells);
}

static const struct form rows_form = {
	{{"TIME", false}, {"ACCOUNT", false}, {"PERSON", false}, {"FROM", false}, {"KEY", false},
		{"LASTED", true}, {"RESULT", false}},
	4, describe_row};
static const struct form sessions_form = {
	{{"ACCOUNT", false}, {"PERSON", false}, {"FROM", false}, {"SINCE", false}, {"LASTED", true},
		{"KEY", false}, {"MONITOR", false}},
	5, describe_session};

/* Makes a width at least as great as a cell needs. */
static void widen(size_t *width, const char *cell)
{
	size_t needed = table_cell_width(cell);
	if (needed > *width)
		*width = needed;
}

/* Learns the widths that the rows need. */
static void measure(
	const struct form *form, const struct row *rows, size_t count, struct widths *widths)
{
	static struct line line;
	*widths = (struct widths){0};
	for (size_t i = 0; i < COLUMNS; i++)
		widths->column[i] = strlen(form->columns[i].name);
	for (size_t i = 0; i < count; i++) {
		form->describe(&rows[i], &line);
		for (size_t column = 0; column < COLUMNS; column++)
			if (column != form->key)
				widen(&widths->column[column], line.cells[column]);
		for (unsigned detail = 0; detail < ROW_DETAIL_COUNT; detail++) {
			row_key(&rows[i], (enum row_detail)detail, table_ellipsis(), line.key);
			widen(&widths->key[detail], line.key);
		}
	}
}

/* Chooses the form of the key with which every row fits. */
static enum row_detail choose(const struct form *form, const struct row *rows, size_t count)
{
	size_t room = table_room(), used = (COLUMNS - 1) * GAP;
	struct widths widths;
	if (room == 0)
		return ROW_WHOLE;
	measure(form, rows, count, &widths);
	for (size_t i = 0; i < COLUMNS; i++)
		used += i != form->key ? widths.column[i] : 0;
	for (unsigned detail = 0; detail < ROW_DETAIL_COUNT; detail++)
		if (used + widths.key[detail] <= room)
			return (enum row_detail)detail;
	return ROW_BRIEF;
}

/* Makes the table and prints it. */
static int print(const struct form *form, const struct row *rows, size_t count, struct note *note)
{
	static struct line line;
	CLEANUP(table) struct table *table = NULL;
	enum row_detail detail = choose(form, rows, count);
	int r = table_open(form->columns, COLUMNS, &table, note);
	for (size_t i = 0; r == 0 && i < count; i++) {
		form->describe(&rows[i], &line);
		row_key(&rows[i], detail, table_ellipsis(), line.key);
		r = table_add(table, line.cells, line.mark, note);
	}
	return r == 0 ? table_print(table, note) : r;
}

/* Prints how each connection went. */
int listing_print(const struct row *rows, size_t count, struct note *note)
{
	return print(&rows_form, rows, count, note);
}

/* Prints which sessions have no logout. */
int listing_print_sessions(const struct row *rows, size_t count, struct note *note)
{
	return print(&sessions_form, rows, count, note);
}
