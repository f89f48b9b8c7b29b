/* SPDX-License-Identifier: Apache-2.0 */
#include "access/candidate.h"
#include "admin/import/passage.h"
#include "admin/import/source_index.h"
#include "admin/options_text.h"
#include "admin/owned.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

/* Replaces what was said before. */
void source_leave(struct source_line *line, const char *token, const char *format, ...)
{
	va_list args;
	char *why = NULL;
	va_start(args, format);
	if (vasprintf(&why, format, args) < 0)
		why = NULL;
	va_end(args);
	free(line->why);
	line->why = why;
	line->token = token;
	line->fate = SOURCE_LEFT;
}

/* Counts. */
size_t source_taken(const struct source *source)
{
	size_t count = 0;
	for (size_t i = 0; i < source->line_count; i++)
		count += source_takes(&source->line[i]);
	return count;
}

/* Counts them. */
void source_more_words(const struct source_file *file, char out[NOTE_MAX])
{
	snprintf(out, NOTE_MAX,
		"%zu%s line%s from here on: no more than %d lines of a file are read, and no file "
		"behind it",
		file->more, file->more_from > 1 ? " more" : "", file->more == 1 ? "" : "s",
		SOURCE_LINES_MAX);
}

/* Parses what was parsed before. */
void source_parse(const struct source_line *from, struct line *line)
{
	struct note ignored;
	(void)line_parse(from->text, line, &ignored);
}

/* Makes room for a line; NULL without memory. */
static struct source_line *grow(struct source *source)
{
	if (source->line_count == source->line_room) {
		size_t room = source->line_room ? 2 * source->line_room : 8;
		struct source_line *grown = reallocarray(source->line, room, sizeof *grown);
		if (!grown)
			return NULL;
		source->line = grown;
		source->line_room = room;
	}
	return &source->line[source->line_count++];
}

/* Keeps what a line says. */
static int keep_line(struct source_line *kept, const struct line *line)
{
	kept->key =
		owned_copy((struct view){(const char *)line->key.bytes.data, line->key.bytes.len});
	if (!kept->key.data)
		return -ENOMEM;
	kept->options = options_text(&line->options);
	kept->conditional = passage_is_conditional(&line->options);
	return kept->options ? 0 : -ENOMEM;
}

/* Takes a line of a file apart. */
static int read_line(
	struct source *source, size_t file, unsigned number, struct view at, struct line *line)
{
	struct note why;
	struct source_line *kept = grow(source);
	if (!kept)
		return -ENOMEM;
	*kept = (struct source_line){.file = file, .number = number};
	int parsed = line_parse(at, line, &why);
	kept->text = line->text;
	if (parsed == 0)
		parsed = line_check_bytes(line, &why);
	kept->fault_at = line->fault_at;
	if (parsed == 0)
		return keep_line(kept, line);
	source_leave(kept, "bad-line", "%s", why.text);
	kept->fate = SOURCE_BAD;
	return 0;
}

/* Takes the lines of a file apart, and counts those that are too many. */
static int read_lines(struct source *source, size_t number, struct line *line)
{
	struct source_file *file = &source->file[number];
	struct line_cursor cursor = {.rest = {file->text, file->len}};
	struct view at;
	size_t begin = source->line_count;
	int r = 0;
	while (file->text && r == 0 && line_next(&cursor, &at)) {
		source->cut = source->cut || source->line_count - begin == SOURCE_LINES_MAX;
		if (!source->cut)
			r = read_line(source, number, cursor.number, at, line);
		else if (file->more++ == 0)
			file->more_from = cursor.number;
	}
	return r;
}

/* File by file. */
int source_read_lines(struct source *source)
{
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	int r = line ? 0 : -ENOMEM;
	for (size_t i = 0; r == 0 && i < source->file_count; i++)
		r = read_lines(source, i, line);
	return r == 0 ? source_index_make(source) : r;
}

/* Judges a line as one of the own account's. */
static int judge_line(struct candidate_judge *judge, const struct source *source,
	struct source_line *kept, struct line *line, struct note *note)
{
	struct note why;
	source_parse(kept, line);
	struct access_candidate candidate = {source->account, source->file[kept->file].path,
		kept->number, NULL, line, NULL, 0, &why};
	int r = candidate_judge(judge, 0, &candidate, &why, note);
	if (r != 0)
		return r;
	kept->opens = candidate.verdict != REASON_KEY_EXPIRED;
	if (line->options.cert_authority)
		source_leave(kept, "certificate",
			"it is a CA's key: whom its certificates let in is not seen here");
	else if (candidate.verdict != 0)
		source_leave(kept, reason_token(candidate.verdict), "%s", why.text);
	else if (options_text_exceeds(kept->options, &why))
		source_leave(kept, "options-long", "%s", why.text);
	return 0;
}

/* Judges the lines of an account. */
static int judge_source(
	struct candidate_judge *judge, struct source *source, struct line *line, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < source->line_count; i++)
		if (source->line[i].fate != SOURCE_BAD)
			r = judge_line(judge, source, &source->line[i], line, note);
	if (r == 0 && source_doubt(source) != 0)
		r = note_errno(note, -ENOMEM, "the keys");
	return r;
}

/* Judges all lines. */
int source_list_judge(
	struct source_list *list, const struct settings *settings, uint64_t now, struct note *note)
{
	const struct access_request request = {.uid = -1, .now = now};
	CLEANUP(free) struct candidate_judge *judge = calloc(1, sizeof *judge);
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	CLEANUP(store) struct store store;
	store_init(&store, settings);
	if (!judge || !line)
		return note_errno(note, -ENOMEM, "the keys");
	candidate_start(judge, &store, &request);
	int r = 0;
	for (size_t i = 0; r == 0 && i < list->count; i++)
		r = judge_source(judge, &list->item[i], line, note);
	candidate_finish(judge);
	return r;
}

/* Frees one account's. */
static void forget(struct source *source)
{
	for (size_t i = 0; i < source->file_count; i++) {
		free(source->file[i].path);
		free(source->file[i].text);
		free(source->file[i].why);
	}
	for (size_t i = 0; i < source->line_count; i++) {
		owned_free(source->line[i].key);
		free(source->line[i].options);
		free(source->line[i].why);
		free(source->line[i].holder);
	}
	free(source->file);
	free(source->line);
	free((void *)source->sorted);
	free(source->fallen);
}

/* Frees all. */
void source_list_free(struct source_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		forget(&list->item[i]);
	free(list->item);
	*list = (struct source_list){.count = 0};
}
