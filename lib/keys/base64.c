/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/base64.h"

#include <stdint.h>

/* What is not in the alphabet: a bit that no value has, so that four are tested at once. */
#define BAD 0x40

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The values of the characters from '+' to 'z'. */
/* clang-format off */
static const unsigned char values['z' - '+' + 1] = {
	62, BAD, BAD, BAD, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, BAD,
	BAD, BAD, BAD, BAD, BAD, BAD, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
	10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
	BAD, BAD, BAD, BAD, BAD, BAD, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35,
	36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
};
/* clang-format on */

/* The six bits that a character stands for, or BAD. */
static unsigned value_of(char c)
{
	unsigned at = (unsigned)(unsigned char)c - '+';
	return at < sizeof values ? values[at] : BAD;
}

/* Puts four characters together into 24 bits; false if one is not in the alphabet. */
static bool join_four(const char *text, uint32_t *bits)
{
	unsigned a = value_of(text[0]), b = value_of(text[1]);
	unsigned c = value_of(text[2]), d = value_of(text[3]);
	*bits = a << 18 | b << 12 | c << 6 | d;
	return ((a | b | c | d) & BAD) == 0;
}

/* Decodes the last four characters, of which `padding` (1 or 2) are `=`. */
static bool decode_last(const char *text, size_t padding, unsigned char *out)
{
	char four[4] = {text[0], text[1], padding == 2 ? 'A' : text[2], 'A'};
	uint32_t bits;
	if (!join_four(four, &bits) || (bits & (padding == 2 ? 0xffff : 0xff)) != 0)
		return false;
	out[0] = (unsigned char)(bits >> 16);
	if (padding == 1)
		out[1] = (unsigned char)(bits >> 8);
	return true;
}

/* How many `=` the text ends in, two at the most. */
static size_t count_padding(struct view text)
{
	if (text.len == 0 || text.data[text.len - 1] != '=')
		return 0;
	return text.data[text.len - 2] == '=' ? 2 : 1;
}

/* Decodes the fours without padding, then the one with it. */
bool base64_decode(struct view text, unsigned char *out, size_t cap, size_t *len)
{
	if (text.len % 4 != 0)
		return false;
	size_t padding = count_padding(text);
	size_t total = BASE64_DECODED_MAX(text.len) - padding;
	if (total > cap)
		return false;
	size_t whole = text.len - (padding ? 4 : 0);
	for (size_t at = 0; at < whole; at += 4, out += 3) {
		uint32_t bits;
		if (!join_four(text.data + at, &bits))
			return false;
		out[0] = (unsigned char)(bits >> 16);
		out[1] = (unsigned char)(bits >> 8);
		out[2] = (unsigned char)bits;
	}
	if (padding != 0 && !decode_last(text.data + whole, padding, out))
		return false;
	*len = total;
	return true;
}

/* Puts what counts into `out`, and decodes it there: three bytes are written where four were read. */
bool base64_decode_loosely(struct view text, unsigned char *out, size_t *len)
{
	size_t kept = 0;
	for (size_t i = 0; i < text.len; i++)
		if (!memchr("\r\v\f", text.data[i], 3))
			out[kept++] = (unsigned char)text.data[i];
	return base64_decode((struct view){(const char *)out, kept}, out, text.len, len);
}

/* Encodes three bytes at a time, the last of them filled up with zeros. */
size_t base64_encode(const unsigned char *bytes, size_t len, char *out)
{
	char *to = out;
	for (size_t i = 0; i < len; i += 3, to += 4) {
		size_t left = len - i;
		uint32_t bits = (uint32_t)bytes[i] << 16 |
				(left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
				(left > 2 ? bytes[i + 2] : 0);
		to[0] = alphabet[bits >> 18];
		to[1] = alphabet[bits >> 12 & 63];
		to[2] = left > 1 ? alphabet[bits >> 6 & 63] : '=';
		to[3] = left > 2 ? alphabet[bits & 63] : '=';
	}
	*to = '\0';
	return (size_t)(to - out);
}
