/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rehearsal.h – a real login through what is planned, before any file that counts is changed
 *
 * Shape:  the undertaking is staged: its files have the planned texts as `after`. Nothing of the
 *         machine MUST change, and nothing of the proof MUST be left behind, but its own record in
 *         the log.
 *         All steps together have REHEARSAL_MS, that a machine that is busy has done long before:
 *         what then still runs is killed. An interruption (interruption.h) ends it at once.
 * Units:  milliseconds.
 * Memory: none is kept.
 * Errors: 0: the login went through; -errno: it did not, or could not be tried; the note says why.
 *         -EINTR: it was interrupted.
 * Source: sshd(8) -i; unshare(2).
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REHEARSAL_H
#define KEYHOLE_ADMIN_ENABLE_REHEARSAL_H

#include "admin/enable/site.h"
#include "server/undertaking.h"

#define REHEARSAL_MS 30000

struct rehearsal {
	const struct site *site;
	const struct undertaking *undertaking;
	const char *account; /* the administrator's */
	bool exclusive;      /* a break-glass login is proven too */
	bool consents;       /* --yes: that the administrator has no key is no failure */
};

/** Proves that the administrator gets in. */
int rehearsal_run(const struct rehearsal *proof, struct note *note);

#endif
