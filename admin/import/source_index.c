/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/source_index.h"

#include <errno.h>
#include <stdlib.h>

/* Orders two keys. */
static int compare_keys(struct view one, struct view two)
{
	if (one.len != two.len)
		return one.len < two.len ? -1 : 1;
	return memcmp(one.data, two.data, one.len);
}

/* Orders by the bytes of the key, then as the lines stand. */
static int compare(const void *a, const void *b)
{
	const struct source_line *one = *(struct source_line *const *)a,
				 *two = *(struct source_line *const *)b;
	int by_key = compare_keys(one->key, two->key);
	return by_key != 0 ? by_key : (one > two) - (one < two);
}

/* Sorts pointers. */
int source_index_make(struct source *source)
{
	if (source->line_count == 0)
		return 0;
	source->sorted = calloc(source->line_count, sizeof(struct source_line *));
	if (!source->sorted)
		return -ENOMEM;
	for (size_t i = 0; i < source->line_count; i++)
		if (source->line[i].fate != SOURCE_BAD)
			source->sorted[source->sorted_count++] = &source->line[i];
	if (source->sorted_count > 1)
		qsort((void *)source->sorted, source->sorted_count, sizeof *source->sorted,
			compare);
	return 0;
}

/* The first place whose key is not less than a key, or is greater. */
static size_t find_bound(const struct source *source, struct view key, bool behind)
{
	size_t low = 0, high = source->sorted_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_keys(source->sorted[middle]->key, key);
		if (order < 0 || (behind && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Searches for both ends. */
struct source_range source_index_find(const struct source *source, struct view key)
{
	if (source->sorted_count == 0)
		return (struct source_range){NULL, 0};
	size_t first = find_bound(source, key, false);
	return (struct source_range){source->sorted + first, find_bound(source, key, true) - first};
}
