/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rehearsal_process.h – the processes of a rehearsal, of which none outlives it
 *
 * Shape:  for a process that has no other children. Whatever its children leave behind becomes its
 *         own. A child has a clean environment and `/` as its folder; where there is a connection
 *         it is its standard input and output; what it complains of is added to a file.
 * Units:  milliseconds.
 * Memory: none is kept.
 * Errors: 0 or -errno.
 * Source: prctl(2) PR_SET_CHILD_SUBREAPER, PR_SET_PDEATHSIG; proc(5) children.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REHEARSAL_PROCESS_H
#define KEYHOLE_ADMIN_ENABLE_REHEARSAL_PROCESS_H

#include "common/note.h"

#include <stdbool.h>
#include <sys/types.h>

/** Makes this process the one to which they belong; or no longer. */
void rehearsal_process_adopt(bool adopts);

/** Has this process end with its parent, and belong to no terminal. */
void rehearsal_process_follow(void);

/** Starts one; `connection` is -1 where it has none. */
int rehearsal_process_start(
	char *const argv[], int connection, const char *errors, pid_t *pid, struct note *note);

/** Whether it has ended, and how. */
bool rehearsal_process_ended(pid_t pid, int *status);

/** Waits so long for all that are left, then kills them, for some seconds at most. */
void rehearsal_process_sweep(int wait_ms);

#endif
