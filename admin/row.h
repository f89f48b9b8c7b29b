/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row.h – the records of a log, joined to what people want to see: a row for each connection
 *
 * Shape:  a login, its logout and what was warned of before it are one row; so are a refusal and
 *         all that was recorded of its connection, and the offers of a connection of which
 *         nothing else is known (an offer that was refused before one that got in is no row).
 *         They are joined by `session`. What the administrator did, and a step of the clock, are
 *         rows of their own. A logout without its login is a row with the time at which the
 *         session began. Records MUST be added in the order of the log, offers after the rest.
 *         A row is marked if `marks` says so of one of the records that it tells of.
 * Units:  microseconds since 1970, seconds.
 * Memory: rows copy what they show; row_list_free gives all back.
 * Errors: adding: 0 or -ENOMEM.
 * Source: DESIGN of the log in keyhole(8).
 */
#ifndef KEYHOLE_ADMIN_ROW_H
#define KEYHOLE_ADMIN_ROW_H

#include "audit/event.h"

#include <stdbool.h>

#define ROW_TEXT_MAX 4096

/* How much of a key is shown. */
enum row_detail {
	ROW_WHOLE,   /* RSA 3072 SHA256:kb0oAT… ubuntu@primary, the fingerprint whole */
	ROW_COMMENT, /* only the beginning of it */
	ROW_BRIEF,   /* and without the comment */
	ROW_KIND,    /* RSA 3072 */
	ROW_DETAIL_COUNT
};

struct row {
	enum event_kind kind;
	int64_t time, seconds;
	int64_t clock;  /* what the clock showed, where it had been set back behind the time */
	bool ended;     /* a logout was recorded */
	bool warned;    /* and `reason` is why */
	bool unwanted;  /* keyhole itself would have refused the key, and `reason` is why */
	bool marked;    /* one of its records is */
	uint64_t kinds; /* of its records: bit 1 << kind */
	unsigned keys;  /* that were offered */
	size_t order;   /* in which rows began */
	int64_t monitor, monitor_start, key_bits;
	char *texts; /* what the following look at, each with a NUL behind it */
	const char *session, *boot, *account, *person, *from, *method, *key, *key_type;
	const char *key_comment, *more_keys, *cert_id, *reason, *detail, *by;
};

struct row_list {
	bool (*marks)(const struct event *, const void *); /* NULL: none */
	const void *asked;
	struct row *rows;
	size_t count, room;
	size_t *slots; /* numbers of rows + 1 by the hash of their session; 0 is empty */
	size_t slot_count;
};

/** Adds a record. */
int row_list_add(struct row_list *list, const struct event *event, struct note *note);

/** Keeps the rows that are wanted, in the order of their time. Nothing can be added after that. */
void row_list_settle(
	struct row_list *list, bool (*wanted)(const struct row *, const void *), const void *asked);

/** Frees all rows. */
void row_list_free(struct row_list *list);

/** For CLEANUP(row_list). */
static inline void cleanup_row_list(struct row_list *list)
{
	row_list_free(list);
}

/** Whether the connection of a login still lasts: no logout, and its monitor runs. */
bool row_is_open(const struct row *row);

/** Writes the key of a row, or the method where there is none; `cut` stands behind a fingerprint
 *  that is not whole. */
void row_key(
	const struct row *row, enum row_detail detail, const char *cut, char out[ROW_TEXT_MAX]);

/** Writes how it went; `alive` says whether the connection's monitor still runs. */
void row_result(const struct row *row, bool alive, char out[ROW_TEXT_MAX]);

#endif
