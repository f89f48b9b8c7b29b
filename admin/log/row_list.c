/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/row_list.h"

#include "common/reason.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_ROOM 64
#define BOOT_DIGITS 12

/* The name of a row's connection. */
static struct view session_of(const struct row *row)
{
	return view_of(row->session);
}

/* The part of a session's name that says boot and monitor: all before its last dash. */
static struct view monitor_part(struct view session)
{
	const char *dash = session.len > 0 ? memrchr(session.data, '-', session.len) : NULL;
	return (struct view){session.data, dash ? (size_t)(dash - session.data) : 0};
}

/* Boot and monitor of a row. */
static struct view monitor_of_row(const struct row *row)
{
	return monitor_part(view_of(row->session));
}

/* Makes room for one more row. */
static int make_room(struct row_list *list, struct note *note)
{
	if (list->count < list->room)
		return 0;
	size_t room = list->room > 0 ? 2 * list->room : FIRST_ROOM;
	struct row *rows = reallocarray(list->rows, room, sizeof *rows);
	if (!rows)
		return note_errno(note, -ENOMEM, "the rows of the log");
	list->rows = rows;
	list->room = room;
	return 0;
}

/* Lets a row be found. */
static int index_row(struct row_list *list, size_t number, struct note *note)
{
	list->sessions.key = session_of;
	list->monitors.key = monitor_of_row;
	int r = row_index_put(&list->sessions, list->rows, number, note);
	return r == 0 ? row_index_put(&list->monitors, list->rows, number, note) : r;
}

/* Keeps of a record that is in a row what can be asked of each record. */
static void count_in(const struct row_list *list, struct row *row, const struct event *event)
{
	bool marked = list->marks && list->marks(event, list->asked);
	if (event->kind == EVENT_OFFER) {
		row->tried_marked = row->tried_marked || marked;
		return;
	}
	row->kinds |= UINT64_C(1) << event->kind;
	row->marked = row->marked || marked;
}

/* How far an offer of keyhole's came. */
static int weight_of(const struct event *event)
{
	return (int)reason_by_token(event->reason);
}

/* Begins a row that tells nothing yet. */
static struct row *begin_row(struct row_list *list, const struct event *event, struct note *note)
{
	if (make_room(list, note) != 0)
		return NULL;
	struct row *row = &list->rows[list->count];
	*row = (struct row){.kind = event->kind,
		.seconds = EVENT_UNKNOWN,
		.key_bits = EVENT_UNKNOWN,
		.monitor = EVENT_UNKNOWN,
		.monitor_start = EVENT_UNKNOWN,
		.audit_session = EVENT_UNKNOWN,
		.order = list->begun};
	return row;
}

/* Puts a row that tells something into the list. */
static int end_row(struct row_list *list, int result, struct note *note)
{
	if (result != 0) {
		row_free(&list->rows[list->count]);
		return result;
	}
	list->begun++;
	return index_row(list, list->count++, note);
}

/* Adds a record that is no try as a row of its own. */
static int add_row(struct row_list *list, const struct event *event, struct note *note)
{
	struct row *row = begin_row(list, event, note);
	if (!row)
		return -ENOMEM;
	count_in(list, row, event);
	return end_row(list, row_tell(row, event, note), note);
}

/* Adds a try as a row of its own. */
static int add_try_row(
	struct row_list *list, const struct event *event, bool sshd, int weight, struct note *note)
{
	struct row *row = begin_row(list, event, note);
	if (!row)
		return -ENOMEM;
	if (!sshd) {
		row->kinds = UINT64_C(1) << EVENT_OFFER;
		count_in(list, row, event);
	}
	return end_row(list, row_add_try(row, event, sshd, weight, note), note);
}

/* Gives the row of sshd's own lines the name of its connection, when a record says it. */
static struct row *adopt(struct row_list *list, const struct event *event, struct note *note)
{
	struct view monitor = monitor_part(event->session);
	struct row *row = row_index_find(&list->monitors, list->rows, monitor);
	if (!row || !row->sshd || monitor_part(monitor_of_row(row)).len == 0 ||
		event->time - row->time > ROW_GRACE || row->monitor_start != EVENT_UNKNOWN)
		return NULL;
	struct event name;
	event_init(&name, EVENT_OFFER);
	name.session = event->session;
	if (row_learn(row, &name, note) != 0 ||
		index_row(list, (size_t)(row - list->rows), note) != 0)
		return NULL;
	return row;
}

/* The row of an event's connection, NULL where there is none yet. */
struct row *row_list_find(const struct row_list *list, struct view session)
{
	return row_index_find(&list->sessions, list->rows, session);
}

/* Whether a row tells only what was decided before a login. */
static bool is_early(const struct row *row)
{
	return row && !row->ended && (row->kind == EVENT_WARNED || row->kind == EVENT_ADMITTED);
}

/* Whether a record goes on with what was decided before a login. */
static bool continues(enum event_kind kind)
{
	return kind == EVENT_ADMITTED || kind == EVENT_LOGIN || kind == EVENT_REFUSED ||
	       kind == EVENT_WARNED;
}

/* Adds a logout to its login, or makes the row that would have been begun by the login. */
static int add_logout(
	struct row_list *list, struct row *row, const struct event *event, struct note *note)
{
	if (!row || row->ended || (row->kind != EVENT_LOGIN && !is_early(row))) {
		int r = add_row(list, event, note);
		if (r != 0)
			return r;
		row = &list->rows[list->count - 1];
	}
	count_in(list, row, event);
	row->ended = true;
	row->seconds = event->seconds;
	return 0;
}

/* Adds an offer to its connection, whatever is known of that. */
static int add_offer(
	struct row_list *list, struct row *row, const struct event *event, struct note *note)
{
	if (!row)
		return add_try_row(list, event, false, weight_of(event), note);
	if (row->kind == EVENT_OFFER)
		row->kinds |= UINT64_C(1) << EVENT_OFFER;
	count_in(list, row, event);
	return row_add_try(row, event, false, weight_of(event), note);
}

/* Adds a record to the row that it belongs to. */
int row_list_add(struct row_list *list, const struct event *event, struct note *note)
{
	struct row *row = row_list_find(list, event->session);
	if (!row && event->session.len > 0)
		row = adopt(list, event, note);
	if (event->kind == EVENT_LOGOUT)
		return add_logout(list, row, event, note);
	if (event->kind == EVENT_OFFER)
		return add_offer(list, row, event, note);
	bool tried = row && row->kind == EVENT_OFFER;
	if ((!is_early(row) && !tried) || !continues(event->kind))
		return add_row(list, event, note);
	if (tried) {
		row->kinds = 0;
		row_forget(row);
	}
	count_in(list, row, event);
	return event->kind == EVENT_ADMITTED && !tried ? 0 : row_tell(row, event, note);
}

/* Writes boot and monitor as a session's name begins, with an end that names no start: `b12-pid-`. */
static struct view name_monitor(const struct event *event, char out[40])
{
	if (event->boot.len <= BOOT_DIGITS + 1 || event->monitor == EVENT_UNKNOWN)
		return (struct view){NULL, 0};
	int len = snprintf(out, 40, "%.8s%.4s-%lld-", event->boot.data, event->boot.data + 9,
		(long long)event->monitor);
	return (struct view){out, len > 0 && len < 40 ? (size_t)len : 0};
}

/* The row of the connection that a line of sshd's speaks of: of the last with this monitor, unless
 * that was long ago, and this is another process with its number. */
static struct row *row_of_monitor(
	const struct row_list *list, struct view name, const struct event *event)
{
	struct row *row = row_index_find(&list->monitors, list->rows, monitor_part(name));
	return row && llabs((long long)(event->time - row->time)) <= ROW_GRACE ? row : NULL;
}

/* Adds sshd's words as a try, or only what they say of the address. */
int row_list_hear(struct row_list *list, const struct event *event, int weight, struct note *note)
{
	char text[40];
	struct event said = {0};
	struct view name = name_monitor(event, text);
	struct row *row = row_of_monitor(list, name, event);
	if (!row && weight < 0 && event->account.len == 0)
		return 0;
	if (!row) {
		struct event named;
		memcpy(&named, event, offsetof(struct event, store));
		named.session = name;
		return add_try_row(list, &named, true, weight, note);
	}
	event_init(&said, EVENT_OFFER);
	if (!row->from[0])
		said.from = event->from;
	if (!row->account[0])
		said.account = event->account;
	int r = said.from.len + said.account.len > 0 ? row_learn(row, &said, note) : 0;
	return r == 0 && weight >= 0 ? row_add_try(row, event, true, weight, note) : r;
}

/* Looks for the row. */
bool row_list_has_monitor(const struct row_list *list, const struct event *event)
{
	char text[40];
	return row_of_monitor(list, name_monitor(event, text), event);
}

/* Hides a row of which nothing but tries is known. */
void row_list_accept(struct row_list *list, const struct event *event)
{
	char text[40];
	struct row *row = row_of_monitor(list, name_monitor(event, text), event);
	if (row && row->kind == EVENT_OFFER)
		row->hidden = true;
}

/* Orders two rows by time, and by when they began in the log where that is the same. */
static int compare(const void *a, const void *b)
{
	const struct row *one = a, *two = b;
	if (one->time != two->time)
		return one->time < two->time ? -1 : 1;
	return one->order < two->order ? -1 : one->order > two->order;
}

/* Lets all rows be found where they are now. */
static int index_all(struct row_list *list, struct note *note)
{
	int r = 0;
	row_index_clear(&list->sessions);
	row_index_clear(&list->monitors);
	for (size_t i = 0; r == 0 && i < list->count; i++)
		r = index_row(list, i, note);
	return r;
}

/* Frees what is not wanted, and sorts what is left. */
void row_list_settle(
	struct row_list *list, bool (*wanted)(const struct row *, const void *), const void *asked)
{
	size_t kept = 0;
	struct note ignored;
	for (size_t i = 0; i < list->count; i++)
		if (wanted(&list->rows[i], asked))
			list->rows[kept++] = list->rows[i];
		else
			row_free(&list->rows[i]);
	list->count = kept;
	if (kept > 0)
		qsort(list->rows, kept, sizeof *list->rows, compare);
	/* Tables that had room for more rows have room for these. */
	(void)index_all(list, &ignored);
}

/* Moves the rows that stay to the front. */
int row_list_drop(struct row_list *list, size_t count, struct note *note)
{
	if (count == 0)
		return 0;
	list->count -= count;
	memmove(list->rows, list->rows + count, list->count * sizeof *list->rows);
	return index_all(list, note);
}

/* Frees the rows and the tables. */
void row_list_free(struct row_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		row_free(&list->rows[i]);
	free(list->rows);
	row_index_free(&list->sessions);
	row_index_free(&list->monitors);
	*list = (struct row_list){0};
}
