/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account.h – the names of accounts, people and groups
 *
 * Shape:  a name becomes a file's name, so it MUST be 1 to ACCOUNT_NAME_MAX bytes of letters,
 *         digits and `_ . - @ + $`, and MUST begin with a letter, a digit or `_`. What NSS might
 *         call an account besides that has no keys in keyhole.
 * Units:  bytes.
 * Memory: none.
 * Errors: 0 or REASON_BAD_NAME.
 * Source: useradd(8) CAVEATS; systemd's "User/Group Name Syntax".
 */
#ifndef KEYHOLE_COMMON_ACCOUNT_H
#define KEYHOLE_COMMON_ACCOUNT_H

#include "common/note.h"
#include "common/view.h"

#define ACCOUNT_NAME_MAX 128

/** Whether a name is sound. */
int account_name_check(struct view name, struct note *note);

#endif
