/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nearest.h – the right word for a mistyped one
 *
 * Shape:  the word with the fewest letters added, dropped, changed or swapped with a neighbour;
 *         none that needs more than a third of its own letters (at least one is allowed).
 * Units:  words of at most NEAREST_MAX bytes; longer ones are near to nothing.
 * Memory: gives one of the words passed in.
 * Errors: NULL where none is near.
 * Source: optimal string alignment distance.
 */
#ifndef KEYHOLE_COMMON_NEAREST_H
#define KEYHOLE_COMMON_NEAREST_H

#include "common/view.h"

#define NEAREST_MAX 63

/* A list of words while it is searched. */
struct nearest {
	struct view word;
	const char *best;
	size_t distance;
};

/** Begins a search. */
void nearest_start(struct nearest *search, struct view word);

/** Offers one word; the best so far is in `best`. */
void nearest_offer(struct nearest *search, const char *candidate);

#endif
