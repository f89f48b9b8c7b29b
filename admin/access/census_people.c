/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/census.h"
#include "admin/holders.h"
#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>
#include <stdlib.h>

/* The people who have a way in, good or not, while the others' files come. */
struct people {
	struct census *census;
	const char **known;
	size_t count;
	struct line *line;
	int fault;
	struct note *note;
};

/* Orders two names. */
static int compare(const void *a, const void *b)
{
	const char *const *one = a, *const *two = b;
	return strcmp(*one, *two);
}

/* Gathers who is in the list. */
static void gather(struct people *people)
{
	const struct opening_list *list = &people->census->openings;
	for (size_t i = 0; i < list->count; i++)
		if (list->item[i].person && !list->item[i].own_file)
			people->known[people->count++] = list->item[i].person;
	if (people->count > 0)
		qsort(people->known, people->count, sizeof *people->known, compare);
}

/* Describes a line, or says why it can't be read. */
static int describe(struct people *people, struct view text, struct opening *opening)
{
	struct note why;
	bool bad = line_parse(text, people->line, &why) != 0;
	opening->reason = reason_token(bad ? REASON_BAD_LINE : REASON_NOT_GRANTED);
	if (!bad)
		note_set(&why, 0, "no account opens to %s: keyhole grant ACCOUNT %s",
			opening->person, opening->person);
	opening->why = strdup(why.text);
	if (!opening->why)
		return note_errno(people->note, -ENOMEM, opening->path);
	opening->until = bad ? 0 : people->line->options.expires;
	return bad ? 0
		   : opening_describe(opening, people->census->settings, people->line,
			     &people->line->options, people->note);
}

/* Adds a line that opens no account. */
static int add(struct people *people, const char *person, const char *path, unsigned number,
	struct view text)
{
	struct opening opening = {.account = strdup(""),
		.person = strdup(person),
		.path = strdup(path),
		.line = number,
		.used = OPENING_UNKNOWN};
	int r = opening.account && opening.person && opening.path
			? describe(people, text, &opening)
			: note_errno(people->note, -ENOMEM, path);
	if (r == 0)
		return opening_list_add(&people->census->openings, &opening, people->note);
	opening_free(&opening);
	return r;
}

/* Adds every line of somebody who has no way in, as holders.h passes the file on. */
static void visit(void *context, const char *person, const char *path, struct view text)
{
	struct people *people = context;
	struct line_cursor cursor = {.rest = text};
	struct view at;
	if (people->count > 0 &&
		bsearch(&person, people->known, people->count, sizeof *people->known, compare))
		return;
	while (people->fault == 0 && line_next(&cursor, &at))
		people->fault = add(people, person, path, cursor.number, at);
}

/* Reads every person's file once. */
int census_take_people(struct census *census, struct note *note)
{
	struct note why;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	struct people people = {.census = census,
		.known = calloc(census->openings.count + 1, sizeof *people.known),
		.line = line,
		.note = note};
	if (!line || !people.known) {
		free(people.known);
		return note_errno(note, -ENOMEM, "the people");
	}
	gather(&people);
	if (holders_scan(census->settings->keys_dir, "", visit, &people, &why) != 0)
		census->unsure = true;
	free(people.known);
	opening_list_sort(&census->openings);
	return people.fault;
}
