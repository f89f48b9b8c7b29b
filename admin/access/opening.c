/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/opening.h"

#include "admin/access/condition.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_ROOM 64

/* Says what is weak about a key. */
static unsigned weakness_of(
	const struct settings *settings, const struct blob *key, const struct options *options)
{
	enum key_family family = key->kind->family;
	unsigned weak = 0;
	if (family == KEY_RSA &&
		(key->bits < OPENING_RSA_BITS || key->bits < settings->rsa_min_bits))
		weak |= OPENING_SHORT;
	if (family == KEY_DSA || !settings_list_has(&settings->key_types, view_of(key->kind->name)))
		weak |= OPENING_TYPE;
	if ((family == KEY_SK_ECDSA || family == KEY_SK_ED25519) && options->touch_optional)
		weak |= OPENING_UNTOUCHED;
	return weak;
}

/* Copies what is shown of a line. */
int opening_describe(struct opening *opening, const struct settings *settings,
	const struct line *line, const struct options *options, struct note *note)
{
	opening->type = line->key.kind->name;
	opening->bits = line->key.bits;
	fingerprint_of(&line->key, opening->fingerprint);
	opening->enough = settings->rsa_min_bits > OPENING_RSA_BITS ? settings->rsa_min_bits
								    : OPENING_RSA_BITS;
	opening->weak = weakness_of(settings, &line->key, options);
	opening->comment =
		strndup(line->comment.len > 0 ? line->comment.data : "", line->comment.len);
	if (!opening->comment)
		return note_errno(note, -ENOMEM, opening->path);
	return condition_write(options, &opening->options, &opening->conditions, note);
}

/* Makes room, and moves it in. */
int opening_list_add(struct opening_list *list, struct opening *opening, struct note *note)
{
	if (list->count == list->room) {
		size_t room = list->room > 0 ? 2 * list->room : FIRST_ROOM;
		struct opening *item = reallocarray(list->item, room, sizeof *item);
		if (!item) {
			opening_free(opening);
			return note_errno(note, -ENOMEM, "the list of keys");
		}
		list->item = item;
		list->room = room;
	}
	list->item[list->count++] = *opening;
	return 0;
}

/* Orders two; no person comes behind the people. */
static int compare(const void *a, const void *b)
{
	const struct opening *one = a, *two = b;
	int order = strcmp(one->account, two->account);
	if (order == 0)
		order = one->own_file - two->own_file;
	if (order == 0)
		order = strcmp(one->person ? one->person : "", two->person ? two->person : "");
	if (order == 0)
		order = strcmp(one->path, two->path);
	if (order == 0)
		order = (one->line > two->line) - (one->line < two->line);
	return order != 0 ? order : (one->grant > two->grant) - (one->grant < two->grant);
}

/* Sorts. */
void opening_list_sort(struct opening_list *list)
{
	if (list->count > 0)
		qsort(list->item, list->count, sizeof *list->item, compare);
}

/* Frees each text. */
void opening_free(struct opening *opening)
{
	free(opening->account);
	free(opening->person);
	free(opening->path);
	free(opening->comment);
	free(opening->options);
	free(opening->conditions);
	free(opening->why);
}

/* Frees each. */
void opening_list_free(struct opening_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		opening_free(&list->item[i]);
	free(list->item);
	*list = (struct opening_list){0};
}
