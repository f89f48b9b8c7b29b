/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interruption.h – ^C, a terminal that is closed, and the like, while files are changed
 *
 * Shape:  from interruption_catch on such a signal ends nothing: it is taken note of, and whoever works
 *         asks between two steps, to put back what was begun. From interruption_ignore on it counts
 *         for nothing: what puts back is not cut off. ^Z stops nothing either, for who stands still
 *         with the lock keeps everybody else from putting back. Programs that are started have
 *         their signals as ever after the first, and ignore them, too, after the second.
 * Units:  none.
 * Memory: none is kept. One for the whole process.
 * Errors: check: 0, or -EINTR.
 * Source: signal(7), sigaction(2).
 */
#ifndef KEYHOLE_ADMIN_ENABLE_INTERRUPTION_H
#define KEYHOLE_ADMIN_ENABLE_INTERRUPTION_H

#include "common/note.h"

/** From now on takes note of them. */
void interruption_catch(void);

/** From now on ignores them. */
void interruption_ignore(void);

/** From now on has them as they were at first. */
void interruption_leave(void);

/** Whether one came. */
int interruption_check(struct note *note);

#endif
