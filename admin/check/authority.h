/* SPDX-License-Identifier: Apache-2.0 */
/*
 * authority.h – the CAs that an account's own files let in
 *
 * Shape:  a line with cert-authority lets in every certificate of that CA for the account's name; and,
 *         without principals= in it, every one of that CA for no name at all, whoever has it.
 *         Of a very long file only the first AUTHORITY_MAX are looked at.
 * Units:  bytes.
 * Memory: nothing is kept.
 * Errors: none: what the account can't read, or has not, is no finding.
 * Source: auth2-pubkeyfile.c:auth_check_authkey_line.
 */
#ifndef KEYHOLE_ADMIN_CHECK_AUTHORITY_H
#define KEYHOLE_ADMIN_CHECK_AUTHORITY_H

#include "admin/check/entrant.h"
#include "admin/check/inspection.h"

#define AUTHORITY_MAX (4L * 1024 * 1024)

/** Looks at one of an account's files, which is open. */
void authority_inspect(
	struct inspection *inspection, const struct entrant *entrant, const char *path, int fd);

#endif
