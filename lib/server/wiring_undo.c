/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wiring_undo.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define SETTING "home_check"

/* Names, in the order of the enum. */
const char *wiring_kind_name(enum wiring_kind kind)
{
	static const char *const names[WIRING_KIND_COUNT] = {
		"pam", "sshd", "settings", "list", "revoked"};
	return kind < WIRING_KIND_COUNT ? names[kind] : "unknown";
}

/* Copies a text; none stays none. */
int wiring_copy(struct view text, struct path_text *out, struct note *note)
{
	*out = (struct path_text){NULL, 0};
	if (!text.data)
		return 0;
	out->bytes = malloc(text.len + 1);
	if (!out->bytes)
		return note_errno(note, -ENOMEM, "a text");
	memcpy(out->bytes, text.data, text.len);
	out->bytes[text.len] = '\0';
	out->len = text.len;
	return 0;
}

/* Takes the next line off a text, with its newline if it has one. */
static bool take_line(struct view *text, struct view *line)
{
	if (text->len == 0)
		return false;
	const char *end = memchr(text->data, '\n', text->len);
	*line = (struct view){text->data, end ? (size_t)(end - text->data) + 1 : text->len};
	*text = view_skip(*text, line->len);
	return true;
}

/* Whether a byte separates words of sshd's configuration; it reads lines that end with a CR, too. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Takes the next word off a line; an empty one is its end. */
static struct view take_word(struct view *line)
{
	size_t begin = 0, end;
	while (begin < line->len && is_blank(line->data[begin]))
		begin++;
	for (end = begin; end < line->len && !is_blank(line->data[end]);)
		end++;
	struct view word = {line->data + begin, end - begin};
	*line = view_skip(*line, end);
	return word;
}

/* Whether two lines say the same: an editor may have changed blanks, and a keyword has no case. */
static bool is_same(struct view one, struct view other)
{
	struct view word = take_word(&one), own = take_word(&other);
	bool same = word.len == own.len &&
		    (word.len == 0 || strncasecmp(word.data, own.data, word.len) == 0);
	while (same && word.len > 0) {
		word = take_word(&one);
		own = take_word(&other);
		same = view_equal(word, own);
	}
	return same;
}

/* Whether a text has such a line. */
static bool has_line(struct view text, struct view line)
{
	for (struct view own; take_line(&text, &own);)
		if (is_same(own, line))
			return true;
	return false;
}

/* Whether a line is somebody else's, or was there before. */
static bool is_foreign(const struct wiring_times *times, struct view line)
{
	return !has_line(times->after, line) || has_line(times->before, line);
}

/* Whether a command stays that somebody has put in the place of ours: without the line that says who
 * runs it sshd would not start any more. */
static bool keeps_command(const struct wiring_times *times)
{
	struct view now = times->now;
	for (struct view line; take_line(&now, &line);)
		if (is_foreign(times, line) && wiring_has(line, "AuthorizedKeysCommand"))
			return true;
	return false;
}

/* Whether a line of sshd's configuration says something. */
static bool speaks(struct view line)
{
	size_t at = 0;
	while (at < line.len && (line.data[at] == ' ' || line.data[at] == '\t'))
		at++;
	return at < line.len && line.data[at] != '#' && line.data[at] != '\n';
}

/* Whether a line begins a Match. */
static bool is_match(struct view line)
{
	return line.len > 6 && strncasecmp(line.data, "Match ", 6) == 0;
}

/* Writes what stays. A Match of ours does if somebody wrote into it: else those lines would hold for
 * everybody. */
static void put_rest(FILE *stream, const struct wiring_times *times)
{
	struct view now = times->now, match = {NULL, 0};
	bool command = keeps_command(times);
	for (struct view line; take_line(&now, &line);) {
		bool stays = is_foreign(times, line) ||
			     (command && wiring_has(line, "AuthorizedKeysCommandUser"));
		if (is_match(line))
			match = stays ? (struct view){NULL, 0} : line;
		if (!stays)
			continue;
		if (match.data && speaks(line)) {
			fwrite(match.data, 1, match.len, stream);
			match.data = NULL;
		}
		fwrite(line.data, 1, line.len, stream);
	}
}

/* Leaves out of the drop-in what we had put there and was not there before; with nothing left it
 * goes. */
static int undo_sshd(const struct wiring_times *times, struct path_text *out, struct note *note)
{
	FILE *stream = open_memstream(&out->bytes, &out->len);
	if (!stream)
		return note_errno(note, -ENOMEM, "a text");
	put_rest(stream, times);
	if (fclose(stream) != 0) {
		path_text_free(out);
		return note_errno(note, -ENOMEM, "a text");
	}
	if (!times->before.data && view_blank((struct view){out->bytes, out->len}))
		path_text_free(out);
	return 0;
}

/* Gives the setting its old value, if it still has ours. */
static int undo_settings(const struct wiring_times *times, struct path_text *out, struct note *note)
{
	struct view now = wiring_value(times->now, SETTING);
	struct view ours = wiring_value(times->after, SETTING);
	if (!view_equal(now, ours))
		return wiring_copy(times->now, out, note);
	return wiring_set(times->now, SETTING, wiring_value(times->before, SETTING), out, note);
}

/* Compares bytes, and whether there are any. */
bool wiring_same(struct view one, struct view other)
{
	return !one.data == !other.data && view_equal(one, other);
}

/* Compares first; then goes by the kind. */
int wiring_undo(enum wiring_kind kind, const struct wiring_times *times, struct path_text *out,
	struct note *note)
{
	*out = (struct path_text){NULL, 0};
	if (!times->now.data)
		return times->after.data ? 0 : wiring_copy(times->before, out, note);
	if (wiring_same(times->now, times->after) || wiring_same(times->now, times->before))
		return wiring_copy(times->before, out, note);
	if (kind == WIRING_PAM)
		return wiring_pam_without(times->now, times->before, out, note);
	if (kind == WIRING_SSHD)
		return undo_sshd(times, out, note);
	if (kind == WIRING_SETTINGS)
		return undo_settings(times, out, note);
	return wiring_copy(times->now, out, note);
}
