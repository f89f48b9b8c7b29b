/* SPDX-License-Identifier: Apache-2.0 */
/*
 * guise.h – one look at files with an account's rights, by its name
 *
 * Shape:  what rights.h does, with the groups that NSS says the account has, as sshd and PAM take them.
 * Units:  none.
 * Memory: held by value.
 * Errors: take: 0 or -errno, then nothing has changed. Where root's rights do not come back, the
 *         program ends.
 * Source: getgrouplist(3).
 */
#ifndef KEYHOLE_ADMIN_WHY_GUISE_H
#define KEYHOLE_ADMIN_WHY_GUISE_H

#include "admin/why/rights.h"

#include <pwd.h>

/** Takes on an account's rights. */
int guise_take(const struct passwd *account, struct rights *rights, struct note *note);

/** Goes back to one's own. */
void guise_drop(struct rights *rights);

#endif
