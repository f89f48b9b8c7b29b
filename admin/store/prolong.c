/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/prolong.h"

#include "access/until.h"
#include "admin/options_text.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>

#define EXPIRY "expiry-time="

/* How long the first option of a list is, its comma not counted. */
static size_t option_len(struct view list)
{
	bool quoted = false;
	size_t at = 0;
	for (; at < list.len && (quoted || list.data[at] != ','); at++) {
		if (list.data[at] == '\\' && at + 1 < list.len && list.data[at + 1] == '"')
			at++;
		else if (list.data[at] == '"')
			quoted = !quoted;
	}
	return at;
}

/* Writes an end as an option, if there is one; whether anything stands there. */
static bool write_end(FILE *out, uint64_t end, bool any)
{
	char text[UNTIL_OPTION_MAX];
	if (end == 0)
		return any;
	until_option(end, text);
	fprintf(out, "%s" EXPIRY "\"%s\"", any ? "," : "", text);
	return true;
}

/* Writes a list of options with one end in the place of those that are in it. */
static void write_options(FILE *out, struct view list, uint64_t end)
{
	bool any = false, ended = false;
	while (list.len > 0) {
		size_t len = option_len(list);
		if (len >= sizeof EXPIRY - 1 &&
			strncasecmp(list.data, EXPIRY, sizeof EXPIRY - 1) == 0) {
			any = ended ? any : write_end(out, end, any);
			ended = true;
		} else {
			fprintf(out, "%s%.*s", any ? "," : "", (int)len, list.data);
			any = true;
		}
		list = view_skip(list, len < list.len ? len + 1 : len);
	}
	if (!ended)
		any = write_end(out, end, any);
	if (any)
		fputc(' ', out);
}

/* Writes a line anew. */
static void write_line(FILE *out, const struct line *line, uint64_t end)
{
	const char *type = line->type.data;
	write_options(out, line->options_text, end);
	fwrite(type, 1, (size_t)(line->text.data + line->text.len - type), out);
}

/* Puts empty lines before it. */
char *prolong_endless(const struct line *line, unsigned number)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	for (unsigned i = 1; out && i < number; i++)
		fputc('\n', out);
	if (out)
		write_line(out, line, 0);
	return out && fclose(out) == 0 ? text : NULL;
}

/* The canonical text of the options of a line, as if it ended then. */
static char *text_until(struct line *line, uint64_t end)
{
	uint64_t own = line->options.expires;
	line->options.expires = end;
	char *text = options_text(&line->options);
	line->options.expires = own;
	return text;
}

/* Whether two lines differ in nothing but their ends, or the second has nothing else. */
static bool differ_in_end(struct line *line, const struct line *wanted)
{
	struct note ignored;
	CLEANUP(free) struct line *copy = malloc(sizeof *copy);
	if (!copy || line_parse(wanted->text, copy, &ignored) != 0)
		return false;
	CLEANUP(free) char *has = text_until(line, 0);
	CLEANUP(free) char *shall = text_until(copy, 0);
	return has && shall &&
	       (strcmp(has, shall) == 0 || (!shall[0] && !line->options.cert_authority));
}

/* Whether a line that was written anew is the old one with the end that is wanted. */
static bool is_proven(struct view text, struct line *old, uint64_t end)
{
	struct note ignored;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	if (!line || line_parse(text, line, &ignored) != 0)
		return false;
	CLEANUP(free) char *has = options_text(&line->options);
	CLEANUP(free) char *shall = text_until(old, end);
	return has && shall && strcmp(has, shall) == 0 &&
	       view_equal(line->key.bytes, old->key.bytes) &&
	       view_equal(line->comment, old->comment);
}

/* Writes the whole text with one line anew, if that can be proven. */
static int replace_line(struct path_text *text, struct line *line, uint64_t end, struct note *note)
{
	struct path_text new = {NULL, 0};
	size_t from = (size_t)(line->text.data - text->bytes), to = from + line->text.len;
	FILE *out = open_memstream(&new.bytes, &new.len);
	if (!out)
		return note_errno(note, -ENOMEM, "the keys of a person");
	fwrite(text->bytes, 1, from, out);
	write_line(out, line, end);
	fwrite(text->bytes + to, 1, text->len - to, out);
	if (fclose(out) != 0)
		return note_errno(note, -ENOMEM, "the keys of a person");
	struct view made = {new.bytes + from, new.len - from - (text->len - to)};
	if (!is_proven(made, line, end)) {
		path_text_free(&new);
		return REASON_OPTIONS_CONFLICT;
	}
	path_text_free(text);
	*text = new;
	return 0;
}

/* Whether any line behind the one that a cursor gave last has a key, too. */
static bool comes_again(struct line_cursor cursor, const struct line *key)
{
	struct note ignored;
	struct view at;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	while (line && line_next(&cursor, &at))
		if (line_parse(at, line, &ignored) == 0 &&
			view_equal(line->key.bytes, key->key.bytes))
			return true;
	return !line;
}

/* Finds the line, judges it, writes it anew. */
int prolong_line(struct path_text *text, unsigned number, const struct line *wanted,
	uint64_t *before, struct note *note)
{
	struct line_cursor cursor = {.rest = {text->bytes, text->len}};
	struct view at = {NULL, 0};
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	if (!line)
		return note_errno(note, -ENOMEM, "a line");
	while (cursor.number < number && line_next(&cursor, &at))
		;
	if (cursor.number != number || line_parse(at, line, note) != 0 ||
		!differ_in_end(line, wanted) || comes_again(cursor, wanted))
		return REASON_OPTIONS_CONFLICT;
	*before = line->options.expires;
	return replace_line(text, line, wanted->options.expires, note);
}
