/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remains.h – what still runs of a session whose monitor is gone
 *
 * Shape:  a monitor that was killed leaves the user's processes behind, and the session lives on
 *         unseen. They are found by the kernel's number of the session, in one look at all
 *         processes when it is first asked. What can't be read has no processes.
 * Units:  at most REMAINS_MAX processes that belong to a session; of each session the lowest id.
 * Memory: remains_free gives all back.
 * Errors: cannot fail.
 * Source: proc_pid_sessionid in proc(5); audit's sessions, pam_loginuid(8).
 */
#ifndef KEYHOLE_ADMIN_LOG_REMAINS_H
#define KEYHOLE_ADMIN_LOG_REMAINS_H

#include "admin/log/row.h"

#define REMAINS_MAX 100000

struct remains_process {
	int64_t audit_session, pid;
};

struct remains {
	bool loaded;
	char boot[37]; /* of this machine now */
	struct remains_process *processes;
	size_t count;
};

/** The folder of the kernel's; tests link another. */
const char *remains_folder(void);

/** Learns what is left of a row's session: sets `left`, if it is a login of this boot without logout
 *  and monitor. */
void remains_find(struct remains *remains, struct row *row);

/** Frees what was read. */
void remains_free(struct remains *remains);

/** For CLEANUP(remains). */
static inline void cleanup_remains(struct remains *remains)
{
	remains_free(remains);
}

#endif
