/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enabling.h – from what is asked for to files that are changed, or all as it was
 *
 * Shape:  with the undertaking's lock from the first look to the last write: what was broken off
 *         is brought to its end; what is in the way is said (premises.h); the plan is made and shown
 *         (rewiring.h); it is proven (rehearsal.h) before any file changes; who puts back is started
 *         (watch.h) before that, too; the files change, sshd reads them. What fails, or is
 *         interrupted, is put back at once. A tree of files is changed at once and nothing is proven.
 * Units:  seconds.
 * Memory: held by value; the caller closes the site and the undertaking.
 * Errors: it speaks for itself; gives the exit status.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_ENABLING_H
#define KEYHOLE_ADMIN_ENABLE_ENABLING_H

#include "admin/enable/site.h"
#include "server/undertaking.h"

struct enabling {
	const struct admin *admin;
	struct site site;
	struct undertaking undertaking;
	const char *root, *account;
	bool exclusive, shows, consents;
	int64_t seconds; /* until it is put back */
};

/** Does it. */
int enabling_run(struct enabling *enabling);

#endif
