/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log – who was here, from where, with whose key, for how long, and who was refused. */
#include "admin/listing.h"
#include "admin/row.h"
#include "admin/verb.h"
#include "admin/when.h"
#include "audit/append.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#define WARNINGS_MAX 10

/* What is asked for, and what was found on the way. */
struct query {
	const char *log_dir, *account, *person;
	int64_t since;
	bool json;
	size_t unread; /* lines */
	bool any;      /* record, whether asked for or not */
	struct row_list rows;
};

/* Closes a log, for CLEANUP(log). */
static void cleanup_log(struct read_log **log)
{
	read_close(*log);
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct query *query, int argc, char **argv, int *status)
{
	static const struct option options[] = {{"account", required_argument, NULL, 'a'},
		{"person", required_argument, NULL, 'p'}, {"since", required_argument, NULL, 's'},
		{"json", no_argument, NULL, 'j'}, {0}};
	struct note note;
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'a') {
			query->account = optarg;
		} else if (c == 'p') {
			query->person = optarg;
		} else if (c == 'j') {
			query->json = true;
		} else if (c != 's') {
			*status = admin_usage_option(&verb_log, options, argv, c);
			return false;
		} else if (when_parse(optarg, (int64_t)time(NULL) * 1000000, &query->since,
				   &note) != 0) {
			*status = admin_usage(&verb_log, "--since: %s", note.text);
			return false;
		}
	}
	if (optind == argc)
		return true;
	*status = admin_usage(&verb_log, "\"%s\" is not an option", argv[optind]);
	return false;
}

/* Says what is wrong with a line, unless that was said of many others. */
static void warn_of(struct query *query, const struct read_line *line)
{
	if (query->unread++ < WARNINGS_MAX)
		admin_warn("%s", line->note.text);
}

/* Whether a record by itself is asked for. */
static bool matches(const struct query *query, const struct event *event)
{
	return event->time >= query->since &&
	       (!query->account || view_is(event->account, query->account)) &&
	       (!query->person || view_is(event->person, query->person));
}

/* Takes one record of the log of logins. The person of a row may be known only from a later one. */
static int take_login(struct query *query, const struct read_line *line, struct note *note)
{
	query->any = true;
	if (!query->json)
		return line->event.time < query->since
			       ? 0
			       : row_list_add(&query->rows, &line->event, note);
	if (matches(query, &line->event)) {
		fwrite(line->text.data, 1, line->text.len, stdout);
		putchar('\n');
	}
	return ferror(stdout) ? note_errno(note, -errno, "standard output") : 0;
}

/* Takes one record of the log of offers. The command's user could write anything there: only what
 * it may say is believed. */
static int take_offer(struct query *query, const struct read_line *line, struct note *note)
{
	if (line->event.kind != EVENT_OFFER || line->event.time < query->since)
		return 0;
	query->any = true;
	return row_list_add(&query->rows, &line->event, note);
}

/* Reads a log to its end. */
static int read_all(struct query *query, const char *name,
	int (*take)(struct query *, const struct read_line *, struct note *), struct note *note)
{
	CLEANUP(log) struct read_log *log = NULL;
	static struct read_line line;
	int r = read_open(query->log_dir, name, &log, note);
	if (r != 0)
		return r;
	while ((r = read_next(log, &line, note)) > 0) {
		if (line.bad)
			warn_of(query, &line);
		else if ((r = take(query, &line, note)) != 0)
			return r;
	}
	return r;
}

/* Reads both logs, that of offers only for the table. Where there is no log of logins yet, there
 * may still be those who were refused. */
static int read_logs(struct query *query, struct note *note)
{
	struct note why;
	int r = read_all(query, APPEND_LOGINS, take_login, note);
	if (query->json || (r != 0 && r != -ENOENT))
		return r;
	int offers = read_all(query, APPEND_OFFERS, take_offer, &why);
	if (offers != 0 && offers != -ENOENT)
		admin_warn("%s", why.text);
	return query->any ? 0 : r;
}

/* Whether a row is asked for. */
static bool is_wanted(const struct row *row, const void *asked)
{
	const struct query *query = asked;
	return row->time >= query->since &&
	       (!query->account || strcmp(row->account, query->account) == 0) &&
	       (!query->person || strcmp(row->person, query->person) == 0);
}

/* Prints the rows that are asked for, the newest last. */
static int show(struct query *query, struct note *note)
{
	row_list_settle(&query->rows, is_wanted, query);
	if (query->rows.count > 0)
		return listing_print(query->rows.rows, query->rows.count, note);
	fprintf(stderr, "keyhole: %s\n",
		query->any ? "nothing in the log is like that" : "no logins recorded yet");
	return 0;
}

/* Reads what was asked for, then the log, then shows it. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct query query = {.log_dir = admin->settings.log_dir};
	struct note note;
	int status;
	if (!read_options(&query, argc, argv, &status))
		return status;
	int r = read_logs(&query, &note);
	if (r == 0 && !query.json)
		r = show(&query, &note);
	if (query.unread > WARNINGS_MAX)
		admin_warn("%zu more lines of the log can't be read", query.unread - WARNINGS_MAX);
	row_list_free(&query.rows);
	return r == 0 ? EXIT_YES : admin_fail(EXIT_UNSURE, &note);
}

const struct verb verb_log = {
	.name = "log",
	.arguments = "[--account NAME] [--person NAME] [--since TIME] [--json]",
	.summary = "shows the logins, and who was refused",
	.help = "  --account NAME  only what happened to this account\n"
		"  --person NAME   only what was done with this person's keys\n"
		"  --since TIME    only what began at that time or later: 2026-11-22,\n"
		"                  \"2026-11-22 13:45\", 13:45, 2h, 3d, today, yesterday\n"
		"  --json          the lines of the log as they are stored; what was refused\n"
		"                  before a login is not among them\n"
		"\n"
		"The newest are last. Times are of this place, in --json of UTC. A session\n"
		"without a logout is \"still open\" while sshd's process for it runs.\n"
		"\n"
		"examples:\n"
		"  keyhole log --account deploy --since yesterday\n"
		"  keyhole log --json --person brian | jq .from\n",
	.run = run,
};
