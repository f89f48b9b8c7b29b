/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arrivals.h – connections that sshd has taken, and let nobody in by yet
 *
 * Shape:  each goes on by the configuration that sshd had when it was taken, whatever sshd has read
 *         since: a list of revoked keys that is named there MUST NOT go while one is left, or its
 *         keys are all refused. They are known by the titles that sshd gives its processes.
 * Units:  milliseconds.
 * Memory: none is kept.
 * Errors: none: where it can't be told, none is left.
 * Source: sshd.c, sshd-session.c, monitor.c: setproctitle; proc(5) /proc/PID/cmdline.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_ARRIVALS_H
#define KEYHOLE_ADMIN_ENABLE_ARRIVALS_H

#include <stdbool.h>

#define ARRIVALS_PROC "/proc"
#define ARRIVALS_WAIT_MS 5000

/** Whether one is left, by a folder like /proc. */
bool arrivals_remain(const char *proc);

/** Waits until none is left, but no longer than ARRIVALS_WAIT_MS. */
void arrivals_await(const char *proc);

#endif
