/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/last_use.h"

#include "admin/progress.h"
#include "audit/append.h"
#include "audit/read.h"
#include "common/cleanup.h"

#include <errno.h>

/* The words that the record of a login has in it. */
#define NEEDLE "\"login\""

/* Counts one key of a login. */
static int add_key(struct last_use *last, const struct event *login, struct view key,
	struct event *counted, struct note *note)
{
	struct row row = {0};
	event_init(counted, EVENT_LOGIN);
	counted->time = login->time;
	counted->account = login->account;
	counted->key = key;
	int r = row_tell(&row, counted, note);
	return r == 0 ? use_list_add(&last->uses, &row, note) : r;
}

/* Counts each key of a login; `counted` is room to work in. */
static int add(
	struct last_use *last, const struct event *login, struct event *counted, struct note *note)
{
	struct view rest = login->more_keys;
	struct view key = login->cert_ca.len > 0 ? login->cert_ca : login->key;
	int r = key.len > 0 ? add_key(last, login, key, counted, note) : 0;
	while (r == 0 && rest.len > 0) {
		const char *blank = memchr(rest.data, ' ', rest.len);
		key = (struct view){rest.data, blank ? (size_t)(blank - rest.data) : rest.len};
		rest = view_skip(rest, key.len + 1);
		if (key.len > 0)
			r = add_key(last, login, key, counted, note);
	}
	return r;
}

/* Finds out when the log begins. */
static int read_beginning(
	struct last_use *last, const char *log_dir, struct read_line *line, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	int r = read_open(log_dir, APPEND_LOGINS, &log, note);
	while (r == 0 && last->begins == EVENT_UNKNOWN) {
		int more = read_next(log, line, note);
		if (more <= 0)
			return more;
		if (!line->bad)
			last->begins = line->event.time;
	}
	return r;
}

/* Reads all logins. */
static int read_logins(struct last_use *last, const char *log_dir, struct read_line *line,
	struct event *counted, struct note *note)
{
	CLEANUP(read_log) struct read_log *log = NULL;
	struct progress progress = progress_begin("reading the log");
	const struct read_query query = {.until = INT64_MAX,
		.needle = VIEW(NEEDLE),
		.tell = progress_show,
		.context = &progress};
	int more, r = read_open_query(log_dir, APPEND_LOGINS, &query, &log, note);
	while (r == 0 && (more = read_next(log, line, note)) != 0) {
		r = more < 0 ? more : 0;
		if (r == 0 && line->bad)
			unread_add(&last->unread, line);
		else if (r == 0 && line->event.kind == EVENT_LOGIN)
			r = add(last, &line->event, counted, note);
	}
	progress_hide(&progress);
	return r;
}

/* Reads its beginning first. A log that is not there has nothing in it. */
int last_use_read(struct last_use *last, const char *log_dir, struct note *note)
{
	CLEANUP(free) struct read_line *line = malloc(sizeof *line);
	CLEANUP(free) struct event *counted = malloc(sizeof *counted);
	*last = (struct last_use){.begins = EVENT_UNKNOWN};
	if (!line || !counted)
		return note_errno(note, -ENOMEM, log_dir);
	int r = read_beginning(last, log_dir, line, note);
	if (r == 0)
		r = read_logins(last, log_dir, line, counted, note);
	return r == -ENOENT ? 0 : r;
}

/* Looks for what has this account and this key and nothing else. */
int64_t last_use_of(const struct last_use *last, const char *account, const char *key)
{
	const struct row asked = {
		.account = account, .key = key, .person = "", .from = "", .more_keys = ""};
	const struct use *use = use_list_find(&last->uses, &asked);
	return use ? use->last : EVENT_UNKNOWN;
}

/* Frees the uses. */
void last_use_free(struct last_use *last)
{
	use_list_free(&last->uses);
}
