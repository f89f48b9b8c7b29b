/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ahead.h – the next blocks of a file, read by a thread while the present one is looked at
 *
 * Shape:  the blocks that block_read would give, in their order, up to one of no bytes or to a fault; after
 *         that there MUST NOT be asked for more. Half the time of a search goes by until the kernel has
 *         copied what is searched. Only the command may ask for it: the module is a guest, and has no
 *         threads. The thread gets no signals.
 * Units:  bytes.
 * Memory: AHEAD_BLOCKS blocks. One lasts until the next but one is asked for; before it there are
 *         BLOCK_KEPT bytes, and behind it FIND_SLACK, for whoever asked.
 * Errors: open: 0 or -errno. next: as block_read.
 * Source: pthreads(7), sem_overview(7).
 */
#ifndef KEYHOLE_AUDIT_AHEAD_H
#define KEYHOLE_AUDIT_AHEAD_H

#include "audit/seek.h"

#include <sys/types.h>

#define AHEAD_BLOCKS 8

struct ahead; /* opaque */

/** Begins to read a part of a file. */
int ahead_open(int fd, const struct seek_part *part, struct ahead **ahead);

/** The next block, and how long it is. */
ssize_t ahead_next(struct ahead *ahead, char **block);

/** Ends the thread, and frees the blocks; NULL is nothing. */
void ahead_close(struct ahead *ahead);

#endif
