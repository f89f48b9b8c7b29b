/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/source_index.h"
#include "keys/base64.h"

/* How the base64 of every key begins, as its first field is shorter than 256 bytes. */
#define BEGINNING "AAAA"

/* Leaves the lines with a key, once for all bad lines that have it. */
static void leave(const struct source *source, struct view key, const struct source_line *bad)
{
	struct source_range range = source_index_find(source, key);
	if (range.count == 0 || range.line[0]->doubted)
		return;
	range.line[0]->doubted = true;
	for (size_t i = 0; i < range.count; i++)
		if (source_takes(range.line[i]))
			source_leave(range.line[i], "bad-line",
				"%s:%u has this key too and can't be read: which options it has "
				"is not known",
				source->file[bad->file].path, bad->number);
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
static void look(const struct source *source, const struct source_line *bad)
{
	unsigned char bytes[BLOB_PLAIN_MAX];
	struct view rest = bad->text;
	while (rest.len > 0) {
		struct view word = {rest.data, word_len(rest)}, key = {(const char *)bytes, 0};
		if (word.len <= BASE64_ENCODED_LEN(sizeof bytes) && word.len >= sizeof BEGINNING &&
			memcmp(word.data, BEGINNING, 4) == 0 &&
			base64_decode(word, bytes, sizeof bytes, &key.len))
			leave(source, key, bad);
		rest = view_skip(rest, word.len + 1);
	}
}

/* Goes through the bad lines. */
void source_doubt(struct source *source)
{
	for (size_t i = 0; i < source->line_count; i++)
		if (source->line[i].fate == SOURCE_BAD)
			look(source, &source->line[i]);
}
