/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/known.h"

#include "admin/holders.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdlib.h>

/* A line of an account, to be found by its key. Of the lines with one key only the first of each account
 * is searched for; the others have the same answer. */
struct entry {
	const struct source *source;
	struct source_line *line;
};

struct search {
	size_t count;
	struct entry *entry;
	size_t first_count;
	size_t *first; /* where in `entry` the lines of a key and an account begin */
	bool lacks_memory;
};

/* Orders two keys. */
static int compare_keys(struct view one, struct view two)
{
	if (one.len != two.len)
		return one.len < two.len ? -1 : 1;
	return memcmp(one.data, two.data, one.len);
}

/* Orders by the key, then by the account. */
static int compare(const void *a, const void *b)
{
	const struct entry *one = a, *two = b;
	int by_key = compare_keys(one->line->key, two->line->key);
	return by_key != 0 ? by_key : (one->source > two->source) - (one->source < two->source);
}

/* Finds where each key of each account begins. */
static void divide(struct search *search)
{
	for (size_t i = 0; i < search->count; i++)
		if (i == 0 || compare(&search->entry[i - 1], &search->entry[i]) != 0)
			search->first[search->first_count++] = i;
}

/* Gathers the lines that are to be taken. */
static int gather(struct source_list *sources, struct search *search)
{
	size_t room = 0;
	for (size_t i = 0; i < sources->count; i++)
		room += source_taken(&sources->item[i]);
	search->entry = calloc(room + 1, sizeof *search->entry);
	search->first = calloc(room + 1, sizeof *search->first);
	if (!search->entry || !search->first)
		return -ENOMEM;
	for (size_t i = 0; i < sources->count; i++) {
		struct source *source = &sources->item[i];
		for (size_t n = 0; n < source->line_count; n++)
			if (source_takes(&source->line[n]))
				search->entry[search->count++] =
					(struct entry){source, &source->line[n]};
	}
	if (search->count > 0)
		qsort(search->entry, search->count, sizeof *search->entry, compare);
	divide(search);
	return 0;
}

/* Keeps that a person has the key of a line. */
static void keep(struct search *search, const struct entry *entry, const char *person)
{
	struct source_line *line = entry->line;
	if (strcmp(person, entry->source->account) == 0)
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
	size_t low = 0, high = search->first_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_keys(search->entry[search->first[middle]].line->key, key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < search->first_count; low++) {
		const struct entry *entry = &search->entry[search->first[low]];
		if (!view_equal(entry->line->key, key))
			break;
		keep(search, entry, person);
	}
}

/* Gives lines the answer of the first of them. */
static void spread_over(struct search *search, const struct entry *entry, size_t count)
{
	const struct source_line *first = entry->line;
	for (size_t i = 1; i < count; i++) {
		struct source_line *line = entry[i].line;
		line->own = first->own;
		line->several = first->several;
		line->holder = first->holder ? strdup(first->holder) : NULL;
		search->lacks_memory = search->lacks_memory || (first->holder && !line->holder);
	}
}

/* Gives the other lines with one key and account the answer of the first. */
static void spread(struct search *search)
{
	for (size_t i = 0; i < search->first_count; i++) {
		size_t begin = search->first[i];
		size_t end = i + 1 < search->first_count ? search->first[i + 1] : search->count;
		spread_over(search, &search->entry[begin], end - begin);
	}
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
	spread(&search);
	free(search.entry);
	free(search.first);
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
