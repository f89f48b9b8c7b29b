/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/gap.h"

/* Leaves what was there: only the lengths say what counts. */
void gap_clear(struct gap *gap)
{
	gap->len = 0;
	gap->kept = 0;
}

/* Adds behind what is kept; where there is no room, only what counts is moved to the front. */
void gap_add(struct gap *gap, struct view bytes)
{
	gap->len += bytes.len;
	if (bytes.len > CHAIN_GAP_MAX)
		bytes = view_skip(bytes, bytes.len - CHAIN_GAP_MAX);
	if (gap->kept + bytes.len > sizeof gap->bytes) {
		memmove(gap->bytes, gap->bytes + gap->kept - CHAIN_GAP_MAX, CHAIN_GAP_MAX);
		gap->kept = CHAIN_GAP_MAX;
	}
	if (bytes.len > 0)
		memcpy(gap->bytes + gap->kept, bytes.data, bytes.len);
	gap->kept += bytes.len;
}

/* Looks at the end of what is kept. */
void gap_link(const struct gap *gap, uint64_t len, struct chain_link *link)
{
	size_t covered = len < CHAIN_GAP_MAX ? (size_t)len : CHAIN_GAP_MAX;
	link->gap_len = len;
	link->gap = (struct view){gap->bytes + gap->kept - covered, covered};
}
