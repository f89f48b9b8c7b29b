/* SPDX-License-Identifier: Apache-2.0 */
/*
 * last_use.h – when each key last opened each account, as the log has it
 *
 * Shape:  read once, records of logins alone, not joined to anything. Each key of a login that took
 *         several counts; a login by certificate is one by the key of its CA, which is what the
 *         store has. The log may begin later than what is asked about: `begins`.
 * Units:  microseconds since 1970.
 * Memory: one use (use.h) for each key and account; last_use_free gives all back.
 * Errors: read: 0, also where there is no log yet, or -errno: then no key's last use is known, and
 *         the note says why. Lines that can't be read are counted as unread.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_LAST_USE_H
#define KEYHOLE_ADMIN_LOG_LAST_USE_H

#include "admin/log/use.h"
#include "admin/unread.h"

struct last_use {
	int64_t begins; /* the first record of the log; EVENT_UNKNOWN: there is none */
	struct use_list uses;
	struct unread unread;
};

/** Reads the log of a folder. */
int last_use_read(struct last_use *last, const char *log_dir, struct note *note);

/** The last time that a key, by its fingerprint, opened an account; EVENT_UNKNOWN: never. */
int64_t last_use_of(const struct last_use *last, const char *account, const char *key);

/** Frees what was read. */
void last_use_free(struct last_use *last);

/** For CLEANUP(last_use). */
static inline void cleanup_last_use(struct last_use *last)
{
	last_use_free(last);
}

#endif
