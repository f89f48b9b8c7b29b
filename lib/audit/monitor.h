/* SPDX-License-Identifier: Apache-2.0 */
/*
 * monitor.h – which connection an event belongs to: sshd's privileged monitor process
 *
 * Shape:  the boot's id, a process id and that process's start time name one process of one machine
 *         for ever; `session` is made of the three: the boot id's first 12 hex digits, the pid, the
 *         start time, with dashes.
 * Units:  start in clock ticks since boot, as /proc/PID/stat field 22 has it.
 * Memory: held by value.
 * Errors: what can't be read stays unknown: boot empty, start 0, session empty. Never a failure:
 *         /proc may be hidden from the command's user.
 * Source: proc(5), random(4).
 */
#ifndef KEYHOLE_AUDIT_MONITOR_H
#define KEYHOLE_AUDIT_MONITOR_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct monitor {
	char boot[37];
	pid_t pid;
	uint64_t start;
	char session[64];
};

/** Learns what names a process. */
void monitor_of(pid_t pid, struct monitor *monitor);

/** Whether that very process still runs: same boot, same start time. */
bool monitor_alive(const char *boot, pid_t pid, uint64_t start);

/** The kernel's audit session of this process, -1 where it has none. */
int64_t monitor_audit_session(void);

#endif
