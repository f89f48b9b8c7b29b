/* SPDX-License-Identifier: Apache-2.0 */
/*
 * identity.h – judging a home with the account's rights instead of root's
 *
 * Shape:  file-system uid, gid and groups become the account's for the home check and root's again
 *         after it: so that a home that root may not read can be judged, and root reads nothing in
 * it. Units:  none. Memory: nothing is kept. Errors: as home.h: 0 nothing grave, > 0 the first
 * grave reason, < 0 it could not be judged; of those IDENTITY_LOST means that root's rights did not
 * come back: the login MUST NOT go on. Source: pam_modutil_drop_priv(3).
 */
#ifndef KEYHOLE_PAM_MODULE_IDENTITY_H
#define KEYHOLE_PAM_MODULE_IDENTITY_H

#include "common/note.h"
#include "pam_module/verdict.h"

#include <errno.h>
#include <pwd.h>
#include <security/pam_modules.h>

#define IDENTITY_LOST (-ENOTRECOVERABLE)

/** Judges the home of an account as that account. */
int identity_check_home(pam_handle_t *pamh, const struct passwd *account, struct verdict *verdict,
	struct note *note);

#endif
