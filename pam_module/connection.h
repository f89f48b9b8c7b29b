/* SPDX-License-Identifier: Apache-2.0 */
/*
 * connection.h – where a client comes from: sshd's SSH_CONNECTION
 *
 * Shape:  "address port address port", the client's first; for a connection that is none of IP sshd
 *         has "UNKNOWN 65535 UNKNOWN 65535". What is not a numeric address (of IPv6, with or
 *         without %zone) MUST be left unknown: a host name proves nothing.
 * Units:  port 1 to 65535.
 * Memory: held by value.
 * Errors: what can't be understood stays unknown: address empty, port -1. Never a failure.
 * Source: ssh(1) ENVIRONMENT; sshd's packet.c, canohost.c.
 */
#ifndef KEYHOLE_PAM_MODULE_CONNECTION_H
#define KEYHOLE_PAM_MODULE_CONNECTION_H

#include <stdint.h>

/* The longest IPv6 address, a % and the name of an interface, with the NUL. */
#define CONNECTION_FROM_MAX 64
#define CONNECTION_PORT_UNKNOWN (-1)

struct connection {
	char from[CONNECTION_FROM_MAX];
	int64_t port;
};

/** Reads the text; NULL or an empty one is nothing known. */
void connection_parse(const char *text, struct connection *connection);

#endif
