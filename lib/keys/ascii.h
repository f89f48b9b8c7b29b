/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ascii.h – letters and digits, whatever the locale
 *
 * Shape:  ASCII only; bytes above 127 are neither letters nor digits and are left as they are.
 * Units:  none.
 * Memory: none.
 * Errors: none of these can fail.
 * Source: sshd runs in the C locale, and so does what it compares without regard to case.
 */
#ifndef KEYHOLE_KEYS_ASCII_H
#define KEYHOLE_KEYS_ASCII_H

#include "common/view.h"

/** A letter in lower case; any other byte as it is. */
static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/** Whether a byte is a digit. */
static inline bool ascii_digit(char c)
{
	return c >= '0' && c <= '9';
}

/** Whether a byte is a letter or a digit. */
static inline bool ascii_alnum(char c)
{
	return ascii_digit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z');
}

/** Whether a text is nothing but digits, at least one of them. */
static inline bool ascii_digits(struct view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_digit(text.data[i]))
			return false;
	return text.len > 0;
}

/** Whether a byte is a control character. */
static inline bool ascii_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

/** Whether two texts are the same without regard to case. */
static inline bool ascii_same(struct view a, struct view b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (ascii_lower(a.data[i]) != ascii_lower(b.data[i]))
			return false;
	return true;
}

#endif
