/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.h – who puts everything back if nobody confirms
 *
 * Shape:  with systemd keyhole-revert.timer, which asks again and again whether it is due; after a
 *         reboot keyhole-revert-boot.service, which is always there and needs no
 *         starting; where it is not there, or masked, nothing MUST be changed. Else a
 *         process of its own that outlives this one and its terminal. Each ends by itself when
 *         nothing waits any more.
 * Units:  none.
 * Memory: none is kept.
 * Errors: start: 0 or -errno: then nothing MUST be changed.
 * Source: systemd.timer(5).
 */
#ifndef KEYHOLE_ADMIN_ENABLE_WATCH_H
#define KEYHOLE_ADMIN_ENABLE_WATCH_H

#include "common/note.h"

#include <stdbool.h>

#define WATCH_TIMER "keyhole-revert.timer"
#define WATCH_BOOT "keyhole-revert-boot.service"

/** Starts it. */
int watch_start(struct note *note);

/** Whether the timer runs: it has not since the machine was started, or started anew but for its kernel. */
bool watch_is_on(void);

/** Ends the timer, if there is one. */
void watch_stop(void);

#endif
