/* SPDX-License-Identifier: Apache-2.0 */
#include "common/strip.h"

#include <errno.h>

/* A text while it is stripped. */
struct strip {
	const char *at, *end;
	char *out;
	const char *path;
	unsigned line;
	bool settings;
};

/* Says on which line something stands that can't be read. */
static int refuse(const struct strip *strip, unsigned line, const char *what, struct note *note)
{
	return note_set(note, -EINVAL, "%s:%u: %s", strip->path, line, what);
}

/* Passes over a comment up to the end of its line. */
static void skip_line(struct strip *strip)
{
	const char *newline = memchr(strip->at, '\n', (size_t)(strip->end - strip->at));
	strip->at = newline ? newline : strip->end;
}

/* Passes over a comment between C marks, keeping its newlines. */
static int skip_block(struct strip *strip, struct note *note)
{
	unsigned begins = strip->line;
	for (strip->at += 2; strip->at < strip->end; strip->at++) {
		if (strip->at[0] == '*' && strip->at + 1 < strip->end && strip->at[1] == '/') {
			strip->at += 2;
			*strip->out++ = ' ';
			return 0;
		}
		if (*strip->at == '\n') {
			*strip->out++ = '\n';
			strip->line++;
		}
	}
	return refuse(strip, begins, "a comment begins here and is never closed", note);
}

/* Copies a text in quotes. A newline in it ends the search: no setting has one. */
static int copy_text(struct strip *strip, struct note *note)
{
	*strip->out++ = *strip->at++;
	while (strip->at < strip->end && *strip->at != '\n') {
		char c = *strip->at++;
		*strip->out++ = c;
		if (c == '"')
			return 0;
		if (c == '\\' && strip->at < strip->end && *strip->at != '\n')
			*strip->out++ = *strip->at++;
	}
	return refuse(
		strip, strip->line, "a text begins with \" and is not closed on its line", note);
}

/* Whether a byte is a letter, a digit or _. */
static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '_';
}

/* Copies a word or a number, refusing the numbers that libconfig reads wrongly. */
static int copy_word(struct strip *strip, struct note *note)
{
	const char *word = strip->at;
	while (strip->at < strip->end && is_word(*strip->at))
		*strip->out++ = *strip->at++;
	size_t len = (size_t)(strip->at - word);
	if (word[0] < '0' || word[0] > '9')
		return 0;
	if (len > 1 && word[0] == '0')
		return refuse(
			strip, strip->line, "a number must be decimal and not begin with 0", note);
	if (len > 9)
		return refuse(strip, strip->line, "a number has too many digits", note);
	return 0;
}

/* Whether a comment to the end of the line begins here. */
static bool begins_line_comment(const struct strip *strip)
{
	return *strip->at == '#' ||
	       (*strip->at == '/' && strip->at + 1 < strip->end && strip->at[1] == '/');
}

/* Whether a byte is white space. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Takes what is no comment: a text, a word, or a single character. No setting has an @ outside
 * quotes, wherever libconfig would see an @include. */
static int take(struct strip *strip, struct note *note)
{
	char c = *strip->at;
	if (c == '@')
		return refuse(strip, strip->line, "@include is not supported", note);
	strip->line += c == '\n';
	strip->settings = strip->settings || !is_blank(c);
	if (c == '"')
		return copy_text(strip, note);
	if (is_word(c))
		return copy_word(strip, note);
	*strip->out++ = *strip->at++;
	return 0;
}

/* Strips a text piece by piece. */
int strip_comments(struct view text, const char *path, char *out, bool *settings, struct note *note)
{
	struct strip strip = {text.data, text.data + text.len, out, path, 1, false};
	int r = 0;
	while (r == 0 && strip.at < strip.end) {
		if (begins_line_comment(&strip))
			skip_line(&strip);
		else if (strip.at[0] == '/' && strip.at + 1 < strip.end && strip.at[1] == '*')
			r = skip_block(&strip, note);
		else
			r = take(&strip, note);
	}
	*strip.out = '\0';
	*settings = strip.settings;
	return r;
}
