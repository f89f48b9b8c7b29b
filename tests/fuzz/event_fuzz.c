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

/* Whether some bytes are among others. */
static bool is_in(struct view text, const char *begin, size_t len)
{
	return text.data >= begin && text.data + text.len <= begin + len;
}

/* Whether every text of an event lies in its line or in its store. */
static void check_texts(struct event *event, struct view line)
{
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		if (event_fields[i].type != EVENT_FIELD_TEXT)
			continue;
		struct view text = *event_field_text(event, &event_fields[i]);
		assert(text.len == 0 || is_in(text, line.data, line.len) ||
			is_in(text, event->store, sizeof event->store));
	}
}

/* Whether two events have the same in every field. */
static bool is_same(struct event *one, struct event *two)
{
	bool same = one->kind == two->kind;
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		const struct event_field *field = &event_fields[i];
		if (field->type == EVENT_FIELD_TEXT)
			same = same && view_equal(*event_field_text(one, field),
					       *event_field_text(two, field));
		else if (field->type != EVENT_FIELD_KIND)
			same = same &&
			       *event_field_number(one, field) == *event_field_number(two, field);
	}
	return same;
}

/* Sees that a line says the same, or is wrong as well, if it has to be read slowly: with a space at its
 * end, which none has that this project writes. */
static void check_slow(struct view line, int result, struct event *event)
{
	static char slow[EVENT_LINE_MAX];
	static struct event again;
	struct note note;
	if (line.len + 1 >= sizeof slow)
		return;
	memcpy(slow, line.data, line.len);
	slow[line.len] = ' ';
	assert(event_decode((struct view){slow, line.len + 1}, &again, &note) == result);
	assert(result != 0 || is_same(event, &again));
}

/* Reads, writes, reads and writes: the second line is the first. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct event first, second;
	static char once[EVENT_LINE_MAX], twice[EVENT_LINE_MAX];
	struct note note = {""};
	int r = event_decode((struct view){(const char *)data, size}, &first, &note);
	assert(r == 0 || (r == -EBADMSG && note.text[0]));
	check_slow((struct view){(const char *)data, size}, r, &first);
	if (r != 0)
		return 0;
	check_texts(&first, (struct view){(const char *)data, size});
	struct view line = write_event(&first, once);
	assert(event_decode(line, &second, &note) == 0);
	assert(second.kind == first.kind && second.time == first.time && second.seq == first.seq);
	assert(view_equal(write_event(&second, twice), line));
	return 0;
}
