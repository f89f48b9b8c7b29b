/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/condition.h"

#include "admin/options_text.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

/* What remains of options that were read from their canonical form, malloc'ed. */
static int print_rest(const char *canonical, char **out, struct note *note)
{
	size_t ignored;
	CLEANUP(free) struct options *rest = malloc(sizeof *rest);
	if (!rest)
		return note_errno(note, -ENOMEM, "the options of a key");
	int r = options_parse(view_of(canonical), rest, &ignored, note);
	if (r != 0)
		return r;
	rest->has_from = rest->has_command = false;
	rest->expires = 0;
	*out = options_text(rest);
	return *out ? 0 : note_errno(note, -ENOMEM, "the options of a key");
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
	CLEANUP(free) char *rest = NULL;
	*words = NULL;
	*canonical = options_text(options);
	if (!*canonical)
		return note_errno(note, -ENOMEM, "the options of a key");
	int r = print_rest(*canonical, &rest, note);
	return r == 0 ? join_words(options, rest, words, note) : r;
}
