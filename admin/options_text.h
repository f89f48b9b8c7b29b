/* SPDX-License-Identifier: Apache-2.0 */
/*
 * options_text.h – options in canonical form, however long they are
 *
 * Shape:  as options_print has them. What a line has may be as long as its file, and is printed
 *         whole: one line that is too long for a buffer MUST NOT end what is said of all others. What is
 *         taken into the store has no more than OPTIONS_TEXT_MAX.
 * Units:  bytes, the NUL among them.
 * Memory: malloc'ed, the caller's to free.
 * Errors: NULL, of which the only cause is that there is no memory.
 * Source: options.h.
 */
#ifndef KEYHOLE_ADMIN_OPTIONS_TEXT_H
#define KEYHOLE_ADMIN_OPTIONS_TEXT_H

#include "keys/options.h"

/* More than anybody writes by hand. */
#define OPTIONS_TEXT_MAX (16 * 1024)

/** Prints them. */
char *options_text(const struct options *options);

/** Whether a text is too long for a line of the store; the note says how long it is. */
bool options_text_exceeds(const char *text, struct note *note);

#endif
