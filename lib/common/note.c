/* SPDX-License-Identifier: Apache-2.0 */
#include "common/note.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Writes the note, marking what did not fit. */
int note_set(struct note *note, int result, const char *format, ...)
{
	static const char cut[] = "...";
	va_list args;
	va_start(args, format);
	int len = vsnprintf(note->text, sizeof note->text, format, args);
	va_end(args);
	if (len >= (int)sizeof note->text)
		memcpy(note->text + sizeof note->text - sizeof cut, cut, sizeof cut);
	return result;
}

/* Writes the words of an error number after what it happened to. */
int note_errno(struct note *note, int fault, const char *subject)
{
	char words[128];
	return note_set(note, fault, "%s: %s", subject, strerror_r(-fault, words, sizeof words));
}
