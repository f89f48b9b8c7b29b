/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listing.h – the rows of the log as a table
 *
 * Shape:  rows: TIME ACCOUNT PERSON FROM KEY LASTED RESULT; sessions that have no logout: ACCOUNT
 *         PERSON FROM SINCE LASTED KEY MONITOR, the last of which says of one whose monitor is
 *         gone "no logout". On a terminal KEY, TIME and the gaps tell and take as much as lets every
 *         row fit into a line, as far as their shortest forms can; a reason is told in words where
 *         they fit, too. What else a refused connection tried stands in lines below its row. In a
 *         pipe everything is told, each row in one line. The layout is that of the first
 *         LISTING_ROWS rows: they are held, later ones are printed as they come.
 * Units:  columns of a terminal.
 * Memory: listing_free gives back what is held.
 * Errors: 0 or -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_LISTING_H
#define KEYHOLE_ADMIN_LOG_LISTING_H

#include "admin/log/row.h"

#define LISTING_ROWS 1500

struct listing; /* opaque */

/** Begins a listing; with `whole` what a login tried before it got in is shown, too; with `refused`
 *  there will be no logins, and on a terminal no column for how long they lasted. */
int listing_open(bool whole, bool refused, struct listing **listing, struct note *note);

/** Adds a row, whose memory is the listing's then. */
int listing_add(struct listing *listing, struct row *row, struct note *note);

/** Prints what is not printed yet. */
int listing_end(struct listing *listing, struct note *note);

/** How many rows there are, and whether some are printed. */
size_t listing_count(const struct listing *listing);
bool listing_is_printed(const struct listing *listing);

/** Frees it. */
void listing_free(struct listing *listing);

/** For CLEANUP(listing). */
static inline void cleanup_listing(struct listing **listing)
{
	listing_free(*listing);
}

/** Prints logins that have no logout, with how long they last by now. */
int listing_print_sessions(const struct row *rows, size_t count, struct note *note);

#endif
