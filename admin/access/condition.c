/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/condition.h"

#include "admin/why/way.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

/* Writes what remains of options that were read from their canonical form; NULL without memory. */
static char *print_rest(const char *canonical)
{
	size_t ignored;
	struct note note;
	CLEANUP(free) struct options *rest = malloc(sizeof *rest);
	if (!rest || options_parse(view_of(canonical), rest, &ignored, &note) != 0)
		return NULL;
	rest->has_from = rest->has_command = false;
	rest->expires = 0;
	return way_options(rest);
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
	*canonical = way_options(options);
	CLEANUP(free) char *rest = *canonical ? print_rest(*canonical) : NULL;
	return rest ? join_words(options, rest, words, note)
		    : note_errno(note, -ENOMEM, "the options of a key");
}
