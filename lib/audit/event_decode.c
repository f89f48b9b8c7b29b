/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/event_field.h"
#include "audit/event_own.h"
#include "audit/json.h"

#include <errno.h>
#include <stddef.h>

/* How far the reading of a record has come. */
struct cursor {
	struct json json;
	uint64_t seen; /* a bit for each field */
	size_t next;   /* the field that comes next if the line is of this version */
};

/* Finds a field by its name, beginning where it is if the line is of this version. */
static const struct event_field *field_named(struct cursor *cursor, struct view name)
{
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		size_t at = (cursor->next + i) % EVENT_FIELD_COUNT;
		if (view_equal(event_fields[at].name, name)) {
			cursor->next = at + 1;
			return &event_fields[at];
		}
	}
	return NULL;
}

/* Reads a value into the field that it belongs to. */
static int take_field(struct cursor *cursor, struct event *event, const struct event_field *field)
{
	if (field->type == EVENT_FIELD_TEXT)
		return json_text(&cursor->json, event_field_text(event, field));
	if (field->type == EVENT_FIELD_NUMBER)
		return json_number(&cursor->json, event_field_number(event, field));
	struct view text;
	int r = json_text(&cursor->json, &text);
	if (r != 0)
		return r;
	if (field->type == EVENT_FIELD_KIND)
		event->kind = event_kind_by_name(text);
	else if (!event_time_parse(text, event_field_number(event, field)))
		return json_bad(&cursor->json, "not a time like 2026-11-22T13:45:10.123456Z");
	return 0;
}

/* Takes a name and its colon; `*field` is NULL where it is of none. */
static int take_name(struct cursor *cursor, const struct event_field **field)
{
	struct view name;
	char *store = cursor->json.store;
	int r = json_text(&cursor->json, &name);
	if (r != 0)
		return r;
	*field = field_named(cursor, name);
	cursor->json.store = store;
	return json_take(&cursor->json, ':') ? 0 : json_bad(&cursor->json, "a colon is expected");
}

/* Reads a name and its value. */
static int take_member(struct cursor *cursor, struct event *event)
{
	const struct event_field *field;
	int r = take_name(cursor, &field);
	if (r != 0)
		return r;
	if (!field)
		return json_skip(&cursor->json);
	uint64_t bit = (uint64_t)1 << (field - event_fields);
	if (cursor->seen & bit)
		return json_bad(&cursor->json, "a field stands there twice");
	cursor->seen |= bit;
	return take_field(cursor, event, field);
}

/* Whether a field that every record has was among those of the line. */
static bool has(const struct cursor *cursor, size_t offset)
{
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++)
		if (event_fields[i].offset == offset)
			return cursor->seen >> i & 1;
	return false;
}

/* Reads an object whose line holds nothing else. */
static int take_object(struct cursor *cursor, struct event *event)
{
	if (!json_take(&cursor->json, '{'))
		return json_bad(&cursor->json, "a record begins with {");
	if (!json_take(&cursor->json, '}')) {
		do {
			int r = take_member(cursor, event);
			if (r != 0)
				return r;
		} while (json_take(&cursor->json, ','));
		if (!json_take(&cursor->json, '}'))
			return json_bad(&cursor->json, "a comma or the end is expected");
	}
	return json_end(&cursor->json);
}

/* Reads a line and sees that it has what makes it a record. */
int event_decode(struct view line, struct event *event, struct note *note)
{
	if (event_own_decode(line, event))
		return 0;
	event_init(event, EVENT_NONE);
	if (line.len == 0)
		return note_set(note, -EBADMSG, "the line is empty");
	if (line.len >= EVENT_LINE_MAX)
		return note_set(note, -EBADMSG, "the line is longer than %d bytes", EVENT_LINE_MAX);
	struct cursor cursor = {json_open(line, event->store, note), 0, 0};
	int r = take_object(&cursor, event);
	if (r != 0)
		return r;
	static const struct {
		const char *name;
		size_t offset;
	} needed[] = {{"v", offsetof(struct event, version)},
		{"time", offsetof(struct event, time)}, {"event", offsetof(struct event, kind)}};
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!has(&cursor, needed[i].offset))
			return note_set(note, -EBADMSG, "the record has no \"%s\"", needed[i].name);
	return 0;
}
