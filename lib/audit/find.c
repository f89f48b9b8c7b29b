/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/find.h"

#include <stdbool.h>
#include <stdint.h>

#define WIDTH 16
#define VECTORS 4

typedef unsigned char bytes __attribute__((vector_size(WIDTH)));
typedef uint64_t words __attribute__((vector_size(WIDTH)));

/* Compares the needle's last two bytes, but not a quote, and one from its middle: names that are
 * numbered begin alike, and every text has quotes. */
struct find find_open(struct view needle)
{
	if (needle.len > FIND_NEEDLE_MAX)
		needle.len = FIND_NEEDLE_MAX;
	size_t last = needle.len - 1;
	if (last > 0 && needle.data[last] == '"')
		last--;
	return (struct find){needle, {last / 2, last > 0 ? last - 1 : 0, last}};
}

/* Which of the bytes at a place are this one. */
static inline bytes equal(const char *at, char byte)
{
	bytes found;
	memcpy(&found, at, sizeof found);
	return (bytes)(found == (unsigned char)byte);
}

/* Whether a place is marked. */
static inline bool any(bytes marks)
{
	words found = (words)marks;
	return (found[0] | found[1]) != 0;
}

/* Marks the places of a vector where a backslash is, or bytes of the needle are. */
static inline bytes mark(const struct find *find, const char *at)
{
	const char *needle = find->needle.data;
	const size_t *places = find->places;
	return equal(at, '\\') | (equal(at + places[0], needle[places[0]]) &
					 equal(at + places[1], needle[places[1]]) &
					 equal(at + places[2], needle[places[2]]));
}

/* The first of the marked places where something is indeed; NULL where none is. */
static const char *confirm(const struct find *find, const char *at, bytes marks)
{
	const struct view needle = find->needle;
	for (size_t i = 0; any(marks) && i < WIDTH; i++)
		if (marks[i] != 0 &&
			(at[i] == '\\' || memcmp(at + i, needle.data, needle.len) == 0))
			return at + i;
	return NULL;
}

/* Looks for something in a block. */
static const char *search(const struct find *find, const char *at)
{
	const char *found = NULL;
	for (size_t i = 0; !found && i < VECTORS; i++, at += WIDTH)
		found = confirm(find, at, mark(find, at));
	return found;
}

/* Goes through the blocks, and looks closer at those in which something is marked. */
const char *find_next(const struct find *find, const char *at, const char *end)
{
	for (; at < end; at += VECTORS * WIDTH) {
		const bytes marks = mark(find, at) | mark(find, at + WIDTH) |
				    mark(find, at + 2 * WIDTH) | mark(find, at + 3 * WIDTH);
		const char *found = any(marks) ? search(find, at) : NULL;
		if (found)
			return found < end ? found : end;
	}
	return end;
}
