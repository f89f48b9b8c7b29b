/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.h – the rows of the log that are asked for, however long the log is
 *
 * Shape:  reads logins and offers, and with `sshd` what sshd itself said (sshd_log.h), by turns in
 *         the order of their times, joins them (row_list.h), and gives every row that the filter
 *         wants to `take`, the oldest first. Only the time asked for is read, and before and
 *         behind it as far as connections reach, that began or were to get in there. The rows are
 *         those that would be made of the whole log at once, with these exceptions: a connection
 *         that takes longer than ROW_GRACE to get in may be told as two, and a logout whose login
 *         is not in the log is not told where so many sessions are open that they can't be held.
 *         A limit gives the last rows: found from the end of the log, which is read again from
 *         further back while there are not enough.
 * Units:  rows: HISTORY_ROWS are held at most, as many again while they all may still change.
 * Memory: a row that `take` gets is its to free.
 * Errors: 0 or -errno: -ENOENT where there is no log. A log of offers that can't be read is warned
 *         of; that the journal can't be is in `unseen`.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_HISTORY_H
#define KEYHOLE_ADMIN_LOG_HISTORY_H

#include "admin/log/filter.h"
#include "admin/log/whose.h"
#include "admin/unread.h"

#define HISTORY_ROWS 6000

struct history {
	const char *log_dir;
	const struct filter *filter;
	size_t limit;    /* 0: none */
	size_t rows_max; /* 0: HISTORY_ROWS */
	bool addresses;  /* of refused connections are asked for in the journal */
	bool endless;    /* it does not matter how sessions end */
	struct unread *unread;
	struct whose
		*whose; /* tells whose the keys are that opened nothing; NULL: only the log does */
	bool quiet;     /* no progress is shown: the taker prints */
	int (*take)(void *context, struct row *row, struct note *note);
	void *context;
	struct note unseen; /* why the journal can't be read; empty: it was, or was not needed */
};

/** Whether there is any line in the log, asked for or not. */
bool history_is_there(const char *log_dir);

/** Gives all rows that are asked for. */
int history_read(struct history *history, struct note *note);

#endif
