/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wiring_undo.h"

#include "server/sshd_line.h"
#include "server/wiring_text.h"

#include <errno.h>
#include <stdlib.h>

#define SETTING "home_check"
#define COMMAND "AuthorizedKeysCommand"

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

/* Whether a text has such a line. For whom AuthorizedKeysFile holds is said by the Match above it: what
 * shuts one account's file is not what shuts them all. */
static bool has_line(struct view text, struct view match, struct view line)
{
	bool everywhere = !sshd_line_is(line, "AuthorizedKeysFile");
	struct view above = {NULL, 0};
	for (struct view own; sshd_line_next(&text, &own);) {
		if (sshd_line_is(own, "Match"))
			above = own;
		if (sshd_line_same(own, line) && (everywhere || sshd_line_same(above, match)))
			return true;
	}
	return false;
}

/* Whether a line is somebody else's, or was there before. */
static bool is_foreign(const struct wiring_times *times, struct view match, struct view line)
{
	return !has_line(times->after, match, line) || has_line(times->before, match, line);
}

/* Whether a command stays that somebody has put in the place of ours: without the line that says who
 * runs it sshd would not start any more. */
static bool keeps_command(const struct wiring_times *times)
{
	struct view now = times->now, none = {NULL, 0};
	for (struct view line; sshd_line_next(&now, &line);)
		if (sshd_line_is(line, COMMAND) && !sshd_line_sets(line, COMMAND, "none") &&
			is_foreign(times, none, line))
			return true;
	return false;
}

/* Whether a line of sshd's configuration says something. */
static bool speaks(struct view line)
{
	struct view word = sshd_line_word(&line);
	return word.len > 0 && word.data[0] != '#';
}

/* Whether a line shuts users' own files beside keyhole's command, whoever wrote it: with that gone, and
 * this one left, nobody's key would open anything. */
static bool goes_with_command(const struct wiring_times *times, struct view match, struct view line)
{
	return match.len == 0 && sshd_line_sets(line, "AuthorizedKeysFile", "none") &&
	       sshd_line_exists(times->after, COMMAND) && sshd_line_exists(times->now, COMMAND) &&
	       !sshd_line_exists(times->before, COMMAND) && !has_line(times->before, match, line);
}

/* Writes what stays. A Match of ours does if somebody wrote into it: else those lines would hold for
 * everybody. */
static void put_rest(FILE *stream, const struct wiring_times *times)
{
	struct view now = times->now, above = {NULL, 0}, match = {NULL, 0};
	bool command = keeps_command(times);
	for (struct view line; sshd_line_next(&now, &line);) {
		bool stays = is_foreign(times, above, line) &&
			     (command || !goes_with_command(times, above, line));
		stays = stays || (command && sshd_line_is(line, COMMAND "User"));
		if (sshd_line_is(line, "Match")) {
			above = line;
			match = stays ? (struct view){NULL, 0} : line;
		}
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
	FILE *stream = wiring_text_begin(out, note);
	if (!stream)
		return -ENOMEM;
	put_rest(stream, times);
	int r = wiring_text_finish(stream, out, note);
	if (r == 0 && !times->before.data && view_blank((struct view){out->bytes, out->len}))
		path_text_free(out);
	return r;
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
