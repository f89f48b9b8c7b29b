/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gap.h – what stands between two records of the chain
 *
 * Shape:  bytes are added at its end; kept are their number and the last CHAIN_GAP_MAX of them,
 *         which is what a seal covers (chain.h). A gap that begins later, with the last `len` bytes
 *         alone, can be asked for.
 * Units:  bytes.
 * Memory: held by value, twice CHAIN_GAP_MAX whatever is added; views last until something is added.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_SEAL_GAP_H
#define KEYHOLE_SEAL_GAP_H

#include "seal/chain.h"

struct gap {
	uint64_t len;
	size_t kept;
	char bytes[2 * CHAIN_GAP_MAX];
};

/** Empties it. */
void gap_clear(struct gap *gap);

/** Adds bytes. */
void gap_add(struct gap *gap, struct view bytes);

/** Fills in the gap of a link: the last `len` bytes of this one. */
void gap_link(const struct gap *gap, uint64_t len, struct chain_link *link);

#endif
