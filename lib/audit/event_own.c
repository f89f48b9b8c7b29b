/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/event_own.h"

#include "audit/event_field.h"
#include "audit/json.h"

#include <endian.h>

#define EIGHT sizeof(uint64_t)
#define ONES UINT64_C(0x0101010101010101)
#define DIGITS_MAX 16 /* of JSON_NUMBER_MAX: what has fewer is not greater */

typedef unsigned char bytes __attribute__((vector_size(EVENT_OWN_NAME)));
typedef uint64_t words __attribute__((vector_size(EVENT_OWN_NAME)));

/* How far a line is read. */
struct own {
	const char *at, *end;
	struct json json; /* for what is not as nearly all is */
};

/* The last bytes of a line, and zeros behind them. Inline it would keep all the others in memory. */
static bytes __attribute__((noinline)) last_bytes(const struct own *own)
{
	bytes last = {0};
	memcpy(&last, own->at, (size_t)(own->end - own->at));
	return last;
}

/* The bytes that come next. */
static inline bytes next_bytes(const struct own *own)
{
	bytes next;
	if (own->end - own->at < (ptrdiff_t)sizeof next)
		return last_bytes(own);
	memcpy(&next, own->at, sizeof next);
	return next;
}

/* Whether bytes begin with the name of a field and its colon. */
static inline bool is_name(bytes next, const struct event_field *field)
{
	bytes name;
	memcpy(&name, field->own, sizeof name);
	words same = (words)((next == name) | (name == 0));
	return (same[0] & same[1]) == UINT64_MAX;
}

/* Reads the digits with which eight bytes begin, all at once: numbers are of all lengths, and the end
 * of a loop over them would be foreseen wrongly. Gives how many there are. */
static inline size_t take_digits(const char *at, int64_t *number)
{
	uint64_t text;
	memcpy(&text, at, sizeof text);
	text = le64toh(text) ^ (ONES * '0');
	uint64_t other = (text | (text + ONES * (0x80 - 10))) & (ONES * 0x80);
	size_t count = other != 0 ? (size_t)__builtin_ctzll(other) / 8 : EIGHT;
	text = count > 0 ? text << (64 - 8 * count) : 0;
	text = (text * 10 + (text >> 8)) & 0x00FF00FF00FF00FF;
	text = (text * 100 + (text >> 16)) & 0x0000FFFF0000FFFF;
	*number = (int64_t)((text * 10000 + (text >> 32)) & 0xFFFFFFFF);
	return count;
}

/* Whether a byte is a digit. */
static inline bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Reads a number that is not among the last bytes of the line, nor longer than any of this project's. */
static inline bool take_short_number(struct own *own, int64_t *number)
{
	const char *at = own->at;
	if (own->end - at <= DIGITS_MAX)
		return false;
	size_t count = take_digits(at, number);
	if (count == 0 || (*at == '0' && count > 1))
		return false;
	if (count == EIGHT)
		for (; count < DIGITS_MAX && is_digit(at[count]); count++)
			*number = *number * 10 + (at[count] - '0');
	own->at = at + count;
	return count < DIGITS_MAX;
}

/* Reads any number. */
static inline bool take_number(struct own *own, int64_t *number)
{
	own->json.at = own->at;
	if (take_short_number(own, number))
		return true;
	bool good = json_number(&own->json, number) == 0;
	own->at = own->json.at;
	return good;
}

/* Reads a text that is plain. */
static inline bool take_plain_text(struct own *own, struct view *text)
{
	const char *begin = own->at + 1;
	if (own->at == own->end || *own->at != '"')
		return false;
	const char *close = json_plain_end(begin, own->end);
	if (close == own->end || *close != '"')
		return false;
	text->data = begin;
	text->len = (size_t)(close - begin);
	own->at = close + 1;
	return true;
}

/* Reads any text; nearly all are plain, and stay where they are. */
static inline bool take_text(struct own *own, struct view *text)
{
	if (take_plain_text(own, text))
		return true;
	own->json.at = own->at;
	bool good = json_text(&own->json, text) == 0;
	own->at = own->json.at;
	return good;
}

/* Reads what a field has. */
static inline bool take_value(struct own *own, struct event *event, const struct event_field *field)
{
	struct view text;
	if (field->type == EVENT_FIELD_TEXT)
		return take_text(own, event_field_text(event, field));
	if (field->type == EVENT_FIELD_NUMBER)
		return take_number(own, event_field_number(event, field));
	if (!take_text(own, &text))
		return false;
	if (field->type == EVENT_FIELD_TIME)
		return event_time_parse(text, event_field_number(event, field));
	event->kind = event_kind_by_name(text);
	return true;
}

/* Reads field after field: each is one of those that come behind the last one. */
static bool take_fields(struct own *own, struct event *event)
{
	const struct event_field *field = event_fields, *last = event_fields + EVENT_FIELD_COUNT;
	for (;;) {
		const bytes next = next_bytes(own);
		while (field < last && !is_name(next, field))
			field++;
		if (field == last)
			return false;
		own->at += field->name.len + 3;
		if (!take_value(own, event, field) || own->at == own->end)
			return false;
		if (*own->at != ',')
			return own->end - own->at == 1 && *own->at == '}';
		own->at++;
		field++;
	}
}

/* Reads the fields, and sees that those are there that make it a record. */
bool event_own_decode(struct view line, struct event *event)
{
	struct note ignored;
	if (line.len == 0 || line.len >= EVENT_LINE_MAX || *line.data != '{')
		return false;
	struct own own = {
		line.data + 1, line.data + line.len, json_open(line, event->store, &ignored)};
	event_init(event, EVENT_NONE);
	event->version = EVENT_UNKNOWN;
	return take_fields(&own, event) && event->version != EVENT_UNKNOWN &&
	       event->time != EVENT_UNKNOWN && event->kind != EVENT_NONE;
}
