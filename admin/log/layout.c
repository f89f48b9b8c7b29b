/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/layout.h"

#include <stdio.h>
#include <time.h>

#define SHORT_TIME_DAYS 300 /* as long as a date is clear without its year */

/* The width that each column needs, that of the key in each of its forms. */
struct widths {
	size_t column[LAYOUT_COLUMNS];
	size_t key[ROW_DETAIL_COUNT];
};

/* How a row's result is marked. */
static enum table_mark mark_of(const struct row *row, bool alive)
{
	if (row_is_refused(row))
		return TABLE_BAD;
	if (row->warned || row->kind == EVENT_CLOCK)
		return TABLE_WARNING;
	if (alive)
		return TABLE_GOOD;
	return row->kind == EVENT_LOGIN && !row->ended ? TABLE_WARNING : TABLE_PLAIN;
}

/* Adds words where there is room for them. */
static void add_words(const struct layout *layout, char *out, size_t cap, const char *words)
{
	size_t len = strlen(out);
	if (!words[0] || (layout->room > 0 && table_cell_width(out) + table_cell_width(words) + 2 >
						      layout->room))
		return;
	snprintf(out + len, cap - len, ": %s", words);
}

/* Adds what else was tried, all in one line. */
static void add_tries(const struct row *row, char *out, size_t cap)
{
	char key[ROW_TEXT_MAX], why[ROW_TEXT_MAX];
	for (const struct row_try *attempt = row->tries; attempt; attempt = attempt->next) {
		size_t len = strlen(out);
		if (attempt->told)
			continue;
		row_try_key(attempt, ROW_WHOLE, "", key);
		row_try_result(attempt, true, why);
		snprintf(out + len, cap - len, "; also %s%s%s%s%s", key,
			attempt->person[0] ? " of " : "", attempt->person, key[0] ? ": " : "", why);
	}
}

/* Whether it is more than what the row itself tells. */
bool layout_shows_tries(const struct row *row, const struct layout *layout)
{
	return row_is_refused(row) || layout->whole;
}

/* Puts the result into words, with those of the reason where they fit. */
static void describe_result(
	const struct row *row, bool alive, const struct layout *layout, struct layout_line *line)
{
	char detail[ROW_TEXT_MAX];
	row_result(row, alive, layout->room == 0, line->result);
	if (row->reason[0] || row->kind == EVENT_SEALED)
		row_detail(row->sshd, row->reason, row->detail, detail);
	else
		row_limits(row, detail);
	add_words(layout, line->result, sizeof line->result, detail);
	if (layout->room == 0 && layout_shows_tries(row, layout))
		add_tries(row, line->result, sizeof line->result);
}

/* Writes the time to show of a row: the clock's own, where the log's was ahead of it. */
static void describe_time(
	const struct row *row, const struct layout *layout, char out[WHEN_TEXT_MAX])
{
	char text[WHEN_TEXT_MAX];
	when_text(row->clock != EVENT_UNKNOWN ? row->clock : row->time, text);
	size_t skip = layout->short_time ? strlen("2026-") : 0;
	size_t cut = layout->short_time ? strlen(":10") : 0;
	snprintf(out, WHEN_TEXT_MAX, "%.*s", (int)(strlen(text) - skip - cut), text + skip);
}

/* Puts a row into words, all but its key. */
static void describe_row(
	const struct row *row, const struct layout *layout, struct layout_line *line)
{
	bool alive = row_is_open(row);
	describe_time(row, layout, line->time);
	line->lasted[0] = '\0';
	if (row->seconds >= 0)
		when_lasted(row->seconds, line->lasted);
	describe_result(row, alive, layout, line);
	line->mark = mark_of(row, alive);
	const char *const cells[LAYOUT_COLUMNS] = {line->time, row->account, row->person, row->from,
		line->key, line->lasted, line->result};
	memcpy(line->cells, cells, sizeof cells);
}

/* Puts a session without a logout into words, all but its key. */
static void describe_session(
	const struct row *row, const struct layout *layout, struct layout_line *line)
{
	bool open = row_is_open(row);
	int64_t since = row->clock != EVENT_UNKNOWN ? row->clock : row->time;
	describe_time(row, layout, line->time);
	line->lasted[0] = '\0';
	snprintf(line->monitor, sizeof line->monitor, "no logout");
	if (open || row->left > 0)
		when_lasted(time(NULL) - since / 1000000, line->lasted);
	if (open)
		snprintf(line->monitor, sizeof line->monitor, "%lld", (long long)row->monitor);
	else if (row->left > 0)
		snprintf(line->monitor, sizeof line->monitor,
			"still on, without its monitor (pid %lld)", (long long)row->left);
	line->mark = open ? TABLE_PLAIN : TABLE_WARNING;
	const char *const cells[LAYOUT_COLUMNS] = {row->account, row->person, row->from, line->time,
		line->lasted, line->key, line->monitor};
	memcpy(line->cells, cells, sizeof cells);
}

const struct layout_form layout_rows = {
	{{"TIME", false}, {"ACCOUNT", false}, {"PERSON", false}, {"FROM", false}, {"KEY", false},
		{"LASTED", true}, {"RESULT", false}},
	4, 5, describe_row};
const struct layout_form layout_sessions = {
	{{"ACCOUNT", false}, {"PERSON", false}, {"FROM", false}, {"SINCE", false}, {"LASTED", true},
		{"KEY", false}, {"MONITOR", false}},
	5, 4, describe_session};

/* Puts a row into words, and its key. */
void layout_describe(const struct layout_form *form, const struct row *row,
	const struct layout *layout, struct layout_line *line)
{
	form->describe(row, layout, line);
	row_key(row, layout->detail, table_ellipsis(), line->key);
}

/* Puts person, key and reason of a try into the columns of its row. */
void layout_describe_try(const struct row *row, const struct row_try *attempt,
	const struct layout *layout, struct layout_line *line)
{
	char why[ROW_TEXT_MAX], detail[ROW_TEXT_MAX];
	row_try_key(attempt, layout->detail, table_ellipsis(), line->key);
	row_try_result(attempt, false, why);
	snprintf(line->result, sizeof line->result, "%s%s",
		row_is_refused(row) ? "also: " : "before: ", why);
	row_detail(attempt->sshd, attempt->reason, attempt->detail, detail);
	add_words(layout, line->result, sizeof line->result, detail);
	line->mark = row_is_refused(row) ? TABLE_BAD : TABLE_WARNING;
	const char *const cells[LAYOUT_COLUMNS] = {NULL, NULL,
		attempt->person[0] ? attempt->person : NULL, NULL, line->key[0] ? line->key : NULL,
		NULL, line->result};
	memcpy(line->cells, cells, sizeof cells);
}

/* Makes a width at least as great as a cell needs. */
static void widen(size_t *width, const char *cell)
{
	size_t needed = cell ? table_cell_width(cell) : 0;
	if (needed > *width)
		*width = needed;
}

/* Adds the widths that a line needs in its columns but that of the key. */
static void measure_line(
	const struct layout_form *form, const struct layout_line *line, struct widths *widths)
{
	for (size_t column = 0; column < LAYOUT_COLUMNS; column++)
		if (column != form->key)
			widen(&widths->column[column], line->cells[column]);
}

/* Adds the widths that a row and its tries need. */
static void measure_row(const struct layout_form *form, const struct row *row, bool whole,
	struct layout_line *line, struct widths *widths)
{
	struct layout plain = {.detail = ROW_NAME, .whole = whole, .room = 1};
	layout_describe(form, row, &plain, line);
	measure_line(form, line, widths);
	for (unsigned detail = 0; detail < ROW_DETAIL_COUNT; detail++) {
		row_key(row, (enum row_detail)detail, table_ellipsis(), line->key);
		widen(&widths->key[detail], line->key);
	}
	const struct row_try *attempt = layout_shows_tries(row, &plain) ? row->tries : NULL;
	for (; attempt; attempt = attempt->next) {
		if (attempt->told)
			continue;
		layout_describe_try(row, attempt, &plain, line);
		measure_line(form, line, widths);
		for (unsigned detail = 0; detail < ROW_DETAIL_COUNT; detail++) {
			row_try_key(attempt, (enum row_detail)detail, table_ellipsis(), line->key);
			widen(&widths->key[detail], line->key);
		}
	}
}

/* Learns the widths that the rows need. */
static void measure(const struct layout_form *form, const struct row *rows, size_t count,
	bool whole, struct widths *widths)
{
	static struct layout_line line;
	*widths = (struct widths){0};
	for (size_t i = 0; i < LAYOUT_COLUMNS; i++)
		widths->column[i] = strlen(form->columns[i].name);
	for (unsigned detail = 0; detail < ROW_DETAIL_COUNT; detail++)
		widths->key[detail] = strlen("KEY");
	for (size_t i = 0; i < count; i++)
		measure_row(form, &rows[i], whole, &line, widths);
}

/* What a table is wide with a layout, without its last column. */
static size_t width_before_last(
	const struct layout_form *form, const struct widths *widths, const struct layout *layout)
{
	size_t width = (LAYOUT_COLUMNS - 1) * layout->gap + widths->key[layout->detail];
	for (size_t i = 0; i + 1 < LAYOUT_COLUMNS; i++)
		width += i != form->key ? widths->column[i] : 0;
	if (layout->refused)
		width -= widths->column[form->lasted] + layout->gap;
	return width - (layout->short_time ? strlen("2026-:10") : 0);
}

/* Whether every row is of a time that is clear without its year. */
static bool is_recent(const struct row *rows, size_t count)
{
	return count == 0 || rows[0].time / 1000000 > time(NULL) - SHORT_TIME_DAYS * INT64_C(86400);
}

/* Tries the layouts from the one that tells most to the narrowest, which is taken if none fits. */
void layout_choose(
	const struct layout_form *form, const struct row *rows, size_t count, struct layout *layout)
{
	static const struct {
		enum row_detail detail;
		bool short_time;
		size_t gap;
	} tried[] = {{ROW_WHOLE, false, 2}, {ROW_COMMENT, false, 2}, {ROW_BRIEF, false, 2},
		{ROW_SHORT, false, 2}, {ROW_SHORT, false, 1}, {ROW_SHORT, true, 2},
		{ROW_SHORT, true, 1}, {ROW_NAME, true, 1}};
	size_t room = table_room(), used = 0;
	struct widths widths;
	layout->gap = 2;
	layout->refused = layout->refused && room > 0;
	if (room == 0)
		return;
	measure(form, rows, count, layout->whole, &widths);
	bool recent = is_recent(rows, count);
	for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
		layout->detail = tried[i].detail;
		layout->gap = tried[i].gap;
		layout->short_time = tried[i].short_time && recent;
		used = width_before_last(form, &widths, layout);
		if (used + widths.column[LAYOUT_COLUMNS - 1] <= room)
			break;
	}
	layout->room = used < room ? room - used : 1;
}
