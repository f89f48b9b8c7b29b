/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/stored.h"

#include "audit/append.h"
#include "common/cleanup.h"

#include <errno.h>

/* One log on its way to its end, with the line that comes next. */
struct source {
	struct read_log *log; /* NULL: there is none */
	bool ended, offers;
	struct read_line line;
};

/* The last lines so far, in a ring. */
struct ring {
	char **lines;
	size_t count, next, room;
};

/* Closes a source, for CLEANUP(source). */
static void cleanup_source(struct source **source)
{
	if (*source)
		read_close((*source)->log);
	free(*source);
}

/* Frees a ring, for CLEANUP(ring). */
static void cleanup_ring(struct ring *ring)
{
	for (size_t i = 0; i < ring->count; i++)
		free(ring->lines[i]);
	free(ring->lines);
}

/* Goes on to the next line of a source that is asked for. */
static int advance(const struct stored *stored, struct source *source, struct note *note)
{
	int r = 0;
	while (source->log && (r = read_next(source->log, &source->line, note)) > 0) {
		if (source->line.bad)
			unread_add(stored->unread, &source->line);
		else if (filter_takes(stored->filter, &source->line.event) &&
			 (!source->offers || source->line.event.kind == EVENT_OFFER))
			return 0;
	}
	source->ended = true;
	return r;
}

/* Makes the ring's room, by and by: the limit may be far greater than the log. */
static int grow(struct ring *ring, size_t limit, struct note *note)
{
	size_t room = ring->room > 0 ? 2 * ring->room : 64;
	room = room < limit ? room : limit;
	char **lines = reallocarray(ring->lines, room, sizeof *lines);
	if (!lines)
		return note_errno(note, -ENOMEM, "the lines of the log");
	ring->lines = lines;
	ring->room = room;
	return 0;
}

/* Keeps a line, in the place of the oldest one if there are enough. */
static int keep(struct ring *ring, size_t limit, struct view text, struct note *note)
{
	if (ring->count == ring->room && ring->room < limit) {
		int r = grow(ring, limit, note);
		if (r != 0)
			return r;
	}
	char *line = strndup(text.data, text.len);
	if (!line)
		return note_errno(note, -ENOMEM, "the lines of the log");
	if (ring->count == limit)
		free(ring->lines[ring->next]);
	else
		ring->count++;
	ring->lines[ring->next] = line;
	ring->next = (ring->next + 1) % limit;
	return 0;
}

/* Prints a line. */
static int put(struct view text, struct note *note)
{
	fwrite(text.data, 1, text.len, stdout);
	putchar('\n');
	return ferror(stdout) ? note_errno(note, -errno, "standard output") : 0;
}

/* Prints what the ring has, the oldest first. */
static int put_ring(const struct ring *ring, struct note *note)
{
	int r = 0;
	size_t begin = ring->count == ring->room ? ring->next : 0;
	for (size_t i = 0; r == 0 && i < ring->count; i++)
		r = put(view_of(ring->lines[(begin + i) % ring->count]), note);
	return r;
}

/* The source whose line is earlier; NULL where both have ended. */
static struct source *earlier(struct source *a, struct source *b)
{
	if (a->ended || b->ended)
		return a->ended ? (b->ended ? NULL : b) : a;
	return b->line.event.time < a->line.event.time ? b : a;
}

/* Prints the lines of both in their order. */
static int merge(const struct stored *stored, struct source *a, struct source *b, struct note *note)
{
	CLEANUP(ring) struct ring ring = {0};
	struct source *source;
	int r = advance(stored, a, note);
	if (r == 0)
		r = advance(stored, b, note);
	while (r == 0 && (source = earlier(a, b))) {
		r = stored->limit > 0 ? keep(&ring, stored->limit, source->line.text, note)
				      : put(source->line.text, note);
		if (r == 0)
			r = advance(stored, source, note);
	}
	return r == 0 ? put_ring(&ring, note) : r;
}

/* Opens the log of offers; that it can't be read is no reason to show nothing. */
static void open_offers(const struct stored *stored, struct source *source)
{
	int r = read_open(stored->log_dir, APPEND_OFFERS, &source->log, &source->line.note);
	if (r != 0 && r != -ENOENT)
		unread_add(stored->unread, &source->line);
}

/* Opens what is needed. */
int stored_print(const struct stored *stored, struct note *note)
{
	CLEANUP(source) struct source *logins = calloc(1, sizeof *logins);
	CLEANUP(source) struct source *offers = calloc(1, sizeof *offers);
	if (!logins || !offers)
		return note_errno(note, -ENOMEM, stored->log_dir);
	int r = read_open(stored->log_dir, APPEND_LOGINS, &logins->log, note);
	if (r != 0 && (r != -ENOENT || !filter_asks_for_offers(stored->filter)))
		return r;
	if (filter_asks_for_offers(stored->filter))
		open_offers(stored, offers);
	offers->offers = true;
	if (!logins->log && !offers->log)
		return r;
	return merge(stored, logins, offers, note);
}
