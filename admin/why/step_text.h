/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step_text.h – a step on standard output, for people and for programs
 *
 * Shape:  a line a step: its verdict, what is looked at, in words, the token in brackets; on a
 *         terminal folded at its width. A command stands on a line of its own, whole, so that it
 *         can be copied; where nothing is wrong it is not shown.
 * Units:  columns.
 * Memory: none is kept.
 * Errors: none; what can't be printed is seen by whoever flushes standard output.
 * Source: RFC 8259.
 */
#ifndef KEYHOLE_ADMIN_WHY_STEP_TEXT_H
#define KEYHOLE_ADMIN_WHY_STEP_TEXT_H

#include "admin/why/step.h"

/** Prints a step. */
void step_text_print(const struct step *step);

/** Prints a text, escaped, with a token behind it (NULL: none); what does not fit on its line goes
 *  on below, as far from the edge as it began. */
void step_text_words(const char *what, const char *token, size_t indent);

/** Prints a text in quotes, as JSON has it; null for NULL. */
void step_text_quote(const char *text);

/** Prints a further member of an object, by its name and its text. */
void step_text_member(const char *name, const char *text);

#endif
