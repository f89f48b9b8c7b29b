/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h – a number made of a text, for tables that are searched by it
 *
 * Shape:  FNV-1a, its upper half folded into the lower one. Not for what someone could choose in
 *         order to make tables slow: those here are searched by the names of connections.
 * Units:  bytes.
 * Memory: none.
 * Errors: cannot fail.
 * Source: FNV-1a, 64 bit.
 */
#ifndef KEYHOLE_ADMIN_HASH_H
#define KEYHOLE_ADMIN_HASH_H

#include "common/view.h"

#include <stdint.h>

/** The number of a text; never 0, which stands for an empty place in a table. */
static inline uint64_t hash_of(struct view text)
{
	uint64_t hash = 14695981039346656037U;
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211U;
	hash ^= hash >> 32;
	return hash ? hash : 1;
}

#endif
