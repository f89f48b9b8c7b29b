/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/bypass.h"

#include "admin/sshd.h"
#include "admin/store/roster.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Whether an entry of AuthorizedKeysFile may be there. */
static bool may_exist(const char *home, const char *entry)
{
	char path[2 * PATH_MAX];
	struct stat st;
	if (entry[0] == '/' || strchr(entry, '%'))
		return true;
	snprintf(path, sizeof path, "%s/%s", home, entry);
	return lstat(path, &st) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* Goes through the entries. */
bool bypass_exists(const char *account)
{
	struct sshd sshd;
	char home[PATH_MAX], *rest = NULL;
	sshd_ask(SSHD_PROGRAM, account, &sshd);
	if (!sshd.known || !sshd.own_files[0])
		return false;
	if (roster_home(account, home) != 0)
		return true;
	for (char *entry = strtok_r(sshd.own_files, " ", &rest); entry;
		entry = strtok_r(NULL, " ", &rest))
		if (may_exist(home, entry))
			return true;
	return false;
}
