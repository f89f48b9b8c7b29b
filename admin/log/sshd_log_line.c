/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/sshd_log_line.h"

#include "admin/log/sshd_says.h"
#include "audit/json.h"

#include <stdio.h>

#define BOOT_DIGITS 32

/* What is read of an entry. */
struct entry {
	struct view message, pid, boot, time;
};

/* Takes an array of bytes as the text that it is. */
static bool take_bytes(struct json *json, struct view *text)
{
	char *begin = json->store;
	int64_t byte;
	if (json_take(json, ']'))
		return false;
	do {
		if (json_number(json, &byte) != 0 || byte > 255)
			return false;
		*json->store++ = (char)byte;
	} while (json_take(json, ','));
	*text = (struct view){begin, (size_t)(json->store - begin)};
	return json_take(json, ']');
}

/* Takes a name and its value; a value that is neither text nor bytes says nothing. */
static bool take_member(struct json *json, struct entry *entry)
{
	static const char *const names[] = {"MESSAGE", "_PID", "_BOOT_ID", "__REALTIME_TIMESTAMP"};
	struct view *const values[] = {&entry->message, &entry->pid, &entry->boot, &entry->time};
	struct view name;
	if (json_text(json, &name) != 0 || !json_take(json, ':'))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (view_is(name, names[i]))
			return json_take(json, '[') ? take_bytes(json, values[i])
						    : json_text(json, values[i]) == 0;
	return json_skip(json) == 0;
}

/* Takes the whole entry. */
static bool take_entry(struct json *json, struct entry *entry)
{
	if (!json_take(json, '{'))
		return false;
	do {
		if (!take_member(json, entry))
			return false;
	} while (json_take(json, ','));
	return json_take(json, '}') && json_end(json) == 0;
}

/* Reads a number that fills a text; -1 where there is none. */
static int64_t number_of(struct view text)
{
	int64_t number = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9' || number > JSON_NUMBER_MAX / 10)
			return -1;
		number = number * 10 + (text.data[i] - '0');
	}
	return text.len > 0 ? number : -1;
}

/* Writes the boot's id as the log has it. */
static bool set_boot(struct sshd_log_line *line, struct view id)
{
	if (id.len != BOOT_DIGITS)
		return false;
	for (size_t i = 0; i < id.len; i++)
		if (!memchr("0123456789abcdef", id.data[i], 16))
			return false;
	snprintf(line->boot, sizeof line->boot, "%.8s-%.4s-%.4s-%.4s-%.12s", id.data, id.data + 8,
		id.data + 12, id.data + 16, id.data + 20);
	line->event.boot = view_of(line->boot);
	return true;
}

/* Puts what sshd says into an event. */
static void set_event(struct sshd_log_line *line, const struct sshd_says *says)
{
	struct event *event = &line->event;
	line->weight = says->weight;
	line->accepted = says->accepted;
	event->account = says->account;
	event->from = says->from;
	event->key = says->key;
	event->key_type = says->key_type;
	event->detail = says->detail;
	event->reason = view_of(says->reason);
	if (says->port > 0)
		event->port = says->port;
	if (says->monitor > 0)
		event->monitor = says->monitor;
}

/* Reads an entry and what it says. */
bool sshd_log_line_read(struct view text, struct sshd_log_line *line)
{
	struct note ignored;
	struct entry entry = {0};
	struct sshd_says says;
	struct json json = json_open(text, line->text, &ignored);
	event_init(&line->event, EVENT_OFFER);
	if (!take_entry(&json, &entry) || !sshd_says(entry.message, &says) ||
		!set_boot(line, entry.boot))
		return false;
	line->event.time = number_of(entry.time);
	line->event.monitor = number_of(entry.pid);
	set_event(line, &says);
	return line->event.time >= 0 && line->event.monitor > 0;
}
