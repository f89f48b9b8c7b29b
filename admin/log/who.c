/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole who – the sessions that are open now. */
#include "admin/log/listing.h"
#include "admin/log/remains.h"
#include "admin/log/row_list.h"
#include "admin/log/whose.h"
#include "admin/progress.h"
#include "admin/unread.h"
#include "admin/verb.h"
#include "audit/append.h"
#include "audit/monitor.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>

#define ROWS_HELD 10000

/* What is asked for, and what was found on the way. */
struct watch {
	const char *log_dir;
	bool all, json;
	struct whose whose;
	struct monitor now; /* this process: its boot is what counts */
	struct unread unread;
	struct row_list rows;
	struct remains remains;
	struct progress progress;
	size_t most; /* rows that are held before those are let go that have ended */
};

/* Reads the options; `*status` is what a wrong one ends with. */
static bool read_options(struct watch *watch, int argc, char **argv, int *status)
{
	static const struct option options[] = {
		{"all", no_argument, NULL, 'a'}, {"json", no_argument, NULL, 'j'}, {0}};
	for (int c; (c = getopt_long(argc, argv, ":", options, NULL)) != -1;) {
		if (c == 'a') {
			watch->all = true;
		} else if (c == 'j') {
			watch->json = true;
		} else {
			*status = admin_usage_option(&verb_who, options, argv, c);
			return false;
		}
	}
	if (optind == argc)
		return true;
	*status = admin_usage(&verb_who, "\"%s\" is not an option", argv[optind]);
	return false;
}

/* Whether a row may still be listed. */
static bool may_be_open(const struct row *row, const void *asked)
{
	(void)asked;
	return row->kind == EVENT_LOGIN && !row->ended;
}

/* Takes a record that may belong to a session. What was before this boot can't be open; sessions that
 * have ended are let go of now and then. */
static int take(struct watch *watch, const struct event *event, struct note *note)
{
	if (event->kind != EVENT_LOGIN && event->kind != EVENT_LOGOUT)
		return 0;
	if (!watch->all && !view_is(event->boot, watch->now.boot))
		return 0;
	if (watch->rows.count >= watch->most) {
		row_list_settle(&watch->rows, may_be_open, NULL);
		watch->most = 2 * watch->rows.count + ROWS_HELD;
	}
	return row_list_add(&watch->rows, event, note);
}

/* The row of a login among those that are listed, NULL where it is none of them. */
static const struct row *find(const struct row_list *list, const struct event *login)
{
	for (size_t i = row_list_first_at(list, login->time);
		i < list->count && list->rows[i].time == login->time; i++)
		if (view_is(login->session, list->rows[i].session) &&
			view_is(login->account, list->rows[i].account))
			return &list->rows[i];
	return NULL;
}

/* Prints a login as it is stored, and behind that whether it is open. */
static int put(const struct row *row, struct view text, struct note *note)
{
	const char *end = memrchr(text.data, '}', text.len);
	printf("%.*s,\"open\":%s}\n", (int)(end - text.data), text.data,
		row_is_open(row) || row->left > 0 ? "true" : "false");
	return ferror(stdout) ? note_errno(note, -errno, "standard output") : 0;
}

/* Takes a record when the rows are known: prints it if it began one of them. */
static int take_again(struct watch *watch, const struct read_line *line, struct note *note)
{
	const struct row *row =
		line->event.kind == EVENT_LOGIN ? find(&watch->rows, &line->event) : NULL;
	return row ? put(row, line->text, note) : 0;
}

/* Reads the log to its end: a first time for the rows, a second time for their lines. */
static int read_log(struct watch *watch, bool again, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	static struct read_line line;
	const struct read_query query = {.until = INT64_MAX,
		.tell = again ? NULL : progress_show,
		.context = &watch->progress};
	int r = read_open_query(watch->log_dir, APPEND_LOGINS, &query, &log, note);
	if (r != 0)
		return r;
	while ((r = read_next(log, &line, note)) > 0) {
		if (line.bad && !again)
			unread_add(&watch->unread, &line);
		if (line.bad)
			continue;
		r = again ? take_again(watch, &line, note) : take(watch, &line.event, note);
		if (r != 0)
			return r;
	}
	return r;
}

/* Whether a row is listed: a login without a logout, of which something runs unless all are. */
static bool is_listed(const struct row *row, const void *asked)
{
	const struct watch *watch = asked;
	return row->kind == EVENT_LOGIN && !row->ended &&
	       (watch->all || row->left > 0 || row_is_open(row));
}

/* Says whose key it was where the record does not, as keyhole log does. */
static void name_person(struct watch *watch, struct row *row)
{
	const char *person = row->person[0] ? NULL : whose_key(&watch->whose, view_of(row->key));
	if (person)
		row->person = person;
}

/* Reads the log and shows what is open. */
static int show(struct watch *watch, struct note *note)
{
	int r = read_log(watch, false, note);
	progress_hide(&watch->progress);
	unread_end(&watch->unread);
	if (r != 0)
		return r;
	for (size_t i = 0; i < watch->rows.count; i++)
		remains_find(&watch->remains, &watch->rows.rows[i]);
	row_list_settle(&watch->rows, is_listed, watch);
	if (watch->rows.count == 0) {
		admin_remark(
			"%s", watch->all ? "every login has its logout" : "no session is open");
		return 0;
	}
	if (watch->json)
		return read_log(watch, true, note);
	for (size_t i = 0; i < watch->rows.count; i++)
		name_person(watch, &watch->rows.rows[i]);
	return listing_print_sessions(watch->rows.rows, watch->rows.count, note);
}

/* Reads what was asked for, then shows it. */
static int run(struct admin *admin, int argc, char **argv)
{
	struct watch watch = {.log_dir = admin->settings.log_dir,
		.whose = {.keys_dir = admin->settings.keys_dir,
			.revoked_keys = admin->settings.revoked_keys},
		.most = ROWS_HELD,
		.progress = progress_begin("reading the log")};
	struct note note;
	int status;
	if (!read_options(&watch, argc, argv, &status))
		return status;
	monitor_of(getpid(), &watch.now);
	int r = show(&watch, &note);
	row_list_free(&watch.rows);
	remains_free(&watch.remains);
	whose_free(&watch.whose);
	return r == 0 ? EXIT_YES : admin_fail(r == -ENOENT ? EXIT_NO : EXIT_UNSURE, &note);
}

const struct verb verb_who = {
	.name = "who",
	.arguments = "[--all] [--json]",
	.summary = "shows the sessions that are open now",
	.help = "  --all   those without a logout too whose sshd is gone: it was killed, or the\n"
		"          machine went down; in place of a process they have \"no logout\"\n"
		"  --json  the records of these logins as they are stored, each with \"open\"\n"
		"\n"
		"In brackets is who has, or had, the key, where the record names nobody.\n"
		"MONITOR is the process of sshd that holds the connection; it is known again by\n"
		"its start and the machine's. Where it was killed and processes of the session\n"
		"still run, there is \"still on, without its monitor\", and the first of these.\n"
		"\n"
		"examples:\n"
		"  keyhole who\n"
		"  keyhole who --all --json | jq 'select(.open | not).session'\n",
	.run = run,
};
