/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/plain.h"

#include "audit/utf8.h"

/* One character, every byte of it escaped. */
#define ESCAPED_MAX 16

/* Writes a byte as a backslash and three octal digits. */
static void escape(unsigned char byte, char out[4])
{
	out[0] = '\\';
	out[1] = (char)('0' + (byte >> 6));
	out[2] = (char)('0' + (byte >> 3 & 7));
	out[3] = (char)('0' + (byte & 7));
}

/* Takes a character off and writes what stands for it; gives the length of that. */
static size_t translate(struct view *text, char out[ESCAPED_MAX])
{
	struct view rest = *text;
	int32_t character = utf8_take(&rest);
	size_t len = text->len - rest.len;
	if (character == UTF8_BAD || utf8_hidden(character)) {
		for (size_t i = 0; i < len; i++)
			escape((unsigned char)text->data[i], out + 4 * i);
		len *= 4;
	} else {
		memcpy(out, text->data, len);
	}
	*text = rest;
	return len;
}

/* Copies character by character; `safe` is where a cut leaves room for the dots. */
bool plain_copy(struct view text, char *out, size_t cap)
{
	static const char dots[] = "...";
	size_t used = 0, safe = 0;
	while (text.len > 0) {
		char one[ESCAPED_MAX];
		size_t len = translate(&text, one);
		if (used + len >= cap) {
			memcpy(out + safe, dots, sizeof dots);
			return false;
		}
		memcpy(out + used, one, len);
		used += len;
		if (used + sizeof dots <= cap)
			safe = used;
	}
	out[used] = '\0';
	return true;
}

/* Looks for a character that would be escaped. */
bool plain_is(struct view text)
{
	while (text.len > 0) {
		int32_t character = utf8_take(&text);
		if (character == UTF8_BAD || utf8_hidden(character))
			return false;
	}
	return true;
}
