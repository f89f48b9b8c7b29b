/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/event.h"

#include "audit/event_field.h"

#include <stddef.h>

#define NAME(text)                                                                                 \
	{                                                                                          \
		text, sizeof text - 1                                                              \
	}
#define FIELD(name, type, limit, member)                                                           \
	{                                                                                          \
		NAME(name), "\"" name "\":", type, limit, offsetof(struct event, member)           \
	}
#define NUMBER(member) FIELD(#member, EVENT_FIELD_NUMBER, 0, member)
#define TEXT(member, limit) FIELD(#member, EVENT_FIELD_TEXT, limit, member)

const struct event_field event_fields[EVENT_FIELD_COUNT] = {
	FIELD("v", EVENT_FIELD_NUMBER, 0, version),
	NUMBER(epoch),
	NUMBER(seq),
	FIELD("time", EVENT_FIELD_TIME, 0, time),
	FIELD("clock", EVENT_FIELD_TIME, 0, clock),
	FIELD("event", EVENT_FIELD_KIND, 0, kind),
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
	[EVENT_ENABLED] = NAME("enabled"),
	[EVENT_DISABLED] = NAME("disabled"),
	[EVENT_SEALED] = NAME("sealed"),
};

/* Sets every text to unknown: one by one, since this is done for each line that is read, and takes a
 * fifth of the time so that memset(3) would, or going through the table. */
static void init_texts(struct event *event)
{
	const struct view empty = {NULL, 0};
	event->session = empty;
	event->account = empty;
	event->person = empty;
	event->from = empty;
	event->from = empty;
	event->method = empty;
	event->key = empty;
	event->key_type = empty;
	event->key_comment = empty;
	event->known_at = empty;
	event->more_keys = empty;
	event->cert_id = empty;
	event->cert_serial = empty;
	event->cert_ca = empty;
	event->reason = empty;
	event->detail = empty;
	event->by = empty;
	event->boot = empty;
	event->after = empty;
	event->seal = empty;
}

/* Sets every field to unknown; the store needs no setting. */
void event_init(struct event *event, enum event_kind kind)
{
	event->version = EVENT_VERSION;
	event->kind = kind;
	event->epoch = event->seq = event->time = event->clock = event->uid = event->port =
		event->key_bits = event->seconds = event->monitor = event->monitor_start =
			event->audit_session = EVENT_UNKNOWN;
	init_texts(event);
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
