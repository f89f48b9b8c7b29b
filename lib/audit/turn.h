/* SPDX-License-Identifier: Apache-2.0 */
/*
 * turn.h – whose turn it is to write to the log
 *
 * Shape:  one lock on one file, TURN_FILE in the state folder, made 0600 where it is missing. Of
 *         all writers one at a time has the turn, for as long as it holds the descriptor open;
 *         the kernel takes it back from one that is killed. Who waits asks again after a pause
 *         that grows to TURN_PAUSE_MAX_US: no signal, no timer, since this runs inside sshd.
 * Units:  milliseconds for the whole wait, microseconds for a pause.
 * Memory: the descriptor is the caller's; closing it gives the turn back.
 * Errors: 0 or -errno; -ETIMEDOUT when the wait is over, -EPERM when the file or a folder above
 *         it is not root's alone.
 * Source: fcntl_locking(2), open file description locks.
 */
#ifndef KEYHOLE_AUDIT_TURN_H
#define KEYHOLE_AUDIT_TURN_H

#include "common/note.h"

#define TURN_FILE "lock"
#define TURN_PAUSE_MAX_US 2000

/** Waits for the turn, at most so long. */
int turn_take(const char *state_dir, int wait_ms, int *fd, struct note *note);

#endif
