/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter.h – which records and rows of the log are asked for
 *
 * Shape:  all that is set MUST hold at once. A key is a fingerprint or its beginning, with or
 *         without `SHA256:`, and may be the way a table cuts it. From is an address or a block;
 *         one mapped into IPv6 is IPv4. Events and reasons are lists with commas, and add up over
 *         several calls. A record is judged by itself; a row if it began in the time asked for,
 *         and as a whole or one record of its has the rest, or one of its tries, if it never got
 *         in.
 * Units:  microseconds since 1970; `until` is the first moment that is no longer asked for.
 * Memory: views of the arguments, which MUST outlive it.
 * Errors: set: 0 or -EINVAL; the note shows what is possible. The rest can't fail.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_FILTER_H
#define KEYHOLE_ADMIN_LOG_FILTER_H

#include "admin/log/row.h"
#include "keys/address.h"

enum filter_part {
	FILTER_ACCOUNT = 1,
	FILTER_PERSON,
	FILTER_KEY,
	FILTER_FROM,
	FILTER_EVENT,
	FILTER_REASON,
	FILTER_SESSION,
	FILTER_SINCE,
	FILTER_UNTIL
};

struct filter {
	const char *account, *person, *session; /* NULL: any */
	struct view key;                        /* the beginning, without its prefix */
	bool has_from, refused;
	struct address from;
	uint64_t events;                /* a bit for each; 0: any */
	uint64_t reasons, sshd_reasons; /* the same; both 0: any */
	int64_t since, until;
};

/** Asks for everything. */
void filter_init(struct filter *filter);

/** Sets one part from its argument; `now` is what the clock says. */
int filter_set(struct filter *filter, enum filter_part part, const char *value, int64_t now,
	struct note *note);

/** Whether a record by itself is asked for. */
bool filter_takes(const struct filter *filter, const struct event *event);

/** The same whenever it was: marks the rows of a list, with the filter as `asked`. */
bool filter_marks(const struct event *event, const void *filter);

/** Whether a row is asked for; for row_list_settle. */
bool filter_wants(const struct row *row, const void *filter);

/** Whether what was refused before a login can be among the stored lines that are asked for. */
bool filter_asks_for_offers(const struct filter *filter);

/** Whether what sshd refused without keyhole can be among the rows that are asked for. */
bool filter_asks_for_sshd(const struct filter *filter);

#endif
