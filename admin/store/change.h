/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change.h – one change of the store by an administrator: who may, the lock, and the record
 *
 * Shape:  a change holds the store's lock from its first look to its last write, so that two never
 *         mix; each file is replaced whole (replace.h). What was done is recorded with who did it,
 *         and told to the system's log (announce.h); that it could not be is a warning, for the
 *         change is in force.
 * Units:  none.
 * Memory: change_end gives all back.
 * Errors: as replace.h.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_CHANGE_H
#define KEYHOLE_ADMIN_STORE_CHANGE_H

#include "access/replace.h"
#include "access/store.h"
#include "admin/operator.h"
#include "audit/event.h"
#include "keys/line.h"

struct change {
	const struct settings *settings;
	struct replace_lock lock;
	struct store store;
	char by[OPERATOR_MAX];
};

/** Whether this user may change a folder of the store at all; says how otherwise. `words` are those
 *  behind "keyhole". */
bool change_allowed(const char *folder, const char *words);

/** Takes the lock. */
int change_begin(struct change *change, const struct settings *settings, struct note *note);

/** Gives it back. */
void change_end(struct change *change);

/** For CLEANUP(change), on a change that begins with the lock {-1}. */
static inline void cleanup_change(struct change *change)
{
	change_end(change);
}

/* What was done; texts are NULL where there is nothing to say. */
struct change_record {
	enum event_kind kind;
	const char *account, *person, *fingerprint, *known_at, *detail;
	const struct line *line; /* the key, where it is known */
};

/** Writes a record into the log, and gives it its line in the system's. */
void change_record(const struct change *change, const struct change_record *record);

#endif
