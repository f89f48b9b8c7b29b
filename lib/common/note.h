/* SPDX-License-Identifier: Apache-2.0 */
/*
 * note.h – why something failed or was refused, in words for whoever has to mend it
 *
 * Shape:  one line of text, no newline at its end; MUST name the path (and line) it speaks of, what
 *         is wrong, and where it is known, what mends it. Bytes from outside may be in it: whoever
 *         shows it escapes it.
 * Units:  NOTE_MAX bytes with the NUL; what is longer ends in "...".
 * Memory: held by the caller, filled in place; nothing to free.
 * Errors: writing a note cannot fail. It is written by the place that fails and by nobody above.
 * Source: none.
 */
#ifndef KEYHOLE_COMMON_NOTE_H
#define KEYHOLE_COMMON_NOTE_H

#define NOTE_MAX 1024

struct note {
	char text[NOTE_MAX];
};

/** Writes the note and returns `result`, so that a failing place reads `return note_set(…);`. */
__attribute__((format(printf, 3, 4))) int note_set(
	struct note *note, int result, const char *format, ...);

/** Writes the note as `subject: <words of error number -fault>` and returns `fault`. */
int note_errno(struct note *note, int fault, const char *subject);

#endif
