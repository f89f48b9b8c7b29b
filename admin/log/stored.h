/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stored.h – the lines of the log as they are stored
 *
 * Shape:  of logins.jsonl those that the filter takes, each as it is; of offers.jsonl too, where
 *         the filter asks for offers, and then only offers: the command's user could write
 *         anything there. Both in the order of their times. A limit keeps the last ones.
 * Units:  lines.
 * Memory: no more than the limit's lines are held.
 * Errors: 0 or -errno, -ENOENT where there is no log at all. Lines that can't be read are
 *         counted as unread, and a log of offers that can't be is as one of them.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_STORED_H
#define KEYHOLE_ADMIN_LOG_STORED_H

#include "admin/log/filter.h"
#include "admin/unread.h"

struct stored {
	const char *log_dir;
	const struct filter *filter;
	size_t limit; /* 0: none */
	struct unread *unread;
};

/** Prints them on standard output. */
int stored_print(const struct stored *stored, struct note *note);

#endif
