/* SPDX-License-Identifier: Apache-2.0 */
#include "access/outline.h"

#include <errno.h>
#include <stdlib.h>

/* A text while its tokens are walked; `kind` is the token's first byte, 0 at the end. */
struct walk {
	struct view text;
	size_t at, end;
	struct outline_span token;
	char kind;
};

/* Whether a byte belongs to a word or a number. */
static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c != '\0' && strchr("_-+.*", c));
}

/* Whether these bytes come next. */
static bool comes(const struct walk *walk, const char *bytes)
{
	size_t len = strlen(bytes);
	return walk->end - walk->at >= len && memcmp(walk->text.data + walk->at, bytes, len) == 0;
}

/* Passes over everything up to some bytes, and over those, or to the end. */
static void pass(struct walk *walk, const char *bytes)
{
	while (walk->at < walk->end && !comes(walk, bytes))
		walk->at++;
	walk->at = walk->at < walk->end ? walk->at + strlen(bytes) : walk->end;
}

/* Passes over blanks and comments. */
static void pass_blanks(struct walk *walk)
{
	while (walk->at < walk->end) {
		char c = walk->text.data[walk->at];
		if (c == ' ' || (c >= '\t' && c <= '\r'))
			walk->at++;
		else if (c == '#' || comes(walk, "//"))
			pass(walk, "\n");
		else if (comes(walk, "/*"))
			pass(walk, "*/");
		else
			break;
	}
}

/* Passes over a text in quotes. */
static void pass_quoted(struct walk *walk)
{
	for (walk->at++; walk->at < walk->end; walk->at++) {
		if (walk->text.data[walk->at] == '"') {
			walk->at++;
			return;
		}
		if (walk->text.data[walk->at] == '\\' && walk->at + 1 < walk->end)
			walk->at++;
	}
}

/* Goes on to the next token; false at the end. */
static bool next(struct walk *walk)
{
	pass_blanks(walk);
	walk->token.from = walk->at;
	walk->kind = walk->at < walk->end ? walk->text.data[walk->at] : '\0';
	if (walk->kind == '"')
		pass_quoted(walk);
	else if (is_word(walk->kind))
		while (walk->at < walk->end && is_word(walk->text.data[walk->at]))
			walk->at++;
	else
		walk->at += walk->kind != '\0';
	walk->token.to = walk->at;
	return walk->kind != '\0';
}

/* How much deeper the text is behind a token than before it. */
static int depth_of(char kind)
{
	if (kind == '(' || kind == '[' || kind == '{')
		return 1;
	return kind == ')' || kind == ']' || kind == '}' ? -1 : 0;
}

/* Goes on to the value of a setting: its first token. */
static int seek(struct walk *walk, const char *name)
{
	int depth = 0;
	while (next(walk)) {
		depth += depth_of(walk->kind);
		struct view word = {
			walk->text.data + walk->token.from, walk->token.to - walk->token.from};
		if (depth != 0 || !view_is(word, name))
			continue;
		if (!next(walk) || (walk->kind != '=' && walk->kind != ':'))
			return -EINVAL;
		return next(walk) ? 0 : -EINVAL;
	}
	return -ENOENT;
}

/* Adds an item to a list. */
static int add(struct outline *outline, struct outline_span span, ssize_t comma)
{
	if (outline->count == outline->room) {
		size_t room = outline->room ? 2 * outline->room : 16;
		void *grown = reallocarray(outline->item, room, sizeof *outline->item);
		if (!grown)
			return -ENOMEM;
		outline->item = grown;
		outline->room = room;
	}
	outline->item[outline->count++] = (struct outline_item){span, comma};
	return 0;
}

/* Collects the items of a list whose bracket is the token. */
static int collect(struct walk *walk, struct outline *outline)
{
	struct outline_span item = {0, 0};
	outline->list.from = walk->token.from;
	for (int depth = 1; next(walk);) {
		depth += depth_of(walk->kind);
		bool comma = depth == 1 && walk->kind == ',';
		if (comma || depth == 0) {
			outline->list.to = walk->token.to;
			ssize_t at = comma ? (ssize_t)walk->token.from : -1;
			int r = item.to > 0 ? add(outline, item, at) : comma ? -EINVAL : 0;
			if (r != 0 || depth == 0)
				return r;
			item.to = 0;
			continue;
		}
		if (item.to == 0)
			item.from = walk->token.from;
		item.to = walk->token.to;
	}
	return -EINVAL;
}

/* Seeks the setting, then collects. */
int outline_find(
	struct view text, struct outline_span part, const char *name, struct outline *outline)
{
	struct walk walk = {.text = text, .at = part.from, .end = part.to};
	*outline = (struct outline){.count = 0};
	int r = seek(&walk, name);
	if (r != 0)
		return r;
	return walk.kind == '(' || walk.kind == '[' ? collect(&walk, outline) : -EINVAL;
}

/* Frees the items. */
void outline_free(struct outline *outline)
{
	free(outline->item);
	*outline = (struct outline){.count = 0};
}
