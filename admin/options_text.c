/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/options_text.h"

#include "common/reason.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_ROOM 256

/* Tries with more and more room. */
char *options_text(const struct options *options)
{
	struct note ignored;
	char *text = NULL;
	int r = -ENOSPC;
	for (size_t room = FIRST_ROOM; r == -ENOSPC; room *= 2) {
		char *grown = realloc(text, room);
		r = grown ? options_print(options, grown, room, &ignored) : -ENOMEM;
		text = grown ? grown : text;
	}
	char *fitted = r == 0 ? realloc(text, strlen(text) + 1) : NULL;
	if (!fitted)
		free(text);
	return fitted;
}

/* Counts. */
bool options_text_exceeds(const char *text, struct note *note)
{
	size_t len = strlen(text);
	if (len < OPTIONS_TEXT_MAX)
		return false;
	(void)note_set(note, REASON_BAD_LINE,
		"its options take %zu bytes, and %d are the most that keyhole takes: put what is "
		"long, as a command, into a file that they name",
		len, OPTIONS_TEXT_MAX - 1);
	return true;
}
