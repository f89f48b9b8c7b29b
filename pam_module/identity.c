/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/identity.h"

#include "pam_module/lookup.h"

#include <security/pam_modutil.h>

/* Describes the home to the home check. */
static struct home_request request_of(const struct passwd *account)
{
	struct home_request request = {
		.account = account->pw_name,
		.uid = account->pw_uid,
		.gid = account->pw_gid,
		.path = account->pw_dir ? account->pw_dir : "",
	};
	lookup_groups(&request);
	return request;
}

/* Drops the rights, judges, and takes them back whatever came out. */
int identity_check_home(pam_handle_t *pamh, const struct passwd *account, struct verdict *verdict,
	struct note *note)
{
	/* PAM_MODUTIL_DEF_PRIVS, whose -1 the compiler warns about. */
	gid_t groups[PAM_MODUTIL_NGROUPS];
	struct pam_modutil_privs rights = {groups, PAM_MODUTIL_NGROUPS, 0, (gid_t)-1, (uid_t)-1, 0};
	struct home_request request = request_of(account);
	verdict_init(verdict);
	if (pam_modutil_drop_priv(pamh, &rights, account) != 0)
		return note_set(note, -EPERM,
			"the home of %s can't be judged: its rights could not be taken on",
			account->pw_name);
	int r = home_check(&request, verdict_add, verdict, note);
	if (pam_modutil_regain_priv(pamh, &rights) != 0)
		return note_set(note, IDENTITY_LOST,
			"root's rights did not come back after the home of %s was judged",
			account->pw_name);
	return r;
}
