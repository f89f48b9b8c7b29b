/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/condition.h"

#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

#define TEXT_MAX (16 * 1024)

/* Writes what remains of options that were read from their canonical form. */
static int print_rest(const char *canonical, char *out, struct note *note)
{
	size_t ignored;
	CLEANUP(free) struct options *rest = malloc(sizeof *rest);
	if (!rest)
		return note_errno(note, -ENOMEM, "the options of a key");
	int r = options_parse(view_of(canonical), rest, &ignored, note);
	rest->has_from = rest->has_command = false;
	rest->expires = 0;
	return r == 0 ? options_print(rest, out, TEXT_MAX, note) : r;
}

/* Puts the words together. */
static int join_words(
	const struct options *options, const char *rest, char **words, struct note *note)
{
	bool from = options->has_from, command = options->has_command;
	int len = asprintf(words, "%s%.*s%s%s%.*s%s%s", from ? "from " : "",
		from ? (int)options->from.len : 0, from ? options->from.data : "",
		from && (command || rest[0]) ? "\n" : "", command ? "runs " : "",
		command ? (int)options->command.len : 0, command ? options->command.data : "",
		command && rest[0] ? "\n" : "", rest);
	if (len >= 0)
		return 0;
	*words = NULL;
	return note_errno(note, -ENOMEM, "the options of a key");
}

/* The canonical form is read again, since options can't be copied. */
int condition_write(
	const struct options *options, char **canonical, char **words, struct note *note)
{
	CLEANUP(free) char *text = malloc(2 * TEXT_MAX);
	if (!text)
		return note_errno(note, -ENOMEM, "the options of a key");
	char *rest = text + TEXT_MAX;
	int r = options_print(options, text, TEXT_MAX, note);
	if (r == 0)
		r = print_rest(text, rest, note);
	if (r != 0)
		return r;
	*canonical = strdup(text);
	if (!*canonical)
		return note_errno(note, -ENOMEM, "the options of a key");
	return join_words(options, rest, words, note);
}
