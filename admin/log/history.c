/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/history.h"

#include "admin/log/pass.h"
#include "audit/append.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>

/* Records that are looked at first for one row that is asked for; it has a login and a logout. */
#define RECORDS_FOR_ROW 4
#define RECORDS_FIRST 256
#define FURTHER 8 /* times as many, where they were not enough */

/* The last rows so far, in a ring; without `rows` they are only counted. */
struct last {
	struct row *rows;
	size_t room, count, next;
	size_t seen, skip;
	struct history *history; /* whose rows are given */
};

/* Frees the rows, for CLEANUP(last). */
static void cleanup_last(struct last *last)
{
	for (size_t i = 0; i < last->count; i++)
		row_free(&last->rows[i]);
	free(last->rows);
}

/* Keeps a row in the place of the oldest one. */
static int keep(void *context, struct row *row, struct note *note)
{
	struct last *last = context;
	(void)note;
	if (last->count == last->room)
		row_free(&last->rows[last->next]);
	else
		last->count++;
	last->rows[last->next] = *row;
	last->next = (last->next + 1) % last->room;
	return 0;
}

/* Counts a row. */
static int count(void *context, struct row *row, struct note *note)
{
	struct last *last = context;
	(void)note;
	last->seen++;
	row_free(row);
	return 0;
}

/* Gives a row, if it is not one of the first. */
static int give_later(void *context, struct row *row, struct note *note)
{
	struct last *last = context;
	if (last->seen++ >= last->skip)
		return last->history->take(last->history->context, row, note);
	row_free(row);
	return 0;
}

/* Gives the rows of the ring. */
static int give_kept(struct last *last, struct history *history, struct note *note)
{
	int r = 0;
	size_t begin = last->count == last->room ? last->next : 0, given = 0;
	for (; r == 0 && given < last->count; given++) {
		struct row *row = &last->rows[(begin + given) % last->room];
		r = history->take(history->context, row, note);
		row->texts = NULL;
		row->tries = NULL;
	}
	return r;
}

/* One pass over the log from a time on. */
static int pass_over(struct history *history, int64_t since, struct note *note)
{
	CLEANUP(pass) struct pass pass = {.history = history, .filter = *history->filter};
	if (pass.filter.since < since)
		pass.filter.since = since;
	return pass_run(&pass, note);
}

/* The same, for another taker. */
static int pass_for(
	struct history *history, struct history *taker, int64_t since, struct note *note)
{
	int r = pass_over(taker, since, note);
	history->unseen = taker->unseen;
	return r;
}

/* The time at which the last so many records before a time begin; 0 where there are not so many. */
static int64_t find_since(const struct history *history, size_t records, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	CLEANUP(free) struct read_line *line = malloc(sizeof *line);
	struct read_query query = {.until = history->filter->until};
	int64_t since = INT64_MAX;
	if (!line || read_open_query(history->log_dir, APPEND_LOGINS, &query, &log, note) != 0)
		return 0;
	while (records > 0 && read_previous(log, line, note) > 0) {
		records--;
		if (!line->bad && line->event.time < since)
			since = line->event.time;
	}
	return records == 0 && since < INT64_MAX ? since : 0;
}

/* Gives the last rows, of which there are few enough to be held. */
static int read_last(struct history *history, struct note *note)
{
	size_t records = history->limit * RECORDS_FOR_ROW + RECORDS_FIRST;
	for (;; records *= FURTHER) {
		CLEANUP(last) struct last last = {.room = history->limit};
		struct history taker = *history;
		struct unread before = *history->unread;
		int64_t since = find_since(history, records, note);
		last.rows = calloc(last.room, sizeof *last.rows);
		if (!last.rows)
			return note_errno(note, -ENOMEM, "the rows of the log");
		taker.take = keep;
		taker.context = &last;
		int r = pass_for(history, &taker, since, note);
		if (r != 0)
			return r;
		if (last.count == last.room || since <= history->filter->since)
			return give_kept(&last, history, note);
		*history->unread = before;
	}
}

/* Gives the last of so many rows that they can only be counted first. */
static int read_many(struct history *history, struct note *note)
{
	struct last last = {.history = history};
	struct unread before = *history->unread;
	struct history taker = *history;
	taker.take = count;
	taker.context = &last;
	int r = pass_for(history, &taker, 0, note);
	if (r != 0)
		return r;
	*history->unread = before;
	last.skip = last.seen > history->limit ? last.seen - history->limit : 0;
	last.seen = 0;
	taker.take = give_later;
	return pass_for(history, &taker, 0, note);
}

/* Reads a first line. */
bool history_is_there(const char *log_dir)
{
	static const char *const names[] = {APPEND_LOGINS, APPEND_OFFERS};
	struct note ignored;
	CLEANUP(free) struct read_line *line = malloc(sizeof *line);
	bool there = false;
	for (size_t i = 0; line && i < sizeof names / sizeof *names; i++) {
		CLEANUP(read_log) struct read_log *log = NULL;
		there = there || (read_open(log_dir, names[i], &log, &ignored) == 0 &&
					 read_next(log, line, &ignored) > 0);
	}
	return there;
}

/* Reads once, or as often as the limit asks for. */
int history_read(struct history *history, struct note *note)
{
	size_t max = history->rows_max > 0 ? history->rows_max : HISTORY_ROWS;
	if (history->limit == 0)
		return pass_over(history, 0, note);
	return history->limit <= max ? read_last(history, note) : read_many(history, note);
}
