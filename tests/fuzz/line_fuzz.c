/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The input is a file of keys. Whatever line is accepted: its views lie inside it, its type and its
 * key stand in it, one blob has one text, and the line that keyhole would print for it is
 * read as the same key with the same options.
 */
#include "keys/base64.h"
#include "keys/fingerprint.h"
#include "keys/line.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process if a property does not hold. */
static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Whether a view lies inside another. */
static bool is_inside(struct view part, struct view whole)
{
	return part.len == 0 ||
	       (part.data >= whole.data && part.data + part.len <= whole.data + whole.len);
}

/* Looks at the views of a line that was accepted. */
static void check_views(const struct line *line, struct view text)
{
	char again[BASE64_ENCODED_LEN(BLOB_PLAIN_MAX) + 1];
	must(is_inside(line->options_text, text) && is_inside(line->type, text) &&
		is_inside(line->base64, text) && is_inside(line->comment, text));
	must(!memchr(text.data, '\0', text.len) && !memchr(text.data, '\n', text.len));
	must(!line->key.is_cert && line->key.bytes.data == (const char *)line->bytes);
	base64_encode(line->bytes, line->key.bytes.len, again);
	must(view_is(line->base64, again));
}

/* Prints the line as the command does, and reads it again. */
static void check_printed(const struct line *line)
{
	static struct line second;
	static char options[3 * 65536], again[3 * 65536], text[4 * 65536];
	struct note note;
	if (line->text.len > 65536)
		return;
	must(options_print(&line->options, options, sizeof options, &note) == 0);
	snprintf(text, sizeof text, "%s%s%s %.*s", options, *options ? " " : "",
		line->key.kind->name, (int)line->base64.len, line->base64.data);
	must(line_parse(view_of(text), &second, &note) == 0);
	must(view_equal(second.key.bytes, line->key.bytes));
	must(options_print(&second.options, again, sizeof again, &note) == 0);
	must(strcmp(options, again) == 0);
}

/* Walks over the lines and reads each. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct line line;
	struct line_cursor cursor = {{(const char *)data, size}, 0};
	struct view text, whole = cursor.rest;
	struct note note;
	while (line_next(&cursor, &text)) {
		must(text.len > 0 && text.data[0] != '#' && is_inside(text, whole));
		if (line_parse(text, &line, &note) == 0) {
			char fingerprint[FINGERPRINT_MAX];
			check_views(&line, text);
			check_printed(&line);
			fingerprint_of(&line.key, fingerprint);
			must(fingerprint_is(view_of(fingerprint)));
		} else {
			must(line.fault_at <= text.len + 1);
			if (line_doubtful(text, &line) && line.key.kind)
				must(line.key.bytes.data == (const char *)line.bytes);
		}
	}
	return 0;
}
