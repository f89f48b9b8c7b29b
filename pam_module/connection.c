/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/connection.h"

#include "common/view.h"

#include <arpa/inet.h>

/* Cuts the next word off a text, at a space. */
static struct view next_word(struct view *text)
{
	const char *space = text->len > 0 ? memchr(text->data, ' ', text->len) : NULL;
	struct view word = {text->data, space ? (size_t)(space - text->data) : text->len};
	*text = view_skip(*text, word.len + 1);
	return word;
}

/* Whether a byte may be in the name of an interface. */
static bool in_zone(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '_' || c == '-';
}

/* Whether what follows the % of an address could be an interface. */
static bool zone_is_sound(const char *zone)
{
	size_t len = 0;
	while (in_zone(zone[len]))
		len++;
	return len > 0 && zone[len] == '\0';
}

/* Whether a text is a numeric address. */
static bool is_address(const char text[CONNECTION_FROM_MAX])
{
	unsigned char bytes[sizeof(struct in6_addr)];
	char address[CONNECTION_FROM_MAX];
	memcpy(address, text, sizeof address);
	char *zone = strchr(address, '%');
	if (!zone)
		return inet_pton(AF_INET, address, bytes) == 1 ||
		       inet_pton(AF_INET6, address, bytes) == 1;
	*zone = '\0';
	return zone_is_sound(zone + 1) && inet_pton(AF_INET6, address, bytes) == 1;
}

/* A port from its digits, unknown for anything else. */
static int64_t port_of(struct view word)
{
	int64_t port = 0;
	if (word.len == 0 || word.len > 5)
		return CONNECTION_PORT_UNKNOWN;
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return CONNECTION_PORT_UNKNOWN;
		port = port * 10 + (word.data[i] - '0');
	}
	return port >= 1 && port <= 65535 ? port : CONNECTION_PORT_UNKNOWN;
}

/* Takes the first two words; without an address the port says nothing either. */
void connection_parse(const char *text, struct connection *connection)
{
	*connection = (struct connection){"", CONNECTION_PORT_UNKNOWN};
	struct view rest = view_of(text);
	struct view from = next_word(&rest);
	if (from.len == 0 || from.len >= sizeof connection->from)
		return;
	memcpy(connection->from, from.data, from.len);
	connection->from[from.len] = '\0';
	if (is_address(connection->from))
		connection->port = port_of(next_word(&rest));
	else
		connection->from[0] = '\0';
}
