/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sshd_says.h – what a line that sshd wrote to the log means for who it refused
 *
 * Shape:  sshd's texts have in them what the client sent: its name for an account, which may be
 *         `root from 192.0.2.1 port 22`, and the id in a certificate. A line is taken apart from
 *         the ends that sshd wrote itself; MUST NOT be believed where a client's text stands at
 *         both ends. Addresses have no blanks. A line of which nothing is known says nothing.
 * Units:  none.
 * Memory: texts are views of the line, or constant.
 * Errors: cannot fail.
 * Source: OpenSSH 9.2p1 and 10.0p1, auth.c, auth2.c, auth2-pubkey.c, packet.c; each of these lines
 *         was written by one of the two (tests/data/journal).
 */
#ifndef KEYHOLE_ADMIN_LOG_SSHD_SAYS_H
#define KEYHOLE_ADMIN_LOG_SSHD_SAYS_H

#include "common/view.h"

#include <stdbool.h>
#include <stdint.h>

struct sshd_says {
	int weight;    /* how far the connection came; below 0: it only left */
	bool accepted; /* it was let in */
	struct view account, from, key, key_type, detail;
	const char *reason;
	int64_t port, monitor; /* 0: not said */
};

/** Reads a line; false where it says nothing about who was refused or let in. */
bool sshd_says(struct view line, struct sshd_says *says);

/** All reasons that it gives, with what they mean, for manual and tests; NULL behind the last. */
extern const char *const sshd_says_reasons[];

#endif
