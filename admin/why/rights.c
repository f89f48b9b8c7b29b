/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/rights.h"

#include <errno.h>
#include <grp.h>
#include <sys/fsuid.h>
#include <unistd.h>

/* Reads the groups. */
int rights_start(struct rights *rights, struct note *note)
{
	int count = getgroups(RIGHTS_GROUPS_MAX, rights->group);
	rights->taken = false;
	rights->count = count > 0 ? (size_t)count : 0;
	return count >= 0 ? 0 : note_errno(note, -errno, "the groups of this process");
}

/* Sets both numbers, and asks for them: these calls do not say whether they failed. */
static bool become(uid_t uid, gid_t gid)
{
	(void)setfsgid(gid);
	(void)setfsuid(uid);
	return setfsgid((gid_t)-1) == (int)gid && setfsuid((uid_t)-1) == (int)uid;
}

/* The groups first, while this is root. */
int rights_take(struct rights *rights, uid_t uid, gid_t gid, const gid_t *groups, size_t count,
	struct note *note)
{
	if (geteuid() != 0)
		return uid == geteuid() ? 0
					: note_set(note, -EPERM,
						  "only root can look at what belongs to uid %u",
						  (unsigned)uid);
	rights->taken = true;
	if (setgroups(count, groups) == 0 && become(uid, gid))
		return 0;
	return note_set(note, -EPERM, "the rights of uid %u could not be taken on", (unsigned)uid);
}

/* In the opposite order. */
int rights_return(struct rights *rights, struct note *note)
{
	if (!rights->taken)
		return 0;
	rights->taken = false;
	if (become(geteuid(), getegid()) && setgroups(rights->count, rights->group) == 0)
		return 0;
	return note_set(note, -ENOTRECOVERABLE, "root's rights did not come back");
}
