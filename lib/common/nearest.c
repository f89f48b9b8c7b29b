/* SPDX-License-Identifier: Apache-2.0 */
#include "common/nearest.h"

/* The smaller of two numbers. */
static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Three rows of the table of distances: the one before the last, the last, the new one. */
struct rows {
	size_t older[NEAREST_MAX + 1], old[NEAREST_MAX + 1], new[NEAREST_MAX + 1];
};

/* Fills the new row: the distances of a's first i letters to all beginnings of b. */
static void fill_row(struct rows *rows, struct view a, struct view b, size_t i)
{
	rows->new[0] = i;
	for (size_t j = 1; j <= b.len; j++) {
		size_t change = a.data[i - 1] != b.data[j - 1];
		size_t best = smaller(
			smaller(rows->old[j], rows->new[j - 1]) + 1, rows->old[j - 1] + change);
		if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
			a.data[i - 2] == b.data[j - 1])
			best = smaller(best, rows->older[j - 2] + 1);
		rows->new[j] = best;
	}
}

/* How many edits lead from one word to another. */
static size_t distance(struct view a, struct view b)
{
	struct rows rows = {0};
	for (size_t j = 0; j <= b.len; j++)
		rows.new[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		memcpy(rows.older, rows.old, sizeof rows.old);
		memcpy(rows.old, rows.new, sizeof rows.new);
		fill_row(&rows, a, b, i);
	}
	return rows.new[b.len];
}

/* Begins with nothing near. */
void nearest_start(struct nearest *search, struct view word)
{
	*search = (struct nearest){word, NULL, (size_t)-1};
}

/* Keeps a word that is nearer than all before. */
void nearest_offer(struct nearest *search, const char *candidate)
{
	struct view other = view_of(candidate);
	if (search->word.len > NEAREST_MAX || other.len > NEAREST_MAX)
		return;
	size_t edits = distance(search->word, other);
	size_t allowed = other.len < 6 ? 1 : other.len / 3;
	if (edits <= allowed && edits < search->distance) {
		search->distance = edits;
		search->best = candidate;
	}
}
