/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/members.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>

/* Makes room for one more in a list. */
static bool grow(void **list, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return true;
	size_t more = *room > 0 ? 2 * *room : 256;
	void *grown = reallocarray(*list, more, size);
	if (!grown)
		return false;
	*list = grown;
	*room = more;
	return true;
}

/* Adds that someone is a member. */
static bool add_link(struct members *members, const char *name, gid_t gid)
{
	void *list = members->link;
	if (!grow(&list, members->link_count, &members->link_room, sizeof *members->link))
		return false;
	members->link = list;
	char *copy = strdup(name);
	if (copy)
		members->link[members->link_count++] = (struct members_link){copy, gid};
	return copy;
}

/* Adds a group and its members. */
static bool add_group(struct members *members, const struct group *found)
{
	void *list = members->group;
	if (!grow(&list, members->group_count, &members->group_room, sizeof *members->group))
		return false;
	members->group = list;
	struct members_group *group = &members->group[members->group_count];
	*group = (struct members_group){.gid = found->gr_gid,
		.order = members->group_count++,
		.name = strdup(found->gr_name)};
	bool done = group->name;
	for (char **name = found->gr_mem; done && *name; name++) {
		done = add_link(members, *name, found->gr_gid);
		if (strcmp(*name, "root") == 0 || !done)
			continue;
		group->more = group->more || (group->member && strcmp(group->member, *name) != 0);
		if (!group->member)
			done = (group->member = strdup(*name));
	}
	return done;
}

/* Orders by name. */
static int compare_links(const void *a, const void *b)
{
	return strcmp(
		((const struct members_link *)a)->name, ((const struct members_link *)b)->name);
}

/* Orders by number, then as they were read. */
static int compare_groups(const void *a, const void *b)
{
	const struct members_group *one = a, *other = b;
	if (one->gid != other->gid)
		return one->gid < other->gid ? -1 : 1;
	return one->order < other->order ? -1 : one->order > other->order;
}

/* Reads, then sorts. */
int members_read(struct members *members, struct note *note)
{
	bool done = true;
	*members = (struct members){0};
	setgrent();
	for (const struct group *found; done && (found = getgrent());)
		done = add_group(members, found);
	endgrent();
	if (!done)
		return note_errno(note, -ENOMEM, "the list of groups");
	if (members->link_count > 0)
		qsort(members->link, members->link_count, sizeof *members->link, compare_links);
	if (members->group_count > 0)
		qsort(members->group, members->group_count, sizeof *members->group, compare_groups);
	return 0;
}

/* Where in the sorted list a name begins. */
static size_t first_link(const struct members *members, const char *name)
{
	size_t low = 0, high = members->link_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (strcmp(members->link[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where in the sorted list a number begins. */
static size_t first_group(const struct members *members, gid_t gid)
{
	size_t low = 0, high = members->group_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (members->group[middle].gid < gid)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Looks them up, or asks. */
size_t members_of(
	const struct members *members, const char *name, gid_t gid, gid_t *groups, size_t room)
{
	size_t count = 0;
	if (!members) {
		int asked = (int)room;
		return getgrouplist(name, gid, groups, &asked) >= 0 ? (size_t)asked : room;
	}
	groups[count++] = gid;
	for (size_t n = first_link(members, name); n < members->link_count && count < room; n++) {
		if (strcmp(members->link[n].name, name) != 0)
			break;
		groups[count++] = members->link[n].gid;
	}
	return count;
}

/* As group.c has it: a name that does not fit is none. */
bool members_know(
	const struct members *members, gid_t gid, const char *account, struct home_group *group)
{
	size_t n = first_group(members, gid);
	if (n == members->group_count || members->group[n].gid != gid)
		return false;
	const struct members_group *found = &members->group[n];
	*group = (struct home_group){
		.others = found->more || (found->member && strcmp(found->member, account) != 0)};
	size_t len = strlen(found->name);
	if (len < sizeof group->name)
		memcpy(group->name, found->name, len + 1);
	return true;
}

/* Frees each. */
void members_free(struct members *members)
{
	for (size_t n = 0; n < members->link_count; n++)
		free(members->link[n].name);
	for (size_t n = 0; n < members->group_count; n++) {
		free(members->group[n].name);
		free(members->group[n].member);
	}
	free(members->link);
	free(members->group);
	*members = (struct members){0};
}
