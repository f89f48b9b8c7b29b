/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lasting.h – how long sessions lasted whose logout is far behind their login
 *
 * Shape:  reads ahead in the log: of the logins from a time on, as many as there is room for, each
 *         session by the hash of its name, until every one of them has its logout, or can have
 *         none any more, as its boot is over, or none yet, as its monitor still runs. So what takes
 *         long is to find that there is no logout of a session whose monitor was killed: it
 *         might stand anywhere up to the end of the boot. A later reading forgets what was read
 *         before, but for the logouts that were not yet met; those too, where they are too
 *         many, and then any session may have been read.
 * Units:  microseconds since 1970; seconds.
 * Memory: 16 bytes for each of LASTING_SLOTS at most, as many as are needed once something is read.
 * Errors: 0 or -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_LASTING_H
#define KEYHOLE_ADMIN_LOG_LASTING_H

#include "admin/progress.h"
#include "common/note.h"
#include "common/view.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LASTING_SLOTS (1U << 19)
#define LASTING_NEVER (-1)   /* there is no logout */
#define LASTING_UNKNOWN (-2) /* the session was not read */
#define LASTING_UNSAID (-3)  /* there is one that does not say for how long */
#define LASTING_OPEN (-4)    /* there was none when it was looked for, as the monitor ran */

struct lasting_entry; /* opaque */

struct lasting {
	struct lasting_entry *entries;
	size_t slots; /* at most; a power of two; 0: LASTING_SLOTS */
	size_t room;  /* by now */
	size_t used;
	bool forgot; /* logouts that were not yet met */
};

/** Reads the log of logins ahead: logins from `since` and before `until`, and their logouts.
 *  `progress` is NULL where none is to be shown. */
int lasting_read(struct lasting *lasting, const char *log_dir, int64_t since, int64_t until,
	struct progress *progress, struct note *note);

/** How long a session lasted, or one of the numbers above. */
int64_t lasting_seconds(const struct lasting *lasting, struct view session);

/** Takes note that the logout of a session was met; false where none was read ahead for sure. */
bool lasting_meet(struct lasting *lasting, struct view session);

/** Frees what it holds. */
void lasting_free(struct lasting *lasting);

#endif
