/* SPDX-License-Identifier: Apache-2.0 */
/*
 * way.h – one line that may let a key in, from keyhole's store or from a file of the account's own
 *
 * Shape:  a step for each: what the key is, where it stands, and why it does not open the account,
 *         or that it does. What sshd says of the key itself comes first, then what keyhole or the
 *         line says, then from= and PermitRootLogin.
 * Units:  lines count from 1.
 * Memory: what is looked at lasts for the call.
 * Errors: none.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_WHY_WAY_H
#define KEYHOLE_ADMIN_WHY_WAY_H

#include "admin/why/inquiry.h"
#include "keys/line.h"

struct way {
	const char *path;
	unsigned number;
	const char *person; /* NULL: a file of the account's own */
	const struct line *line;
	const struct options *options; /* that would hold; NULL unless the verdict is 0 */
	int verdict;                   /* 0; a reason; a fault */
	const struct note *note;       /* why not */
	bool granted_from;             /* from= is the grant's */
};

/** Adds the step of a way; whether the key opens the account. */
bool way_add(struct inquiry *inquiry, const struct way *way);

/** Adds the step of a line that can't be read; `doubtful`: sshd may take it all the same. */
void way_add_bad(struct inquiry *inquiry, const struct way *way, bool doubtful);

#endif
