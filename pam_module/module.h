/* SPDX-License-Identifier: Apache-2.0 */
/*
 * module.h – the phases of PAM in which pam_keyhole.so acts, and what it answers
 *
 * Shape:  account: the home is judged; a login may be refused here and nowhere else. Session: the
 *         login and the logout are recorded; these MUST always answer PAM_SUCCESS, since sshd keeps
 *         a connection whose session was refused. Every phase answers PAM_IGNORE for a service that
 *         is not in the settings, and for nothing else. Authentication, credentials and passwords
 *         are not keyhole's: always PAM_IGNORE, so that a stack that names the module there gets
 *         its answer from the modules beside it.
 *         The module is a guest in sshd: it MUST NOT change anything of the process (descriptors,
 *         environment, umask, signals, working folder, identity) nor any item of PAM, and MUST act
 *         only in the process that opened the session, not in forked copies.
 * Units:  PAM's return values.
 * Memory: nothing outlives a call but what pam_set_data keeps for the handle.
 * Errors: as DESIGN's table in pam_keyhole(8): a fault of the account phase is a refusal, except
 * for a break-glass account and under `warn`; a fault of a session phase is shouted. Source:
 * pam_sm_acct_mgmt(3), pam_sm_open_session(3); sshd's auth-pam.c.
 */
#ifndef KEYHOLE_PAM_MODULE_MODULE_H
#define KEYHOLE_PAM_MODULE_MODULE_H

#include <security/pam_modules.h>

/** Whether this login may go on. */
int account_phase(pam_handle_t *pamh, int flags, int argc, const char **argv);

/** Records the login. */
int session_open(pam_handle_t *pamh, int flags, int argc, const char **argv);

/** Records the logout. */
int session_close(pam_handle_t *pamh, int flags, int argc, const char **argv);

#endif
