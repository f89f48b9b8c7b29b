/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/summary.h"

#include "admin/holders.h"
#include "admin/log/use.h"
#include "admin/pager.h"
#include "admin/table.h"
#include "admin/verb.h"
#include "admin/when.h"
#include "keys/fingerprint.h"

#include <errno.h>
#include <stdlib.h>

#define COLUMNS 7
#define GAP 2

/* How much is told of a key, and whether times have more than their day. */
struct form {
	enum row_detail detail;
	bool seconds;
};

/* Tried from the one that tells most to the narrowest, which is taken if none fits. */
static const struct form forms[] = {{ROW_COMMENT, true}, {ROW_BRIEF, true}, {ROW_COMMENT, false},
	{ROW_BRIEF, false}, {ROW_SHORT, false}, {ROW_NAME, false}};
#define FORMS (sizeof forms / sizeof *forms)

static const struct form in_a_pipe = {ROW_WHOLE, true};

static const struct table_column columns[COLUMNS] = {{"PERSON", false}, {"ACCOUNT", false},
	{"KEY", false}, {"FROM", false}, {"LOGINS", true}, {"FIRST", false}, {"LAST", false}};

struct summary {
	const struct filter *filter;
	struct use_list
		uses; /* sorted before they are printed; those with other further keys apart */
	struct row_list unused; /* a row for each key */
	struct table *table;
	size_t lines;
	const struct form *form;
	bool measuring; /* lines are not added, but make the columns wider */
	size_t widths[COLUMNS];
	int fault;
	struct note note; /* of the fault */
};

/* Begins with nothing. */
int summary_open(const struct filter *filter, struct summary **summary, struct note *note)
{
	*summary = calloc(1, sizeof **summary);
	if (!*summary)
		return note_errno(note, -ENOMEM, "the summary");
	(*summary)->filter = filter;
	return 0;
}

/* Frees all that it holds. */
void summary_free(struct summary *summary)
{
	if (!summary)
		return;
	use_list_free(&summary->uses);
	row_list_free(&summary->unused);
	table_free(summary->table);
	free(summary);
}

/* Orders uses, of those that are counted together the earlier first. */
static int compare(const void *a, const void *b)
{
	const struct use *one = a, *two = b;
	int order = use_compare(&one->row, &two->row);
	return order != 0 ? order : one->first < two->first ? -1 : one->first > two->first;
}

/* Counts what is a login, or what is left of one. */
int summary_add(struct summary *summary, struct row *row, struct note *note)
{
	if (row->kind == EVENT_LOGIN || row->kind == EVENT_LOGOUT)
		return use_list_add(&summary->uses, row, note);
	row_free(row);
	return 0;
}

/* The first use that is not of a person before this one. */
static size_t first_of(const struct summary *summary, const char *person)
{
	size_t low = 0, high = summary->uses.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(summary->uses.uses[middle].row.person, person) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Whether a person logged in with a key, or with it and others. */
static bool is_used(const struct summary *summary, const char *person, const char *key)
{
	for (size_t i = first_of(summary, person); i < summary->uses.count; i++) {
		const struct row *login = &summary->uses.uses[i].row;
		if (strcmp(login->person, person) != 0)
			return false;
		if (strcmp(login->key, key) == 0 || strstr(login->more_keys, key))
			return true;
	}
	return false;
}

/* Adds a key of a person if it is asked for and was not used. */
static int add_key(struct summary *summary, const char *person, const struct line *line)
{
	struct event event;
	char key[FINGERPRINT_MAX];
	fingerprint_of(&line->key, key);
	event_init(&event, EVENT_ADDED);
	event.person = view_of(person);
	event.key = view_of(key);
	event.key_type = view_of(line->key.kind->name);
	event.key_bits = (int64_t)line->key.bits;
	event.key_comment = line->comment;
	if (!filter_marks(&event, summary->filter) || is_used(summary, person, key))
		return 0;
	return row_list_add(&summary->unused, &event, &summary->note);
}

/* Looks at every key of a person. */
static void visit(void *context, const char *person, const char *path, struct view text)
{
	(void)path;
	struct summary *summary = context;
	struct line_cursor cursor = {.rest = text};
	struct view at;
	struct note ignored;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	while (line && summary->fault == 0 && line_next(&cursor, &at))
		if (line_parse(at, line, &ignored) == 0)
			summary->fault = add_key(summary, person, line);
}

/* Finds the keys that were not used. */
static int find_unused(struct summary *summary, const char *keys_dir, struct note *note)
{
	struct note why;
	if (holders_scan(keys_dir, "", visit, summary, &why) != 0)
		admin_warn("which keys were never used is not known: %s", why.text);
	if (summary->fault != 0)
		*note = summary->note;
	return summary->fault;
}

/* Writes a time, or its day alone. */
static void write_time(const struct summary *summary, int64_t micros, char out[WHEN_TEXT_MAX])
{
	when_text(micros, out);
	if (!summary->form->seconds)
		out[strcspn(out, " ")] = '\0';
}

/* Makes the columns as wide as a line needs. */
static void widen(struct summary *summary, const char *const *cells)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		size_t width = table_cell_width(cells[i][0] ? cells[i] : "-");
		if (width > summary->widths[i])
			summary->widths[i] = width;
	}
}

/* Adds a line: logins or a key, how often, and when. */
static int add_line(struct summary *summary, const struct row *row, size_t logins, int64_t first,
	int64_t last, struct note *note)
{
	char key[ROW_TEXT_MAX], count[24], from[WHEN_TEXT_MAX] = "", to[WHEN_TEXT_MAX] = "never";
	row_key(row, summary->form->detail, table_ellipsis(), key);
	snprintf(count, sizeof count, "%zu", logins);
	if (logins > 0) {
		write_time(summary, first, from);
		write_time(summary, last, to);
	} else if (summary->filter->since > 0 || summary->filter->until < INT64_MAX) {
		to[0] = '\0';
	}
	const char *const cells[COLUMNS] = {
		row->person, row->account, key, row->from, count, from, to};
	if (summary->measuring) {
		widen(summary, cells);
		return 0;
	}
	summary->lines++;
	return table_add(summary->table, cells, logins > 0 ? TABLE_PLAIN : TABLE_WARNING, note);
}

/* Adds the lines of the logins. */
static int add_uses(struct summary *summary, struct note *note)
{
	int r = 0;
	for (size_t i = 0, next; r == 0 && i < summary->uses.count; i = next) {
		const struct use *uses = summary->uses.uses;
		size_t logins = uses[i].logins;
		int64_t last = uses[i].last;
		for (next = i + 1; next < summary->uses.count; next++) {
			if (use_compare(&uses[i].row, &uses[next].row) != 0)
				break;
			logins += uses[next].logins;
			last = uses[next].last > last ? uses[next].last : last;
		}
		r = add_line(summary, &uses[i].row, logins, uses[i].first, last, note);
	}
	return r;
}

/* Puts the unused keys into the order of their persons. */
static int compare_unused(const void *a, const void *b)
{
	return use_compare(a, b);
}

/* Adds the lines of the keys. */
static int add_unused(struct summary *summary, struct note *note)
{
	int r = 0;
	struct row_list *unused = &summary->unused;
	if (unused->count > 0)
		qsort(unused->rows, unused->count, sizeof *unused->rows, compare_unused);
	for (size_t i = 0; r == 0 && i < unused->count; i++)
		r = add_line(summary, &unused->rows[i], 0, 0, 0, note);
	return r;
}

/* Whether a key can have all that is asked for without a login. */
static bool asks_for_keys(const struct filter *filter)
{
	return !filter->account && !filter->session && !filter->has_from && !filter->refused &&
	       filter->events == 0 && filter->reasons == 0 && filter->sshd_reasons == 0;
}

/* Adds all lines. */
static int add_all(struct summary *summary, struct note *note)
{
	int r = add_uses(summary, note);
	return r == 0 ? add_unused(summary, note) : r;
}

/* How wide the table is in its form. */
static size_t measure(struct summary *summary, struct note *note)
{
	size_t width = 0;
	summary->measuring = true;
	for (size_t i = 0; i < COLUMNS; i++)
		summary->widths[i] = strlen(columns[i].name);
	(void)add_all(summary, note); /* which only table_add can fail */
	for (size_t i = 0; i < COLUMNS; i++)
		width += summary->widths[i] + (i > 0 ? GAP : 0);
	summary->measuring = false;
	return width;
}

/* Chooses the first form that fits. */
static void choose(struct summary *summary, struct note *note)
{
	size_t room = table_room();
	summary->form = &in_a_pipe;
	for (size_t i = 0; room > 0 && i < FORMS; i++) {
		summary->form = &forms[i];
		if (measure(summary, note) <= room)
			return;
	}
}

/* Sorts, looks for the unused keys, and prints both. */
int summary_print(struct summary *summary, const char *keys_dir, size_t *printed, struct note *note)
{
	int r = 0;
	if (summary->uses.count > 0)
		qsort(summary->uses.uses, summary->uses.count, sizeof *summary->uses.uses, compare);
	if (asks_for_keys(summary->filter))
		r = find_unused(summary, keys_dir, note);
	if (r == 0)
		r = table_open(columns, COLUMNS, &summary->table, note);
	if (r == 0) {
		choose(summary, note);
		r = add_all(summary, note);
	}
	*printed = summary->lines;
	if (r != 0 || summary->lines == 0)
		return r;
	pager_begin();
	return table_print(summary->table, note);
}
