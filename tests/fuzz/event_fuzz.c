/* SPDX-License-Identifier: Apache-2.0 */
/* Any line is a record or none; what a record is written as is read back as the same. */
#include "audit/event_field.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Writes a record, and sees that the line is one that does no harm. */
static struct view write_event(const struct event *event, char out[EVENT_LINE_MAX])
{
	struct note note;
	size_t len;
	assert(event_encode(event, out, EVENT_LINE_MAX, &len, &note) == 0);
	assert(len > 2 && out[0] == '{' && out[len - 2] == '}' && out[len - 1] == '\n');
	for (size_t i = 0; i < len - 1; i++)
		assert((unsigned char)out[i] >= 0x20 && out[i] != 0x7F);
	return (struct view){out, len - 1};
}

/* Whether every text of an event lies in its store. */
static void check_store(struct event *event)
{
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		if (event_fields[i].type != EVENT_FIELD_TEXT)
			continue;
		struct view text = *event_field_text(event, &event_fields[i]);
		assert(text.len == 0 ||
			(text.data >= event->store &&
				text.data + text.len <= event->store + sizeof event->store));
	}
}

/* Reads, writes, reads and writes: the second line is the first. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct event first, second;
	static char once[EVENT_LINE_MAX], twice[EVENT_LINE_MAX];
	struct note note = {""};
	int r = event_decode((struct view){(const char *)data, size}, &first, &note);
	assert(r == 0 || (r == -EBADMSG && note.text[0]));
	if (r != 0)
		return 0;
	check_store(&first);
	struct view line = write_event(&first, once);
	assert(event_decode(line, &second, &note) == 0);
	assert(second.kind == first.kind && second.time == first.time && second.seq == first.seq);
	assert(view_equal(write_event(&second, twice), line));
	return 0;
}
