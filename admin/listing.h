/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listing.h – the rows of the log as a table
 *
 * Shape:  rows: TIME ACCOUNT PERSON FROM KEY LASTED RESULT; sessions that have no logout: ACCOUNT
 *         PERSON FROM SINCE LASTED KEY MONITOR, the last of which says of one whose monitor is
 *         gone "no logout". On a terminal KEY tells as much as lets every
 *         row fit into a line; where none of its forms does, the one without the comment. In a
 *         pipe it tells all.
 * Units:  columns of a terminal.
 * Memory: none is kept.
 * Errors: 0 or -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LISTING_H
#define KEYHOLE_ADMIN_LISTING_H

#include "admin/row.h"

/** Prints rows in their order on standard output. */
int listing_print(const struct row *rows, size_t count, struct note *note);

/** Prints logins that have no logout, with how long they last by now. */
int listing_print_sessions(const struct row *rows, size_t count, struct note *note);

#endif
