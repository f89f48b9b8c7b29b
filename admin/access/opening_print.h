/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opening_print.h – openings as a table for people, and as JSON
 *
 * Shape:  the table: ACCOUNT PERSON KEY KNOWN AT UNTIL LAST USED CONDITIONS. In a pipe all is shown,
 *         one opening a line. On a terminal as much of the key, the times and the places is
 *         shown as fits; conditions that do not fit in one line have a line each, and one that
 *         is too long for its line is cut. Where duplicates are asked for, all places of the key,
 *         its own first, stand in the place of the conditions, and none is cut; of more than
 *         COPIES_TOLD_MAX others the number.
 *         JSON: an object on a line for each, its fields as keyhole(8) has them.
 * Units:  columns of a terminal.
 * Memory: none is kept.
 * Errors: 0 or -errno.
 * Source: table.h.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_OPENING_PRINT_H
#define KEYHOLE_ADMIN_ACCESS_OPENING_PRINT_H

#include "admin/access/sieve.h"

/** Prints those that are asked for as a table. */
int opening_print_table(
	const struct opening_list *list, const struct sieve *sieve, struct note *note);

/** The lines of the table's last column, malloc'ed, each with a newline behind it; NULL without
 *  memory. */
char *opening_lines(const struct opening *opening, const struct sieve *sieve);

/** Prints one as JSON. */
void opening_print_json(const struct opening *opening, const struct sieve *sieve);

#endif
