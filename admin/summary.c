/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/summary.h"

#include "admin/holders.h"
#include "admin/table.h"
#include "admin/verb.h"
#include "admin/when.h"
#include "keys/fingerprint.h"

#include <errno.h>
#include <stdlib.h>

#define COLUMNS 7

/* What is being made. */
struct summary {
	const struct filter *filter;
	const struct row **logins; /* sorted */
	size_t count;
	struct row_list unused; /* a row for each key */
	struct table *table;
	size_t lines;
	int fault;
	struct note note; /* of the fault */
};

/* Frees what a summary holds, for CLEANUP(summary). */
static void cleanup_summary(struct summary *summary)
{
	free(summary->logins);
	row_list_free(&summary->unused);
	table_free(summary->table);
}

/* Orders two logins by what is counted together. */
static int compare_use(const struct row *a, const struct row *b)
{
	int order = strcmp(a->person, b->person);
	if (order == 0)
		order = strcmp(a->account, b->account);
	if (order == 0)
		order = strcmp(a->key, b->key);
	return order == 0 ? strcmp(a->from, b->from) : order;
}

/* The same, and of those that are counted together the earlier first. */
static int compare(const void *a, const void *b)
{
	const struct row *one = *(const struct row *const *)a, *two = *(const struct row *const *)b;
	int order = compare_use(one, two);
	return order != 0 ? order : one->time < two->time ? -1 : one->time > two->time;
}

/* Picks the logins out of the rows. */
static int pick_logins(struct summary *summary, const struct row_list *rows, struct note *note)
{
	summary->logins = calloc(rows->count + 1, sizeof *summary->logins);
	if (!summary->logins)
		return note_errno(note, -ENOMEM, "the summary");
	for (size_t i = 0; i < rows->count; i++)
		if (rows->rows[i].kind == EVENT_LOGIN || rows->rows[i].kind == EVENT_LOGOUT)
			summary->logins[summary->count++] = &rows->rows[i];
	qsort(summary->logins, summary->count, sizeof *summary->logins, compare);
	return 0;
}

/* Whether a person logged in with a key, or with it and others. */
static bool is_used(const struct summary *summary, const char *person, const char *key)
{
	for (size_t i = 0; i < summary->count; i++) {
		const struct row *login = summary->logins[i];
		if (strcmp(login->person, person) == 0 &&
			(strcmp(login->key, key) == 0 || strstr(login->more_keys, key)))
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

/* Adds a line: a login or a key, how often, and when. */
static int add_line(struct summary *summary, const struct row *row, size_t logins, int64_t last,
	struct note *note)
{
	char key[ROW_TEXT_MAX], count[24], from[WHEN_TEXT_MAX] = "", to[WHEN_TEXT_MAX] = "never";
	row_key(row, table_room() > 0 ? ROW_COMMENT : ROW_WHOLE, table_ellipsis(), key);
	snprintf(count, sizeof count, "%zu", logins);
	if (logins > 0) {
		when_text(row->time, from);
		when_text(last, to);
	} else if (summary->filter->since > 0 || summary->filter->until < INT64_MAX) {
		to[0] = '\0';
	}
	const char *const cells[COLUMNS] = {
		row->person, row->account, key, row->from, count, from, to};
	summary->lines++;
	return table_add(summary->table, cells, logins > 0 ? TABLE_PLAIN : TABLE_WARNING, note);
}

/* Adds the lines of the logins. */
static int add_uses(struct summary *summary, struct note *note)
{
	int r = 0;
	for (size_t i = 0, next; r == 0 && i < summary->count; i = next) {
		const struct row *const *logins = summary->logins;
		for (next = i + 1; next < summary->count; next++)
			if (compare_use(logins[i], logins[next]) != 0)
				break;
		r = add_line(summary, logins[i], next - i, logins[next - 1]->time, note);
	}
	return r;
}

/* Puts the unused keys into the order of their persons. */
static int compare_unused(const void *a, const void *b)
{
	return compare_use(a, b);
}

/* Adds the lines of the keys. */
static int add_unused(struct summary *summary, struct note *note)
{
	int r = 0;
	struct row_list *unused = &summary->unused;
	if (unused->count > 0)
		qsort(unused->rows, unused->count, sizeof *unused->rows, compare_unused);
	for (size_t i = 0; r == 0 && i < unused->count; i++)
		r = add_line(summary, &unused->rows[i], 0, 0, note);
	return r;
}

/* Whether a key can have all that is asked for without a login. */
static bool asks_for_keys(const struct filter *filter)
{
	return !filter->account && !filter->session && !filter->has_from && !filter->refused &&
	       filter->events == 0 && filter->reasons == 0;
}

/* Counts, looks for the unused keys, and prints both. */
int summary_print(const struct row_list *rows, const struct filter *filter, const char *keys_dir,
	size_t *printed, struct note *note)
{
	static const struct table_column columns[COLUMNS] = {{"PERSON", false}, {"ACCOUNT", false},
		{"KEY", false}, {"FROM", false}, {"LOGINS", true}, {"FIRST", false},
		{"LAST", false}};
	CLEANUP(summary) struct summary summary = {.filter = filter};
	int r = pick_logins(&summary, rows, note);
	if (r == 0 && asks_for_keys(filter))
		r = find_unused(&summary, keys_dir, note);
	if (r == 0)
		r = table_open(columns, COLUMNS, &summary.table, note);
	if (r == 0)
		r = add_uses(&summary, note);
	if (r == 0)
		r = add_unused(&summary, note);
	*printed = summary.lines;
	return r == 0 && summary.lines > 0 ? table_print(summary.table, note) : r;
}
