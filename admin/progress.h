/* SPDX-License-Identifier: Apache-2.0 */
/*
 * progress.h – how far a long reading has come, on a terminal
 *
 * Shape:  `keyhole: reading the log: 42 %` in one line on standard error, if that is a terminal and
 *         the work has lasted for a second; then anew ten times a second at most. It is erased
 *         by spaces, with no escape of the terminal's. Before anything else is printed to the
 *         same terminal, and before a pager begins, progress_hide MUST be called.
 * Units:  bytes; what is shown is the part of all in per cent.
 * Memory: held by value; `what` MUST outlive it.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_PROGRESS_H
#define KEYHOLE_ADMIN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what;
	bool terminal;
	int64_t next; /* when it is shown again, in nanoseconds of CLOCK_MONOTONIC */
	int shown;    /* columns */
};

/** Begins: `what` is being done, as in "reading the log". */
struct progress progress_begin(const char *what);

/** Shows how much is done, now and then; `progress` is a struct progress, so that a reading can be
 *  given this to tell (audit/read.h). Less done than before, as another log is begun, is right. */
void progress_show(void *progress, uint64_t done, uint64_t total);

/** Erases what is shown; also how it ends. */
void progress_hide(struct progress *progress);

#endif
