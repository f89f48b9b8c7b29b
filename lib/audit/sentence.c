/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/sentence.h"

#include "audit/plain.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

/* What one name, path or address may take of the line. */
#define NAME_ROOM 129
#define PATH_ROOM 257
#define ADDRESS_ROOM 65
/* A SHA-256 in hex; a seal of any other length is none. */
#define SEAL_LEN 64

/* A line that is put together; `cap` leaves room for what has to stand behind it. */
struct line {
	char *text;
	size_t len, cap;
};

/* Adds words of keyhole's own; what does not fit is left out. */
__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
	va_list args;
	size_t room = line->cap - line->len;
	va_start(args, format);
	int len = vsnprintf(line->text + line->len, room, format, args);
	va_end(args);
	if (len > 0)
		line->len += (size_t)len < room ? (size_t)len : room - 1;
}

/* Adds a text from outside, behind some words, unless it is empty; it is made harmless, and cut
 * where it would take more than its room. */
static void add_text(struct line *line, const char *before, struct view text, size_t room)
{
	if (text.len == 0)
		return;
	add(line, "%s", before);
	size_t left = line->cap - line->len;
	/* No room for a character and the dots of a cut. */
	if (left < 8)
		return;
	plain_copy(text, line->text + line->len, room < left ? room : left);
	line->len += strlen(line->text + line->len);
}

/* Adds the client's address and port, behind some words. */
static void add_address(struct line *line, const char *before, const struct event *event)
{
	add_text(line, before, event->from, ADDRESS_ROOM);
	if (event->from.len > 0 && event->port >= 0)
		add(line, " port %" PRId64, event->port);
}

/* Adds whose key it was, or how the account was opened where keyhole knows no key. */
static void add_key(struct line *line, const struct event *event)
{
	if (event->key.len == 0 && event->person.len == 0) {
		add_text(line, " by ", event->method, NAME_ROOM);
		return;
	}
	add_text(line, " by ", event->person, NAME_ROOM);
	add(line, event->person.len > 0 ? "'s key" : " by a key of nobody known,");
	add_text(line, " ", event->key, NAME_ROOM);
}

/* Adds a reason's token. */
static void add_reason(struct line *line, const struct event *event)
{
	add_text(line, " [", event->reason, NAME_ROOM);
	if (event->reason.len > 0)
		add(line, "]");
}

/* Adds what a connection did: "login of brian by alice's key SHA256:…". */
static void add_visit(struct line *line, const struct event *event)
{
	add(line, "%s", event->kind == EVENT_ADMITTED ? "admission" : event_kind_name(event->kind));
	add_text(line, " of ", event->account, NAME_ROOM);
	add_key(line, event);
	add_reason(line, event);
	if (event->seconds >= 0)
		add(line, " after %" PRId64 " s", event->seconds);
}

/* Adds what was decided of a login: "brian is refused [ssh-writable]". */
static void add_decision(struct line *line, const struct event *event)
{
	add_text(line, "", event->account, NAME_ROOM);
	add(line, event->kind == EVENT_REFUSED ? " is refused" : " is let in");
	add_reason(line, event);
}

/* Adds what an administrator changed: "added alice's key SHA256:… by root". */
static void add_change(struct line *line, const struct event *event)
{
	add(line, "%s", event_kind_name(event->kind));
	if (event->kind == EVENT_CHANGED) {
		add_text(line, " ", event->known_at, PATH_ROOM);
	} else {
		add_text(line, " ", event->person, NAME_ROOM);
		add_text(line, event->person.len > 0 ? "'s key " : " the key ", event->key,
			NAME_ROOM);
		add_text(line, " for ", event->account, NAME_ROOM);
		add_text(line, " at ", event->known_at, PATH_ROOM);
	}
	add_reason(line, event);
	add_text(line, " by ", event->by, NAME_ROOM);
}

/* Adds what stands at the end and must not be cut: of a decision the address, and the head. */
static void add_end(struct line *line, const struct event *event, bool decision)
{
	if (decision) {
		add_address(line, " (from ", event);
		add(line, event->from.len > 0 ? ")" : "");
	}
	if (event->seal.len == SEAL_LEN && event->seq >= 0) {
		add(line, " [head %" PRId64, event->seq);
		add_text(line, " ", event->seal, SEAL_LEN + 1);
		add(line, "]");
	}
}

/* Makes the end first, to know what room it leaves. */
size_t sentence_of(const struct event *event, char out[SENTENCE_MAX])
{
	char end_text[2 * ADDRESS_ROOM + 2 * SEAL_LEN];
	bool decision = event->kind == EVENT_REFUSED || event->kind == EVENT_WARNED;
	bool visit = event->kind == EVENT_LOGIN || event->kind == EVENT_LOGOUT ||
		     event->kind == EVENT_ADMITTED;
	struct line end = {end_text, 0, sizeof end_text};
	end_text[0] = '\0';
	add_end(&end, event, decision);
	struct line line = {out, 0, SENTENCE_MAX - end.len};
	out[0] = '\0';
	if (decision)
		add_decision(&line, event);
	else if (visit)
		add_visit(&line, event);
	else
		add_change(&line, event);
	if (!decision)
		add_address(&line, " from ", event);
	add_text(&line, ": ", event->detail, SENTENCE_MAX);
	memcpy(out + line.len, end_text, end.len + 1);
	return line.len + end.len;
}
