/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet_text.h – a text from outside on a line of its own, or in JSON
 *
 * Shape:  all is escaped, for a terminal (say.h) or as JSON asks.
 * Units:  columns; 0: no line is broken.
 * Memory: no text is longer than SHEET_TEXT_MAX once it is escaped; what is, is cut.
 * Errors: none.
 * Source: RFC 8259.
 */
#ifndef KEYHOLE_ADMIN_WHY_SHEET_TEXT_H
#define KEYHOLE_ADMIN_WHY_SHEET_TEXT_H

#include "common/view.h"

#define SHEET_TEXT_MAX 20000

/** Prints a lead and a text, broken between words where they are too long for the room, which is
 *  not done with a word longer than the room; they go on further in than the lead begins. */
void sheet_text_wrap(size_t room, const char *lead, const char *text);

/** Prints a text in quotes. */
void sheet_text_json(struct view text);

#endif
