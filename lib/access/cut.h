/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cut.h – taking items out of a list in a text, and putting one into it
 *
 * Shape:  a list and its items are an outline's (outline.h). With an item goes one comma, so that
 *         there is one between any two that stay; the blanks before it, unless something else
 *         stands on its line; and a line that is left blank. A new item becomes the last: on a
 *         line of its own where the list's end stands on one, with the blanks of the item before
 *         it, else behind that item.
 * Units:  bytes.
 * Memory: `gone` is the caller's, one for each byte of the text.
 * Errors: the stream's.
 * Source: none.
 */
#ifndef KEYHOLE_ACCESS_CUT_H
#define KEYHOLE_ACCESS_CUT_H

#include "access/outline.h"

#include <stdio.h>

/** Marks the bytes of the items that are dropped. */
void cut_items(struct view text, const struct outline *outline, const bool *dropped, bool *gone);

/** Writes what is left of a text. */
void cut_print(FILE *out, struct view text, const bool *gone);

/** Writes a text with one more item in a list. */
void cut_append(FILE *out, struct view text, const struct outline *outline, struct view item);

#endif
