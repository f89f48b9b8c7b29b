/* SPDX-License-Identifier: Apache-2.0 */
#include "access/cut.h"

/* Whether a byte is a blank within a line. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Whether a byte counts for nothing: it is a blank, or gone. */
static bool is_void(struct view text, const bool *gone, size_t at)
{
	return gone[at] || is_blank(text.data[at]);
}

/* Marks the blanks around an item that is gone, or its whole line if nothing else is on it. */
static void tidy(struct view text, struct outline_span span, bool *gone)
{
	size_t from = span.from, to = span.to;
	while (from > 0 && is_void(text, gone, from - 1))
		from--;
	while (to < text.len && is_void(text, gone, to))
		to++;
	bool begins = from == 0 || text.data[from - 1] == '\n';
	bool ends = to == text.len || text.data[to] == '\n';
	if (begins && !ends)
		return;
	if (!begins)
		to = span.to;
	else if (to < text.len)
		to++;
	memset(gone + from, true, to - from);
}

/* How many items there are up to the last one that stays. */
static size_t count_up_to_kept(const struct outline *outline, const bool *dropped)
{
	size_t count = outline->count;
	while (count > 0 && dropped[count - 1])
		count--;
	return count;
}

/* Marks items first, each with the comma behind it, or before it where only such follow that are
 * dropped; and tidies up after that. */
void cut_items(struct view text, const struct outline *outline, const bool *dropped, bool *gone)
{
	size_t kept = count_up_to_kept(outline, dropped);
	for (size_t i = 0; i < outline->count; i++) {
		const struct outline_item *item = &outline->item[i];
		if (!dropped[i])
			continue;
		memset(gone + item->span.from, true, item->span.to - item->span.from);
		ssize_t comma = kept > 0 && i >= kept ? item[-1].comma : item->comma;
		if (comma >= 0)
			gone[comma] = true;
	}
	for (size_t i = 0; i < outline->count; i++)
		if (dropped[i])
			tidy(text, outline->item[i].span, gone);
}

/* Writes what is not gone. */
void cut_print(FILE *out, struct view text, const bool *gone)
{
	for (size_t i = 0; i < text.len; i++)
		if (!gone[i])
			fwrite(text.data + i, 1, 1, out);
}

/* Where the line of a byte begins. */
static size_t line_of(struct view text, size_t at)
{
	while (at > 0 && text.data[at - 1] != '\n')
		at--;
	return at;
}

/* The blanks that a line begins with. */
static struct view indent_of(struct view text, size_t line)
{
	size_t len = 0;
	while (line + len < text.len && is_blank(text.data[line + len]))
		len++;
	return (struct view){text.data + line, len};
}

/* Writes bytes as they are. */
static void put(FILE *out, struct view text)
{
	fwrite(text.data, 1, text.len, out);
}

/* Writes a part of a text. */
static void put_part(FILE *out, struct view text, size_t from, size_t to)
{
	put(out, (struct view){text.data + from, to - from});
}

/* Puts a first item behind the bracket. */
static void append_first(
	FILE *out, struct view text, const struct outline *outline, struct view item)
{
	size_t at = outline->list.from + 1;
	put_part(out, text, 0, at);
	fputc(' ', out);
	put(out, item);
	if (!is_blank(text.data[at]) && text.data[at] != '\n')
		fputc(' ', out);
	put_part(out, text, at, text.len);
}

/* Puts an item behind the last one: on a line of its own if the list's end has one. */
void cut_append(FILE *out, struct view text, const struct outline *outline, struct view item)
{
	if (outline->count == 0) {
		append_first(out, text, outline, item);
		return;
	}
	const struct outline_item *last = &outline->item[outline->count - 1];
	size_t at = last->comma >= 0 ? (size_t)last->comma + 1 : last->span.to;
	size_t end = outline->list.to - 1, line = line_of(text, end);
	bool own_line = line >= at && indent_of(text, line).len == end - line;
	put_part(out, text, 0, at);
	if (last->comma < 0)
		fputc(',', out);
	if (!own_line) {
		fputc(' ', out);
		put(out, item);
		put_part(out, text, at, text.len);
		return;
	}
	size_t beside = line_of(text, last->span.from);
	struct view indent = indent_of(text, beside);
	put_part(out, text, at, line);
	put(out, indent);
	if (beside <= outline->list.from)
		fputc('\t', out);
	put(out, item);
	fputc('\n', out);
	put_part(out, text, line, text.len);
}
