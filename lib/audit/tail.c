/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/tail.h"

#include <errno.h>
#include <unistd.h>

/* Reads the window that ends where the lines not yet given end; false where that can't be done. */
static bool load(struct tail *tail)
{
	off_t room = tail->end - tail->least;
	size_t want = room < TAIL_WINDOW ? (size_t)room : TAIL_WINDOW;
	ssize_t got;
	tail->from = tail->end - (off_t)want;
	do
		got = pread(tail->fd, tail->window, want, tail->from);
	while (got < 0 && errno == EINTR);
	tail->len = got < 0 ? 0 : (size_t)got;
	if (tail->len < want)
		tail->fault = got < 0 ? -errno : -EIO;
	return tail->len == want;
}

/* Looks at the last byte; an empty file has no line at all, whole or torn. */
void tail_open(struct tail *tail, int fd, off_t size, off_t reach)
{
	tail->fd = fd;
	tail->fault = 0;
	tail->end = size;
	tail->least = size > reach ? size - reach : 0;
	bool loaded = size > 0 && load(tail);
	tail->torn = size > 0 && (!loaded || tail->window[tail->len - 1] != '\n');
	if (!loaded)
		tail->end = -1;
	else if (!tail->torn)
		tail->end--;
}

/* Finds the newline before the end of what is not yet given, in the window: the place behind it, or
 * the beginning of the file; -1 where the window has neither. */
static off_t begin_of_line(const struct tail *tail)
{
	size_t len = tail->end > tail->from ? (size_t)(tail->end - tail->from) : 0;
	const char *newline = len > 0 ? memrchr(tail->window, '\n', len) : NULL;
	if (newline)
		return tail->from + (newline - tail->window) + 1;
	return tail->from == 0 ? 0 : -1;
}

/* Takes the line off that begins at this place. */
static struct view take_line(struct tail *tail, off_t begin)
{
	struct view line = {tail->window + (begin - tail->from), (size_t)(tail->end - begin)};
	tail->at = begin;
	tail->end = begin > 0 ? begin - 1 : -1;
	return line;
}

/* Moves the window, so that it ends where the lines not yet given end. What is left when it held no
 * newline at all is the end of a line that is too long. */
static bool move_window(struct tail *tail, bool *too_long)
{
	if (tail->end - tail->from > EVENT_LINE_MAX) {
		*too_long = true;
		tail->end = tail->from;
	}
	return tail->from > tail->least && load(tail);
}

/* Gives the line before. */
bool tail_next(struct tail *tail, struct view *line)
{
	bool too_long = false;
	while (tail->end >= 0) {
		off_t begin = begin_of_line(tail);
		if (begin < 0 && !move_window(tail, &too_long))
			return false;
		if (begin < 0)
			continue;
		*line = take_line(tail, begin);
		if (!too_long && line->len < EVENT_LINE_MAX)
			return true;
		too_long = false;
	}
	return false;
}
