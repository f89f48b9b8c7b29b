/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/log/use.h"

#include "admin/hash.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_ROOM 64

/* Orders text by text. */
int use_compare(const struct row *a, const struct row *b)
{
	int order = strcmp(a->person, b->person);
	if (order == 0)
		order = strcmp(a->account, b->account);
	if (order == 0)
		order = strcmp(a->key, b->key);
	return order == 0 ? strcmp(a->from, b->from) : order;
}

/* The slot of the use that a row belongs to, or could be in. */
static size_t *slot_of(const struct use_list *list, const struct row *row)
{
	uint64_t hash = hash_of(view_of(row->person)) ^ hash_of(view_of(row->account)) * 3 ^
			hash_of(view_of(row->key)) * 5 ^ hash_of(view_of(row->from)) * 7;
	size_t mask = list->slot_count - 1, at = (size_t)(hash ^ hash >> 29) & mask;
	while (list->slots[at] != 0) {
		const struct row *there = &list->uses[list->slots[at] - 1].row;
		if (use_compare(there, row) == 0 && strcmp(there->more_keys, row->more_keys) == 0)
			break;
		at = (at + 1) & mask;
	}
	return &list->slots[at];
}

/* Makes room for one more use, and keeps the table of slots at most half full. */
static int make_room(struct use_list *list, struct note *note)
{
	if (list->count < list->room)
		return 0;
	size_t room = list->room > 0 ? 2 * list->room : FIRST_ROOM;
	struct use *uses = reallocarray(list->uses, room, sizeof *uses);
	if (uses)
		list->uses = uses;
	size_t *slots = calloc(2 * room, sizeof *slots);
	if (!uses || !slots) {
		free(slots);
		return note_errno(note, -ENOMEM, "the summary");
	}
	free(list->slots);
	list->slots = slots;
	list->slot_count = 2 * room;
	list->room = room;
	for (size_t i = 0; i < list->count; i++)
		*slot_of(list, &list->uses[i].row) = i + 1;
	return 0;
}

/* Counts a login with those that are like it. */
int use_list_add(struct use_list *list, struct row *row, struct note *note)
{
	int r = make_room(list, note);
	if (r != 0) {
		row_free(row);
		return r;
	}
	size_t *slot = slot_of(list, row);
	if (*slot == 0) {
		list->uses[list->count] = (struct use){*row, 0, row->time, row->time};
		*slot = ++list->count;
	} else {
		row_free(row);
	}
	struct use *use = &list->uses[*slot - 1];
	use->logins++;
	use->last = row->time > use->last ? row->time : use->last;
	return 0;
}

/* Looks into the slot. */
const struct use *use_list_find(const struct use_list *list, const struct row *row)
{
	size_t number = list->slot_count > 0 ? *slot_of(list, row) : 0;
	return number > 0 ? &list->uses[number - 1] : NULL;
}

/* Frees each row. */
void use_list_free(struct use_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		row_free(&list->uses[i].row);
	free(list->uses);
	free(list->slots);
	*list = (struct use_list){0};
}
