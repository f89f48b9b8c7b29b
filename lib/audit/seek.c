/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/seek.h"

#include "audit/event.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define NEAR (64 * 1024) /* parts that are shorter are not worth a search */
#define CHUNK (4 * EVENT_LINE_MAX)

/* What is looked for, and what is known of it by now: what begins before `low` is earlier, and what
 * is not before `high` is not. */
struct search {
	int fd;
	int64_t time;
	int64_t low, high;
	int64_t first; /* where the first line begins that is not before low */
	int64_t last;  /* where a line begins, from which on nothing is earlier */
};

/* Records in the middle of a file. */
struct probe {
	struct seek_times times;
	int64_t first, last; /* from the first line that begins at the place or behind it */
};

/* Takes times as long as there are whole lines. */
struct seek_times seek_times(struct view *rest)
{
	struct seek_times times = {{0}, 0};
	struct event event;
	struct note unread;
	const char *newline;
	while (times.count < SEEK_RECORDS && rest->len > 0 &&
		(newline = memchr(rest->data, '\n', rest->len))) {
		struct view line = {rest->data, (size_t)(newline - rest->data)};
		if (event_decode(line, &event, &unread) == 0)
			times.time[times.count++] = event.time;
		*rest = (struct view){newline + 1, rest->len - line.len - 1};
	}
	return times;
}

/* Orders two times. */
static int compare(const void *a, const void *b)
{
	const int64_t *one = a, *two = b;
	return (*one > *two) - (*one < *two);
}

/* Sorts a copy. */
int64_t seek_middle(const struct seek_times *times)
{
	struct seek_times sorted = *times;
	qsort(sorted.time, sorted.count, sizeof *sorted.time, compare);
	return sorted.time[sorted.count / 2];
}

/* Reads a chunk; at the end of the file it is shorter. */
static ssize_t read_chunk(int fd, char text[CHUNK], int64_t at)
{
	ssize_t got;
	do
		got = pread(fd, text, CHUNK, at);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* Moves on to where a line begins, unless one does at the place itself. */
static int align(int fd, int64_t *at)
{
	char text[CHUNK];
	const char *newline = NULL;
	if (*at == 0)
		return 0;
	for (--*at; !newline;) {
		ssize_t got = read_chunk(fd, text, *at);
		if (got <= 0)
			return (int)got;
		newline = memchr(text, '\n', (size_t)got);
		*at += newline ? newline + 1 - text : got;
	}
	return 0;
}

/* Looks at the records that begin at a place or behind it; there may be none before `high`. */
static int look(const struct search *search, int64_t at, struct probe *probe)
{
	char text[CHUNK];
	int r = align(search->fd, &at);
	*probe = (struct probe){.first = at};
	while (r == 0 && probe->times.count == 0 && at < search->high) {
		ssize_t got = read_chunk(search->fd, text, at);
		if (got <= 0)
			return (int)got;
		struct view rest = {text, (size_t)got};
		probe->times = seek_times(&rest);
		at += got - (int64_t)rest.len;
		if (rest.len == (size_t)got) { /* one line that is too long for a record */
			at++;
			r = align(search->fd, &at);
		}
	}
	probe->last = at;
	return r;
}

/* Halves the part in which the time begins. */
static int halve(struct search *search)
{
	struct probe probe;
	int64_t middle = search->low + (search->high - search->low) / 2;
	int r = look(search, middle, &probe);
	if (r != 0)
		return r;
	if (probe.times.count > 0 && seek_middle(&probe.times) < search->time) {
		search->low = middle;
		search->first = probe.first;
		return 0;
	}
	search->high = middle;
	if (probe.times.count > 0)
		search->last = probe.last;
	return 0;
}

/* Finds where a time begins: somewhere from `first` to `last`. */
static int find(struct search *search, int64_t size)
{
	int r = 0;
	search->low = search->first = 0;
	search->high = size;
	search->last = SEEK_TO_THE_END;
	while (r == 0 && search->high - search->low > NEAR)
		r = halve(search);
	return r;
}

/* Finds both ends. */
int seek_part(int fd, int64_t size, int64_t since, int64_t until, struct seek_part *part)
{
	struct search begin = {.fd = fd, .time = since}, end = {.fd = fd, .time = until};
	int r = since > 0 ? find(&begin, size) : 0;
	*part = (struct seek_part){begin.first, SEEK_TO_THE_END};
	if (r != 0 || until == INT64_MAX)
		return r;
	r = find(&end, size);
	part->last = end.last > part->first ? end.last : part->first;
	return r;
}
