/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/operator.h"

#include "common/cleanup.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* The user that this login began as, -1 where the kernel keeps none. */
static uid_t login_uid(void)
{
	char digits[16] = "";
	CLEANUP(file) FILE *file = fopen("/proc/self/loginuid", "re");
	if (!file || !fgets(digits, sizeof digits, file) || digits[0] < '0' || digits[0] > '9')
		return (uid_t)-1;
	return (uid_t)strtoul(digits, NULL, 10);
}

/* Asks in the order of the header. */
void operator_name(char out[OPERATOR_MAX])
{
	struct note ignored;
	const char *name = getenv("SUDO_USER");
	if (name && account_name_check(view_of(name), &ignored) == 0) {
		snprintf(out, OPERATOR_MAX, "%s", name);
		return;
	}
	uid_t uid = login_uid();
	if (uid == (uid_t)-1)
		uid = getuid();
	const struct passwd *user = getpwuid(uid);
	if (user)
		snprintf(out, OPERATOR_MAX, "%s", user->pw_name);
	else
		snprintf(out, OPERATOR_MAX, "%u", (unsigned)uid);
}
