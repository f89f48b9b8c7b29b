/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal_peer.h"

#include "common/cleanup.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define TABLE "/proc/net/tcp"
#define WORDS 8
#define ESTABLISHED 1 /* one that was closed is listed as root's */

/* An end of a connection. */
struct end {
	unsigned address, port;
};

/* A line of the table: its number, both ends, state, queues, timer, timeouts, user. */
struct entry {
	struct end own, far;
	unsigned long state, user;
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

/* An end in words: 0100007F:0016. */
static struct end read_end(const char *word)
{
	char *port;
	unsigned long address = strtoul(word, &port, 16);
	return (struct end){
		(unsigned)address, *port == ':' ? (unsigned)strtoul(port + 1, NULL, 16) : 0};
}

/* Takes a line apart; its first has no numbers, and is nobody's. */
static bool read_entry(char *line, struct entry *entry)
{
	char *word[WORDS], *rest = line;
	size_t count = 0;
	for (char *next; count < WORDS && (next = strtok_r(count ? NULL : line, " ", &rest));)
		word[count++] = next;
	if (count < WORDS)
		return false;
	*entry = (struct entry){read_end(word[1]), read_end(word[2]), strtoul(word[3], NULL, 16),
		strtoul(word[7], NULL, 10)};
	return true;
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
		struct entry entry;
		if (read_entry(line, &entry) && is_same(entry.own, end_of(&there)) &&
			is_same(entry.far, end_of(&here)))
			return entry.state == ESTABLISHED && entry.user == user;
	}
	return false;
}
