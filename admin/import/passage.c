/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/import/passage.h"

#include "admin/options_text.h"
#include "admin/owned.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* An address or a moment may not fit. */
bool passage_is_conditional(const struct options *options)
{
	return options->has_from || options->expires != 0;
}

/* Makes room for one more, and copies what it is known by. */
static struct passage *add(struct passage_list *list, struct view key)
{
	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		struct passage *grown = reallocarray(list->item, room, sizeof *grown);
		if (!grown)
			return NULL;
		list->item = grown;
		list->room = room;
	}
	struct passage *passage = &list->item[list->count];
	*passage = (struct passage){.key = owned_copy(key), .order = list->count};
	if (!passage->key.data)
		return NULL;
	list->count++;
	return passage;
}

/* Adds, then copies the options. */
int passage_add(struct passage_list *list, struct view key, const char *options, bool conditional)
{
	struct passage *passage = add(list, key);
	if (!passage || !(passage->options = strdup(options)))
		return -ENOMEM;
	passage->conditional = conditional;
	return 0;
}

/* Keeps those that passed. */
void passage_visit(void *context, const struct access_candidate *candidate)
{
	struct passage_list *list = context;
	if (candidate->verdict != 0 || list->fault != 0)
		return;
	struct passage *passage = add(list, candidate->line->key.bytes);
	if (!passage || !(passage->options = options_text(candidate->options))) {
		list->fault = -ENOMEM;
		return;
	}
	passage->authority = candidate->line->options.cert_authority;
	passage->conditional = passage_is_conditional(candidate->options);
	snprintf(passage->person, sizeof passage->person, "%s", candidate->person);
}

/* Orders two keys. */
static int compare_keys(const struct passage *a, const struct passage *b)
{
	if (a->authority != b->authority)
		return a->authority ? 1 : -1;
	if (a->key.len != b->key.len)
		return a->key.len < b->key.len ? -1 : 1;
	return memcmp(a->key.data, b->key.data, a->key.len);
}

/* Orders by the key, then as they were. */
static int compare(const void *a, const void *b)
{
	const struct passage *one = a, *two = b;
	int by_key = compare_keys(one, two);
	return by_key != 0 ? by_key : (one->order > two->order) - (one->order < two->order);
}

/* Orders by the key, then by the options, then as they were. */
static int compare_all(const void *a, const void *b)
{
	const struct passage *one = a, *two = b;
	int order = compare_keys(one, two);
	if (order == 0)
		order = strcmp(one->options, two->options);
	return order != 0 ? order : (one->order > two->order) - (one->order < two->order);
}

/* Whether a line says the same of a key as another. */
static bool is_same(const struct passage *one, const struct passage *two)
{
	return compare_keys(one, two) == 0 && strcmp(one->options, two->options) == 0;
}

/* Sorts twice: what says the same stands together once, to be found without a search for each. */
void passage_sort(struct passage_list *list)
{
	if (list->count == 0)
		return;
	qsort(list->item, list->count, sizeof *list->item, compare_all);
	for (size_t i = 1; i < list->count; i++)
		list->item[i].repeated = is_same(&list->item[i - 1], &list->item[i]);
	qsort(list->item, list->count, sizeof *list->item, compare);
}

/* Cuts the lines that have a key off the front of a list. */
static struct passage_run cut(struct passage_list *list, const struct passage *key)
{
	struct passage_run run = {list->item, 0};
	while (run.count < list->count && compare_keys(&list->item[run.count], key) == 0)
		run.count++;
	if (run.count > 0)
		list->item += run.count;
	list->count -= run.count;
	return run;
}

/* Takes the lesser of the two first keys. */
bool passage_next(struct passage_list rest[2], struct passage_run runs[2])
{
	if (rest[0].count == 0 && rest[1].count == 0)
		return false;
	bool second = rest[0].count == 0 ||
		      (rest[1].count > 0 && compare_keys(rest[1].item, rest[0].item) < 0);
	const struct passage *key = rest[second].item;
	runs[0] = cut(&rest[0], key);
	runs[1] = cut(&rest[1], key);
	return true;
}

/* The next line that counts, from a place on; NULL behind the last. */
static const struct passage *next(const struct passage_run *run, size_t *at)
{
	while (*at < run->count) {
		size_t here = (*at)++;
		if (run->first[here].repeated)
			continue;
		if (!run->first[here].conditional)
			*at = run->count;
		return &run->first[here];
	}
	return NULL;
}

/* Compares what counts, line by line. */
bool passage_alike(const struct passage_run runs[2])
{
	size_t at[2] = {0, 0};
	for (;;) {
		const struct passage *one = next(&runs[0], &at[0]), *two = next(&runs[1], &at[1]);
		if (!one || !two)
			return one == two;
		if (strcmp(one->options, two->options) != 0)
			return false;
	}
}

/* Frees each. */
void passage_list_free(struct passage_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		owned_free(list->item[i].key);
		free(list->item[i].options);
	}
	free(list->item);
	*list = (struct passage_list){.count = 0};
}
