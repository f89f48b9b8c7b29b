/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/pass.h"

#include "admin/log/sshd_log.h"
#include "admin/verb.h"
#include "audit/append.h"
#include "audit/read.h"

#include <errno.h>
#include <stdlib.h>

/* A time so much later, unless there is none. */
static int64_t later(int64_t time, int64_t span)
{
	return time < INT64_MAX - span ? time + span : INT64_MAX;
}

/* A time so much earlier, unless there is none. */
static int64_t earlier(int64_t time, int64_t span)
{
	return time > span ? time - span : 0;
}

/* Whether a moment is so far behind the time asked for that nothing of what began there can come any
 * more but logouts. */
static bool is_past(const struct pass *pass, int64_t time)
{
	int64_t until = pass->filter.until;
	return time >= later(until, ROW_EARLY) &&
	       (time >= later(until, ROW_GRACE) || time > pass->last_offer + ROW_GRACE);
}

/* Goes on to the next record of a log. */
static int advance(struct pass *pass, struct pass_source *source, struct note *note)
{
	int r = 0;
	while (source->log && (r = read_next(source->log, source->line, note)) > 0) {
		struct read_line *line = source->line;
		if (line->bad)
			unread_add(pass->history->unread, line);
		else if (is_past(pass, line->event.time))
			break;
		else if (line->event.time >= source->since &&
			 (source == &pass->logins || line->event.kind == EVENT_OFFER))
			return 0;
	}
	source->ended = true;
	if (source == &pass->logins)
		pass->whole = r == 0;
	return r < 0 ? r : 0;
}

/* Shows how far a log is read, as long as nothing else is printed. */
static void tell(void *context, uint64_t done, uint64_t total)
{
	struct pass *pass = context;
	if (!pass->history->quiet)
		progress_show(&pass->progress, done, total);
}

/* Opens a log for the time asked for, as far before it as connections reach that were in it. */
static int open_source(struct pass *pass, struct pass_source *source, const char *name,
	int64_t before, struct note *note)
{
	source->since = earlier(pass->filter.since, before);
	struct read_query query = {
		.since = source->since, .until = INT64_MAX, .tell = tell, .context = pass};
	source->line = malloc(sizeof *source->line);
	if (!source->line)
		return note_errno(note, -ENOMEM, "the log");
	int r = read_open_query(pass->history->log_dir, name, &query, &source->log, note);
	source->ended = r != 0;
	return r;
}

/* Goes on to the next line of the journal; one that breaks off has no more. */
static void advance_journal(struct pass *pass)
{
	if (pass->journal && sshd_log_next(pass->journal, pass->said, &pass->history->unseen) > 0 &&
		!is_past(pass, pass->said->event.time))
		return;
	sshd_log_close(pass->journal);
	pass->journal = NULL;
}

/* The monitor in the name of a session, as monitor.h makes it; 0 where there is none. */
static int64_t monitor_in(const char *session)
{
	const char *dash = strchr(session, '-');
	long long monitor = dash ? strtoll(dash + 1, NULL, 10) : 0;
	return monitor > 0 && monitor <= INT32_MAX ? monitor : 0;
}

/* Opens the journal where what sshd refused is asked for. */
static void open_journal(struct pass *pass)
{
	const struct filter *filter = &pass->filter;
	int64_t monitor = filter->session ? monitor_in(filter->session) : 0;
	struct sshd_log_query query = {earlier(filter->since, ROW_GRACE),
		later(filter->until, ROW_GRACE), &monitor, filter->session ? 1 : 0};
	if (!filter_asks_for_sshd(filter) || (filter->session && monitor == 0) ||
		!sshd_log_is_readable(&pass->history->unseen))
		return;
	pass->said = malloc(sizeof *pass->said);
	if (pass->said && sshd_log_open(&query, &pass->journal, &pass->history->unseen) == 0)
		advance_journal(pass);
}

/* Opens all that is read. Where there is no log of logins yet, there may still be those who were
 * refused, by keyhole or by sshd. */
static int open_all(struct pass *pass, struct note *note)
{
	struct note why;
	pass->last_offer = INT64_MIN / 2;
	int r = open_source(pass, &pass->logins, APPEND_LOGINS, ROW_EARLY, note);
	if (r != 0 && r != -ENOENT)
		return r;
	int offers = open_source(pass, &pass->offers, APPEND_OFFERS, ROW_GRACE, &why);
	if (offers != 0 && offers != -ENOENT)
		admin_warn("%s", why.text);
	open_journal(pass);
	if (r != 0 && !pass->journal && (offers != 0 || !history_is_there(pass->history->log_dir)))
		return r;
	r = advance(pass, &pass->logins, note);
	if (r == 0)
		r = advance(pass, &pass->offers, note);
	return r;
}

/* Says whose key it is, where the record does not: keyhole-keys knows only the people who may use the
 * account, and a login by the account's own authorized_keys has nobody's name. */
static void find_person(struct pass *pass, struct event *event)
{
	bool is_meant = event->kind == EVENT_OFFER || event->kind == EVENT_LOGIN;
	if (is_meant && event->person.len == 0 && pass->history->whose)
		event->person = view_of(whose_key(pass->history->whose, event->key));
}

/* Adds what sshd said. */
static int hear(struct pass *pass, struct note *note)
{
	int r = 0;
	find_person(pass, &pass->said->event);
	if (pass->said->accepted)
		row_list_accept(&pass->rows, &pass->said->event);
	else
		r = row_list_hear(&pass->rows, &pass->said->event, pass->said->weight, note);
	advance_journal(pass);
	return r;
}

/* Adds a record, unless it is the logout of a row that was given already. */
static int add(struct pass *pass, struct event *event, struct note *note)
{
	bool met = event->kind == EVENT_LOGOUT && lasting_meet(&pass->lasting, event->session);
	if (met && !row_list_find(&pass->rows, event->session))
		return 0;
	if (event->kind == EVENT_OFFER)
		pass->last_offer = event->time;
	find_person(pass, event);
	return row_list_add(&pass->rows, event, note);
}

/* Adds whatever comes next of all that is read; offers before logins of the same time. */
static int add_next(struct pass *pass, struct note *note)
{
	struct pass_source *next = &pass->logins;
	if (!pass->offers.ended && (pass->logins.ended || pass->offers.line->event.time <=
								  pass->logins.line->event.time))
		next = &pass->offers;
	if (pass->journal && (next->ended || pass->said->event.time < next->line->event.time)) {
		pass->now = pass->said->event.time;
		return hear(pass, note);
	}
	pass->now = next->line->event.time;
	int r = add(pass, &next->line->event, note);
	return r == 0 ? advance(pass, next, note) : r;
}

/* Whether nothing that is still to come can change what a row tells. */
static bool is_settled(const struct pass *pass, const struct row *row)
{
	if (row->kind == EVENT_LOGIN)
		return row->ended || row->over || !row->session[0];
	return row->time < pass->now - ROW_GRACE;
}

/* Whether a row is to be held. */
static bool is_held(const struct row *row, const void *asked)
{
	const struct pass *pass = asked;
	return !is_settled(pass, row) || filter_wants(row, &pass->filter);
}

/* Lets go of what is not wanted, and where too much is wanted, gives the oldest rows. Rows that may
 * still change are held, but not without an end: then a flood of connections came in a moment. */
static int relieve(struct pass *pass, size_t max, struct note *note)
{
	struct row_list *rows = &pass->rows;
	row_list_settle(rows, is_held, pass);
	if (rows->count <= max / 2)
		return 0;
	size_t count = row_list_first_at(rows, pass->now - ROW_GRACE);
	if (rows->count - count > max)
		count = rows->count - max / 2;
	return count > 0 ? pass_give(pass, count, note) : 0;
}

/* Wants every row. */
static bool every(const struct row *row, const void *asked)
{
	(void)row, (void)asked;
	return true;
}

/* Reads everything. */
int pass_run(struct pass *pass, struct note *note)
{
	const struct history *history = pass->history;
	size_t max = history->rows_max > 0 ? history->rows_max : HISTORY_ROWS, next = max;
	pass->progress = progress_begin("reading the log");
	pass->rows.marks = filter_marks;
	pass->rows.asked = &pass->filter;
	int r = open_all(pass, note);
	while (r == 0 && !(pass->logins.ended && pass->offers.ended && !pass->journal)) {
		r = add_next(pass, note);
		if (r == 0 && pass->rows.count >= next) {
			r = relieve(pass, max, note);
			next = pass->rows.count + max / 2;
		}
	}
	if (r == 0) {
		row_list_settle(&pass->rows, every, NULL);
		r = pass_give(pass, pass->rows.count, note);
	}
	progress_hide(&pass->progress);
	return r;
}

/* Closes and frees. */
void pass_free(struct pass *pass)
{
	read_close(pass->logins.log);
	read_close(pass->offers.log);
	sshd_log_close(pass->journal);
	free(pass->logins.line);
	free(pass->offers.line);
	free(pass->said);
	row_list_free(&pass->rows);
	lasting_free(&pass->lasting);
	remains_free(&pass->remains);
}
