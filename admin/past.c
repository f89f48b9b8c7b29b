/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/past.h"

#include "admin/explanation.h"
#include "admin/listing.h"
#include "admin/row.h"
#include "admin/verb.h"
#include "audit/append.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Reads one log for the account's records. What can't be read of it is for `keyhole log` to name. */
static int read_log(const char *log_dir, const char *name, const char *account,
	struct row_list *rows, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	static struct read_line line;
	bool offers = strcmp(name, APPEND_OFFERS) == 0;
	int r = read_open(log_dir, name, &log, note);
	if (r != 0)
		return r;
	while ((r = read_next(log, &line, note)) > 0) {
		if (line.bad || !view_is(line.event.account, account) ||
			(offers && line.event.kind != EVENT_OFFER))
			continue;
		r = row_list_add(rows, &line.event, note);
		if (r != 0)
			return r;
	}
	return r;
}

/* Whether a row is of one that was turned away. */
static bool is_refused(const struct row *row, const void *asked)
{
	(void)asked;
	return row->kind == EVENT_REFUSED || row->kind == EVENT_OFFER;
}

/* Prints one as an object. */
static void print_json(const struct row *row)
{
	char time[64];
	event_time_text(row->time, time);
	fputs("{\"time\":", stdout);
	explanation_quote(time);
	const struct {
		const char *name, *text;
	} members[] = {{"reason", row->reason}, {"detail", row->detail}, {"key", row->key},
		{"person", row->person}, {"from", row->from}};
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		printf(",\"%s\":", members[i].name);
		explanation_quote(members[i].text && members[i].text[0] ? members[i].text : NULL);
	}
	putchar('}');
}

/* Prints the last rows. */
static void print(const struct row_list *rows, bool json)
{
	struct note note;
	size_t count = rows->count < PAST_MAX ? rows->count : PAST_MAX;
	const struct row *first = rows->rows + (rows->count - count);
	if (json) {
		fputs(",\"refusals\":[", stdout);
		for (size_t i = 0; i < count; i++) {
			fputs(i > 0 ? "," : "", stdout);
			print_json(first + i);
		}
		fputs("]", stdout);
		return;
	}
	if (count == 0)
		return;
	puts("\nrefused before, as the log has it:");
	if (listing_print(first, count, &note) != 0)
		admin_warn("%s", note.text);
}

/* Reads both logs. */
void past_print(const char *log_dir, const char *account, bool json)
{
	CLEANUP(row_list) struct row_list rows = {0};
	struct note note;
	const char *const names[] = {APPEND_LOGINS, APPEND_OFFERS};
	for (size_t i = 0; i < 2; i++) {
		int r = read_log(log_dir, names[i], account, &rows, &note);
		if (r != 0 && r != -ENOENT)
			admin_warn("%s", note.text);
	}
	row_list_settle(&rows, is_refused, NULL);
	print(&rows, json);
}
