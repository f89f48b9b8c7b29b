/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sshd.h – what sshd's own configuration says for one account
 *
 * Shape:  read from `sshd -T -C user=…`, which needs root, host keys and /run/sshd; where it can't
 *         be run, does not end in CHILD_WAIT_MS or says nothing usable, `known` is false and nothing
 *         MUST be promised of it. What a running sshd was given on its command line can't be seen.
 * Units:  milliseconds, ports.
 * Memory: held by value.
 * Errors: none but `known`.
 * Source: sshd(8) -T, -C; sshd_config(5) ListenAddress, AuthorizedKeysCommand, RevokedKeys.
 */
#ifndef KEYHOLE_ADMIN_SSHD_H
#define KEYHOLE_ADMIN_SSHD_H

#include "admin/child.h"
#include "common/note.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#define SSHD_PROGRAM "/usr/sbin/sshd"
#define SSHD_COMMAND "keyhole-keys"
#define SSHD_LISTEN_MAX 16
#define SSHD_PORT 22
/* What it says where none runs: the service of Debian 13 takes /run/sshd away when it stops. */
#define SSHD_NO_FOLDER "Missing privilege separation directory"

/* An address and port that sshd listens on; "0.0.0.0" and "::" stand for all of their family. */
struct sshd_listen {
	char address[INET6_ADDRSTRLEN];
	unsigned port;
};

struct sshd {
	bool known;
	bool takes_keys;        /* PubkeyAuthentication */
	bool asks_keyhole;      /* AuthorizedKeysCommand names keyhole-keys */
	char command[128];      /* AuthorizedKeysCommand as it is, for words about it */
	char revoked_keys[256]; /* RevokedKeys, empty where it is none */
	char own_files[256];    /* AuthorizedKeysFile, likewise */
	size_t listen_count;
	struct sshd_listen listen[SSHD_LISTEN_MAX];
};

/** Asks the sshd at `program` what holds for an account. */
void sshd_ask(const char *program, const char *account, struct sshd *sshd);

/** Runs `sshd -T -C connection`, or for NULL `sshd -T`, to which no Match applies; what it said is
 *  for child_free. */
int sshd_test(const char *program, const char *connection, struct child_said *said);

/** Says why the sshd at `program` could not be run: a fault of sshd_test. */
void sshd_say_fault(const char *program, int fault, struct note *note);

/** Reads what `sshd -T` printed, NUL-terminated. */
void sshd_read(char *text, struct sshd *sshd);

/** The port under which sshd can be reached at an address, 0 where it does not listen there. */
unsigned sshd_port(const struct sshd *sshd, const char *address);

#endif
