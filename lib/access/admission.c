/* SPDX-License-Identifier: Apache-2.0 */
#include "access/admission.h"

#include <errno.h>
#include <stdlib.h>

/* Makes room for one more element of an array, whatever its size. */
static int grow(void **items, size_t count, size_t *room, size_t size, struct note *note)
{
	if (count < *room)
		return 0;
	size_t wanted = *room ? *room * 2 : 16;
	void *grown = reallocarray(*items, wanted, size);
	if (!grown)
		return note_errno(note, -ENOMEM, "the list of people");
	*items = grown;
	*room = wanted;
	return 0;
}

/* Adds a person. */
static int add(struct admission_list *list, const char *person, const struct grant *grant,
	struct note *note)
{
	int r = grow((void **)&list->item, list->count, &list->room, sizeof *list->item, note);
	if (r == 0)
		list->item[list->count++] = (struct admission){person, grant};
	return r;
}

/* Adds the people of a group; `fault` is what was wrong with the group itself. */
static int add_group(struct store *store, const char *name, const struct grant *grant,
	struct admission_list *list, int *fault, struct note *note)
{
	int r = grow((void **)&list->group, list->group_count, &list->group_room,
		sizeof *list->group, note);
	if (r != 0)
		return r;
	struct grant_group *group = &list->group[list->group_count++];
	*fault = grant_group_load(store, name, group, note);
	for (size_t i = 0; *fault == 0 && r == 0 && i < group->people.count; i++)
		r = add(list, group->people.item[i].data, grant, note);
	return r;
}

/* Where dropped groups are told of. */
struct listener {
	admission_dropped dropped;
	void *context;
};

/* Adds everyone of one grant. */
static int add_grant(struct store *store, const struct grant *grant,
	const struct listener *listener, struct admission_list *list, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < grant->people.count; i++) {
		const char *name = grant->people.item[i].data;
		int fault = 0;
		r = name[0] == '@' ? add_group(store, name + 1, grant, list, &fault, note)
				   : add(list, name, grant, note);
		if (fault == 0)
			continue;
		list->dropped = true;
		listener->dropped(listener->context, name, grant, fault, note);
	}
	return r;
}

/* The order of two admissions: own account, person, grant. */
static int compare(const void *left, const void *right)
{
	const struct admission *a = left, *b = right;
	if (!a->grant || !b->grant)
		return (a->grant != NULL) - (b->grant != NULL);
	int by_person = strcmp(a->person, b->person);
	return by_person != 0 ? by_person
			      : (a->grant->number > b->grant->number) -
					(a->grant->number < b->grant->number);
}

/* Drops what stands twice in a sorted list. */
static void drop_doubles(struct admission_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (i == 0 || compare(&list->item[i], &list->item[kept - 1]) != 0)
			list->item[kept++] = list->item[i];
	list->count = kept;
}

/* Whether a grant names the own person, who comes first, or may do so by a group that can't be
 * read: what that grant says is meant to hold for them. */
static bool limits_own(const struct admission_list *list)
{
	bool named = list->dropped;
	for (size_t i = 1; i < list->count && !named; i++)
		named = strcmp(list->item[i].person, list->item[0].person) == 0;
	return named;
}

/* Drops the own account's admission, which comes first. */
static void drop_own(struct admission_list *list)
{
	list->count--;
	memmove(list->item, list->item + 1, list->count * sizeof *list->item);
}

/* Lists who may use an account. */
int admission_read(struct store *store, const struct grant_rules *rules, const char *own,
	admission_dropped dropped, void *context, struct admission_list *list, struct note *note)
{
	struct listener listener = {dropped, context};
	*list = (struct admission_list){0};
	int r = own ? add(list, own, NULL, note) : 0;
	for (size_t i = 0; r == 0 && i < rules->count; i++)
		r = add_grant(store, &rules->grant[i], &listener, list, note);
	if (r == 0 && list->count > 1) {
		qsort(list->item, list->count, sizeof *list->item, compare);
		drop_doubles(list);
	}
	if (r == 0 && own && limits_own(list))
		drop_own(list);
	return r;
}

/* Gives back what it allocated. */
void admission_free(struct admission_list *list)
{
	for (size_t i = 0; i < list->group_count; i++)
		grant_group_free(&list->group[i]);
	free(list->group);
	free(list->item);
	*list = (struct admission_list){0};
}
