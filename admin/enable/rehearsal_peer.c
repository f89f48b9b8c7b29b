/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal_peer.h"

#include "common/cleanup.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#define TABLE "/proc/net/tcp"
#define ESTABLISHED 1 /* one that was closed is listed as root's */

/* An end of a connection. */
struct end {
	unsigned address, port;
};

/* One as the kernel prints it: the address as it lies in memory. */
static struct end end_of(const struct sockaddr_in *address)
{
	return (struct end){address->sin_addr.s_addr, ntohs(address->sin_port)};
}

/* Whether two are one. */
static bool is_same(struct end one, struct end other)
{
	return one.address == other.address && one.port == other.port;
}

/* Looks for the line of the other end, whose own address is the one that is far from here. */
bool rehearsal_peer_is(int connection, uid_t user)
{
	struct sockaddr_in here = {0}, there = {0};
	socklen_t len = sizeof here, length = sizeof there;
	CLEANUP(file) FILE *table = fopen(TABLE, "re");
	char line[512];
	if (!table || getsockname(connection, (struct sockaddr *)&here, &len) != 0 ||
		getpeername(connection, (struct sockaddr *)&there, &length) != 0)
		return false;
	while (fgets(line, sizeof line, table)) {
		struct end own, far;
		unsigned state, owner;
		if (sscanf(line, " %*u: %x:%x %x:%x %x %*x:%*x %*x:%*x %*x %u", &own.address,
			    &own.port, &far.address, &far.port, &state, &owner) == 6 &&
			is_same(own, end_of(&there)) && is_same(far, end_of(&here)))
			return state == ESTABLISHED && owner == user;
	}
	return false;
}
