/* SPDX-License-Identifier: Apache-2.0 */
/*
 * descendants.h – the processes that a process started, and those that these started
 *
 * Shape:  taken while the first one runs: once it is gone its children are init's. A descriptor of
 *         each very process is held, so that a number that is given again can't be hit. Whoever
 *         has left its parent by then, as a daemon does, is none of them.
 * Units:  milliseconds.
 * Memory: descendants_free() closes and frees.
 * Errors: 0 or -errno where /proc can't be read.
 * Source: proc(5), pidfd_open(2), pidfd_send_signal(2).
 */
#ifndef KEYHOLE_ADMIN_STORE_DESCENDANTS_H
#define KEYHOLE_ADMIN_STORE_DESCENDANTS_H

#include <stddef.h>
#include <sys/types.h>

/* What is told to end by SIGHUP has this long, all together, and is killed then. */
#define DESCENDANTS_WAIT_MS 1000

struct descendant {
	pid_t pid, parent;
	int fd; /* -1: it is none, or gone */
};

struct descendants {
	struct descendant *item;
	size_t count, room;
};

/** Finds those of a process. */
int descendants_find(pid_t ancestor, struct descendants *descendants);

/** Ends those that still run; gives how many that were. */
size_t descendants_end(struct descendants *descendants);

/** Gives all back. */
void descendants_free(struct descendants *descendants);

#endif
