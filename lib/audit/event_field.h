/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_field.h – the table of an event's fields, for the writer and the reader of a line
 *
 * Shape:  one row a field, in the order of `struct event`, which is the order in a line. Numbers
 *         are 0 to JSON_NUMBER_MAX (what every reader of JSON holds exactly); what is outside is
 *         unknown. The limits of all texts, the names and the numbers together MUST fit into
 *         EVENT_LINE_MAX. `own` is how a line of this project has the name: its quotes, its colon,
 *         then zeros. It is compared as a whole, most names that it is compared with being others.
 * Units:  `limit` is in bytes as written, escapes and the "..." of a cut included.
 * Memory: the table is constant.
 * Errors: event_time_parse, event_time_has_form: whether it was a time.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_EVENT_FIELD_H
#define KEYHOLE_AUDIT_EVENT_FIELD_H

#include "audit/event.h"

#include <stdbool.h>

#define EVENT_FIELD_COUNT 32
#define EVENT_OWN_NAME 16
#define EVENT_TIME_MAX 253402300799999999
#define EVENT_TIME_LEN 27

enum event_field_type { EVENT_FIELD_NUMBER, EVENT_FIELD_TIME, EVENT_FIELD_KIND, EVENT_FIELD_TEXT };

struct event_field {
	struct view name;
	char own[EVENT_OWN_NAME];
	enum event_field_type type;
	unsigned limit;
	size_t offset;
};

extern const struct event_field event_fields[EVENT_FIELD_COUNT];

/** The number of an event that a row of the table speaks of. */
static inline int64_t *event_field_number(struct event *event, const struct event_field *field)
{
	return (void *)((char *)event + field->offset);
}

/** The text of an event that a row of the table speaks of. */
static inline struct view *event_field_text(struct event *event, const struct event_field *field)
{
	return (void *)((char *)event + field->offset);
}

/** Whether marks stand where they do in a time, and digits everywhere else; there may be no such day. */
bool event_time_has_form(const char at[EVENT_TIME_LEN]);

/** Reads a time as event_time_text writes it, and in no other form. */
bool event_time_parse(struct view text, int64_t *time);

#endif
