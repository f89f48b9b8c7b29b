/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/source.h"

#include "common/cleanup.h"
#include "keys/base64.h"

#include <errno.h>

/* How the base64 of every key begins, as its first field is shorter than 256 bytes. */
#define BEGINNING "AAAA"

/* The lines that can be read, by their keys. */
struct known {
	size_t count;
	struct source_line **line;
};

/* Orders by the bytes of the key. */
static int compare(const void *a, const void *b)
{
	struct view one = (*(struct source_line *const *)a)->key,
		    two = (*(struct source_line *const *)b)->key;
	if (one.len != two.len)
		return one.len < two.len ? -1 : 1;
	return memcmp(one.data, two.data, one.len);
}

/* The first line with a key, or the place behind the last. */
static size_t first_of(const struct known *known, struct view key)
{
	const struct source_line wanted = {.key = key}, *pointer = &wanted;
	size_t low = 0, high = known->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare(&known->line[middle], &pointer) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Leaves the lines with a key. */
static void leave(const struct known *known, struct view key, const char *path, unsigned number)
{
	for (size_t i = first_of(known, key);
		i < known->count && view_equal(known->line[i]->key, key); i++)
		if (source_takes(known->line[i]))
			source_leave(known->line[i], "bad-line",
				"%s:%u has this key too and can't be read: which options it has "
				"is not known",
				path, number);
}

/* The length of a word of base64. */
static size_t word_len(struct view text)
{
	size_t len = 0;
	while (len < text.len && !strchr(" \t\",", text.data[len]))
		len++;
	return len;
}

/* Looks at every word of a bad line that could be a key. */
static void look(const struct known *known, const char *path, const struct source_line *bad)
{
	unsigned char bytes[BLOB_PLAIN_MAX];
	struct view rest = bad->text;
	while (rest.len > 0) {
		struct view word = {rest.data, word_len(rest)}, key = {(const char *)bytes, 0};
		if (word.len <= BASE64_ENCODED_LEN(sizeof bytes) && word.len >= sizeof BEGINNING &&
			memcmp(word.data, BEGINNING, 4) == 0 &&
			base64_decode(word, bytes, sizeof bytes, &key.len))
			leave(known, key, path, bad->number);
		rest = view_skip(rest, word.len + 1);
	}
}

/* Sorts the keys once, then goes through the bad lines. */
int source_doubt(struct source *source)
{
	CLEANUP(free)
	struct source_line **lines =
		malloc((source->line_count + 1) * sizeof(struct source_line *));
	struct known known = {0, lines};
	if (!lines)
		return -ENOMEM;
	for (size_t i = 0; i < source->line_count; i++)
		if (source->line[i].fate != SOURCE_BAD)
			lines[known.count++] = &source->line[i];
	if (known.count > 1)
		qsort(lines, known.count, sizeof *lines, compare);
	for (size_t i = 0; i < source->line_count; i++) {
		const struct source_line *bad = &source->line[i];
		if (bad->fate == SOURCE_BAD)
			look(&known, source->file[bad->file].path, bad);
	}
	return 0;
}
