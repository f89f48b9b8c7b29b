/* SPDX-License-Identifier: Apache-2.0 */
/* On a file of its own, so that tests can link another answer (lookup.h). */
#include "pam_module/lookup.h"

#include <security/pam_modutil.h>

/* Asks NSS. */
const struct passwd *lookup_account(pam_handle_t *pamh, const char *name)
{
	return pam_modutil_getpwnam(pamh, name);
}

/* The usual ways: getgrgid_r and /etc/passwd. */
void lookup_groups(struct home_request *request)
{
	request->group = NULL;
	request->passwd_path = NULL;
}
