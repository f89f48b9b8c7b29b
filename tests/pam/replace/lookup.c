/* SPDX-License-Identifier: Apache-2.0 */
/* Linked into the tests' module in place of pam_module/lookup.c: accounts and groups are in the
 * test's folder. */
#include "pam_module/lookup.h"

#include "common/cleanup.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

static char passwd_path[PATH_MAX], group_path[PATH_MAX];

/* Learns where the test's folder is. */
static void find_files(void)
{
	const char *folder = getenv("KEYHOLE_TEST_DIR");
	snprintf(passwd_path, PATH_MAX, "%s/passwd", folder ? folder : "/nonexistent");
	snprintf(group_path, PATH_MAX, "%s/group", folder ? folder : "/nonexistent");
}

/* Reads the account from the test's passwd. */
const struct passwd *lookup_account(pam_handle_t *pamh, const char *name)
{
	static struct passwd account;
	static char texts[8192];
	struct passwd *found = NULL;
	(void)pamh;
	find_files();
	CLEANUP(file) FILE *file = fopen(passwd_path, "re");
	while (file && fgetpwent_r(file, &account, texts, sizeof texts, &found) == 0)
		if (strcmp(account.pw_name, name) == 0)
			return &account;
	return NULL;
}

/* Finds a group in the test's file, whose lines are "gid name others|private". */
static int find_group(gid_t gid, const char *account, struct home_group *group)
{
	char number[16], others[16];
	(void)account;
	CLEANUP(file) FILE *file = fopen(group_path, "re");
	while (file && fscanf(file, "%15s %63s %15s", number, group->name, others) == 3) {
		group->others = strcmp(others, "others") == 0;
		if (strtoul(number, NULL, 10) == gid)
			return 0;
	}
	*group = (struct home_group){"", false};
	return 0;
}

/* The test's own files. */
void lookup_groups(struct home_request *request)
{
	find_files();
	request->passwd_path = passwd_path;
	request->group = find_group;
}
