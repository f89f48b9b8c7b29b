/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wiring.h"

#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

/* A setting in its text: from its name to the end of its line or behind its semicolon. */
struct span {
	size_t begin, value, value_end, end;
};

/* The end of a comment or a quoted text that begins here; `at` itself where none does. */
static size_t pass(struct view text, size_t at)
{
	const char *data = text.data;
	bool two = at + 1 < text.len;
	if (data[at] == '#' || (two && data[at] == '/' && data[at + 1] == '/')) {
		const char *end = memchr(data + at, '\n', text.len - at);
		return end ? (size_t)(end - data) : text.len;
	}
	if (two && data[at] == '/' && data[at + 1] == '*') {
		const char *end = memmem(data + at + 2, text.len - at - 2, "*/", 2);
		return end ? (size_t)(end - data) + 2 : text.len;
	}
	if (data[at] != '"')
		return at;
	for (at++; at < text.len && data[at] != '"'; at++)
		at += data[at] == '\\';
	return at < text.len ? at + 1 : text.len;
}

/* Whether a byte may be part of a name. */
static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

/* Passes blanks over. */
static size_t pass_blanks(struct view text, size_t at)
{
	while (at < text.len && view_blank((struct view){text.data + at, 1}))
		at++;
	return at;
}

/* The end of a value: its semicolon or comma at this depth, or, without one, the end of its line. */
static size_t value_end(struct view text, size_t at)
{
	int depth = 0;
	while (at < text.len) {
		size_t behind = pass(text, at);
		char c = text.data[at];
		if (behind == at && depth == 0 && (c == ';' || c == ',' || c == '\n'))
			break;
		if (behind == at)
			depth += (c == '(' || c == '[' || c == '{') -
				 (c == ')' || c == ']' || c == '}');
		if (behind != at && c != '"' && depth == 0)
			break;
		at = behind == at ? at + 1 : behind;
	}
	return at;
}

/* Fills the span of a setting whose name ends at `at`; false: no value stands behind it. */
static bool take(struct view text, size_t begin, size_t at, struct span *span)
{
	at = pass_blanks(text, at);
	if (at >= text.len || (text.data[at] != '=' && text.data[at] != ':'))
		return false;
	span->begin = begin;
	span->value = pass_blanks(text, at + 1);
	span->end = value_end(text, span->value);
	span->value_end = span->end;
	while (span->value_end > span->value &&
		view_blank((struct view){text.data + span->value_end - 1, 1}))
		span->value_end--;
	span->end += span->end < text.len && text.data[span->end] != '\n';
	return true;
}

/* Looks for a setting outside comments, texts and groups. */
static bool find(struct view text, const char *name, struct span *span)
{
	int depth = 0;
	for (size_t at = 0; at < text.len;) {
		size_t end = pass(text, at);
		char c = text.data[at];
		if (end != at) {
			at = end;
			continue;
		}
		while (end < text.len && is_name(text.data[end]))
			end++;
		if (depth == 0 && view_is((struct view){text.data + at, end - at}, name) &&
			take(text, at, end, span))
			return true;
		depth += (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
		at = end > at ? end : at + 1;
	}
	return false;
}

/* Looks it up. */
struct view wiring_value(struct view text, const char *name)
{
	struct span span;
	if (!find(text, name, &span))
		return (struct view){NULL, 0};
	return (struct view){text.data + span.value, span.value_end - span.value};
}

/* The bytes of a setting that goes: with its whole line, where nothing else is on it. */
static void widen(struct view text, struct span *span)
{
	size_t begin = span->begin, end = span->end;
	while (begin > 0 && (text.data[begin - 1] == ' ' || text.data[begin - 1] == '\t'))
		begin--;
	while (end < text.len && (text.data[end] == ' ' || text.data[end] == '\t'))
		end++;
	if ((begin > 0 && text.data[begin - 1] != '\n') ||
		(end < text.len && text.data[end] != '\n'))
		return;
	span->begin = begin;
	span->end = end < text.len ? end + 1 : end;
}

/* Writes a text with one part in the place of another. */
static void put(FILE *stream, struct view text, size_t begin, size_t end, struct view part)
{
	fwrite(text.data, 1, begin, stream);
	fwrite(part.data, 1, part.len, stream);
	fwrite(text.data + end, 1, text.len - end, stream);
}

/* Writes a setting behind all else. */
static void append(FILE *stream, struct view text, const char *name, struct view value)
{
	if (text.len > 0)
		fwrite(text.data, 1, text.len, stream);
	if (text.len > 0 && text.data[text.len - 1] != '\n')
		fputc('\n', stream);
	fprintf(stream, "%s = %.*s;\n", name, (int)value.len, value.data);
}

/* Replaces, takes out or appends. */
int wiring_set(struct view text, const char *name, struct view value, struct path_text *out,
	struct note *note)
{
	struct span span;
	*out = (struct path_text){NULL, 0};
	FILE *stream = open_memstream(&out->bytes, &out->len);
	if (!stream)
		return note_errno(note, -ENOMEM, name);
	bool found = find(text, name, &span);
	if (found && value.len > 0) {
		put(stream, text, span.value, span.value_end, value);
	} else if (found) {
		widen(text, &span);
		put(stream, text, span.begin, span.end, (struct view){"", 0});
	} else if (value.len > 0) {
		append(stream, text, name, value);
	} else {
		put(stream, text, text.len, text.len, (struct view){"", 0});
	}
	if (fclose(stream) == 0)
		return 0;
	path_text_free(out);
	return note_errno(note, -ENOMEM, name);
}
