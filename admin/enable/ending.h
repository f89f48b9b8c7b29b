/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ending.h – how an undertaking ends: put back, taken away, or left in force; and who is told
 *
 * Shape:  files first, then sshd reads them; then its list of revoked keys goes, unless a line that
 *         is not keyhole's names it, for without it an sshd that goes by it refuses every key; then
 *         the log has it, and the watch ends. Where an sshd runs that can't be told, it still goes by
 *         what was there: the record stays as one that is broken off, and whoever comes next
 *         (the timer, the process that waits, another call) tells it again. What sshd then says of
 *         itself is a warning.
 * Units:  milliseconds.
 * Memory: none is kept.
 * Errors: 0, REASON_UNSAFE_PATH or -errno: of the files, or of telling sshd.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_ENDING_H
#define KEYHOLE_ADMIN_ENABLE_ENDING_H

#include "admin/enable/site.h"
#include "audit/event.h"
#include "server/undertaking.h"

#define ENDING_WAIT_MS 5000

/** Opens the record to end it. The timer looks now and then, so that the lock is waited for a little. */
int ending_open(const struct site *site, struct undertaking *undertaking, struct note *note);

/** Finishes what was broken off, and says what it did; `*broken` is whether there was anything. */
int ending_recover(
	const struct site *site, struct undertaking *undertaking, bool *broken, struct note *note);

/** Puts back what was there before the undertaking; `why` is for the log. */
int ending_revert(const struct site *site, struct undertaking *undertaking, const char *why,
	struct note *note);

/** Says so, once nothing is left to do. */
void ending_say_reverted(const struct undertaking *undertaking);

/** Puts back what was there before keyhole came. */
int ending_disable(const struct site *site, struct undertaking *undertaking, struct note *note);

/** Has sshd read its configuration, where the site is live and an sshd runs; warns if it then says
 *  something else than it should. 0, or -errno: it could not be told. */
int ending_reload(const struct site *site, bool ours, struct note *note);

/** Writes into the log what was done. */
void ending_record(const struct site *site, enum event_kind kind, const char *detail);

#endif
