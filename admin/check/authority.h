/* SPDX-License-Identifier: Apache-2.0 */
/*
 * authority.h – the CAs that an account's own files let in
 *
 * Shape:  a line with cert-authority lets in every certificate of that CA for the account's name; and,
 *         without principals= in it, every one of that CA for no name at all, whoever has it.
 *         The files are those where sshd looks as it is shipped: asking it for each account would
 *         take longer than all else.
 * Units:  none.
 * Memory: nothing is kept.
 * Errors: none: what the account can't read, or has not, is no finding.
 * Source: auth2-pubkeyfile.c:auth_check_authkey_line.
 */
#ifndef KEYHOLE_ADMIN_CHECK_AUTHORITY_H
#define KEYHOLE_ADMIN_CHECK_AUTHORITY_H

#include "admin/check/entrant.h"
#include "admin/check/inspection.h"

/** Looks at an account, with whose rights the process reads just now. */
void authority_inspect(struct inspection *inspection, const struct entrant *entrant);

#endif
