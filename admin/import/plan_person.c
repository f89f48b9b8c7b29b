/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/plan_person.h"

#include "admin/options_text.h"
#include "admin/owned.h"
#include "common/cleanup.h"

#include <errno.h>
#include <search.h>
#include <stdio.h>

/* Orders two texts. */
static int compare_views(struct view one, struct view two)
{
	if (one.len != two.len)
		return one.len < two.len ? -1 : 1;
	return one.len > 0 ? memcmp(one.data, two.data, one.len) : 0;
}

/* Orders by the key, then by the options. */
static int compare(const void *a, const void *b)
{
	const struct plan_key *one = a, *two = b;
	int by_key = compare_views(one->key, two->key);
	return by_key != 0 ? by_key : compare_views(one->options, two->options);
}

/* Frees a key, as tdestroy calls it. */
static void free_key(void *item)
{
	struct plan_key *key = item;
	owned_free(key->key);
	owned_free(key->options);
	free(key);
}

/* Keeps where a key first stands with these options. A tree, and no table of hashes: who writes the
 * lines could choose what falls on one place. */
static int keep(struct plan_person *person, struct view key, const char *options, unsigned number)
{
	struct plan_key *kept = malloc(sizeof *kept);
	if (!kept)
		return -ENOMEM;
	*kept = (struct plan_key){owned_copy(key), owned_copy(view_of(options)), number};
	struct plan_key **found = NULL;
	if (kept->key.data && kept->options.data)
		found = tsearch(kept, &person->keys, compare);
	if (!found || *found != kept)
		free_key(kept);
	return found ? 0 : -ENOMEM;
}

/* Keeps the keys of the file as it is, but those of CAs; what can't be read is passed over. */
static int keep_all(struct plan_person *person)
{
	struct line_cursor cursor = {.rest = {person->text, person->len}};
	struct note ignored;
	struct view at;
	int r = 0;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	while (line && r == 0 && line_next(&cursor, &at)) {
		if (line_parse(at, line, &ignored) != 0)
			continue;
		CLEANUP(free) char *options = options_text(&line->options);
		if (options)
			r = keep(person, line->key.bytes, options, cursor.number);
	}
	return line ? r : -ENOMEM;
}

/* Ends the last line, and counts them. */
static void end_line(struct plan_person *person)
{
	if (person->len > 0 && person->text[person->len - 1] != '\n')
		person->text[person->len++] = '\n';
	for (size_t i = 0; i < person->len; i++)
		person->lines += person->text[i] == '\n';
}

/* Makes room for a line and what ends it, twice as much each time. */
static int widen(struct plan_person *person, size_t len)
{
	size_t wanted = person->len + len + 2;
	if (wanted <= person->room)
		return 0;
	char *grown = realloc(person->text, 2 * wanted);
	if (!grown)
		return -ENOMEM;
	person->text = grown;
	person->room = 2 * wanted;
	return 0;
}

/* Reads, and takes apart. */
int plan_person_read(
	struct store *store, const char *name, struct plan_person *person, struct note *note)
{
	struct path_text text = {NULL, 0};
	*person = (struct plan_person){.lines = 0};
	snprintf(person->name, sizeof person->name, "%s", name);
	int r = store_read_keys(store, name, person->path, &text, note);
	if (r != 0 && r != -ENOENT)
		return r;
	person->text = r == 0 ? text.bytes : calloc(1, 2);
	person->len = text.len;
	if (!person->text || widen(person, 0) != 0 || keep_all(person) != 0)
		return note_errno(note, -ENOMEM, person->path);
	end_line(person);
	return 0;
}

/* The line on which a key stands with the same options, 0 where it does not. */
static unsigned find(const struct plan_person *person, const struct source_line *line)
{
	const struct plan_key wanted = {line->key, view_of(line->options), 0};
	struct plan_key *const *found = tfind(&wanted, &person->keys, compare);
	return found ? (*found)->number : 0;
}

/* Adds a line behind the others. */
static int append(struct plan_person *person, const struct source_line *line)
{
	if (widen(person, line->text.len) != 0)
		return -ENOMEM;
	memcpy(person->text + person->len, line->text.data, line->text.len);
	person->len += line->text.len;
	person->text[person->len++] = '\n';
	person->lines++;
	person->changed = true;
	return keep(person, line->key, line->options, person->lines);
}

/* Looks first. */
int plan_person_take(struct plan_person *person, struct source_line *line)
{
	line->at = find(person, line);
	line->fate = line->at > 0 ? SOURCE_THERE : SOURCE_NEW;
	if (line->at > 0)
		return 0;
	int r = append(person, line);
	line->at = person->lines;
	return r;
}

/* Frees each key and the text. */
void plan_person_free(struct plan_person *person)
{
	tdestroy(person->keys, free_key);
	free(person->text);
	*person = (struct plan_person){.keys = NULL};
}
