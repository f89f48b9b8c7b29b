/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h – a number made of a text, for tables that are searched by it
 *
 * Shape:  eight bytes at a time, each stirred into what was before, and all stirred at the end: of
 *         64 bits each depends on every byte. Not for what someone could choose in order to make
 *         tables slow: those here are searched by the names of connections.
 * Units:  bytes.
 * Memory: none.
 * Errors: cannot fail.
 * Source: the multiplications and shifts of MurmurHash3's 64-bit finalizer. FNV-1a, byte by byte,
 *         takes five times as long for a name.
 */
#ifndef KEYHOLE_ADMIN_HASH_H
#define KEYHOLE_ADMIN_HASH_H

#include "common/view.h"

#include <stdint.h>

/* Lets every bit depend on every other. */
static inline uint64_t hash_stir(uint64_t hash)
{
	hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccdU;
	hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53U;
	return hash ^ hash >> 33;
}

/** The number of a text; never 0, which stands for an empty place in a table. */
static inline uint64_t hash_of(struct view text)
{
	uint64_t hash = text.len, word;
	for (; text.len >= sizeof word; text = view_skip(text, sizeof word)) {
		memcpy(&word, text.data, sizeof word);
		hash = hash_stir(hash ^ word) + word;
	}
	word = 0;
	if (text.len > 0)
		memcpy(&word, text.data, text.len);
	hash = hash_stir(hash ^ word);
	return hash ? hash : 1;
}

#endif
