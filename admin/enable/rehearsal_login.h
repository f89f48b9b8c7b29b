/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rehearsal_login.h – one login, from the first byte to the record in the log
 *
 * Shape:  on the stage: a port of our own on loopback, the client that is installed, and for each
 *         who connects an `sshd -i`: it reads the machine's whole configuration but listens
 *         nowhere. Strangers are not served. It counts when the log has the login, also where its command then fails, as
 *         under a ForceCommand. All processes have ended afterwards.
 * Units:  milliseconds.
 * Memory: none is kept.
 * Errors: 0; -EACCES: it was refused; -ENODATA: it is not in the log; -ETIMEDOUT; -errno.
 * Source: sshd(8) -i, -e; ssh(1).
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REHEARSAL_LOGIN_H
#define KEYHOLE_ADMIN_ENABLE_REHEARSAL_LOGIN_H

#include "admin/enable/rehearsal_stage.h"

/* What is tried. */
struct rehearsal_login {
	const char *account;
	const struct rehearsal_key *key;
	const char *log_dir;
	const char *way; /* says in notes by which way */
	long long end;   /* by child_clock: then it is over */
};

/** Tries it. */
int rehearsal_login_try(const struct rehearsal_login *asked, struct note *note);

#endif
