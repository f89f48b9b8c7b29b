/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/pass.h"

#include "admin/log/sshd_log.h"
#include "common/cleanup.h"

#include <stdlib.h>

/* Learns whether and when a session ended whose logout was not met yet. */
static int decide(struct pass *pass, struct row *row, struct note *note)
{
	struct view session = view_of(row->session);
	if (row->kind != EVENT_LOGIN || row->ended || row->over || session.len == 0 ||
		pass->whole || pass->history->endless || row_is_open(row))
		return 0;
	int64_t seconds = lasting_seconds(&pass->lasting, session);
	/* A monitor that ran when this was read may have written the logout since. */
	if (seconds == LASTING_UNKNOWN || seconds == LASTING_OPEN) {
		int r = lasting_read(&pass->lasting, pass->history->log_dir, row->time,
			pass->filter.until, pass->history->quiet ? NULL : &pass->progress, note);
		if (r != 0)
			return r;
		seconds = lasting_seconds(&pass->lasting, session);
	}
	row->over = true;
	if (seconds == LASTING_NEVER || seconds == LASTING_UNKNOWN || seconds == LASTING_OPEN)
		return 0;
	row->ended = true;
	row->seconds = seconds >= 0 ? seconds : EVENT_UNKNOWN;
	row->kinds |= UINT64_C(1) << EVENT_LOGOUT;
	return 0;
}

/* Whether a row lacks the address that the journal may know. */
static bool lacks_address(const struct pass *pass, const struct row *row)
{
	return row_is_refused(row) && !row->from[0] && row->monitor > 0 &&
	       filter_wants(row, &pass->filter);
}

/* What of the journal tells the addresses of rows: of few by their monitors, of many by time. */
static struct sshd_log_query ask_for_addresses(
	const struct pass *pass, size_t count, int64_t monitors[SSHD_LOG_MONITORS_MAX])
{
	struct sshd_log_query query = {.since = INT64_MAX, .monitors = monitors};
	for (size_t i = 0; i < count; i++) {
		const struct row *row = &pass->rows.rows[i];
		if (!lacks_address(pass, row))
			continue;
		if (query.since > row->time)
			query.since = row->time;
		query.until = row->time;
		if (query.count++ < SSHD_LOG_MONITORS_MAX)
			monitors[query.count - 1] = row->monitor;
	}
	if (query.count == 0)
		return query;
	query.since = query.since > ROW_GRACE ? query.since - ROW_GRACE : 0;
	query.until += ROW_GRACE;
	return query;
}

/* Asks the journal from where rows came that were refused; what else sshd said is not asked for. */
static void find_addresses(struct pass *pass, size_t count)
{
	int64_t monitors[SSHD_LOG_MONITORS_MAX];
	CLEANUP(sshd_log) struct sshd_log *journal = NULL;
	CLEANUP(free) struct sshd_log_line *line = NULL;
	struct note *unseen = &pass->history->unseen, ignored;
	struct sshd_log_query query = ask_for_addresses(pass, count, monitors);
	if (query.count == 0 || unseen->text[0] || !sshd_log_is_readable(unseen))
		return;
	if (query.count > SSHD_LOG_MONITORS_MAX)
		query.count = 0;
	line = malloc(sizeof *line);
	if (!line || sshd_log_open(&query, &journal, unseen) != 0)
		return;
	while (sshd_log_next(journal, line, unseen) > 0)
		if (row_list_has_monitor(&pass->rows, &line->event))
			(void)row_list_hear(&pass->rows, &line->event, -1, &ignored);
}

/* Gives what is wanted of the first rows. */
int pass_give(struct pass *pass, size_t count, struct note *note)
{
	struct history *history = pass->history;
	int r = 0;
	for (size_t i = 0; r == 0 && i < count; i++)
		r = decide(pass, &pass->rows.rows[i], note);
	if (r == 0 && history->addresses && !filter_asks_for_sshd(&pass->filter))
		find_addresses(pass, count);
	progress_hide(&pass->progress);
	for (size_t i = 0; r == 0 && i < count; i++) {
		struct row *row = &pass->rows.rows[i];
		if (!filter_wants(row, &pass->filter))
			continue;
		if (!history->endless)
			remains_find(&pass->remains, row);
		r = history->take(history->context, row, note);
		row->texts = NULL;
		row->tries = NULL;
	}
	for (size_t i = 0; i < count; i++)
		row_free(&pass->rows.rows[i]);
	return r == 0 ? row_list_drop(&pass->rows, count, note) : r;
}
