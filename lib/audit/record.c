/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/record.h"

#include "audit/event_field.h"

#define NUMBER_DIGITS 15 /* more than any record will ever have, fewer than overflow */

static const struct view version = VIEW("{\"v\":1,"), epoch = VIEW("\"epoch\":"),
			 seq = VIEW("\"seq\":"), time_begin = VIEW("\"time\":\""),
			 time_end = VIEW("\","), clock_begin = VIEW("\"clock\":\""),
			 sealing_event = VIEW("\"event\":\"sealed\""),
			 after_begin = VIEW(",\"after\":\""), seal_begin = VIEW(",\"seal\":\""),
			 end = VIEW("\"}");

/* Takes a text off the front, if it is there. */
static bool take(struct view *rest, struct view text)
{
	if (rest->len < text.len || memcmp(rest->data, text.data, text.len) != 0)
		return false;
	*rest = view_skip(*rest, text.len);
	return true;
}

/* Takes a number and the comma behind it. */
static bool take_number(struct view *rest, int64_t *number)
{
	size_t len = 0;
	for (*number = 0; len < rest->len && len <= NUMBER_DIGITS; len++) {
		char digit = rest->data[len];
		if (digit < '0' || digit > '9')
			break;
		*number = *number * 10 + (digit - '0');
	}
	if (len == 0 || len > NUMBER_DIGITS || len == rest->len || rest->data[len] != ',' ||
		*rest->data == '0')
		return false;
	*rest = view_skip(*rest, len + 1);
	return true;
}

/* Takes a time, without seeing that there is such a day, and what ends it. */
static bool take_time(struct view *rest, struct view *time)
{
	if (rest->len < EVENT_TIME_LEN || !event_time_has_form(rest->data))
		return false;
	*time = (struct view){rest->data, EVENT_TIME_LEN};
	*rest = view_skip(*rest, EVENT_TIME_LEN);
	return take(rest, time_end);
}

/* Finds the seal at the end; its digits are compared as they are, so they are not looked at. */
static bool find_seal(struct view line, struct record *record)
{
	if (line.len < CHAIN_TAIL)
		return false;
	struct view tail = view_skip(line, line.len - CHAIN_TAIL);
	record->body = (struct view){line.data, line.len - CHAIN_TAIL};
	record->seal = (struct view){tail.data + seal_begin.len, CHAIN_HEX};
	struct view last = {tail.data + CHAIN_TAIL - end.len, end.len};
	return take(&tail, seal_begin) && view_equal(last, end);
}

/* Learns what a record says of the seal itself. */
static void learn_sealing(struct record *record, bool sealing)
{
	static const struct view words = VIEW(" follows");
	record->sealing = sealing;
	record->hands_over = sealing && memmem(record->body.data, record->body.len, words.data,
						words.len) != NULL;
}

/* Takes the first fields and the last one. */
bool record_take(struct view line, struct record *record)
{
	struct view rest = line, clock;
	record->epoch = EVENT_UNKNOWN;
	record->bent = false;
	if (!find_seal(line, record) || !take(&rest, version))
		return false;
	if (take(&rest, epoch) && !take_number(&rest, &record->epoch))
		return false;
	if (!take(&rest, seq) || !take_number(&rest, &record->seq) || !take(&rest, time_begin) ||
		!take_time(&rest, &record->time))
		return false;
	if (take(&rest, clock_begin) && !take_time(&rest, &clock))
		return false;
	record->linked = true;
	learn_sealing(record, take(&rest, sealing_event));
	return true;
}

/* Takes off what an editor may have put around a line. */
static bool unbend(struct view *line)
{
	static const struct view mark = VIEW("\xEF\xBB\xBF");
	bool bent = take(line, mark);
	if (line->len == 0 || line->data[line->len - 1] != '\r')
		return bent;
	line->len--;
	return true;
}

/* Where the time of a line stands that is a record, as the last thing that looks like one. */
static struct view find_time(struct view line, const struct event *event)
{
	char text[EVENT_TIME_LEN + 1];
	event_time_text(event->time, text);
	return (struct view){memmem(line.data, line.len, text, EVENT_TIME_LEN), EVENT_TIME_LEN};
}

/* Reads a line in full. */
static bool read_line(struct view line, struct event *event, struct record *record)
{
	struct note unread;
	unsigned char seal[HASH_SIZE];
	if (line.len == 0 || event_decode(line, event, &unread) != 0 || event->seq <= 0)
		return false;
	*record = (struct record){
		.epoch = event->epoch, .seq = event->seq, .time = find_time(line, event)};
	record->linked = find_seal(line, record) && chain_read_hex(record->seal, seal);
	learn_sealing(record, event->kind == EVENT_SEALED);
	return record->time.data != NULL;
}

/* Reads a line, then once more without what may have bent it. */
bool record_read(struct view line, struct event *event, struct record *record)
{
	if (read_line(line, event, record))
		return true;
	if (!unbend(&line) || !read_line(line, event, record))
		return false;
	record->bent = true;
	return true;
}

/* Looks at the end of the body. */
bool record_after(const struct record *record, unsigned char after[HASH_SIZE])
{
	size_t len = after_begin.len + CHAIN_HEX + 1;
	if (!record->linked || record->body.len < len ||
		record->body.data[record->body.len - 1] != '"')
		return false;
	struct view rest = view_skip(record->body, record->body.len - len);
	return take(&rest, after_begin) &&
	       chain_read_hex((struct view){rest.data, CHAIN_HEX}, after);
}
