/* SPDX-License-Identifier: Apache-2.0 */
/*
 * closing.h – the sessions that a person's keys have open: naming them, and ending them
 *
 * Shape:  sessions are found by the log: logins without a logout, of that person or with one of
 *         the keys, or by the number of its monitor, whose monitor still runs. The monitor gets SIGTERM through a descriptor of
 *         that very process, taken before its start time was compared, so that a number that is
 *         given again to another process can't be hit; it ends the whole connection, and records
 *         the logout. Then the processes that it had started are ended too (descendants.h). What
 *         left the session before, as a daemon does, goes on.
 * Units:  milliseconds.
 * Memory: none is kept.
 * Errors: 0 or -errno where the log can't be read. Sessions that would not end are counted.
 * Source: pidfd_open(2), pidfd_send_signal(2); sshd's monitor.
 */
#ifndef KEYHOLE_ADMIN_STORE_CLOSING_H
#define KEYHOLE_ADMIN_STORE_CLOSING_H

#include "access/names.h"
#include "common/note.h"

#include <stddef.h>
#include <stdint.h>

#define CLOSING_WAIT_MS 5000

struct closing {
	const char *log_dir;
	const char *person;              /* NULL: nobody */
	const char *const *fingerprints; /* of the keys */
	size_t count;
	const struct names *people; /* other people, or NULL */
	const int64_t *monitors;    /* the numbers of processes */
	size_t monitor_count;
	const struct names *accounts; /* only sessions of these; NULL: of any */
	unsigned ended, left;         /* filled in */
};

/** Ends the sessions and names each on standard output. */
int closing_run(struct closing *closing, struct note *note);

/** Names the sessions that go on on standard output, counts them in `left`, and says under them which
 *  command ends them: a key that is taken away opens nothing any more, but ends nothing either. A log
 *  that can't be read is warned of. */
void closing_remind(struct closing *closing);

#endif
