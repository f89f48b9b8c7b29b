/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline.h – where a list stands in a file of rules, byte by byte, so that a change can leave
 *             everything else as it is
 *
 * Shape:  a text in libconfig's syntax that the parser has read already (syntax.h). Of a setting
 *         `NAME = ( … )` or `NAME = [ … ]` the brackets, each item and each comma are found;
 *         comments and texts in quotes are passed over. The items are in the order of the parser's,
 *         as many as it has: whoever changes a text MUST compare that.
 * Units:  bytes from the beginning of the text.
 * Memory: outline_free gives back the lists.
 * Errors: 0; -ENOENT where there is no such setting; -EINVAL where its value is no list or is not
 *         understood; -ENOMEM.
 * Source: libconfig's manual, "Configuration Files"; strip.h.
 */
#ifndef KEYHOLE_ACCESS_OUTLINE_H
#define KEYHOLE_ACCESS_OUTLINE_H

#include "common/view.h"

#include <sys/types.h>

/* Bytes from `from` up to, not including, `to`. */
struct outline_span {
	size_t from, to;
};

struct outline_item {
	struct outline_span span;
	ssize_t comma; /* behind it, -1: none */
};

struct outline {
	struct outline_span list; /* from bracket to bracket, both included */
	size_t count, room;
	struct outline_item *item;
};

/** Finds a setting among those of a part of a text: of a whole file, or of what is between the
 *  braces of a group. */
int outline_find(
	struct view text, struct outline_span part, const char *name, struct outline *outline);

/** Gives back what it allocated. */
void outline_free(struct outline *outline);

/** For CLEANUP(outline). */
static inline void cleanup_outline(struct outline *outline)
{
	outline_free(outline);
}

#endif
