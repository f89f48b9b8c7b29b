/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/stacked.h"

#include "server/shadow.h"

#include <security/_pam_types.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What pam_unix says. */
static int answer_unix(struct stacked *stacked, const struct stack_line *line)
{
	const struct inquiry *inquiry = stacked->inquiry;
	(void)line;
	enum cause cause =
		inquiry->has_shadow ? shadow_pam(&inquiry->shadow, inquiry->today) : CAUSE_NONE;
	return cause == CAUSE_ACCOUNT_EXPIRED    ? PAM_ACCT_EXPIRED
	       : cause == CAUSE_PASSWORD_EXPIRED ? PAM_AUTHTOK_EXPIRED
	       : cause == CAUSE_PASSWORD_CHANGE  ? PAM_NEW_AUTHTOK_REQD
						 : PAM_SUCCESS;
}

/* What pam_nologin says. */
static int answer_nologin(struct stacked *stacked, const struct stack_line *line)
{
	char path[STACK_WORD_MAX];
	if (stacked->inquiry->account.pw_uid == 0)
		return PAM_SUCCESS;
	return stacked_nologin(stacked->inquiry, line, path) ? PAM_AUTH_ERR : PAM_IGNORE;
}

/* What keyhole's own says. */
static int answer_keyhole(struct stacked *stacked, const struct stack_line *line)
{
	(void)line;
	return stacked->inquiry->home != 0 ? PAM_PERM_DENIED : PAM_SUCCESS;
}

/* What pam_deny says. */
static int answer_no(struct stacked *stacked, const struct stack_line *line)
{
	(void)stacked, (void)line;
	return PAM_PERM_DENIED;
}

/* What pam_permit says. */
static int answer_yes(struct stacked *stacked, const struct stack_line *line)
{
	(void)stacked, (void)line;
	return PAM_SUCCESS;
}

static const struct {
	const char *module;
	int (*answer)(struct stacked *, const struct stack_line *);
} modules[] = {{"pam_unix.so", answer_unix}, {"pam_nologin.so", answer_nologin},
	{STACKED_MODULE, answer_keyhole}, {"pam_deny.so", answer_no},
	{"pam_permit.so", answer_yes}};

/* Looks the module up. */
int stacked_account(void *context, const struct stack_line *line)
{
	struct stacked *stacked = context;
	if (!stack_module_exists(line))
		return PAM_MODULE_UNKNOWN;
	for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
		if (stack_is(line, modules[i].module))
			return modules[i].answer(stacked, line);
	if (!stacked->asked && dispatch_denies(line, PAM_PERM_DENIED))
		stacked->asked = line;
	return PAM_SUCCESS;
}

/* Modules of a session are there to prepare it: what is there is taken to succeed. */
int stacked_session(void *context, const struct stack_line *line)
{
	(void)context;
	if (!stack_module_exists(line))
		return PAM_MODULE_UNKNOWN;
	return stack_is(line, "pam_deny.so") ? PAM_PERM_DENIED : PAM_SUCCESS;
}

/* By its argument, or the usual two. */
const char *stacked_nologin(
	const struct inquiry *inquiry, const struct stack_line *line, char path[STACK_WORD_MAX])
{
	if (inquiry->account.pw_uid == 0)
		return NULL;
	if (line && stack_argument(line, "file", path))
		return access(path, F_OK) == 0 ? path : NULL;
	snprintf(path, STACK_WORD_MAX, "/run/nologin");
	if (line && access(path, F_OK) == 0)
		return path;
	snprintf(path, STACK_WORD_MAX, "/etc/nologin");
	return access(path, F_OK) == 0 ? path : NULL;
}

/* Newer ones can be told another. */
const char *stacked_service(const struct inquiry *inquiry)
{
	const char *service =
		inquiry->sshd_known ? effective_value(&inquiry->effective, "pamservicename") : NULL;
	return service ? service : "sshd";
}
