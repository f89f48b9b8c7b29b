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

#define PROGRESS_STEP (1024 * 1024) /* bytes between two looks at the clock */

struct progress {
	const char *what;
	bool terminal;
	int64_t next;    /* when it is shown again, in nanoseconds of CLOCK_MONOTONIC */
	uint64_t looked; /* how much was done at the last look at the clock */
	int shown;       /* columns */
};

/** Begins: `what` is being done, as in "reading the log". */
struct progress progress_begin(const char *what);

/** Looks at the clock, and shows how much is done if it is time to. */
void progress_look(struct progress *progress, uint64_t done, uint64_t total);

/** Shows how much is done, now and then; cheap enough to be called for every line. Less done than
 *  before, as another log is begun, is shown too. */
static inline void progress_show(struct progress *progress, uint64_t done, uint64_t total)
{
	if (done - progress->looked >= PROGRESS_STEP)
		progress_look(progress, done, total);
}

/** Erases what is shown; also how it ends. */
void progress_hide(struct progress *progress);

#endif
