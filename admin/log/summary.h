/* SPDX-License-Identifier: Apache-2.0 */
/*
 * summary.h – the logins of the log counted, and the keys that nobody used
 *
 * Shape:  PERSON ACCOUNT KEY FROM LOGINS FIRST LAST: a line for each four of the first that there
 *         was a login with, in their order. After that, with 0 logins, each line of keys.d whose
 *         key is in no login of its person; those only where nothing but persons, keys and times
 *         are asked for, since of the rest a key that was never used has none.
 * Units:  microseconds since 1970.
 * Memory: one row for each line, and for each set of further keys that was used with it.
 * Errors: 0 or -errno. A folder of keys that can't be read is only warned of.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_SUMMARY_H
#define KEYHOLE_ADMIN_LOG_SUMMARY_H

#include "admin/log/filter.h"
#include "admin/log/row_list.h"

struct summary; /* opaque */

/** Begins to count what a filter lets through. */
int summary_open(const struct filter *filter, struct summary **summary, struct note *note);

/** Counts a row, whose memory is the summary's then. */
int summary_add(struct summary *summary, struct row *row, struct note *note);

/** Prints the summary on standard output; `*printed` counts its lines. */
int summary_print(
	struct summary *summary, const char *keys_dir, size_t *printed, struct note *note);

/** Frees it. */
void summary_free(struct summary *summary);

/** For CLEANUP(summary). */
static inline void cleanup_summary(struct summary **summary)
{
	summary_free(*summary);
}

#endif
