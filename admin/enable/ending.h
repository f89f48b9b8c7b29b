/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ending.h – how an undertaking ends: put back, taken away, or left in force; and who is told
 *
 * Shape:  files first, then sshd reads them, then the watch ends, then the log has it. That sshd
 *         could not be reloaded is a warning: the files are as they have to be, and the next
 *         start of sshd goes by them.
 * Units:  none.
 * Memory: none is kept.
 * Errors: 0, REASON_UNSAFE_PATH or -errno of the files.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_ENDING_H
#define KEYHOLE_ADMIN_ENABLE_ENDING_H

#include "admin/enable/site.h"
#include "audit/event.h"
#include "server/undertaking.h"

/** Finishes what was broken off, and says what it did; `*broken` is whether there was anything. */
int ending_recover(
	const struct site *site, struct undertaking *undertaking, bool *broken, struct note *note);

/** Puts back what was there before the undertaking; `why` is for the log. */
int ending_revert(const struct site *site, struct undertaking *undertaking, const char *why,
	struct note *note);

/** Puts back what was there before keyhole came. */
int ending_disable(const struct site *site, struct undertaking *undertaking, struct note *note);

/** Has sshd read its configuration, where the site is live; warns if it does not. */
void ending_reload(const struct site *site, bool ours);

/** Writes into the log what was done. */
void ending_record(const struct site *site, enum event_kind kind, const char *detail);

#endif
