/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/event.h"

#include "audit/event_field.h"

#include <stddef.h>

#define NAME(text)                                                                                 \
	{                                                                                          \
		text, sizeof text - 1                                                              \
	}
#define NUMBER(member)                                                                             \
	{                                                                                          \
		NAME(#member), EVENT_FIELD_NUMBER, 0, offsetof(struct event, member)               \
	}
#define TEXT(member, limit)                                                                        \
	{                                                                                          \
		NAME(#member), EVENT_FIELD_TEXT, limit, offsetof(struct event, member)             \
	}

const struct event_field event_fields[EVENT_FIELD_COUNT] = {
	{NAME("v"), EVENT_FIELD_NUMBER, 0, offsetof(struct event, version)},
	NUMBER(epoch),
	NUMBER(seq),
	{NAME("time"), EVENT_FIELD_TIME, 0, offsetof(struct event, time)},
	{NAME("clock"), EVENT_FIELD_TIME, 0, offsetof(struct event, clock)},
	{NAME("event"), EVENT_FIELD_KIND, 0, offsetof(struct event, kind)},
	TEXT(session, 64),
	TEXT(account, 384),
	NUMBER(uid),
	TEXT(person, 384),
	TEXT(from, 256),
	NUMBER(port),
	TEXT(method, 256),
	TEXT(key, 192),
	TEXT(key_type, 96),
	NUMBER(key_bits),
	TEXT(key_comment, 512),
	TEXT(known_at, 640),
	TEXT(more_keys, 1024),
	TEXT(cert_id, 512),
	TEXT(cert_serial, 32),
	TEXT(cert_ca, 192),
	TEXT(reason, 64),
	TEXT(detail, 1280),
	NUMBER(seconds),
	TEXT(by, 256),
	TEXT(boot, 64),
	NUMBER(monitor),
	NUMBER(monitor_start),
	NUMBER(audit_session),
	TEXT(after, 128),
	TEXT(seal, 128),
};

static const struct view kinds[EVENT_KIND_COUNT] = {
	[EVENT_NONE] = NAME("none"),
	[EVENT_LOGIN] = NAME("login"),
	[EVENT_LOGOUT] = NAME("logout"),
	[EVENT_ADMITTED] = NAME("admitted"),
	[EVENT_REFUSED] = NAME("refused"),
	[EVENT_WARNED] = NAME("warned"),
	[EVENT_OFFER] = NAME("offer"),
	[EVENT_CLOCK] = NAME("clock"),
	[EVENT_ADDED] = NAME("added"),
	[EVENT_REMOVED] = NAME("removed"),
	[EVENT_REVOKED] = NAME("revoked"),
	[EVENT_GRANTED] = NAME("granted"),
	[EVENT_UNGRANTED] = NAME("ungranted"),
	[EVENT_CHANGED] = NAME("changed"),
	[EVENT_ENABLED] = NAME("enabled"),
	[EVENT_DISABLED] = NAME("disabled"),
	[EVENT_SEALED] = NAME("sealed"),
};

/* Sets every field to unknown; the store needs no setting. */
void event_init(struct event *event, enum event_kind kind)
{
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		const struct event_field *field = &event_fields[i];
		if (field->type == EVENT_FIELD_TEXT)
			*event_field_text(event, field) = (struct view){NULL, 0};
		else if (field->type != EVENT_FIELD_KIND)
			*event_field_number(event, field) = EVENT_UNKNOWN;
	}
	event->version = EVENT_VERSION;
	event->kind = kind;
}

/* Looks a name up by its number; what is none is "none". */
const char *event_kind_name(enum event_kind kind)
{
	return kinds[(unsigned)kind < EVENT_KIND_COUNT ? kind : EVENT_NONE].data;
}

/* Walks the table for a name. */
enum event_kind event_kind_by_name(struct view name)
{
	for (unsigned kind = EVENT_NONE + 1; kind < EVENT_KIND_COUNT; kind++)
		if (view_equal(name, kinds[kind]))
			return (enum event_kind)kind;
	return EVENT_NONE;
}
