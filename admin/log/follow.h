/* SPDX-License-Identifier: Apache-2.0 */
/*
 * follow.h – the log as it grows
 *
 * Shape:  each record that the filter takes, a line, as soon as it is whole: as a row of its own
 *         (a login is "still open", its logout another row with how long it lasted), or as it is
 *         stored. Of offers.jsonl only offers, and only where the filter asks for offers. What is
 *         in the log at the beginning is not shown. A file that is rotated away is read to its
 *         end, then the new one from its beginning; so is one that is not there yet.
 * Units:  looks twice a second.
 * Memory: a line of each file.
 * Errors: 0 at SIGINT, SIGTERM, or when nobody reads any more; -errno where the log can't be read
 *         or the output not be written.
 * Source: tail(1) -F.
 */
#ifndef KEYHOLE_ADMIN_LOG_FOLLOW_H
#define KEYHOLE_ADMIN_LOG_FOLLOW_H

#include "admin/log/filter.h"

/** Shows what is recorded from now on, until it is interrupted. */
int follow_log(const char *log_dir, const struct filter *filter, bool json, struct note *note);

#endif
