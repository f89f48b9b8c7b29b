/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/row.h"

#include "audit/monitor.h"
#include "common/reason.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_ROOM 64

/* Which text of a row is which text of an event. */
static const struct {
	size_t in_row, in_event;
} texts[] = {
#define SAME(member)                                                                               \
	{                                                                                          \
		offsetof(struct row, member), offsetof(struct event, member)                       \
	}
	SAME(session),
	SAME(boot),
	SAME(account),
	SAME(person),
	SAME(from),
	SAME(method),
	SAME(key),
	SAME(key_type),
	SAME(key_comment),
	SAME(more_keys),
	SAME(cert_id),
	SAME(reason),
	SAME(detail),
	SAME(by),
};
#define TEXT_COUNT (sizeof texts / sizeof *texts)

/* The place of a row's n-th text. */
static const char **text_at(struct row *row, size_t n)
{
	return (void *)((char *)row + texts[n].in_row);
}

/* The n-th text of an event; what it does not know, as the row has it from an earlier one. */
static struct view text_of(struct row *row, const struct event *event, size_t n)
{
	const void *at = (const char *)event + texts[n].in_event;
	const struct view *text = at;
	return text->len > 0 || !row->texts ? *text : view_of(*text_at(row, n));
}

/* Copies a text with a NUL behind it; one within it would end it early. */
static char *copy_text(char *out, struct view text)
{
	for (size_t i = 0; i < text.len; i++)
		*out++ = text.data[i] ? text.data[i] : '?';
	*out++ = '\0';
	return out;
}

/* Gives a row the texts of an event. */
static int set_texts(struct row *row, const struct event *event, struct note *note)
{
	size_t len = 0;
	for (size_t i = 0; i < TEXT_COUNT; i++)
		len += text_of(row, event, i).len + 1;
	char *block = malloc(len), *out = block;
	if (!block)
		return note_errno(note, -ENOMEM, "the rows of the log");
	for (size_t i = 0; i < TEXT_COUNT; i++) {
		char *begin = out;
		out = copy_text(out, text_of(row, event, i));
		*text_at(row, i) = begin;
	}
	free(row->texts);
	row->texts = block;
	return 0;
}

/* Makes a row tell what an event tells. */
static int tell(struct row *row, const struct event *event, struct note *note)
{
	row->kind = event->kind;
	row->time = event->time;
	row->clock = event->clock;
	row->unwanted = event->kind == EVENT_LOGIN && event->reason.len > 0;
	row->warned = row->warned || event->kind == EVENT_WARNED;
	row->monitor = event->monitor;
	row->monitor_start = event->monitor_start;
	row->key_bits = event->key_bits;
	return set_texts(row, event, note);
}

/* Keeps of a record that is in a row what can be asked of each record. */
static void count_in(const struct row_list *list, struct row *row, const struct event *event)
{
	row->kinds |= UINT64_C(1) << event->kind;
	row->marked = row->marked || (list->marks && list->marks(event, list->asked));
}

/* A number made of a text, for the table of sessions. */
static size_t hash(struct view text)
{
	uint64_t hash = 14695981039346656037U;
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211U;
	return (size_t)(hash ^ hash >> 32);
}

/* The slot in which a session is, or could be. */
static size_t *slot_of(const struct row_list *list, struct view session)
{
	size_t mask = list->slot_count - 1, at = hash(session) & mask;
	while (list->slots[at] != 0 && !view_is(session, list->rows[list->slots[at] - 1].session))
		at = (at + 1) & mask;
	return &list->slots[at];
}

/* Doubles the table of sessions. */
static int grow_slots(struct row_list *list, struct note *note)
{
	size_t *old = list->slots, old_count = list->slot_count;
	size_t count = old_count > 0 ? 2 * old_count : 4 * FIRST_ROOM;
	size_t *slots = calloc(count, sizeof *slots);
	if (!slots)
		return note_errno(note, -ENOMEM, "the rows of the log");
	list->slots = slots;
	list->slot_count = count;
	for (size_t i = 0; i < old_count; i++)
		if (old[i] != 0)
			*slot_of(list, view_of(list->rows[old[i] - 1].session)) = old[i];
	free(old);
	return 0;
}

/* Makes room for one more row, and keeps the table of sessions at most half full. */
static int make_room(struct row_list *list, struct note *note)
{
	if (!list->rows || list->count == list->room) {
		size_t room = list->room > 0 ? 2 * list->room : FIRST_ROOM;
		struct row *rows = reallocarray(list->rows, room, sizeof *rows);
		if (!rows)
			return note_errno(note, -ENOMEM, "the rows of the log");
		list->rows = rows;
		list->room = room;
	}
	return 2 * (list->count + 1) > list->slot_count ? grow_slots(list, note) : 0;
}

/* Begins a row; from now on it is the one of its session. */
static int begin_row(struct row_list *list, const struct event *event, struct note *note)
{
	int r = make_room(list, note);
	if (r != 0)
		return r;
	struct row *row = &list->rows[list->count];
	*row = (struct row){.seconds = EVENT_UNKNOWN, .keys = 1, .order = list->count};
	r = tell(row, event, note);
	if (r != 0)
		return r;
	list->count++;
	count_in(list, row, event);
	if (event->session.len > 0)
		*slot_of(list, event->session) = list->count;
	return 0;
}

/* The row of an event's connection, NULL where there is none yet. */
static struct row *row_of(const struct row_list *list, const struct event *event)
{
	if (list->slot_count == 0)
		return NULL;
	size_t number = *slot_of(list, event->session);
	return number > 0 ? &list->rows[number - 1] : NULL;
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
		int r = begin_row(list, event, note);
		if (r != 0)
			return r;
		row = &list->rows[list->count - 1];
		if (event->seconds > 0 && event->seconds < row->time / 1000000)
			row->time -= event->seconds * 1000000;
	}
	count_in(list, row, event);
	row->ended = true;
	row->seconds = event->seconds;
	return 0;
}

/* Adds an offer: of several, what is told is the key that came furthest. */
static int add_offer(
	struct row_list *list, struct row *row, const struct event *event, struct note *note)
{
	if (!row)
		return begin_row(list, event, note);
	if (row->kind != EVENT_OFFER)
		return 0;
	count_in(list, row, event);
	row->keys++;
	if (reason_by_token(event->reason) <= reason_by_token(view_of(row->reason)))
		return 0;
	int64_t began = row->time;
	int r = tell(row, event, note);
	row->time = began;
	return r;
}

/* Adds a record to the row that it belongs to. */
int row_list_add(struct row_list *list, const struct event *event, struct note *note)
{
	struct row *row = row_of(list, event);
	if (event->kind == EVENT_LOGOUT)
		return add_logout(list, row, event, note);
	if (event->kind == EVENT_OFFER)
		return add_offer(list, row, event, note);
	if (!is_early(row) || !continues(event->kind))
		return begin_row(list, event, note);
	count_in(list, row, event);
	return event->kind == EVENT_ADMITTED ? 0 : tell(row, event, note);
}

/* Orders two rows by time, and by when they began in the log where that is the same. */
static int compare(const void *a, const void *b)
{
	const struct row *one = a, *two = b;
	if (one->time != two->time)
		return one->time < two->time ? -1 : 1;
	return one->order < two->order ? -1 : one->order > two->order;
}

/* Sorts what is wanted; the table of sessions speaks of the old order and goes. */
void row_list_settle(
	struct row_list *list, bool (*wanted)(const struct row *, const void *), const void *asked)
{
	size_t kept = 0;
	free(list->slots);
	list->slots = NULL;
	list->slot_count = 0;
	for (size_t i = 0; i < list->count; i++)
		if (wanted(&list->rows[i], asked))
			list->rows[kept++] = list->rows[i];
		else
			free(list->rows[i].texts);
	list->count = kept;
	if (kept > 0)
		qsort(list->rows, kept, sizeof *list->rows, compare);
}

/* Asks for the very process that would record the logout. */
bool row_is_open(const struct row *row)
{
	return row->kind == EVENT_LOGIN && !row->ended && row->monitor > 0 &&
	       row->monitor <= INT32_MAX && row->monitor_start > 0 &&
	       monitor_alive(row->boot, (pid_t)row->monitor, (uint64_t)row->monitor_start);
}

/* Frees the texts, the rows and the table of sessions. */
void row_list_free(struct row_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->rows[i].texts);
	free(list->rows);
	free(list->slots);
	*list = (struct row_list){0};
}
