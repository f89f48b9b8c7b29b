/* SPDX-License-Identifier: Apache-2.0 */
#include "keys/wire.h"

/* The longest number that sshd reads, in bytes. */
#define NUMBER_MAX (16384 / 8)

/* Takes a number of `size` bytes. */
static bool take(struct view *rest, size_t size, uint64_t *number)
{
	if (rest->len < size)
		return false;
	*number = 0;
	for (size_t i = 0; i < size; i++)
		*number = *number << 8 | (unsigned char)rest->data[i];
	*rest = view_skip(*rest, size);
	return true;
}

/* Takes four bytes. */
bool wire_u32(struct view *rest, uint32_t *number)
{
	uint64_t wide;
	if (!take(rest, 4, &wide))
		return false;
	*number = (uint32_t)wide;
	return true;
}

/* Takes eight bytes. */
bool wire_u64(struct view *rest, uint64_t *number)
{
	return take(rest, 8, number);
}

/* Takes a length, and as many bytes if they are there. */
bool wire_string(struct view *rest, struct view *string)
{
	struct view after = *rest;
	uint32_t len;
	if (!wire_u32(&after, &len) || len > after.len)
		return false;
	*string = (struct view){after.data, len};
	*rest = view_skip(after, len);
	return true;
}

/* Takes a string and looks for a NUL in it. */
bool wire_text(struct view *rest, struct view *text)
{
	struct view after = *rest, string;
	if (!wire_string(&after, &string) ||
		(string.len > 0 && memchr(string.data, '\0', string.len)))
		return false;
	*text = string;
	*rest = after;
	return true;
}

/* Takes a string and judges its first two bytes and its length. */
bool wire_number(struct view *rest, struct view *number)
{
	struct view after = *rest, string;
	if (!wire_string(&after, &string) || string.len == 0 || (string.data[0] & 0x80) != 0)
		return false;
	if (string.data[0] == 0) {
		string = view_skip(string, 1);
		if (string.len == 0 || (string.data[0] & 0x80) == 0)
			return false;
	}
	if (string.len > NUMBER_MAX)
		return false;
	*number = string;
	*rest = after;
	return true;
}

/* Counts whole bytes, without the unset bits of the first. */
unsigned wire_bits(struct view number)
{
	unsigned bits = (unsigned)number.len * 8;
	for (unsigned first = (unsigned char)number.data[0]; first < 0x80; first <<= 1)
		bits--;
	return bits;
}
