/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/plan_person.h"

#include "admin/hash.h"
#include "admin/import/passage.h"
#include "admin/owned.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

/* Keeps where a key stands, with these options. */
static int keep(struct plan_person *person, struct view key, const char *options, unsigned number)
{
	if (person->key_count == person->key_room) {
		size_t room = person->key_room ? 2 * person->key_room : 8;
		struct plan_key *grown = reallocarray(person->key, room, sizeof *grown);
		if (!grown)
			return -ENOMEM;
		person->key = grown;
		person->key_room = room;
	}
	struct plan_key *kept = &person->key[person->key_count++];
	*kept = (struct plan_key){.hash = hash_of(key), .number = number};
	kept->key = owned_copy(key);
	kept->options = owned_copy(view_of(options));
	return kept->key.data && kept->options.data ? 0 : -ENOMEM;
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
		CLEANUP(free) char *options = passage_text(&line->options);
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
	char *roomy = person->text ? realloc(person->text, person->len + 2) : NULL;
	if (!roomy)
		return note_errno(note, -ENOMEM, person->path);
	person->text = roomy;
	if (keep_all(person) != 0)
		return note_errno(note, -ENOMEM, person->path);
	end_line(person);
	return 0;
}

/* The line on which a key stands with the same options, 0 where it does not. */
static unsigned find(const struct plan_person *person, const struct source_line *line)
{
	uint64_t hash = hash_of(line->key);
	for (size_t i = 0; i < person->key_count; i++) {
		const struct plan_key *key = &person->key[i];
		if (key->hash == hash && view_equal(key->key, line->key) &&
			view_is(key->options, line->options))
			return key->number;
	}
	return 0;
}

/* Adds a line behind the others. */
static int append(struct plan_person *person, const struct source_line *line)
{
	char *grown = realloc(person->text, person->len + line->text.len + 2);
	if (!grown)
		return -ENOMEM;
	person->text = grown;
	memcpy(grown + person->len, line->text.data, line->text.len);
	person->len += line->text.len;
	grown[person->len++] = '\n';
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
	for (size_t i = 0; i < person->key_count; i++) {
		owned_free(person->key[i].key);
		owned_free(person->key[i].options);
	}
	free(person->key);
	free(person->text);
	*person = (struct plan_person){.key_count = 0};
}
