/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/server.h"

#include "admin/sshd.h"
#include "common/account.h"
#include "server/origin.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Looks whether one answer is enough. */
void server_open(struct server *server)
{
	server->asked = server->known = false;
	server->varies = origin_varies(ORIGIN_FOLDER);
	server->said = (struct child_said){.output = NULL};
}

/* Asks sshd about a connection of an account. */
static int ask(struct server *server, const char *account)
{
	char connection[256];
	struct note *note = &server->note;
	if (account_name_check(view_of(account), note) != 0)
		return -EINVAL;
	snprintf(connection, sizeof connection,
		"user=%s,host=localhost,addr=127.0.0.1,laddr=127.0.0.1,lport=%d", account,
		SSHD_PORT);
	int r = sshd_test(SSHD_PROGRAM, connection, &server->said);
	if (r != 0) {
		sshd_say_fault(SSHD_PROGRAM, r, note);
		return r;
	}
	server->said.errors[strcspn(server->said.errors, "\r\n")] = '\0';
	if (server->said.status != 0)
		return note_set(note, -EBADMSG, SSHD_PROGRAM " -T: %s", server->said.errors);
	return effective_read(server->said.output, &server->effective, note);
}

/* Asks only where the last answer is another account's and may be another one. */
const struct effective *server_ask(struct server *server, const char *account)
{
	if (!server->asked || server->varies) {
		child_free(&server->said);
		server->said = (struct child_said){.output = NULL};
		server->known = ask(server, server->varies ? account : "root") == 0;
		server->asked = true;
	}
	return server->known ? &server->effective : NULL;
}

/* Frees what sshd said. */
void server_close(struct server *server)
{
	child_free(&server->said);
}
