/* SPDX-License-Identifier: Apache-2.0 */
#include "server/difference.h"

#include "common/cleanup.h"

#include <errno.h>
#include <stdint.h>

#define CONTEXT 3

/* A text cut into its lines, each with its newline if it has one. */
struct lines {
	size_t count;
	struct view *item;
};

/* Two texts, and for each pair of lines how many are common behind it. */
struct table {
	struct lines old, new;
	size_t head; /* lines that both begin with */
	size_t rows, columns;
	uint16_t *common; /* (rows + 1) * (columns + 1); NULL: too many lines */
};

/* One step through both texts. */
struct edit {
	char mark;       /* ' ', '-' or '+' */
	size_t old, new; /* the lines reached before it */
};

struct edits {
	size_t count;
	struct edit *item;
};

/* Cuts a text. */
static bool cut(struct view text, struct lines *lines)
{
	size_t room = 1;
	for (size_t i = 0; i < text.len; i++)
		room += text.data[i] == '\n';
	lines->item = calloc(room, sizeof *lines->item);
	while (lines->item && text.len > 0) {
		const char *end = memchr(text.data, '\n', text.len);
		size_t len = end ? (size_t)(end - text.data) + 1 : text.len;
		lines->item[lines->count++] = (struct view){text.data, len};
		text = view_skip(text, len);
	}
	return lines->item != NULL;
}

/* Gives back what a table holds. */
static void cleanup_table(struct table *table)
{
	free(table->old.item);
	free(table->new.item);
	free(table->common);
}

/* Gives back what edits hold. */
static void cleanup_edits(struct edits *edits)
{
	free(edits->item);
}

/* The place of a pair. */
static uint16_t *at(const struct table *table, size_t row, size_t column)
{
	return &table->common[row * (table->columns + 1) + column];
}

/* Whether a pair of lines is the same, counted behind those that both begin with. */
static bool same(const struct table *table, size_t row, size_t column)
{
	return view_equal(
		table->old.item[table->head + row], table->new.item[table->head + column]);
}

/* Leaves out the lines that both begin and end with. */
static void narrow(struct table *table)
{
	size_t shorter = table->old.count < table->new.count ? table->old.count : table->new.count,
	       tail = 0;
	while (table->head < shorter &&
		view_equal(table->old.item[table->head], table->new.item[table->head]))
		table->head++;
	while (tail < shorter - table->head &&
		view_equal(table->old.item[table->old.count - 1 - tail],
			table->new.item[table->new.count - 1 - tail]))
		tail++;
	table->rows = table->old.count - table->head - tail;
	table->columns = table->new.count - table->head - tail;
}

/* Counts common lines from the ends on. */
static bool count(struct table *table)
{
	if (table->rows > DIFFERENCE_LINES_MAX || table->columns > DIFFERENCE_LINES_MAX)
		return true;
	table->common = calloc((table->rows + 1) * (table->columns + 1), sizeof *table->common);
	if (!table->common)
		return false;
	for (size_t row = table->rows; row-- > 0;)
		for (size_t column = table->columns; column-- > 0;) {
			uint16_t down = *at(table, row + 1, column);
			uint16_t right = *at(table, row, column + 1);
			*at(table, row, column) =
				same(table, row, column)
					? (uint16_t)(*at(table, row + 1, column + 1) + 1)
					: (down >= right ? down : right);
		}
	return true;
}

/* What is done next where the texts may differ. */
static char choose(const struct table *table, size_t row, size_t column)
{
	if (row == table->rows)
		return '+';
	if (column == table->columns || !table->common)
		return '-';
	if (same(table, row, column))
		return ' ';
	return *at(table, row + 1, column) >= *at(table, row, column + 1) ? '-' : '+';
}

/* Adds a step, and goes it. */
static void step(struct edits *edits, char mark, size_t *old, size_t *new)
{
	edits->item[edits->count++] = (struct edit){mark, *old, *new};
	*old += mark != '+';
	*new += mark != '-';
}

/* Lists all steps. */
static bool walk(const struct table *table, struct edits *edits)
{
	size_t old = 0, new = 0;
	edits->item = calloc(table->old.count + table->new.count + 1, sizeof *edits->item);
	if (!edits->item)
		return false;
	while (old < table->old.count || new < table->new.count) {
		size_t row = old - table->head, column = new - table->head;
		bool differs = old >= table->head && (row < table->rows || column < table->columns);
		step(edits, differs ? choose(table, row, column) : ' ', &old, &new);
	}
	return true;
}

/* Writes one line behind its mark. */
static void put_line(FILE *out, const struct table *table, const struct edit *edit)
{
	struct view line =
		edit->mark == '+' ? table->new.item[edit->new] : table->old.item[edit->old];
	fprintf(out, "%c%.*s", edit->mark, (int)line.len, line.data);
	if (line.data[line.len - 1] != '\n')
		fputs("\n\\ No newline at end of file\n", out);
}

/* Writes where a hunk is, as "12,7" or "12"; of no lines the one before. */
static void put_range(FILE *out, char mark, size_t begin, size_t lines)
{
	fprintf(out, " %c%zu", mark, lines == 0 ? begin : begin + 1);
	if (lines != 1)
		fprintf(out, ",%zu", lines);
}

/* Writes the steps from one up to another as a hunk. */
static void put_hunk(
	FILE *out, const struct table *table, const struct edits *edits, size_t from, size_t to)
{
	size_t old = 0, new = 0;
	for (size_t i = from; i < to; i++) {
		old += edits->item[i].mark != '+';
		new += edits->item[i].mark != '-';
	}
	fputs("@@", out);
	put_range(out, '-', edits->item[from].old, old);
	put_range(out, '+', edits->item[from].new, new);
	fputs(" @@\n", out);
	for (size_t i = from; i < to; i++)
		put_line(out, table, &edits->item[i]);
}

/* The end of the hunk that begins with a change: where no other follows near enough. */
static size_t hunk_end(const struct edits *edits, size_t change)
{
	size_t last = change;
	for (size_t i = change; i < edits->count && i <= last + 2 * CONTEXT + 1; i++)
		if (edits->item[i].mark != ' ')
			last = i;
	return last + CONTEXT + 1 < edits->count ? last + CONTEXT + 1 : edits->count;
}

/* Writes all hunks. */
static void put_hunks(FILE *out, const struct table *table, const struct edits *edits)
{
	size_t done = 0;
	for (size_t i = 0; i < edits->count; i++) {
		if (edits->item[i].mark == ' ')
			continue;
		size_t end = hunk_end(edits, i);
		size_t from = i > done + CONTEXT ? i - CONTEXT : done;
		put_hunk(out, table, edits, from, end);
		done = end;
		i = end - 1;
	}
}

/* Writes the names, then the hunks. */
static void put(FILE *out, const char *path, const struct table *table, const struct edits *edits,
	bool created, bool removed)
{
	fprintf(out, "--- %s\n+++ %s\n", created ? "/dev/null" : path,
		removed ? "/dev/null" : path);
	put_hunks(out, table, edits);
}

/* Compares, and writes into memory. */
int difference_of(const char *path, struct view before, struct view after, struct path_text *out,
	struct note *note)
{
	CLEANUP(table) struct table table = {.head = 0};
	CLEANUP(edits) struct edits edits = {0, NULL};
	*out = (struct path_text){NULL, 0};
	FILE *stream = open_memstream(&out->bytes, &out->len);
	if (!stream)
		return note_errno(note, -ENOMEM, path);
	bool done = cut(before, &table.old) && cut(after, &table.new);
	if (done) {
		narrow(&table);
		done = count(&table) && walk(&table, &edits);
	}
	if (done && (!view_equal(before, after) || !before.data != !after.data))
		put(stream, path, &table, &edits, !before.data, !after.data);
	if (fclose(stream) == 0 && done)
		return 0;
	path_text_free(out);
	return note_errno(note, -ENOMEM, path);
}
