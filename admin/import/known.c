/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/known.h"

#include "admin/hash.h"
#include "admin/holders.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdlib.h>

/* A line of an account, to be found by its key. */
struct entry {
	uint64_t hash;
	const char *account;
	struct source_line *line;
};

struct search {
	size_t count;
	struct entry *entry;
	bool lacks_memory;
};

/* Orders by the number of the key. */
static int compare(const void *a, const void *b)
{
	const struct entry *one = a, *two = b;
	return (one->hash > two->hash) - (one->hash < two->hash);
}

/* Gathers the lines that are to be taken. */
static int gather(struct source_list *sources, struct search *search)
{
	size_t room = 0;
	for (size_t i = 0; i < sources->count; i++)
		room += source_taken(&sources->item[i]);
	search->entry = calloc(room + 1, sizeof *search->entry);
	for (size_t i = 0; search->entry && i < sources->count; i++) {
		struct source *source = &sources->item[i];
		for (size_t n = 0; n < source->line_count; n++)
			if (source_takes(&source->line[n]))
				search->entry[search->count++] =
					(struct entry){hash_of(source->line[n].key),
						source->account, &source->line[n]};
	}
	if (search->count > 0)
		qsort(search->entry, search->count, sizeof *search->entry, compare);
	return search->entry ? 0 : -ENOMEM;
}

/* Keeps that a person has the key of a line. */
static void keep(struct search *search, const struct entry *entry, const char *person)
{
	struct source_line *line = entry->line;
	if (strcmp(person, entry->account) == 0)
		line->own = true;
	else if (!line->holder)
		line->holder = strdup(person);
	else
		line->several = line->several || strcmp(line->holder, person) != 0;
	search->lacks_memory = search->lacks_memory || (!line->own && !line->holder);
}

/* Looks for one key of a person among the accounts' lines. */
static void find(struct search *search, struct view key, const char *person)
{
	uint64_t hash = hash_of(key);
	size_t low = 0, high = search->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (search->entry[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < search->count && search->entry[low].hash == hash; low++)
		if (view_equal(search->entry[low].line->key, key))
			keep(search, &search->entry[low], person);
}

/* Looks for every key of a person, as holders.h passes the file on. */
static void visit(void *context, const char *person, const char *path, struct view text)
{
	struct search *search = context;
	struct line_cursor cursor = {.rest = text};
	struct view at;
	struct note ignored;
	(void)path;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	search->lacks_memory = search->lacks_memory || !line;
	while (line && line_next(&cursor, &at))
		if (line_parse(at, line, &ignored) == 0)
			find(search, line->key.bytes, person);
}

/* Reads every person's file once. */
int known_read(struct source_list *sources, const char *keys_dir, struct note *note)
{
	struct search search = {.count = 0};
	int r = gather(sources, &search);
	if (r == 0 && search.count > 0)
		r = holders_scan(keys_dir, "", visit, &search, note);
	free(search.entry);
	if (r == -ENOMEM || search.lacks_memory)
		return note_errno(note, -ENOMEM, keys_dir);
	return r;
}

/* Every line has to say the same. */
const char *known_person(const struct source *source)
{
	const char *person = NULL;
	for (size_t i = 0; i < source->line_count; i++) {
		const struct source_line *line = &source->line[i];
		if (!source_takes(line))
			continue;
		if (line->own || line->several || !line->holder)
			return NULL;
		if (person && strcmp(person, line->holder) != 0)
			return NULL;
		person = line->holder;
	}
	return person;
}
