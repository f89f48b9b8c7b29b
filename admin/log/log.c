/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log – who was here, from where, with whose key, for how long, and who was refused. */
#include "admin/log/filter.h"
#include "admin/log/follow.h"
#include "admin/log/history.h"
#include "admin/log/listing.h"
#include "admin/log/raw.h"
#include "admin/log/stored.h"
#include "admin/log/summary.h"
#include "admin/log/unsealed.h"
#include "admin/pager.h"
#include "admin/table.h"
#include "admin/verb.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#define LIMIT_DIGITS 9

/* What is asked for, and what is made of it. */
struct query {
	const char *log_dir, *keys_dir, *revoked_keys;
	struct filter filter;
	size_t limit; /* 0: none */
	bool json, summary, follow, raw;
	struct unread unread;
	struct history history;
	struct listing *listing;
};

/* The options that have a part of the filter behind them have its number. */
enum { JSON = 100, REFUSED, LIMIT, SUMMARY, FOLLOW, RAW, NO_PAGER };

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
	{"no-pager", no_argument, NULL, NO_PAGER}, {"json", no_argument, NULL, JSON}, {0}};

/* The name of an option as it was written: of those of one letter there is -n for --limit. */
static const char *option_name(int option, int at)
{
	return option == LIMIT ? "limit" : options[at].name;
}

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
	case NO_PAGER:
		pager_forbid();
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

/* Whether a time is asked for. */
static bool has_time(const struct filter *filter)
{
	return filter->since > 0 || filter->until < INT64_MAX;
}

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct query *query, int argc, char **argv, int *status)
{
	struct note note;
	int64_t now = (int64_t)time(NULL) * 1000000;
	int at = 0;
	filter_init(&query->filter);
	for (int c; (c = getopt_long(argc, argv, ":n:", options, &at)) != -1;) {
		c = c == 'n' ? LIMIT : c;
		if (c == '?' || c == ':') {
			*status = admin_usage_option(&verb_log, options, argv, c);
			return false;
		}
		if (read_option(query, c, now, &note) != 0) {
			*status = admin_usage(&verb_log, "--%s: %s", option_name(c, at), note.text);
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
	else if (query->follow && (query->summary || query->limit > 0 || has_time(&query->filter)))
		*status = admin_usage(&verb_log, "--follow shows what is new: it has no "
						 "--summary, --limit, --since, --until");
	else
		return true;
	return false;
}

/* Says what of the refused can't be seen, if that was asked for: below a table that people read, for
 * programs aside. */
static void put_footnote(const struct query *query)
{
	const char *why = query->history.unseen.text;
	if (why[0] && filter_asks_for_sshd(&query->filter))
		fprintf(table_aside(),
			"keyhole: not seen: unknown accounts, from=, keys revoked for sshd%s(%s)\n",
			table_room() > 0 ? "\n  " : " ", why);
}

/* Takes a row for the table. */
static int take_row(void *context, struct row *row, struct note *note)
{
	struct query *query = context;
	int r = listing_add(query->listing, row, note);
	query->history.quiet = listing_is_printed(query->listing);
	return r;
}

/* Counts a row. */
static int take_use(void *context, struct row *row, struct note *note)
{
	return summary_add(context, row, note);
}

/* Says that there is nothing to show. */
static void put_nothing(const struct query *query)
{
	admin_remark("%s", history_is_there(query->log_dir) ? "nothing in the log is like that"
							    : "no logins recorded yet");
}

/* Counts what is asked for. */
static int summarize(struct query *query, struct note *note)
{
	CLEANUP(summary) struct summary *summary = NULL;
	size_t printed = 0;
	int r = summary_open(&query->filter, &summary, note);
	query->history.take = take_use;
	query->history.context = summary;
	query->history.endless = query->filter.events == 0;
	if (r == 0)
		r = history_read(&query->history, note);
	if (r == 0)
		r = summary_print(summary, query->keys_dir, &printed, note);
	if (r == 0 && printed == 0)
		put_nothing(query);
	return r;
}

/* Shows what is asked for as a table. */
static int show(struct query *query, struct note *note)
{
	CLEANUP(listing) struct listing *listing = NULL;
	struct whose whose = {.keys_dir = query->keys_dir, .revoked_keys = query->revoked_keys};
	int r = listing_open(query->filter.session, query->filter.refused, &listing, note);
	query->listing = listing;
	query->history.take = take_row;
	query->history.context = query;
	query->history.whose = &whose;
	query->history.addresses = true;
	if (r == 0)
		r = history_read(&query->history, note);
	if (r == 0)
		r = listing_end(listing, note);
	if (r == 0 && listing_count(listing) == 0)
		put_nothing(query);
	if (r == 0)
		put_footnote(query);
	query->history.whose = NULL;
	whose_free(&whose);
	return r;
}

/* Prints the stored lines that are asked for. */
static int print_stored(struct query *query, struct note *note)
{
	const struct stored stored = {query->log_dir, &query->filter, query->limit, &query->unread};
	pager_begin();
	return stored_print(&stored, note);
}

/* Shows it in the form that is asked for. */
static int answer(struct query *query, struct note *note)
{
	if (query->raw)
		return raw_print(query->log_dir, note);
	if (query->follow)
		return follow_log(query->log_dir, &query->filter, query->json, note);
	if (query->json)
		return print_stored(query, note);
	query->history = (struct history){.log_dir = query->log_dir,
		.filter = &query->filter,
		.limit = query->limit,
		.unread = &query->unread};
	return query->summary ? summarize(query, note) : show(query, note);
}

/* Reads what is asked for, then shows it. */
static int run(struct admin *admin, int argc, char **argv)
{
	static struct query query;
	struct note note;
	int status;
	query = (struct query){.log_dir = admin->settings.log_dir,
		.keys_dir = admin->settings.keys_dir,
		.revoked_keys = admin->settings.revoked_keys};
	if (!read_options(&query, argc, argv, &status))
		return status;
	int r = answer(&query, &note);
	bool shown = pager_end();
	unread_end(&query.unread);
	if (r != 0)
		return admin_fail(r == -ENOENT && !query.raw ? EXIT_NO : EXIT_UNSURE, &note);
	if (!query.raw && !query.json && !query.follow)
		unsealed_tell(query.log_dir);
	return shown ? EXIT_YES : EXIT_UNSURE;
}

const struct verb verb_log = {
	.name = "log",
	.arguments = "[OPTION...]",
	.summary = "shows the logins, and who was refused",
	.help = "  --account NAME  only what happened to this account\n"
		"  --person NAME   only what was done with this person's keys; in brackets is who\n"
		"                  has the key in keys.d now, where the record names nobody\n"
		"  --key KEY       only with this key: a fingerprint or its beginning\n"
		"  --from ADDRESS  only from this address, or block like 192.168.64.0/24\n"
		"  --event KIND    only where there was a login, logout, refused, warned, offer,\n"
		"                  added, ...: a list with commas\n"
		"  --reason TOKEN  only what was refused or warned of for this, such as\n"
		"                  key-expired: a list with commas\n"
		"  --refused       only what was refused\n"
		"  --session ID    only this connection, by its session in --json\n"
		"  --since TIME    only what began at that time or later: 2026-11-22,\n"
		"                  \"2026-11-22 13:45\", 13:45, 2h, \"3d ago\", today, yesterday,\n"
		"                  monday, \"Nov 22\", \"11-22 20:25\", a time with Z or +01:00\n"
		"  --until TIME    only what began before that time\n"
		"  --limit, -n N   only the last N of these\n"
		"  --summary       how often each person used each account, by which key, from\n"
		"                  where, first and last; and the keys that were never used\n"
		"  --follow        what is recorded from now on, until it is interrupted\n"
		"  --raw           all bytes of the log with its older files, as they are, for\n"
		"                  keyhole verify on another machine\n"
		"  --no-pager      what is longer than the terminal is not shown page by page\n"
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
