/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pass.h – one reading of the log from a time on, for history.h
 *
 * Shape:  as history.h says, without a limit; `filter` is a copy whose `since` may be later.
 * Units:  microseconds since 1970.
 * Memory: pass_free gives all back.
 * Errors: 0 or -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_PASS_H
#define KEYHOLE_ADMIN_LOG_PASS_H

#include "admin/log/history.h"
#include "admin/log/lasting.h"
#include "admin/log/remains.h"
#include "admin/log/row_list.h"

struct sshd_log;      /* sshd_log.h */
struct sshd_log_line; /* sshd_log.h */

/* A log on its way, with the line that comes next. */
struct pass_source {
	struct read_log *log; /* NULL: there is none */
	bool ended;
	int64_t since;
	struct read_line *line;
};

struct pass {
	struct history *history;
	struct filter filter;
	struct row_list rows;
	struct lasting lasting;
	struct remains remains;
	struct progress progress;
	struct pass_source logins, offers;
	struct sshd_log *journal; /* NULL: not asked, or at its end */
	struct sshd_log_line *said;
	int64_t now;        /* the time of the last record */
	int64_t last_offer; /* of the last record that waits for a login */
	bool whole;         /* the log of logins was read to its end */
};

/** Reads, joins, and gives the rows. */
int pass_run(struct pass *pass, struct note *note);

/** Gives the first rows of the list, which is settled, and drops them. */
int pass_give(struct pass *pass, size_t count, struct note *note);

/** Frees what a pass holds. */
void pass_free(struct pass *pass);

/** For CLEANUP(pass). */
static inline void cleanup_pass(struct pass *pass)
{
	pass_free(pass);
}

#endif
