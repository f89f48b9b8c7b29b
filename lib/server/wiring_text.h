/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wiring_text.h – a text that is put together part by part
 *
 * Shape:  begun, written to with stdio or by parts, finished.
 * Units:  bytes.
 * Memory: what is finished is malloc'ed with a NUL behind it; path_text_free gives it back.
 * Errors: begin: NULL; finish: 0 or -ENOMEM, and no text.
 * Source: open_memstream(3).
 */
#ifndef KEYHOLE_SERVER_WIRING_TEXT_H
#define KEYHOLE_SERVER_WIRING_TEXT_H

#include "common/path.h"

#include <stdbool.h>
#include <stdio.h>

/** Begins a text. */
FILE *wiring_text_begin(struct path_text *out, struct note *note);

/** Writes a part; a last line without its newline gets one if something follows (`more`). */
void wiring_text_put(FILE *stream, struct view part, bool more);

/** Ends it. */
int wiring_text_finish(FILE *stream, struct path_text *out, struct note *note);

#endif
