/* SPDX-License-Identifier: Apache-2.0 */
/*
 * use.h – logins counted together by what they have in common
 *
 * Shape:  one use for each person, account, key, address and set of further keys that there was a
 *         login with. What a row leaves empty is counted as that: rows with an account and a key
 *         alone are counted by these. The uses are in the order of their first logins.
 * Units:  microseconds since 1970.
 * Memory: one row for each use; use_list_free gives all back.
 * Errors: adding: 0 or -ENOMEM.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_USE_H
#define KEYHOLE_ADMIN_LOG_USE_H

#include "admin/log/row.h"

#include <stddef.h>

struct use {
	struct row row;
	size_t logins;
	int64_t first, last;
};

/* Zeroes are an empty list. Who sorts the uses MUST NOT add or find any more. */
struct use_list {
	struct use *uses;
	size_t count, room;
	size_t *slots; /* numbers of uses + 1; 0 is empty */
	size_t slot_count;
};

/** Orders two rows by person, account, key and address. */
int use_compare(const struct row *a, const struct row *b);

/** Counts a row's login, and takes the row's memory. */
int use_list_add(struct use_list *list, struct row *row, struct note *note);

/** The use that a row would be counted with, NULL where there is none. */
const struct use *use_list_find(const struct use_list *list, const struct row *row);

/** Frees the uses. */
void use_list_free(struct use_list *list);

#endif
