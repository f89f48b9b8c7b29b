/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/guise.h"

#include <grp.h>
#include <stdlib.h>
#include <unistd.h>

/* Asks NSS for the groups, which only root can take on. */
int guise_take(const struct passwd *account, struct rights *rights, struct note *note)
{
	gid_t groups[RIGHTS_GROUPS_MAX];
	int count = RIGHTS_GROUPS_MAX, r = rights_start(rights, note);
	if (r != 0 || geteuid() != 0)
		return r;
	if (getgrouplist(account->pw_name, account->pw_gid, groups, &count) < 0)
		count = RIGHTS_GROUPS_MAX;
	r = rights_take(rights, account->pw_uid, account->pw_gid, groups, (size_t)count, note);
	if (r != 0)
		guise_drop(rights);
	return r;
}

/* Nothing may be looked at with rights that are nobody's. */
void guise_drop(struct rights *rights)
{
	struct note ignored;
	if (rights_return(rights, &ignored) != 0)
		abort();
}
