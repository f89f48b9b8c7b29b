/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/last.h"

#include "audit/rotated.h"
#include "audit/tail.h"
#include "common/cleanup.h"

#include <errno.h>
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
static int learn_file(
	const struct logfile *logfile, int fd, off_t size, struct last *last, struct note *note)
{
	struct tail tail;
	struct event event;
	tail_open(&tail, fd, size);
	last->torn = tail.torn;
	bool found = record_before(&tail, &event);
	if (tail.fault != 0)
		return logfile_fault(logfile, tail.fault, note);
	if (found && event.seq > last->seq)
		last->seq = event.seq;
	if (found && event.time > last->time)
		last->time = event.time;
	return 0;
}

/* Whether a file could not be opened because it is gone, or is none that keyhole wrote. */
static bool is_no_log(int fault)
{
	return fault == -ENOENT || fault == -ELOOP || fault == -EISDIR || fault == -ENXIO ||
	       fault == -EPERM;
}

/* Learns what one older file ended with. */
static int learn_rotated(
	const struct logfile *logfile, int folder, struct last *last, struct note *note)
{
	CLEANUP(fd) int fd = -1;
	struct stat st;
	int r = logfile_open(logfile, folder, O_RDONLY, &fd, note);
	if (r != 0)
		return is_no_log(r) ? 0 : r;
	if (fstat(fd, &st) != 0)
		return logfile_fault(logfile, -errno, note);
	return learn_file(logfile, fd, st.st_size, last, note);
}

/* Learns what the older files ended with. */
static int learn_all_rotated(
	const struct logfile *logfile, int folder, struct last *last, struct note *note)
{
	CLEANUP(dir) DIR *dir = rotated_open(folder);
	if (!dir)
		return logfile_fault(logfile, -errno, note);
	const char *name;
	int r = 0;
	while (r == 0 && (name = rotated_next(dir, logfile->name, false)))
		r = learn_rotated(&(struct logfile){logfile->folder, name}, folder, last, note);
	return r;
}

/* Looks into the file, and only where it has no record into the older ones. */
int last_learn(const struct logfile *logfile, int folder, int fd, off_t size, struct last *last,
	struct note *note)
{
	*last = (struct last){0, 0, false};
	int r = learn_file(logfile, fd, size, last, note);
	if (r != 0 || last->seq > 0)
		return r;
	bool torn = last->torn;
	r = learn_all_rotated(logfile, folder, last, note);
	last->torn = torn;
	return r;
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
