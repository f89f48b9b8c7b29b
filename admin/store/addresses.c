/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <stdbool.h>
#include <string.h>

/* Whether an interface is a bridge that only this machine's own guests hang on, by its name. */
static bool is_inner(const char *name)
{
	static const char *const beginnings[] = {"docker", "br-", "virbr", "lxcbr", "lxdbr",
		"incusbr", "podman", "cni", "veth", "vnet", "flannel", "cali"};
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

/* Whether others can reach an IPv4 address. */
static bool reachable4(struct in_addr address)
{
	uint32_t host = ntohl(address.s_addr);
	return host >> 24 != 0 && host >> 24 != 127 && host >> 16 != 0xA9FE && host >> 28 < 0xE;
}

/* Whether others can reach an IPv6 address. */
static bool reachable6(const struct in6_addr *address)
{
	return !IN6_IS_ADDR_LOOPBACK(address) && !IN6_IS_ADDR_UNSPECIFIED(address) &&
	       !IN6_IS_ADDR_LINKLOCAL(address) && !IN6_IS_ADDR_MULTICAST(address);
}

/* Writes an interface's address of one family; false if it is not one to tell. */
static bool address_text(const struct ifaddrs *interface, int family, char text[INET6_ADDRSTRLEN])
{
	if (!interface->ifa_addr || interface->ifa_addr->sa_family != family ||
		!(interface->ifa_flags & IFF_UP) || (interface->ifa_flags & IFF_LOOPBACK))
		return false;
	if (family == AF_INET) {
		struct sockaddr_in address;
		memcpy(&address, interface->ifa_addr, sizeof address);
		return reachable4(address.sin_addr) &&
		       inet_ntop(AF_INET, &address.sin_addr, text, INET6_ADDRSTRLEN);
	}
	struct sockaddr_in6 address;
	memcpy(&address, interface->ifa_addr, sizeof address);
	return reachable6(&address.sin6_addr) &&
	       inet_ntop(AF_INET6, &address.sin6_addr, text, INET6_ADDRSTRLEN);
}

/* Adds the addresses of one family, of inner bridges or of all other interfaces. */
static void collect(
	struct addresses *addresses, const struct ifaddrs *interface, int family, bool inner)
{
	for (; interface && addresses->count < ADDRESSES_MAX; interface = interface->ifa_next)
		if (is_inner(interface->ifa_name) == inner &&
			address_text(interface, family, addresses->text[addresses->count]))
			addresses->count++;
}

/* Lists the outer addresses, or the inner ones if there is no other. */
void addresses_list(struct addresses *addresses)
{
	struct ifaddrs *interfaces;
	addresses->count = 0;
	if (getifaddrs(&interfaces) != 0)
		return;
	for (int inner = 0; inner <= 1 && addresses->count == 0; inner++) {
		collect(addresses, interfaces, AF_INET, inner);
		collect(addresses, interfaces, AF_INET6, inner);
	}
	freeifaddrs(interfaces);
}
