/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pager.h – what is longer than the terminal, shown page by page
 *
 * Shape:  where standard output is a terminal, it becomes a pipe to $KEYHOLE_PAGER or $PAGER, the
 *         first that is set; one that is empty or `cat` is none. Without both it is less, pager or
 *         more, the first that is there, and none where there is none of them. less gets LESS=FRX
 *         where LESS is not set, so that it ends by itself if all fits on the screen and shows colours; root's
 *         LESSSECURE=1, so that it runs nothing and writes no file. That a reader leaves before the
 *         end is no fault: the program ends with 0. At a signal that ends it, it waits for the
 *         pager first, which has the terminal.
 * Units:  none.
 * Memory: one pager at a time.
 * Errors: one that can't be started is said to be so, and what was printed is lost: exit status 2.
 * Source: git's pager.c, for what people are used to.
 */
#ifndef KEYHOLE_ADMIN_PAGER_H
#define KEYHOLE_ADMIN_PAGER_H

#include <stdbool.h>
#include <stddef.h>

/** Forbids pagers from now on. */
void pager_forbid(void);

/** Begins to page, if there is a terminal and a pager. */
void pager_begin(void);

/** Whether what is printed goes to a pager. */
bool pager_runs(void);

/** Ends the output and waits for the reader; false if the pager could not be run. */
bool pager_end(void);

#endif
