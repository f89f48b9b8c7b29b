/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gap.h – what stands between two records of the chain
 *
 * Shape:  its length and its last CHAIN_GAP_MAX bytes, put together of pieces of files and of texts,
 *         in their order.
 * Units:  bytes.
 * Memory: none while the gap is empty; gap_free gives it back. MUST NOT be copied by assignment.
 * Errors: 0, -ENOMEM, or -errno where a file can't be read; it has no note: the caller knows the name.
 * Source: seal/chain.h.
 */
#ifndef KEYHOLE_AUDIT_GAP_H
#define KEYHOLE_AUDIT_GAP_H

#include "seal/chain.h"

#include <sys/types.h>

struct gap {
	uint64_t len;
	size_t held; /* CHAIN_GAP_MAX and what was added before room was made again */
	char *bytes;
};

/** Adds bytes of a file. */
int gap_add_file(struct gap *gap, int fd, off_t from, off_t to);

/** Adds a text. */
int gap_add(struct gap *gap, struct view text);

/** What a seal has to cover of it: the last bytes. */
struct view gap_view(const struct gap *gap);

/** Of these, those that are left where a gap begins later and has only the last `len` bytes. */
struct view gap_last(const struct gap *gap, uint64_t len);

/** Empties it, and keeps its memory for the next one. */
void gap_clear(struct gap *gap);

/** Empties it. */
void gap_free(struct gap *gap);

/** For CLEANUP(gap). */
static inline void cleanup_gap(struct gap *gap)
{
	gap_free(gap);
}

#endif
