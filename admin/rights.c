/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/rights.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <sys/fsuid.h>
#include <unistd.h>

/* The user and the group by whose rights files are opened now. */
static bool are(uid_t uid, gid_t gid)
{
	return (uid_t)setfsuid((uid_t)-1) == uid && (gid_t)setfsgid((gid_t)-1) == gid;
}

/* The groups first: later there is no right to change them. */
int rights_take(const struct passwd *account, struct rights *rights, struct note *note)
{
	rights->taken = false;
	if (geteuid() != 0)
		return 0;
	rights->count = getgroups(RIGHTS_GROUPS_MAX, rights->groups);
	if (rights->count < 0 || initgroups(account->pw_name, account->pw_gid) != 0)
		return note_errno(note, -errno, account->pw_name);
	rights->taken = true;
	rights->gid = (gid_t)setfsgid(account->pw_gid);
	setfsuid(account->pw_uid);
	if (are(account->pw_uid, account->pw_gid))
		return 0;
	rights_give_back(rights);
	return note_set(note, -EPERM, "%s: its rights could not be taken on", account->pw_name);
}

/* Root's own are what the process has. */
void rights_give_back(struct rights *rights)
{
	if (!rights->taken)
		return;
	rights->taken = false;
	setfsuid(geteuid());
	setfsgid(rights->gid);
	if (!are(geteuid(), rights->gid) || setgroups((size_t)rights->count, rights->groups) != 0)
		abort();
}
