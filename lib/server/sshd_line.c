/* SPDX-License-Identifier: Apache-2.0 */
#include "server/sshd_line.h"

#include <string.h>
#include <strings.h>

/* Cuts at the newline. */
bool sshd_line_next(struct view *text, struct view *line)
{
	if (text->len == 0)
		return false;
	const char *end = memchr(text->data, '\n', text->len);
	*line = (struct view){text->data, end ? (size_t)(end - text->data) + 1 : text->len};
	*text = view_skip(*text, line->len);
	return true;
}

/* Whether a byte separates words. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

/* The number of bytes of a word: up to its closing quote, or to a blank, or to another mark. */
static size_t word_length(struct view text, bool quoted, char mark)
{
	size_t len = 0;
	while (len < text.len &&
		(quoted ? text.data[len] != '"' && text.data[len] != '\n'
			: !is_blank(text.data[len]) && (!mark || text.data[len] != mark)))
		len++;
	return len;
}

/* The number of blanks that a text begins with. */
static size_t blanks(struct view text)
{
	size_t len = 0;
	while (len < text.len && is_blank(text.data[len]))
		len++;
	return len;
}

/* Takes a word off that ends with a mark, too. */
static struct view take_word(struct view *line, char mark)
{
	struct view text = view_skip(*line, blanks(*line));
	*line = text;
	if (!text.data)
		return (struct view){"", 0};
	bool quoted = text.data[0] == '"';
	struct view word = {text.data + quoted, 0};
	word.len = word_length(view_skip(text, quoted), quoted, mark);
	size_t end = quoted + word.len;
	*line = view_skip(text, end + (quoted && end < text.len));
	return word;
}

/* Takes the keyword off, and the mark that may part it from the rest. */
static struct view take_keyword(struct view *line)
{
	struct view word = take_word(line, '=');
	*line = view_skip(*line, blanks(*line));
	*line = view_skip(*line, line->len > 0 && line->data[0] == '=');
	return word;
}

/* Takes it off. */
struct view sshd_line_word(struct view *line)
{
	return take_word(line, '\0');
}

/* Whether a word is a text in any case. */
static bool is_word(struct view word, const char *text)
{
	return word.len == strlen(text) && strncasecmp(word.data, text, word.len) == 0;
}

/* Compares the first word. */
bool sshd_line_is(struct view line, const char *keyword)
{
	return is_word(take_keyword(&line), keyword);
}

/* Goes line by line. */
bool sshd_line_exists(struct view text, const char *keyword)
{
	for (struct view line; sshd_line_next(&text, &line);)
		if (sshd_line_is(line, keyword))
			return true;
	return false;
}

/* Compares two words, and sees no third but a comment. */
bool sshd_line_sets(struct view line, const char *keyword, const char *value)
{
	if (!is_word(take_keyword(&line), keyword) || !is_word(sshd_line_word(&line), value))
		return false;
	struct view rest = sshd_line_word(&line);
	return rest.len == 0 || rest.data[0] == '#';
}

/* Compares word by word; an empty one in quotes is none behind which it goes on. */
bool sshd_line_same(struct view one, struct view other)
{
	struct view word = take_keyword(&one), own = take_keyword(&other);
	bool same = word.len == own.len &&
		    (word.len == 0 || strncasecmp(word.data, own.data, word.len) == 0);
	while (same && word.len > 0) {
		word = sshd_line_word(&one);
		own = sshd_line_word(&other);
		same = view_equal(word, own);
	}
	return same && one.len == 0 && other.len == 0;
}
