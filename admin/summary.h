/* SPDX-License-Identifier: Apache-2.0 */
/*
 * summary.h – the logins of the log counted, and the keys that nobody used
 *
 * Shape:  PERSON ACCOUNT KEY FROM LOGINS FIRST LAST: a line for each four of the first that there
 *         was a login with, in their order. After that, with 0 logins, each line of keys.d whose
 *         key is in no login of its person; those only where nothing but persons, keys and times
 *         are asked for, since of the rest a key that was never used has none.
 * Units:  microseconds since 1970.
 * Memory: none is kept.
 * Errors: 0 or -errno. A folder of keys that can't be read is only warned of.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_SUMMARY_H
#define KEYHOLE_ADMIN_SUMMARY_H

#include "admin/filter.h"
#include "admin/row_list.h"

/** Prints the summary of rows that are settled on standard output; `*printed` counts its lines. */
int summary_print(const struct row_list *rows, const struct filter *filter, const char *keys_dir,
	size_t *printed, struct note *note);

#endif
