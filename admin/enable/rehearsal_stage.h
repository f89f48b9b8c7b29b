/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rehearsal_stage.h – the machine as it is to be, seen by one process and its children alone
 *
 * Shape:  the process that opens it gets mounts of its own: a file system in memory at
 *         REHEARSAL_FOLDER, and in it copies of the folders whose files change, laid over them.
 *         It all goes with the last process in there; only the empty folder is left, for
 *         rehearsal_stage_sweep. A process that opens it MUST NOT have another thread.
 *         A throw-away key opens the account from this machine, for REHEARSAL_KEY_LASTS.
 * Units:  seconds; milliseconds of child_clock.
 * Memory: held by value.
 * Errors: 0; REASON_UNSAFE_PATH; -errno: -EPERM where there may be no mounts of one's own.
 * Source: mount_namespaces(7), mount(2).
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REHEARSAL_STAGE_H
#define KEYHOLE_ADMIN_ENABLE_REHEARSAL_STAGE_H

#include "admin/enable/rehearsal_key.h"
#include "admin/enable/site.h"
#include "server/undertaking.h"

#define REHEARSAL_FOLDER "/run/keyhole-rehearsal"
#define REHEARSAL_KEY_LASTS 60

/** Opens it with the planned texts, before a moment of child_clock. */
int rehearsal_stage_open(const struct site *site, const struct undertaking *undertaking,
	long long end, struct note *note);

/** Grants it an account, from this machine. */
int rehearsal_stage_grant(const struct site *site, const struct rehearsal_key *key,
	const char *account, struct note *note);

/** Lets it break the glass, and takes keyhole's command away. */
int rehearsal_stage_break(const struct rehearsal_key *key, struct note *note);

/** Takes away what is left when nobody is in there any more. */
void rehearsal_stage_sweep(void);

#endif
