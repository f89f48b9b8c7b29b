/* SPDX-License-Identifier: Apache-2.0 */
/*
 * turn.h – whose turn it is to write to the log
 *
 * Shape:  two locks on one file, TURN_FILE in the state folder, made 0600 where it is missing: its
 *         first byte for who writes to the log, its second for who writes the checkpoint of the
 *         seal's state, so that a writer never waits for somebody else's disk. Of all processes one at
 *         a time has each, until it gives it back or closes the descriptor; the kernel takes it
 *         back from one that is killed. Who waits asks again: TURN_YIELDS times as
 *         soon as others could run, then after a pause that grows to TURN_PAUSE_MAX_US: no signal,
 *         no timer, since this runs inside sshd.
 * Units:  milliseconds for the whole wait, microseconds for a pause.
 * Memory: the descriptor is the caller's; closing it gives both back.
 * Errors: 0 or -errno; -ETIMEDOUT when the wait is over, -EPERM when the file or a folder above
 *         it is not root's alone.
 * Source: fcntl_locking(2), open file description locks.
 */
#ifndef KEYHOLE_AUDIT_TURN_H
#define KEYHOLE_AUDIT_TURN_H

#include "common/note.h"

#define TURN_FILE "lock"
#define TURN_YIELDS 4
#define TURN_PAUSE_MAX_US 2000

#define TURN_CHECKPOINT_MS 200

/** Waits for the turn to write to the log, at most so long; `folder` is the state folder, open. */
int turn_take(const char *state_dir, int folder, int wait_ms, int *fd, struct note *note);

/** Gives that turn back; the descriptor stays open. */
void turn_give(int fd);

/** Waits for the turn to write the checkpoint, at most TURN_CHECKPOINT_MS. */
int turn_take_checkpoint(const char *state_dir, int fd, struct note *note);

#endif
