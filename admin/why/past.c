/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/past.h"

#include "admin/log/history.h"
#include "admin/log/listing.h"
#include "admin/log/whose.h"
#include "admin/pager.h"
#include "admin/verb.h"
#include "admin/why/step_text.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The last rows, the oldest first. */
struct past {
	struct row row[PAST_MAX];
	size_t count;
};

/* Takes a row. */
static int take(void *context, struct row *row, struct note *note)
{
	struct past *past = context;
	if (past->count == PAST_MAX)
		return note_set(note, -E2BIG, "the log has more rows than were asked for");
	past->row[past->count++] = *row;
	*row = (struct row){0};
	return 0;
}

/* Prints one as an object. */
static void print_json(const struct row *row)
{
	char time[64];
	event_time_text(row->time, time);
	fputs("{\"time\":", stdout);
	step_text_quote(time);
	const struct {
		const char *name, *text;
	} members[] = {{"reason", row->reason}, {"detail", row->detail}, {"key", row->key},
		{"person", row->person}, {"from", row->from}};
	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		printf(",\"%s\":", members[i].name);
		step_text_quote(members[i].text && members[i].text[0] ? members[i].text : NULL);
	}
	putchar('}');
}

/* Prints them as a list of objects. */
static void print_list(struct past *past)
{
	fputs(",\"refusals\":[", stdout);
	for (size_t i = 0; i < past->count; i++) {
		fputs(i > 0 ? "," : "", stdout);
		print_json(&past->row[i]);
		row_free(&past->row[i]);
	}
	fputs("]", stdout);
}

/* Prints them as a table. */
static int print_table(struct past *past, struct note *note)
{
	CLEANUP(listing) struct listing *listing = NULL;
	size_t given = 0;
	puts("refused before, as the log has it:");
	pager_forbid();
	int r = listing_open(false, true, &listing, note);
	while (r == 0 && given < past->count)
		r = listing_add(listing, &past->row[given++], note);
	for (; given < past->count; given++)
		row_free(&past->row[given]);
	return r == 0 ? listing_end(listing, note) : r;
}

/* Reads the end of the log. What can't be read of it is for `keyhole log` to name. */
void past_print(const struct settings *settings, const char *account, const char *key, bool json)
{
	/* Programs are told what the records say. */
	struct whose whose = {
		.keys_dir = settings->keys_dir, .revoked_keys = settings->revoked_keys};
	struct past past = {.count = 0};
	struct unread unread = {0};
	struct filter filter;
	struct note note;
	filter_init(&filter);
	filter.account = account;
	filter.refused = true;
	if (key)
		filter.key = view_of(key + strlen("SHA256:"));
	struct history history = {.log_dir = settings->log_dir,
		.filter = &filter,
		.whose = json ? NULL : &whose,
		.limit = PAST_MAX,
		.unread = &unread,
		.quiet = true,
		.take = take,
		.context = &past};
	int r = history_read(&history, &note);
	if (r != 0 && r != -ENOENT)
		admin_warn("%s", note.text);
	if (json)
		print_list(&past);
	else if (past.count > 0 && print_table(&past, &note) != 0)
		admin_warn("%s", note.text);
	if (!json && past.count > 0)
		putchar('\n');
	whose_free(&whose);
}
