/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lineage.h – the login from which a process comes, by the log
 *
 * Shape:  the processes above this one are gone through up to the first; the one that a `login`
 *         record of this start of the machine names is the monitor of its connection. sudo and su in
 *         between are passed; a terminal multiplexer has the login that began it above it, or none.
 * Units:  milliseconds of CLOCK_BOOTTIME.
 * Memory: held by value.
 * Errors: 0; -ENOENT no process above has a record; -errno where the log can't be read.
 * Source: proc(5) /proc/PID/stat.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_LINEAGE_H
#define KEYHOLE_ADMIN_ENABLE_LINEAGE_H

#include "common/account.h"
#include "common/note.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define LINEAGE_MAX 64

struct lineage {
	int64_t began;  /* the connection did, rounded down to a tick of the kernel's */
	bool elsewhere; /* it did not come by the sshd that was asked about */
	char account[ACCOUNT_NAME_MAX + 1], from[64];
};

/** Finds the login; `listener` is the process of the sshd by which it has to have come, 0: any. */
int lineage_find(const char *log_dir, pid_t listener, struct lineage *lineage, struct note *note);

#endif
