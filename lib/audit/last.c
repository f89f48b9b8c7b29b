/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/last.h"

#include <errno.h>

#define CLOCK_REACH ((off_t)1024 * 1024)

/* Takes what counts of a record. */
static void take(
	const struct tail *tail, struct view line, const struct event *event, struct last *last)
{
	struct view body;
	last->epoch = event->epoch;
	last->seq = event->seq;
	last->time = event->time;
	last->begin = tail->at;
	last->end = tail->at + (off_t)line.len + 1;
	last->chained = chain_split(line, &body, last->seal);
	last->has_after = chain_read_hex(event->after, last->after);
}

/* Whether a line is a record with a seq; reading what can't be one is spared. */
static bool is_record(struct view line, struct event *event)
{
	struct note unread;
	return line.len > 2 && line.data[0] == '{' && line.data[line.len - 1] == '}' &&
	       event_decode(line, event, &unread) == 0 && event->seq > 0;
}

/* Walks back to a line that ends in a seal and is a record. */
bool last_before(struct tail *tail, struct last *last)
{
	struct view line, body;
	struct event event;
	while (tail_next(tail, &line)) {
		if (!chain_split(line, &body, last->seal) || !is_record(line, &event))
			continue;
		take(tail, line, &event, last);
		return true;
	}
	return false;
}

/* Walks back to the first record of the chain; one without a seal is kept for the case that there
 * is none. */
int last_find(int fd, off_t size, struct last *last)
{
	struct tail tail;
	struct view line, body;
	struct event event;
	unsigned char seal[HASH_SIZE];
	*last = (struct last){.epoch = EVENT_UNKNOWN};
	tail_open(&tail, fd, size, TAIL_REACH);
	while (tail_next(&tail, &line)) {
		bool chained = chain_split(line, &body, seal);
		if ((!chained && last->seq > 0) || !is_record(line, &event))
			continue;
		take(&tail, line, &event, last);
		if (chained)
			break;
	}
	return tail.fault;
}

/* Walks back over the records that have this time. Only a clock that was set back gives so many the
 * same one that no other is within reach. */
bool last_told_clock(int fd, off_t size, int64_t time)
{
	struct tail tail;
	struct view line;
	struct event event;
	bool any = false;
	tail_open(&tail, fd, size, CLOCK_REACH);
	while (tail_next(&tail, &line)) {
		if (!is_record(line, &event))
			continue;
		if (event.time != time)
			return false;
		if (event.kind == EVENT_CLOCK)
			return true;
		any = true;
	}
	return any && tail.least > 0;
}
