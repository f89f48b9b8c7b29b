/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/last.h"

#include "audit/rotated.h"
#include "audit/tail.h"
#include "common/cleanup.h"

#include <fcntl.h>
#include <sys/stat.h>

/* The line before that is a record with a seq. */
static bool record_before(struct tail *tail, struct event *event)
{
	struct view line;
	struct note unread;
	while (tail_next(tail, &line))
		if (event_decode(line, event, &unread) == 0 && event->seq > 0)
			return true;
	return false;
}

/* Learns what one file ended with; it counts only where it is later than what is known. */
static void learn_file(int fd, off_t size, struct last *last)
{
	struct tail tail;
	struct event event;
	tail_open(&tail, fd, size);
	last->torn = tail.torn;
	if (!record_before(&tail, &event))
		return;
	if (event.seq > last->seq)
		last->seq = event.seq;
	if (event.time > last->time)
		last->time = event.time;
}

/* Learns what one older file ended with, if it can be opened. */
static void learn_rotated(const struct logfile *logfile, int folder, struct last *last)
{
	CLEANUP(fd) int fd = -1;
	struct note unread;
	struct stat st;
	if (logfile_open(logfile, folder, O_RDONLY, &fd, &unread) == 0 && fstat(fd, &st) == 0)
		learn_file(fd, st.st_size, last);
}

/* Looks into the file, and only where it has no record into the older ones. */
void last_learn(const struct logfile *logfile, int folder, int fd, off_t size, struct last *last)
{
	*last = (struct last){0, 0, false};
	learn_file(fd, size, last);
	if (last->seq > 0)
		return;
	bool torn = last->torn;
	CLEANUP(dir) DIR *dir = rotated_open(folder);
	const char *name;
	while (dir && (name = rotated_next(dir, logfile->name)))
		learn_rotated(&(struct logfile){logfile->folder, name}, folder, last);
	last->torn = torn;
}

/* Walks back over the records that have this time. Only a clock that was set back gives so many the
 * same one that no other is within reach. */
bool last_told_clock(int fd, off_t size, int64_t time)
{
	struct tail tail;
	struct event event;
	bool any = false;
	tail_open(&tail, fd, size);
	while (record_before(&tail, &event)) {
		if (event.time != time)
			return false;
		if (event.kind == EVENT_CLOCK)
			return true;
		any = true;
	}
	return any && tail.least > 0;
}
