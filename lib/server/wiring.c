/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wiring.h"

#include "common/cleanup.h"
#include "server/wiring_text.h"

#include <errno.h>
#include <stdio.h>
#include <strings.h>

#define WORD_MAX 256

/* A line of a service as PAM has it: several where a backslash joins them. */
struct line {
	struct view text; /* with the newline at its end, if there is one */
	char phase[WORD_MAX], control[WORD_MAX], module[WORD_MAX];
};

/* Where things stand in a service. */
struct survey {
	bool account, session; /* there is such a line of the module */
	bool any;              /* there is an account line, or what may have one */
	size_t place;          /* of the account line */
	bool placed;           /* before a line by which the phase may end well */
};

/* The bytes up to the newline that no backslash stands before. */
static size_t line_length(struct view text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] == '\n' && (i == 0 || text.data[i - 1] != '\\'))
			return i + 1;
	return text.len;
}

/* Whether a byte separates words; a backslash does where it joins lines. */
static bool is_blank(struct view text, size_t at)
{
	char c = text.data[at];
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' ||
	       (c == '\\' && at + 1 < text.len && text.data[at + 1] == '\n');
}

/* Takes a word off; one that begins with a bracket ends with its closing one. */
static void take_word(struct view *text, char word[WORD_MAX])
{
	size_t begin = 0, end;
	while (begin < text->len && is_blank(*text, begin))
		begin++;
	bool bracket = begin < text->len && text->data[begin] == '[';
	for (end = begin; end < text->len && text->data[end] != '#'; end++) {
		if (bracket && text->data[end] == ']')
			bracket = false;
		else if (!bracket && is_blank(*text, end))
			break;
	}
	size_t len = end - begin < WORD_MAX ? end - begin : WORD_MAX - 1;
	if (len > 0)
		memcpy(word, text->data + begin, len);
	word[len] = '\0';
	*text = end < text->len && text->data[end] == '#' ? (struct view){NULL, 0}
							  : view_skip(*text, end);
}

/* Takes the next line off a service. */
static bool take_line(struct view *text, struct line *line)
{
	if (text->len == 0)
		return false;
	line->text = (struct view){text->data, line_length(*text)};
	*text = view_skip(*text, line->text.len);
	struct view words = line->text;
	take_word(&words, line->phase);
	take_word(&words, line->control);
	take_word(&words, line->module);
	return true;
}

/* Whether a line is of a phase, with or without the dash that silences a missing module. */
static bool is_phase(const struct line *line, const char *phase)
{
	return strcasecmp(line->phase + (line->phase[0] == '-'), phase) == 0;
}

/* Whether a line names keyhole's module, wherever it lies. */
static bool is_ours(const struct line *line)
{
	const char *slash = strrchr(line->module, '/');
	return strcmp(slash ? slash + 1 : line->module, WIRING_MODULE) == 0;
}

/* Whether a line is Debian's @include of what has no account lines. */
static bool is_other_include(const struct line *line)
{
	static const char *const names[] = {"common-auth", "common-password", "common-session",
		"common-session-noninteractive"};
	const char *slash = strrchr(line->control, '/');
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(slash ? slash + 1 : line->control, names[i]) == 0)
			return true;
	return false;
}

/* Whether a control in brackets ends the phase well, or passes lines over. */
static bool jumps(const char *control)
{
	for (const char *at = strchr(control, '='); at; at = strchr(at + 1, '='))
		if (strncmp(at + 1, "done", 4) == 0 || (at[1] >= '1' && at[1] <= '9'))
			return true;
	return false;
}

/* Whether the account phase may end well with a line, or within it. */
static bool may_end(const struct line *line)
{
	if (strcmp(line->phase, "@include") == 0)
		return !is_other_include(line);
	return is_phase(line, "account") &&
	       (strcasecmp(line->control, "sufficient") == 0 ||
		       strcasecmp(line->control, "include") == 0 ||
		       strcasecmp(line->control, "substack") == 0 ||
		       (line->control[0] == '[' && jumps(line->control)));
}

/* Looks at every line. */
static struct survey survey(struct view text)
{
	struct survey found = {.place = 0};
	struct view rest = text;
	for (struct line line; take_line(&rest, &line);) {
		size_t begin = (size_t)(line.text.data - text.data);
		bool account = is_phase(&line, "account");
		found.account = found.account || (account && is_ours(&line));
		found.session = found.session || (is_phase(&line, "session") && is_ours(&line));
		if (found.placed || (!account && !may_end(&line)))
			continue;
		found.any = true;
		found.placed = may_end(&line);
		found.place = found.placed ? begin : begin + line.text.len;
	}
	return found;
}

/* Puts the lines where they belong. */
int wiring_pam(struct view text, const char *path, struct path_text *out, struct note *note)
{
	const struct survey found = survey(text);
	if (!found.any)
		return note_set(note, -ENODATA,
			"%s has no account line and includes none: PAM goes by the service "
			"\"other\" "
			"there, and a line of keyhole's alone would change that; put back what "
			"openssh-server installs there",
			path);
	FILE *stream = wiring_text_begin(out, note);
	if (!stream)
		return -ENOMEM;
	size_t place = found.account ? 0 : found.place;
	wiring_text_put(stream, (struct view){text.data, place}, true);
	if (!found.account)
		fputs(WIRING_ACCOUNT "\n", stream);
	wiring_text_put(stream, view_skip(text, place), !found.session);
	if (!found.session)
		fputs(WIRING_SESSION "\n", stream);
	return wiring_text_finish(stream, out, note);
}

/* Whether a service has this very line. */
static bool has_line(struct view text, const struct line *asked)
{
	for (struct line line; take_line(&text, &line);)
		if (view_equal(line.text, asked->text))
			return true;
	return false;
}

/* Leaves the module's lines out. */
int wiring_pam_without(struct view text, struct view but, struct path_text *out, struct note *note)
{
	FILE *stream = wiring_text_begin(out, note);
	if (!stream)
		return -ENOMEM;
	for (struct line line; take_line(&text, &line);)
		if (!is_ours(&line) || has_line(but, &line))
			wiring_text_put(stream, line.text, false);
	return wiring_text_finish(stream, out, note);
}
