/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/event_field.h"
#include "audit/json.h"
#include "audit/utf8.h"

#include <errno.h>

#define CUT "..."
#define ESCAPE_LEN 6

/* The rest of the caller's buffer; once something did not fit, nothing more is written. */
struct sink {
	char *at, *end;
	bool full;
};

/* Writes bytes as they are. */
static void put(struct sink *sink, const char *bytes, size_t len)
{
	if (sink->full || (size_t)(sink->end - sink->at) < len) {
		sink->full = true;
		return;
	}
	memcpy(sink->at, bytes, len);
	sink->at += len;
}

/* Writes a number in decimal. */
static void put_number(struct sink *sink, int64_t number)
{
	char digits[20];
	size_t at = sizeof digits;
	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	put(sink, digits + at, sizeof digits - at);
}

/* Whether a character is written as \uXXXX: the hidden ones and JSON's own two. */
static bool is_escaped(int32_t character)
{
	return character == '"' || character == '\\' || utf8_hidden(character);
}

/* Puts the written form of a text's first character into `out` and takes it off the text. Most are
 * plain ASCII, and the command counts its instructions. */
static size_t take_written(struct view *text, char out[ESCAPE_LEN])
{
	static const char hex[] = "0123456789abcdef";
	char first = *text->data;
	if (first >= 0x20 && first < 0x7F && first != '"' && first != '\\') {
		*out = first;
		text->data++;
		text->len--;
		return 1;
	}
	int32_t character = utf8_take(text);
	if (!is_escaped(character))
		return utf8_put(character, out);
	out[0] = '\\';
	out[1] = 'u';
	for (unsigned i = 0; i < 4; i++)
		out[2 + i] = hex[(character >> (12 - 4 * i)) & 0xF];
	return ESCAPE_LEN;
}

/* Writes a text in quotes; `cut` trails behind as the last place after which "..." still fits. */
static void put_text(struct sink *sink, struct view text, size_t limit)
{
	put(sink, "\"", 1);
	char *begin = sink->at, *cut = begin;
	while (text.len > 0 && !sink->full) {
		char written[ESCAPE_LEN];
		size_t len = take_written(&text, written);
		size_t used = (size_t)(sink->at - begin);
		if (used + len > limit) {
			sink->at = cut;
			put(sink, CUT, sizeof CUT - 1);
			break;
		}
		put(sink, written, len);
		if (used + len + sizeof CUT - 1 <= limit)
			cut = sink->at;
	}
	put(sink, "\"", 1);
}

/* Writes a field's name, after a comma where it is not the first. */
static void put_name(struct sink *sink, const struct event_field *field)
{
	put(sink, ",\"", field == event_fields ? 0 : 1);
	put(sink, "\"", 1);
	put(sink, field->name.data, field->name.len);
	put(sink, "\":", 2);
}

/* Writes a time in quotes. */
static void put_time(struct sink *sink, int64_t time)
{
	char text[EVENT_TIME_LEN + 1];
	event_time_text(time, text);
	put_text(sink, (struct view){text, EVENT_TIME_LEN}, EVENT_TIME_LEN);
}

/* Writes a field that holds a number or a time, unless it is unknown. */
static void put_number_field(struct sink *sink, const struct event_field *field, int64_t number)
{
	bool is_time = field->type == EVENT_FIELD_TIME;
	if (number < 0 || number > (is_time ? EVENT_TIME_MAX : JSON_NUMBER_MAX))
		return;
	put_name(sink, field);
	if (is_time)
		put_time(sink, number);
	else
		put_number(sink, number);
}

/* Writes one field, name and value, unless it is unknown. */
static void put_field(struct sink *sink, const struct event *event, const struct event_field *field)
{
	const void *at = (const char *)event + field->offset;
	const struct view *text = at;
	const int64_t *number = at;
	if (field->type == EVENT_FIELD_KIND) {
		put_name(sink, field);
		put_text(sink, view_of(event_kind_name(event->kind)), EVENT_LINE_MAX);
	} else if (field->type != EVENT_FIELD_TEXT) {
		put_number_field(sink, field, *number);
	} else if (text->len > 0) {
		put_name(sink, field);
		put_text(sink, *text, field->limit);
	}
}

/* Writes every field that is known, in the table's order. */
int event_encode(const struct event *event, char *out, size_t cap, size_t *len, struct note *note)
{
	struct sink sink = {out, out + cap, false};
	put(&sink, "{", 1);
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++)
		put_field(&sink, event, &event_fields[i]);
	put(&sink, "}\n", 2);
	*len = (size_t)(sink.at - out);
	if (sink.full)
		return note_set(note, -ENOSPC, "a record of the log needs up to %d bytes, not %zu",
			EVENT_LINE_MAX, cap);
	return 0;
}
