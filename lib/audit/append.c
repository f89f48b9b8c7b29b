/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/append.h"

#include "audit/last.h"
#include "audit/writer.h"
#include "common/cleanup.h"

#include <sys/stat.h>

/* Adds the record that says that the clock was set back. */
static int add_clock(struct writer *writer, int64_t now, struct note *note)
{
	struct event clock;
	struct note words;
	char time[28];
	int64_t last = writer->standing.state.time;
	event_init(&clock, EVENT_CLOCK);
	event_time_text(now, time);
	note_set(&words, 0, "the clock was set back by %lld.%06lld seconds, to %s",
		(long long)((last - now) / 1000000), (long long)((last - now) % 1000000), time);
	clock.time = last;
	clock.detail = view_of(words.text);
	return writer_add(writer, &clock, note);
}

/* Whether the log says already that the clock is behind its last record. */
static bool told_clock(const struct writer *writer)
{
	struct stat st;
	return fstat(writer->file, &st) == 0 &&
	       last_told_clock(writer->file, st.st_size, writer->standing.state.time);
}

/* Adds the record, and before it one that says that the clock was set back. */
static int add(struct writer *writer, struct event *event, struct note *note)
{
	writer_set_time(writer, event);
	int r = 0;
	if (event->clock != EVENT_UNKNOWN && !told_clock(writer))
		r = add_clock(writer, event->clock, note);
	return r == 0 ? writer_add(writer, event, note) : r;
}

/* Adds a record in its turn; the turn is given back before the disk is waited for. */
int append_login(const struct append_place *place, struct event *event, struct note *note)
{
	CLEANUP(writer) struct writer writer;
	int r = writer_begin(&writer, place, note);
	if (r == 0)
		r = add(&writer, event, note);
	if (r == 0)
		r = writer_put(&writer, note);
	return r == 0 ? writer_end(&writer, note) : r;
}
