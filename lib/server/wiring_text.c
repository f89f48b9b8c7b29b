/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wiring_text.h"

#include <errno.h>

/* In memory. */
FILE *wiring_text_begin(struct path_text *out, struct note *note)
{
	*out = (struct path_text){NULL, 0};
	FILE *stream = open_memstream(&out->bytes, &out->len);
	if (!stream)
		note_errno(note, -ENOMEM, "a text");
	return stream;
}

/* Looks at its last byte. */
void wiring_text_put(FILE *stream, struct view part, bool more)
{
	if (part.len == 0)
		return;
	fwrite(part.data, 1, part.len, stream);
	if (more && part.data[part.len - 1] != '\n')
		fputc('\n', stream);
}

/* Without memory the stream can't be closed well. */
int wiring_text_finish(FILE *stream, struct path_text *out, struct note *note)
{
	if (fclose(stream) == 0)
		return 0;
	path_text_free(out);
	return note_errno(note, -ENOMEM, "a text");
}
