/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row_list.h – the records of a log, joined to what people want to see: a row for each connection
 *
 * Shape:  a login, its logout and what was warned of before it are one row; so is a connection that
 *         never got in, with every key that it tried. They are joined by `session`. An offer
 *         that was refused before one that got in is a try of that row, and no row. What the
 *         administrator did, and a step of the clock, are rows of their own. A logout without its
 *         login is a row at the time of the logout. What sshd itself said is joined by boot and
 *         monitor, and begins a row where there is none. Records are added in the order of their
 *         times; offers and what sshd said may also come after all others. A row is marked if
 *         `marks` says so of one of the records that it tells of, of its tries only if it never got
 *         in.
 * Units:  microseconds since 1970, seconds.
 * Memory: row_list_free gives all back.
 * Errors: adding: 0 or -ENOMEM.
 * Source: DESIGN of the log in keyhole(8).
 */
#ifndef KEYHOLE_ADMIN_LOG_ROW_LIST_H
#define KEYHOLE_ADMIN_LOG_ROW_LIST_H

#include "admin/log/row_index.h"

/* How long a connection may take to get in or to be gone, and a login to follow what was decided in
 * the account phase. sshd's own limit for the first is LoginGraceTime, 120 s where it is not set. */
#define ROW_GRACE INT64_C(150000000)
#define ROW_EARLY INT64_C(10000000)

struct row_list {
	bool (*marks)(const struct event *, const void *); /* NULL: none */
	const void *asked;
	struct row *rows;
	size_t count, room, begun;
	struct row_index sessions, monitors;
};

/** Adds a record. */
int row_list_add(struct row_list *list, const struct event *event, struct note *note);

/** Adds what sshd said: an EVENT_OFFER with boot and monitor. A weight below 0 tells no more than
 *  account and address, and begins no row without an account. */
int row_list_hear(struct row_list *list, const struct event *event, int weight, struct note *note);

/** Whether there is a row of the connection that a line of sshd's speaks of. */
bool row_list_has_monitor(const struct row_list *list, const struct event *event);

/** Says that sshd let a connection in. */
void row_list_accept(struct row_list *list, const struct event *event);

/** The row of a session, NULL where there is none. */
struct row *row_list_find(const struct row_list *list, struct view session);

/** Keeps the rows that are wanted, in the order of their time. */
void row_list_settle(
	struct row_list *list, bool (*wanted)(const struct row *, const void *), const void *asked);

/** Where in a list that is settled the first row is that is not before a time. */
static inline size_t row_list_first_at(const struct row_list *list, int64_t time)
{
	size_t low = 0, high = list->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (list->rows[middle].time < time)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/** Takes the first rows off a list that is settled; their memory is the caller's. */
int row_list_drop(struct row_list *list, size_t count, struct note *note);

/** Frees all rows. */
void row_list_free(struct row_list *list);

/** For CLEANUP(row_list). */
static inline void cleanup_row_list(struct row_list *list)
{
	row_list_free(list);
}

#endif
