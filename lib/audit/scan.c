/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/scan.h"

#include <errno.h>
#include <unistd.h>

/* Begins with an empty window. */
void scan_open(struct scan *scan, int fd, off_t from, off_t size)
{
	scan->fd = fd;
	scan->fault = 0;
	scan->size = size;
	scan->begin = scan->end = scan->from = from;
	scan->at = scan->len = 0;
}

/* Reads on behind what is left of the window; false at the end of the file. */
static bool fill(struct scan *scan)
{
	size_t left = scan->len - scan->at;
	memmove(scan->window, scan->window + scan->at, left);
	scan->from += (off_t)scan->at;
	scan->at = 0;
	scan->len = left;
	off_t next = scan->from + (off_t)left;
	off_t room = scan->size - next;
	size_t want = SCAN_WINDOW - left;
	ssize_t got;
	if (room < (off_t)want)
		want = room > 0 ? (size_t)room : 0;
	do
		got = want > 0 ? pread(scan->fd, scan->window + left, want, next) : 0;
	while (got < 0 && errno == EINTR);
	if (got < 0 || (got == 0 && want > 0))
		scan->fault = got < 0 ? -errno : -EIO;
	scan->len += got > 0 ? (size_t)got : 0;
	return got > 0;
}

/* Finds the end of the line that begins in the window, as far as it is in there. */
static const char *newline_of(const struct scan *scan)
{
	return memchr(scan->window + scan->at, '\n', scan->len - scan->at);
}

/* Takes the line off that has so many bytes. */
static struct view take_line(struct scan *scan, size_t len)
{
	struct view line = {scan->window + scan->at, len};
	scan->begin = scan->from + (off_t)scan->at;
	scan->end = scan->begin + (off_t)len + 1;
	scan->at += len + 1 <= scan->len - scan->at ? len + 1 : len;
	return line;
}

/* Gives the next line that is not too long. */
bool scan_next(struct scan *scan, struct view *line)
{
	bool too_long = false;
	for (;;) {
		const char *newline = newline_of(scan);
		size_t left = scan->len - scan->at;
		if (newline)
			*line = take_line(scan, (size_t)(newline - scan->window) - scan->at);
		if (newline && !too_long && line->len < EVENT_LINE_MAX)
			return true;
		if (newline) {
			too_long = false;
			continue;
		}
		if (left >= EVENT_LINE_MAX) {
			too_long = true;
			scan->at = scan->len;
		}
		if (fill(scan))
			continue;
		left = scan->len - scan->at;
		if (scan->fault != 0 || too_long || left == 0)
			return false;
		*line = take_line(scan, left);
		return true;
	}
}
