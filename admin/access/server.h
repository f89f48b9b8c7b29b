/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server.h – what sshd's settings are for one account after another
 *
 * Shape:  sshd is asked once (`sshd -T -C user=…`), for a login from this machine; again for each
 *         account where its configuration has a Match or includes files that are not looked into
 *         (server/origin.h). Only root can ask. A name that a list of `-C` would misread is not
 *         asked for.
 * Units:  none.
 * Memory: an answer lasts until the next one; server_close gives all back.
 * Errors: NULL where sshd gives no answer; the note says why.
 * Source: sshd(8) -T, -C.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_SERVER_H
#define KEYHOLE_ADMIN_ACCESS_SERVER_H

#include "admin/child.h"
#include "server/effective.h"

struct server {
	bool asked, known;
	bool varies; /* it is asked for each account */
	struct child_said said;
	struct effective effective;
	struct note note; /* why it is not known */
};

/** Begins without having asked. */
void server_open(struct server *server);

/** The settings for an account. */
const struct effective *server_ask(struct server *server, const char *account);

/** Frees the answer. */
void server_close(struct server *server);

#endif
