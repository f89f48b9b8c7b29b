/* SPDX-License-Identifier: Apache-2.0 */
#include "home/group.h"

#include "common/cleanup.h"
#include "home/group_lines.h"

#include <errno.h>
#include <grp.h>
#include <string.h>

#define BUFFER_MIN ((size_t)4096)
#define BUFFER_MAX ((size_t)1 << 20)

/* Takes over the name, if it fits, and whether anyone but the account and root is in the list. */
static void take_group(const struct group *found, const char *account, struct home_group *group)
{
	size_t len = strlen(found->gr_name);
	if (len < sizeof group->name)
		memcpy(group->name, found->gr_name, len + 1);
	for (char **member = found->gr_mem; *member; member++)
		group->others = group->others ||
				(strcmp(*member, account) != 0 && strcmp(*member, "root") != 0);
}

/* Asks with a buffer of this size: 0, or a positive number of errno. */
static int ask(gid_t gid, const char *account, size_t size, struct home_group *group)
{
	CLEANUP(free) char *buffer = malloc(size);
	if (!buffer)
		return ENOMEM;
	struct group entry, *found = NULL;
	int e = getgrgid_r(gid, &entry, buffer, size, &found);
	if (e == 0 && found)
		take_group(found, account, group);
	return e == ENOENT || e == ESRCH ? 0 : e;
}

/* Asks with a greater buffer until it fits. */
int group_look_up(gid_t gid, const char *account, struct home_group *group)
{
	*group = (struct home_group){.name = ""};
	for (size_t size = BUFFER_MIN; size <= BUFFER_MAX; size *= 4) {
		int e = ask(gid, account, size, group);
		if (e != ERANGE)
			return -e;
	}
	/* So many members are not one person's group. */
	group->others = true;
	return 0;
}

/* Whether any line of the local passwd file puts someone else into the group. */
static int someone_joins(
	const struct home_request *request, gid_t gid, bool *joins, struct note *note)
{
	const char *path = request->passwd_path ? request->passwd_path : HOME_PASSWD;
	if (!request->lines)
		return group_lines_ask(path, gid, request->uid, joins, note);
	*joins = group_lines_join(request->lines, gid, request->uid);
	return 0;
}

/* Asks for a group's name and members. */
static int ask_for(
	const struct home_request *request, gid_t gid, struct home_group *group, struct note *note)
{
	char words[128];
	int r = request->group ? request->group(gid, request->account, group)
			       : group_look_up(gid, request->account, group);
	if (r == 0)
		return 0;
	return note_set(note, r, "the group %lu can't be looked up: %s", (unsigned long)gid,
		strerror_r(-r, words, sizeof words));
}

/* Judges a group that was not judged last, and keeps the answer. Lines of the passwd file that have
 * root's group are of the system's own accounts, and do not count. */
static int judge(const struct home_request *request, gid_t gid, struct group_verdict *verdict,
	struct note *note)
{
	struct home_group group = {.name = ""};
	int r = ask_for(request, gid, &group, note);
	if (r != 0)
		return r;
	bool others = group.others;
	if (gid != 0)
		others = others || gid != request->gid || strcmp(group.name, request->account) != 0;
	if (gid != 0 && !others)
		r = someone_joins(request, gid, &others, note);
	if (r != 0)
		return r;
	verdict->is_private = !others;
	name_set(&verdict->name, gid == 0 ? "root" : group.name, gid);
	return 0;
}

/* Answers for the last one at once. */
int group_judge(const struct home_request *request, gid_t gid, struct group_verdict *verdict,
	struct note *note)
{
	if (verdict->asked && verdict->gid == gid)
		return 0;
	verdict->asked = false;
	int r = judge(request, gid, verdict, note);
	verdict->gid = gid;
	verdict->asked = r == 0;
	return r;
}
