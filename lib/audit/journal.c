/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/journal.h"

#include "audit/event_field.h"
#include "audit/plain.h"
#include "audit/sentence.h"
#include "common/cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

#define TEXT_MAX 1281

/* An entry that is put together; JOURNAL_ENTRY_MAX holds the longest. */
struct entry {
	char *bytes;
	size_t len;
};

/* Adds one line that is known to be harmless. */
static void add(struct entry *entry, const char *name, const char *value)
{
	size_t room = JOURNAL_ENTRY_MAX - entry->len;
	int len = snprintf(entry->bytes + entry->len, room, "%s=%s\n", name, value);
	/* Half a line would be taken for a value of another form. */
	if (len > 0 && (size_t)len < room)
		entry->len += (size_t)len;
}

/* Makes a field's name as journald wants it: capitals, digits and underscores. */
static void name_of(const struct event_field *field, char out[64])
{
	size_t len = (size_t)snprintf(out, 64, "KEYHOLE_%s", field->name.data);
	for (size_t i = 0; i < len; i++)
		if (out[i] >= 'a' && out[i] <= 'z')
			out[i] = (char)(out[i] - 'a' + 'A');
}

/* Writes what a field has to say; false: nothing. */
static bool value_of(const struct event *event, const struct event_field *field, char out[TEXT_MAX])
{
	const void *at = (const char *)event + field->offset;
	const struct view *text = at;
	const int64_t *number = at;
	if (field->type == EVENT_FIELD_KIND) {
		snprintf(out, TEXT_MAX, "%s", event_kind_name(event->kind));
		return true;
	}
	if (field->type == EVENT_FIELD_TEXT) {
		size_t cap = field->limit + 1;
		plain_copy(*text, out, cap < TEXT_MAX ? cap : TEXT_MAX);
		return text->len > 0;
	}
	if (*number < 0)
		return false;
	if (field->type == EVENT_FIELD_TIME)
		event_time_text(*number, out);
	else
		snprintf(out, TEXT_MAX, "%" PRId64, *number);
	return true;
}

/* Adds the fields of the event; its version is the line's, not the entry's. */
static void add_fields(struct entry *entry, const struct event *event)
{
	for (size_t i = 1; i < EVENT_FIELD_COUNT; i++) {
		char name[64], value[TEXT_MAX];
		if (!value_of(event, &event_fields[i], value))
			continue;
		name_of(&event_fields[i], name);
		add(entry, name, value);
	}
}

/* What every reader of the journal knows goes first. */
size_t journal_entry(const struct event *event, int priority, char out[JOURNAL_ENTRY_MAX])
{
	struct entry entry = {out, 0};
	char message[SENTENCE_MAX], level[2] = {(char)('0' + LOG_PRI(priority)), '\0'};
	sentence_of(event, message);
	add(&entry, "MESSAGE", message);
	add(&entry, "PRIORITY", level);
	add(&entry, "SYSLOG_FACILITY", "10");
	add(&entry, "SYSLOG_IDENTIFIER", JOURNAL_IDENTIFIER);
	add(&entry, "MESSAGE_ID", JOURNAL_MESSAGE_ID);
	add_fields(&entry, event);
	return entry.len;
}

/* Another record will have the number. */
void journal_unrecorded(struct event *event)
{
	event->epoch = event->seq = event->time = event->clock = EVENT_UNKNOWN;
	event->seal = view_of("");
}

/* One datagram, or none. */
int journal_send(const char *path, struct view entry, struct note *note)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	CLEANUP(fd) int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return note_errno(note, -errno, path);
	size_t len = strlen(path) + 1;
	if (len > sizeof address.sun_path)
		return note_errno(note, -ENAMETOOLONG, path);
	memcpy(address.sun_path, path, len);
	ssize_t sent = sendto(fd, entry.data, entry.len, MSG_DONTWAIT | MSG_NOSIGNAL,
		(const struct sockaddr *)&address, sizeof address);
	return sent < 0 ? note_errno(note, -errno, path) : 0;
}
