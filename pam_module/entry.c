/* SPDX-License-Identifier: Apache-2.0 */
/* The entry points that libpam looks for, and nothing else. */
#include "pam_module/module.h"

/* Authentication is sshd's own: no opinion. */
int pam_sm_authenticate(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh, (void)flags, (void)argc, (void)argv;
	return PAM_IGNORE;
}

/* There are no credentials to set: no opinion. */
int pam_sm_setcred(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh, (void)flags, (void)argc, (void)argv;
	return PAM_IGNORE;
}

/* May it go on? */
int pam_sm_acct_mgmt(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return account_phase(pamh, flags, argc, argv);
}

/* Who was that? */
int pam_sm_open_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return session_open(pamh, flags, argc, argv);
}

/* And how long did it last? */
int pam_sm_close_session(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	return session_close(pamh, flags, argc, argv);
}

/* There are no passwords to change: no opinion. */
int pam_sm_chauthtok(pam_handle_t *pamh, int flags, int argc, const char **argv)
{
	(void)pamh, (void)flags, (void)argc, (void)argv;
	return PAM_IGNORE;
}
