/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view.h – a run of bytes that somebody else owns
 *
 * Shape:  `len` bytes from `data`; NUL bytes may be among them and none need follow. An empty view
 *         may have `data == NULL`.
 * Units:  len in bytes.
 * Memory: a view owns nothing and MUST NOT outlive what it looks at.
 * Errors: none of these can fail.
 * Source: none.
 */
#ifndef KEYHOLE_COMMON_VIEW_H
#define KEYHOLE_COMMON_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct view {
	const char *data;
	size_t len;
};

/* A view of a literal, where the compiler wants a constant. */
#define VIEW(literal)                                                                              \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

/** A view of a C string, without its NUL; of NULL, the empty view. */
static inline struct view view_of(const char *text)
{
	return (struct view){text, text ? strlen(text) : 0};
}

/** Whether both views have the same bytes. */
static inline bool view_equal(struct view a, struct view b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/** Whether the view has the bytes of this C string. */
static inline bool view_is(struct view a, const char *text)
{
	return view_equal(a, view_of(text));
}

/** Whether there is nothing but white space in the view. */
static inline bool view_blank(struct view a)
{
	size_t at = 0;
	while (at < a.len && (a.data[at] == ' ' || (a.data[at] >= '\t' && a.data[at] <= '\r')))
		at++;
	return at == a.len;
}

/** The view without its first n bytes; empty when it has no more than that. */
static inline struct view view_skip(struct view a, size_t n)
{
	return n >= a.len ? (struct view){NULL, 0} : (struct view){a.data + n, a.len - n};
}

#endif
