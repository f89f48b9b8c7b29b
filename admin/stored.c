/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/stored.h"

#include "admin/needle.h"
#include "admin/pager.h"
#include "admin/progress.h"
#include "audit/append.h"
#include "common/cleanup.h"

#include <errno.h>

/* One log on its way to its end, or back to its beginning, with the line that comes next. */
struct source {
	struct read_log *log; /* NULL: there is none */
	struct progress *progress;
	bool ended, offers, back;
	struct read_line line;
};

/* The last lines, the newest first. */
struct pile {
	char **lines;
	size_t count, room;
};

/* Closes a source, for CLEANUP(source). */
static void cleanup_source(struct source **source)
{
	if (*source)
		read_close((*source)->log);
	free(*source);
}

/* Frees a pile, for CLEANUP(pile). */
static void cleanup_pile(struct pile *pile)
{
	for (size_t i = 0; i < pile->count; i++)
		free(pile->lines[i]);
	free(pile->lines);
}

/* Goes on to the next line of a source that is asked for. */
static int advance(const struct stored *stored, struct source *source, struct note *note)
{
	int (*read)(struct read_log *, struct read_line *, struct note *) =
		source->back ? read_previous : read_next;
	int r = 0;
	while (source->log && (r = read(source->log, &source->line, note)) > 0) {
		if (source->line.bad) {
			progress_hide(source->progress);
			unread_add(stored->unread, &source->line);
		} else if (filter_takes(stored->filter, &source->line.event) &&
			   (!source->offers || source->line.event.kind == EVENT_OFFER)) {
			return 0;
		}
	}
	source->ended = true;
	return r;
}

/* Puts a line on the pile, which grows by and by: the limit may be far greater than the log. */
static int keep(struct pile *pile, struct view text, struct note *note)
{
	if (pile->count == pile->room) {
		size_t room = pile->room > 0 ? 2 * pile->room : 64;
		char **lines = reallocarray(pile->lines, room, sizeof *lines);
		if (!lines)
			return note_errno(note, -ENOMEM, "the lines of the log");
		pile->lines = lines;
		pile->room = room;
	}
	char *line = strndup(text.data, text.len);
	if (!line)
		return note_errno(note, -ENOMEM, "the lines of the log");
	pile->lines[pile->count++] = line;
	return 0;
}

/* Prints a line. */
static int put(struct view text, struct note *note)
{
	fwrite(text.data, 1, text.len, stdout);
	putchar('\n');
	return ferror(stdout) ? note_errno(note, -errno, "standard output") : 0;
}

/* Prints what is on the pile, the oldest first. */
static int put_pile(const struct pile *pile, struct note *note)
{
	int r = 0;
	for (size_t i = pile->count; r == 0 && i-- > 0;)
		r = put(view_of(pile->lines[i]), note);
	return r;
}

/* The source whose line comes next; NULL where both have ended. Of two lines of the same time that
 * of the second log is the later one. */
static struct source *nearer(struct source *a, struct source *b)
{
	if (a->ended || b->ended)
		return a->ended ? (b->ended ? NULL : b) : a;
	bool second_is_later = b->line.event.time >= a->line.event.time;
	return second_is_later == a->back ? b : a;
}

/* Prints the lines of both in their order. */
static int merge(const struct stored *stored, struct source *a, struct source *b, struct note *note)
{
	struct source *source;
	int r = advance(stored, a, note);
	if (r == 0)
		r = advance(stored, b, note);
	while (r == 0 && (source = nearer(a, b))) {
		progress_hide(source->progress);
		r = put(source->line.text, note);
		if (r == 0)
			r = advance(stored, source, note);
	}
	return r;
}

/* Goes back from the ends of both until there are enough, and prints these in their order. */
static int merge_last(
	const struct stored *stored, struct source *a, struct source *b, struct note *note)
{
	CLEANUP(pile) struct pile pile = {0};
	struct source *source = NULL;
	int r = advance(stored, a, note);
	if (r == 0)
		r = advance(stored, b, note);
	while (r == 0 && pile.count < stored->limit && (source = nearer(a, b))) {
		r = keep(&pile, source->line.text, note);
		if (r == 0 && pile.count < stored->limit)
			r = advance(stored, source, note);
	}
	progress_hide(a->progress);
	return r == 0 ? put_pile(&pile, note) : r;
}

/* Opens the log of offers; that it can't be read is no reason to show nothing. */
static void open_offers(
	const struct stored *stored, const struct read_query *query, struct source *source)
{
	int r = read_open_query(
		stored->log_dir, APPEND_OFFERS, query, &source->log, &source->line.note);
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
	struct needle needle;
	struct progress progress = progress_begin("reading the log");
	progress.terminal = progress.terminal && !pager_runs();
	const struct read_query query = {stored->filter->since, stored->filter->until,
		needle_of(stored->filter, &needle), progress_show, &progress, true};
	int r = read_open_query(stored->log_dir, APPEND_LOGINS, &query, &logins->log, note);
	if (r != 0 && (r != -ENOENT || !filter_asks_for_offers(stored->filter)))
		return r;
	if (filter_asks_for_offers(stored->filter))
		open_offers(stored, &query, offers);
	offers->offers = true;
	offers->progress = logins->progress = &progress;
	offers->back = logins->back = stored->limit > 0;
	if (!logins->log && !offers->log)
		return r;
	r = stored->limit > 0 ? merge_last(stored, logins, offers, note)
			      : merge(stored, logins, offers, note);
	progress_hide(&progress);
	return r;
}
