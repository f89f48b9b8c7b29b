/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/utf8.h"

/* How many bytes a character has that begins so, 0 where none does; `bits` are those of the first.
 */
static size_t length_of(unsigned char first, int32_t *bits)
{
	if (first < 0x80)
		return *bits = first, 1;
	if (first >= 0xC2 && first < 0xE0)
		return *bits = first & 0x1F, 2;
	if (first >= 0xE0 && first < 0xF0)
		return *bits = first & 0x0F, 3;
	if (first >= 0xF0 && first < 0xF5)
		return *bits = first & 0x07, 4;
	return 0;
}

/* Whether a code point is a character that needs this many bytes. */
static bool is_shortest(int32_t character, size_t len)
{
	static const int32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	bool surrogate = character >= 0xD800 && character < 0xE000;
	return character >= least[len] && character <= 0x10FFFF && !surrogate;
}

/* Takes one character off, or one byte where there is none. */
int32_t utf8_take(struct view *text)
{
	int32_t character = 0;
	size_t len = length_of((unsigned char)text->data[0], &character);
	bool good = len > 0 && len <= text->len;
	for (size_t i = 1; good && i < len; i++) {
		unsigned char next = (unsigned char)text->data[i];
		good = (next & 0xC0) == 0x80;
		character = (int32_t)(character << 6 | (next & 0x3F));
	}
	good = good && is_shortest(character, len);
	*text = view_skip(*text, good ? len : 1);
	return good ? character : UTF8_BAD;
}

/* Writes the bytes of a character. */
size_t utf8_put(int32_t character, char out[4])
{
	if (character < 0 || character > 0x10FFFF || (character >= 0xD800 && character < 0xE000))
		character = UTF8_REPLACEMENT;
	if (character < 0x80)
		return out[0] = (char)character, 1;
	size_t len = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--, character >>= 6)
		out[i] = (char)(0x80 | (character & 0x3F));
	static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
	out[0] = (char)(first[len] | character);
	return len;
}

/* Knows the ranges that Unicode has for controls and directions. */
bool utf8_hidden(int32_t c)
{
	if (c < 0x2000)
		return (c >= 0 && c < 0x20) || (c >= 0x7F && c < 0xA0) || c == 0x061C;
	return c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
	       (c >= 0x2066 && c <= 0x2069);
}
