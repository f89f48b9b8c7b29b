/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/source_index.h"
#include "common/cleanup.h"
#include "keys/base64.h"

#include <errno.h>

/* The lengths of two fields. */
#define KEY_MIN (2 * sizeof(uint32_t))

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

/* Looks at every word of a bad line that could be a key, as sshd reads it. */
static int look(const struct source *source, const struct source_line *bad)
{
	CLEANUP(free) unsigned char *bytes = malloc(bad->text.len + 1);
	struct view rest = bad->text;
	if (!bytes)
		return -ENOMEM;
	while (rest.len > 0) {
		struct view word = {rest.data, word_len(rest)}, key = {(const char *)bytes, 0};
		if (base64_decode_loosely(word, bytes, &key.len) && key.len >= KEY_MIN &&
			key.len <= BLOB_PLAIN_MAX)
			leave(source, key, bad);
		rest = view_skip(rest, word.len + 1);
	}
	return 0;
}

/* Goes through the bad lines. */
int source_doubt(struct source *source)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < source->line_count; i++)
		if (source->line[i].fate == SOURCE_BAD)
			r = look(source, &source->line[i]);
	return r;
}
