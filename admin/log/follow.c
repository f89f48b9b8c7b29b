/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/follow.h"

#include "admin/log/row_list.h"
#include "admin/say.h"
#include "admin/table.h"
#include "admin/verb.h"
#include "admin/when.h"
#include "audit/append.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio_ext.h>
#include <sys/stat.h>

#define PAUSE 500 /* milliseconds */
#define CELLS 7
#define LOGINS_HELD 4096

/* A file that is followed. */
struct file {
	char path[PATH_MAX];
	int fd;                /* -1: not there yet */
	bool offers, skipping; /* the rest of a line that is too long */
	size_t len;
	char text[EVENT_LINE_MAX];
};

/* What is asked for. */
struct follow {
	const struct filter *filter;
	bool json;
	struct row_list logins; /* those that were shown, for the keys of their logouts */
};

static volatile sig_atomic_t interrupted;

/* Remembers that it is to end. */
static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

/* Prints cells in a line, each at least as wide as what is usual in its column. */
static void put_cells(const char *const cells[CELLS])
{
	const size_t widths[CELLS] = {19, 8, 8, 15, table_room() > 0 ? 34 : 74, 6, 0};
	for (size_t i = 0; i < CELLS; i++) {
		const char *text = cells[i][0] ? cells[i] : "-";
		say_text(stdout, view_of(text));
		for (size_t width = table_cell_width(text); width < widths[i]; width++)
			putchar(' ');
		fputs(i + 1 < CELLS ? "  " : "\n", stdout);
	}
}

/* Whether the logout of a row may still come. */
static bool is_on(const struct row *row, const void *asked)
{
	(void)asked;
	return !row->ended;
}

/* Whether a row is wanted no more. */
static bool is_none(const struct row *row, const void *asked)
{
	(void)row, (void)asked;
	return false;
}

/* Keeps a login for its logout, which does not tell how somebody came in. */
static void keep_login(struct row_list *logins, const struct event *event)
{
	struct note ignored;
	if (logins->count >= LOGINS_HELD)
		row_list_settle(logins, is_on, NULL);
	if (logins->count >= LOGINS_HELD)
		row_list_settle(logins, is_none, NULL);
	(void)row_list_add(logins, event, &ignored);
}

/* The row whose key is shown: of a logout that of its login, if it was seen. */
static const struct row *row_with_key(
	struct row_list *logins, const struct event *event, const struct row *row)
{
	if (event->kind == EVENT_LOGIN)
		keep_login(logins, event);
	if (event->kind != EVENT_LOGOUT || event->session.len == 0)
		return row;
	struct row *login = row_list_find(logins, event->session);
	if (login && login->kind == EVENT_LOGIN)
		login->ended = true;
	return login && login->kind == EVENT_LOGIN ? login : row;
}

/* Prints a record as a row of its own. */
static int put_row(struct follow *follow, const struct event *event, struct note *note)
{
	CLEANUP(row_list) struct row_list list = {0};
	char time[WHEN_TEXT_MAX], lasted[WHEN_TEXT_MAX] = "";
	static char key[ROW_TEXT_MAX], result[ROW_TEXT_MAX];
	int r = row_list_add(&list, event, note);
	if (r != 0)
		return r;
	struct row *row = &list.rows[0];
	const struct row *keyed = row_with_key(&follow->logins, event, row);
	row->ended = event->kind == EVENT_LOGIN; /* its logout is still to come, if it can */
	when_text(event->time, time);
	if (row->seconds >= 0)
		when_lasted(row->seconds, lasted);
	row_key(keyed, table_room() > 0 ? ROW_COMMENT : ROW_WHOLE, table_ellipsis(), key);
	row_result(row, false, true, result);
	const char *const cells[CELLS] = {time, row->account, row->person, row->from, key, lasted,
		event->kind == EVENT_LOGOUT ? "logged out" : result};
	put_cells(cells);
	return 0;
}

/* Prints a line of a file if it is asked for, or says what is wrong with it. */
static int put_line(
	struct follow *follow, const struct file *file, struct view text, struct note *note)
{
	static struct event event;
	struct note why;
	int r = 0;
	if (event_decode(text, &event, &why) != 0)
		admin_warn("%s: %s", file->path, why.text);
	else if ((file->offers && event.kind != EVENT_OFFER) ||
		 !filter_takes(follow->filter, &event))
		return 0;
	else if (follow->json)
		printf("%.*s\n", (int)text.len, text.data);
	else
		r = put_row(follow, &event, note);
	return r;
}

/* Prints the lines that are whole, and keeps the beginning of one that is not. */
static int put_lines(struct follow *follow, struct file *file, struct note *note)
{
	int r = 0;
	size_t at = 0;
	const char *newline;
	while (r == 0 && (newline = memchr(file->text + at, '\n', file->len - at))) {
		size_t end = (size_t)(newline - file->text);
		if (!file->skipping)
			r = put_line(follow, file, (struct view){file->text + at, end - at}, note);
		file->skipping = false;
		at = end + 1;
	}
	file->len -= at;
	memmove(file->text, file->text + at, file->len);
	if (file->len == sizeof file->text) {
		file->skipping = true;
		file->len = 0;
	}
	return r;
}

/* Reads a file to where it ends now; one that has become shorter from its beginning. */
static int read_on(struct follow *follow, struct file *file, struct note *note)
{
	struct stat st;
	ssize_t got = 0;
	int r = 0;
	if (file->fd < 0)
		return 0;
	if (fstat(file->fd, &st) == 0 && st.st_size < lseek(file->fd, 0, SEEK_CUR)) {
		lseek(file->fd, 0, SEEK_SET);
		file->len = 0;
		file->skipping = false;
	}
	while (r == 0 &&
		(got = read(file->fd, file->text + file->len, sizeof file->text - file->len)) > 0) {
		file->len += (size_t)got;
		r = put_lines(follow, file, note);
	}
	return got < 0 && errno != EINTR ? note_errno(note, -errno, file->path) : r;
}

/* Whether the open file is no longer the one at its path. */
static bool is_rotated(const struct file *file)
{
	struct stat open_now, there;
	if (file->fd < 0)
		return true;
	return stat(file->path, &there) == 0 && fstat(file->fd, &open_now) == 0 &&
	       (there.st_ino != open_now.st_ino || there.st_dev != open_now.st_dev);
}

/* Opens the file that is at the path now, if there is one. */
static int open_file(struct file *file, struct note *note)
{
	int fd = open(file->path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : note_errno(note, -errno, file->path);
	cleanup_fd(&file->fd);
	file->fd = fd;
	file->len = 0;
	file->skipping = false;
	return 0;
}

/* Shows what a file has got since the last time. What a late writer put into the old file after it
 * was renamed is read before the new one is. */
static int look(struct follow *follow, struct file *file, struct note *note)
{
	int r = read_on(follow, file, note);
	if (r != 0 || !is_rotated(file))
		return r;
	r = read_on(follow, file, note);
	if (r == 0)
		r = open_file(file, note);
	return r == 0 ? read_on(follow, file, note) : r;
}

/* Begins at the end of what is there. */
static int begin_file(struct file *file, const char *log_dir, const char *name, struct note *note)
{
	*file = (struct file){.fd = -1, .offers = strcmp(name, APPEND_OFFERS) == 0};
	snprintf(file->path, sizeof file->path, "%s/%s", log_dir, name);
	int r = open_file(file, note);
	if (r == 0 && file->fd >= 0)
		lseek(file->fd, 0, SEEK_END);
	return r;
}

/* Hands on what was printed, then waits a moment. False where nobody reads any more. */
static bool pause_a_moment(void)
{
	struct pollfd reader = {.fd = STDOUT_FILENO};
	if (fflush(stdout) != 0 && errno == EPIPE) {
		__fpurge(stdout);
		clearerr(stdout);
		return false;
	}
	return poll(&reader, 1, PAUSE) <= 0 || !(reader.revents & (POLLERR | POLLHUP));
}

/* Looks at the files by turns until it is to end. */
static int watch(struct follow *follow, struct file *files, size_t count, struct note *note)
{
	int r = 0;
	while (r == 0 && !interrupted && pause_a_moment()) {
		if (ferror(stdout))
			return note_errno(note, -EIO, "standard output");
		for (size_t i = 0; r == 0 && i < count; i++)
			r = look(follow, &files[i], note);
	}
	return r;
}

/* Opens what is followed and shows it. */
int follow_log(const char *log_dir, const struct filter *filter, bool json, struct note *note)
{
	static const char *const head[CELLS] = {
		"TIME", "ACCOUNT", "PERSON", "FROM", "KEY", "LASTED", "RESULT"};
	static struct file files[2];
	struct sigaction action = {.sa_handler = interrupt};
	struct follow follow = {.filter = filter, .json = json};
	size_t count = filter_asks_for_offers(filter) ? 2 : 1;
	interrupted = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	int r = begin_file(&files[0], log_dir, APPEND_LOGINS, note);
	if (r == 0 && count > 1)
		r = begin_file(&files[1], log_dir, APPEND_OFFERS, note);
	if (r == 0 && filter->refused)
		fputs("keyhole: what sshd itself refuses is not followed; without --follow it is "
		      "shown\n",
			stderr);
	if (r == 0 && !json)
		put_cells(head);
	if (r == 0)
		r = watch(&follow, files, count, note);
	for (size_t i = 0; i < count; i++)
		cleanup_fd(&files[i].fd);
	row_list_free(&follow.logins);
	return r;
}
