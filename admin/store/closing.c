/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/closing.h"

#include "admin/log/remains.h"
#include "admin/log/row_list.h"
#include "admin/say.h"
#include "admin/store/descendants.h"
#include "admin/unread.h"
#include "admin/verb.h"
#include "admin/when.h"
#include "audit/append.h"
#include "audit/monitor.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>

/* How long a killed process may take to be gone, and how often that is looked at. */
#define CLOSING_DYING_MS 500
#define CLOSING_LOOK_MS 50

/* Whether a list of fingerprints with spaces between has one of the keys. */
static bool has_key(const struct closing *closing, const char *keys)
{
	for (size_t i = 0; i < closing->count; i++)
		if (strstr(keys, closing->fingerprints[i]))
			return true;
	return false;
}

/* Whether a session's monitor is one of those. */
static bool has_monitor(const struct closing *closing, const struct row *row)
{
	for (size_t i = 0; i < closing->monitor_count; i++)
		if (closing->monitors[i] == row->monitor)
			return true;
	return false;
}

/* Whether a session is one that shall end. */
static bool is_meant(const struct row *row, const void *asked)
{
	const struct closing *closing = asked;
	bool theirs = (closing->person && strcmp(row->person, closing->person) == 0) ||
		      (closing->people && names_has(closing->people, row->person)) ||
		      has_key(closing, row->key) || has_key(closing, row->more_keys) ||
		      has_monitor(closing, row);
	bool there = !closing->accounts || names_has(closing->accounts, row->account);
	return theirs && there && row->kind == EVENT_LOGIN && row_is_open(row);
}

/* Reads the logins and logouts of this log. */
static int read_rows(const char *log_dir, struct row_list *rows, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	static struct read_line line;
	struct unread unread = {0};
	int r = read_open(log_dir, APPEND_LOGINS, &log, note);
	if (r == -ENOENT)
		return 0;
	while (r >= 0 && (r = read_next(log, &line, note)) > 0) {
		if (line.bad)
			unread_add(&unread, &line);
		else if (line.event.kind == EVENT_LOGIN || line.event.kind == EVENT_LOGOUT)
			r = row_list_add(rows, &line.event, note);
	}
	unread_end(&unread);
	return r;
}

/* Sends a monitor SIGTERM and waits until it is gone; 0, or why it is not. What it started is found while
 * it runs: without a terminal, nobody tells that of the end. */
static int end_monitor(const struct row *row, struct descendants *descendants)
{
	CLEANUP(fd) int fd = (int)syscall(SYS_pidfd_open, (pid_t)row->monitor, 0);
	if (fd < 0)
		return errno == ESRCH ? 0 : -errno;
	if (!monitor_alive(row->boot, (pid_t)row->monitor, (uint64_t)row->monitor_start))
		return 0;
	(void)descendants_find((pid_t)row->monitor, descendants);
	if (syscall(SYS_pidfd_send_signal, fd, SIGTERM, NULL, 0) != 0)
		return errno == ESRCH ? 0 : -errno;
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	int ready;
	do
		ready = poll(&wait, 1, CLOSING_WAIT_MS);
	while (ready < 0 && errno == EINTR);
	return ready > 0 ? 0 : -ETIMEDOUT;
}

/* Names a session: "ended the session of deploy from 10.0.0.3 since …". */
static void name(const char *how, const struct row *row)
{
	char since[WHEN_TEXT_MAX];
	when_text(row->time, since);
	printf("%s of ", how);
	say_text(stdout, view_of(row->account));
	fputs(" from ", stdout);
	say_text(stdout, view_of(row->from[0] ? row->from : "an unknown address"));
	printf(" since %s (monitor %lld)\n", since, (long long)row->monitor);
}

/* Says what still runs of a session that was ended: what hops from one parent to the next, or has left
 * it, is known by the kernel's number of the session alone. */
static void warn_of_remains(const struct row *row)
{
	struct row ended = *row;
	for (int waited = 0; waited <= CLOSING_DYING_MS; waited += CLOSING_LOOK_MS) {
		CLEANUP(remains) struct remains remains = {0};
		remains_find(&remains, &ended);
		if (ended.left == 0)
			return;
		(void)poll(NULL, 0, CLOSING_LOOK_MS);
	}
	admin_warn("of this session processes go on (audit session %lld, first pid %lld); "
		   "to end all that %s runs:  pkill -KILL -u %s",
		(long long)row->audit_session, (long long)ended.left, row->account, row->account);
}

/* Ends one session. */
static void end(struct closing *closing, const struct row *row)
{
	struct descendants descendants = {NULL, 0, 0};
	int r = end_monitor(row, &descendants);
	descendants_end(&descendants);
	descendants_free(&descendants);
	closing->ended += r == 0;
	closing->left += r != 0;
	name(r == 0 ? "ended the session" : "could NOT end the session", row);
	if (r == 0)
		warn_of_remains(row);
	if (r != 0)
		admin_warn("monitor %lld: %s; end it with: kill -KILL %lld",
			(long long)row->monitor, strerror(-r), (long long)row->monitor);
}

/* Reads the log for what is meant. */
static int find(struct closing *closing, struct row_list *rows, struct note *note)
{
	int r = read_rows(closing->log_dir, rows, note);
	if (r == 0)
		row_list_settle(rows, is_meant, closing);
	return r;
}

/* Ends each. */
int closing_run(struct closing *closing, struct note *note)
{
	CLEANUP(row_list) struct row_list rows = {.rows = NULL};
	int r = find(closing, &rows, note);
	for (size_t i = 0; r == 0 && i < rows.count; i++)
		end(closing, &rows.rows[i]);
	return r;
}

/* Names each. */
static int look(struct closing *closing, struct note *note)
{
	CLEANUP(row_list) struct row_list rows = {.rows = NULL};
	int r = find(closing, &rows, note);
	for (size_t i = 0; r == 0 && i < rows.count; i++)
		name("still open: the session", &rows.rows[i]);
	if (r != 0 || rows.count == 0)
		return r;
	fputs("to end what is still open:  keyhole close", stdout);
	for (size_t i = 0; i < rows.count; i++)
		printf(" %lld", (long long)rows.rows[i].monitor);
	putchar('\n');
	closing->left = (unsigned)rows.count;
	return 0;
}

/* A log that can't be read is a warning. */
void closing_remind(struct closing *closing)
{
	struct note note;
	if (look(closing, &note) != 0)
		admin_warn("whether a session is open still can't be told: %s", note.text);
}
