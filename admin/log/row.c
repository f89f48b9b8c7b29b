/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/row.h"

#include "audit/monitor.h"

#include <errno.h>
#include <stdlib.h>

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
	SAME(known_at),
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
int row_learn(struct row *row, const struct event *event, struct note *note)
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
int row_tell(struct row *row, const struct event *event, struct note *note)
{
	row->kind = event->kind;
	row->time = event->time;
	row->clock = event->clock;
	row->unwanted = event->kind == EVENT_LOGIN && event->reason.len > 0;
	row->warned = row->warned || event->kind == EVENT_WARNED;
	if (event->monitor != EVENT_UNKNOWN)
		row->monitor = event->monitor;
	if (event->monitor_start != EVENT_UNKNOWN)
		row->monitor_start = event->monitor_start;
	if (event->audit_session != EVENT_UNKNOWN)
		row->audit_session = event->audit_session;
	row->key_bits = event->key_bits;
	return row_learn(row, event, note);
}

/* Empties what a refused offer may have said of key and person; account and address stay. */
void row_forget(struct row *row)
{
	row->person = row->key = row->key_type = row->key_comment = row->more_keys = "";
	row->cert_id = row->method = row->reason = row->known_at = "";
	row->detail = "";
	row->key_bits = EVENT_UNKNOWN;
	row->sshd = false;
	row->hidden = false;
	for (struct row_try *attempt = row->tries; attempt; attempt = attempt->next)
		attempt->told = false;
}

/* Whether a try says what an event does. */
static bool is_same(const struct row_try *attempt, const struct event *event, bool sshd)
{
	return attempt->sshd == sshd && view_is(event->key, attempt->key) &&
	       view_is(event->key_type, attempt->key_type) &&
	       view_is(event->reason, attempt->reason) && view_is(event->detail, attempt->detail);
}

/* Makes a try of an event. */
static struct row_try *make_try(const struct event *event, bool sshd, int weight)
{
	const struct view parts[] = {
		event->person, event->key, event->key_type, event->reason, event->detail};
	const char *places[sizeof parts / sizeof *parts];
	size_t count = sizeof parts / sizeof *parts, len = 0;
	for (size_t i = 0; i < count; i++)
		len += parts[i].len + 1;
	struct row_try *attempt = malloc(sizeof *attempt + len);
	if (!attempt)
		return NULL;
	char *out = attempt->texts;
	for (size_t i = 0; i < count; i++) {
		places[i] = out;
		out = copy_text(out, parts[i]);
	}
	attempt->next = NULL;
	attempt->sshd = sshd;
	attempt->told = false;
	attempt->weight = weight;
	attempt->key_bits = event->key_bits;
	attempt->person = places[0];
	attempt->key = places[1];
	attempt->key_type = places[2];
	attempt->reason = places[3];
	attempt->detail = places[4];
	return attempt;
}

/* Makes a try what the row tells, as if the connection had begun with it. */
static int tell_try(
	struct row *row, struct row_try *attempt, const struct event *event, struct note *note)
{
	int64_t began = row->time;
	bool first = !row->texts;
	row_forget(row);
	int r = row_tell(row, event, note);
	if (!first)
		row->time = began;
	row->sshd = attempt->sshd;
	row->weight = attempt->weight;
	attempt->told = true;
	return r;
}

/* Adds a try behind the others. */
int row_add_try(
	struct row *row, const struct event *event, bool sshd, int weight, struct note *note)
{
	struct row_try **at = &row->tries;
	unsigned count = 0;
	for (; *at; at = &(*at)->next, count++)
		if (is_same(*at, event, sshd))
			return 0;
	if (!sshd)
		row->keys++;
	if (count >= ROW_TRIES_MAX)
		return 0;
	*at = make_try(event, sshd, weight);
	if (!*at)
		return note_errno(note, -ENOMEM, "the rows of the log");
	if (row->kind == EVENT_OFFER && (!row->texts || count == 0 || weight > row->weight))
		return tell_try(row, *at, event, note);
	return 0;
}

/* Frees the texts and the tries. */
void row_free(struct row *row)
{
	struct row_try *next;
	for (struct row_try *attempt = row->tries; attempt; attempt = next) {
		next = attempt->next;
		free(attempt);
	}
	free(row->texts);
	row->tries = NULL;
	row->texts = NULL;
}

/* Asks for the very process that would record the logout. */
bool row_is_open(const struct row *row)
{
	return row->kind == EVENT_LOGIN && !row->ended && row->monitor > 0 &&
	       row->monitor <= INT32_MAX && row->monitor_start > 0 &&
	       monitor_alive(row->boot, (pid_t)row->monitor, (uint64_t)row->monitor_start);
}
