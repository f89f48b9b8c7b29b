/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log – who was here, from where, with whose key, for how long, and who was refused. */
#include "admin/filter.h"
#include "admin/follow.h"
#include "admin/listing.h"
#include "admin/raw.h"
#include "admin/row_list.h"
#include "admin/stored.h"
#include "admin/summary.h"
#include "admin/unread.h"
#include "admin/unsealed.h"
#include "admin/verb.h"
#include "audit/append.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#define LIMIT_DIGITS 9

/* What is asked for, and what was found on the way. */
struct query {
	const char *log_dir, *keys_dir;
	struct filter filter;
	size_t limit; /* 0: none */
	bool json, summary, follow, raw;
	struct unread unread;
	bool any; /* record, whether asked for or not */
	struct row_list rows;
};

/* The options that have a part of the filter behind them have its number. */
enum { JSON = 100, REFUSED, LIMIT, SUMMARY, FOLLOW, RAW };

static const struct option options[] = {{"account", required_argument, NULL, FILTER_ACCOUNT},
	{"person", required_argument, NULL, FILTER_PERSON},
	{"key", required_argument, NULL, FILTER_KEY},
	{"from", required_argument, NULL, FILTER_FROM},
	{"event", required_argument, NULL, FILTER_EVENT},
	{"reason", required_argument, NULL, FILTER_REASON},
	{"session", required_argument, NULL, FILTER_SESSION},
	{"since", required_argument, NULL, FILTER_SINCE},
	{"until", required_argument, NULL, FILTER_UNTIL}, {"refused", no_argument, NULL, REFUSED},
	{"limit", required_argument, NULL, LIMIT}, {"summary", no_argument, NULL, SUMMARY},
	{"follow", no_argument, NULL, FOLLOW}, {"raw", no_argument, NULL, RAW},
	{"json", no_argument, NULL, JSON}, {0}};

/* Reads how many are asked for. */
static int read_limit(const char *text, size_t *limit, struct note *note)
{
	size_t len = strspn(text, "0123456789");
	*limit = len <= LIMIT_DIGITS ? strtoul(text, NULL, 10) : 0;
	if (*limit > 0 && !text[len])
		return 0;
	return note_set(note, -EINVAL, "\"%s\" is not a number of rows, such as 20", text);
}

/* Reads one option; a negative result has the words. */
static int read_option(struct query *query, int option, int64_t now, struct note *note)
{
	switch (option) {
	case JSON:
		query->json = true;
		return 0;
	case SUMMARY:
		query->summary = true;
		return 0;
	case FOLLOW:
		query->follow = true;
		return 0;
	case RAW:
		query->raw = true;
		return 0;
	case REFUSED:
		query->filter.refused = true;
		return 0;
	case LIMIT:
		return read_limit(optarg, &query->limit, note);
	default:
		return filter_set(&query->filter, (enum filter_part)option, optarg, now, note);
	}
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct query *query, int argc, char **argv, int *status)
{
	struct note note;
	int64_t now = (int64_t)time(NULL) * 1000000;
	int at = 0;
	filter_init(&query->filter);
	for (int c; (c = getopt_long(argc, argv, ":", options, &at)) != -1;) {
		if (c == '?' || c == ':') {
			*status = admin_usage_option(&verb_log, options, argv, c);
			return false;
		}
		if (read_option(query, c, now, &note) != 0) {
			*status = admin_usage(&verb_log, "--%s: %s", options[at].name, note.text);
			return false;
		}
	}
	if (optind < argc)
		*status = admin_usage(&verb_log, "\"%s\" is not an option", argv[optind]);
	else if (query->filter.until <= query->filter.since)
		*status = admin_usage(&verb_log, "--until: is not later than --since");
	else if (query->raw && argc > 2)
		*status = admin_usage(&verb_log, "--raw prints all: it has no other options");
	else if (query->summary && (query->json || query->limit > 0))
		*status = admin_usage(&verb_log, "--summary counts: it has no --json, no --limit");
	else if (query->follow && (query->summary || query->limit > 0))
		*status = admin_usage(
			&verb_log, "--follow shows what is new: it has no --summary, no --limit");
	else
		return true;
	return false;
}

/* Takes one record of the log of logins. The person of a row may be known only from a later one,
 * and how a connection went may be later than all that is asked for. */
static int take_login(struct query *query, const struct read_line *line, struct note *note)
{
	query->any = true;
	if (line->event.time < query->filter.since)
		return 0;
	return row_list_add(&query->rows, &line->event, note);
}

/* Takes one record of the log of offers. The command's user could write anything there: only what
 * it may say is believed. */
static int take_offer(struct query *query, const struct read_line *line, struct note *note)
{
	const struct event *event = &line->event;
	if (event->kind != EVENT_OFFER || event->time < query->filter.since)
		return 0;
	query->any = true;
	return row_list_add(&query->rows, event, note);
}

/* Reads a log to its end. */
static int read_all(struct query *query, const char *name,
	int (*take)(struct query *, const struct read_line *, struct note *), struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	static struct read_line line;
	int r = read_open(query->log_dir, name, &log, note);
	if (r != 0)
		return r;
	while ((r = read_next(log, &line, note)) > 0) {
		if (line.bad)
			unread_add(&query->unread, &line);
		else if ((r = take(query, &line, note)) != 0)
			return r;
	}
	return r;
}

/* Reads both logs. Where there is no log of logins yet, there may still be those who were
 * refused. */
static int read_logs(struct query *query, struct note *note)
{
	struct note why;
	query->rows.marks = filter_marks;
	query->rows.asked = &query->filter;
	int r = read_all(query, APPEND_LOGINS, take_login, note);
	if (r != 0 && r != -ENOENT)
		return r;
	int offers = read_all(query, APPEND_OFFERS, take_offer, &why);
	if (offers != 0 && offers != -ENOENT)
		admin_warn("%s", why.text);
	return query->any ? 0 : r;
}

/* Prints the rows that are left, the newest last; `*printed` is how many. */
static int list_rows(const struct query *query, size_t *printed, struct note *note)
{
	const struct row_list *rows = &query->rows;
	size_t count = query->limit > 0 && query->limit < rows->count ? query->limit : rows->count;
	*printed = count;
	return count > 0 ? listing_print(rows->rows + (rows->count - count), count, note) : 0;
}

/* Prints what is asked for as a table. */
static int show(struct query *query, struct note *note)
{
	int r = read_logs(query, note);
	if (r != 0)
		return r;
	row_list_settle(&query->rows, filter_wants, &query->filter);
	size_t printed;
	r = query->summary
		    ? summary_print(&query->rows, &query->filter, query->keys_dir, &printed, note)
		    : list_rows(query, &printed, note);
	if (r != 0 || printed > 0)
		return r;
	fprintf(stderr, "keyhole: %s\n",
		query->any ? "nothing in the log is like that" : "no logins recorded yet");
	return 0;
}

/* Reads what was asked for, then the log, then shows it. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct query query = {
		.log_dir = admin->settings.log_dir, .keys_dir = admin->settings.keys_dir};
	struct note note;
	int status;
	if (!read_options(&query, argc, argv, &status))
		return status;
	const struct stored stored = {query.log_dir, &query.filter, query.limit, &query.unread};
	int r = query.raw      ? raw_print(query.log_dir, &note)
		: query.follow ? follow_log(query.log_dir, &query.filter, query.json, &note)
		: query.json   ? stored_print(&stored, &note)
			       : show(&query, &note);
	unread_end(&query.unread);
	row_list_free(&query.rows);
	if (r == 0 && !query.raw && !query.json && !query.follow)
		unsealed_tell(query.log_dir);
	return r == 0 ? EXIT_YES : admin_fail(EXIT_UNSURE, &note);
}

const struct verb verb_log = {
	.name = "log",
	.arguments = "[OPTION...]",
	.summary = "shows the logins, and who was refused",
	.help = "  --account NAME  only what happened to this account\n"
		"  --person NAME   only what was done with this person's keys\n"
		"  --key KEY       only with this key: a fingerprint or its beginning\n"
		"  --from ADDRESS  only from this address, or block like 192.168.64.0/24\n"
		"  --event KIND    only where there was a login, logout, refused, warned, offer,\n"
		"                  added, ...: a list with commas\n"
		"  --reason TOKEN  only what was refused or warned of for this, such as\n"
		"                  key-expired: a list with commas\n"
		"  --refused       only what was refused\n"
		"  --session ID    only this connection, by its session in --json\n"
		"  --since TIME    only what began at that time or later: 2026-11-22,\n"
		"                  \"2026-11-22 13:45\", 13:45, 2h, 3d, today, yesterday\n"
		"  --until TIME    only what began before that time\n"
		"  --limit N       only the last N of these\n"
		"  --summary       how often each person used each account, by which key, from\n"
		"                  where, first and last; and the keys that were never used\n"
		"  --follow        what is recorded from now on, until it is interrupted\n"
		"  --raw           all bytes of the log with its older files, as they are, for\n"
		"                  keyhole verify on another machine\n"
		"  --json          the lines of the log as they are stored; offers are among\n"
		"                  them with --refused or --event offer\n"
		"\n"
		"The newest are last. Times are of this place, in --json of UTC. A session\n"
		"without a logout is \"still open\" while sshd's process for it runs.\n"
		"\n"
		"examples:\n"
		"  keyhole log --account deploy --since yesterday\n"
		"  keyhole log --refused --from 192.168.64.0/24 --limit 20\n"
		"  keyhole log --json --person brian | jq .from\n",
	.run = run,
};
