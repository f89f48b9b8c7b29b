/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addresses.h – under which addresses this machine can be reached
 *
 * Shape:  numeric addresses of interfaces that are up: IPv4 first, then IPv6; none that is
 * loopback, link-local, multicast or unspecified. Those of bridges that containers or virtual
 *         machines hang on are left out as long as there is another. No name is looked up.
 * Units:  at most ADDRESSES_MAX.
 * Memory: the caller's.
 * Errors: none: where the kernel does not tell, there are no addresses.
 * Source: getifaddrs(3); RFC 4193 and RFC 4291 for what is not global.
 */
#ifndef KEYHOLE_ADMIN_STORE_ADDRESSES_H
#define KEYHOLE_ADMIN_STORE_ADDRESSES_H

#include <netinet/in.h>
#include <stddef.h>

#define ADDRESSES_MAX 4

struct addresses {
	size_t count;
	char text[ADDRESSES_MAX][INET6_ADDRSTRLEN];
};

/** Lists the machine's own addresses. */
void addresses_list(struct addresses *addresses);

#endif
