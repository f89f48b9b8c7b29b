/* SPDX-License-Identifier: Apache-2.0 */
/*
 * origins.h – the addresses that --from limits a key or a grant to
 *
 * Shape:  one list with commas, as from= has it; a further --from adds to those before it. A name
 *         of a host in it is no mistake, but sshd looks names up only where UseDNS is yes.
 * Units:  bytes.
 * Memory: the caller's buffers.
 * Errors: 0 or -EINVAL with what is wrong.
 * Source: sshd(8) from=; sshd_config(5) UseDNS.
 */
#ifndef KEYHOLE_ADMIN_STORE_ORIGINS_H
#define KEYHOLE_ADMIN_STORE_ORIGINS_H

#include "common/note.h"
#include "common/view.h"
#include "keys/options.h"

#define ORIGINS_MAX (OPTIONS_STORE_MAX / 2)

/** Adds what stands behind one --from; it MUST be something. */
int origins_add(char list[ORIGINS_MAX], const char *more, struct note *note);

/** Whether it is a list that sshd can match. */
int origins_check(const char *list, struct note *note);

/** Warns of each name of a host, which is matched by nobody's address. */
void origins_warn(struct view list);

#endif
