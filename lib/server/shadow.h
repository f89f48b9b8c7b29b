/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shadow.h – what the dates and the password of an account's shadow entry mean for a login by key
 *
 * Shape:  PAM's view (pam_unix) and sshd's own, which counts where UsePAM is off, are not the same:
 *         sshd looks at the end of the account alone, on whose day it still opens, while PAM closes
 *         it on that day; and sshd refuses a password that begins with `!`, which PAM does not
 *         mind. An account without a shadow entry has no dates.
 * Units:  days since 1970, -1 for "not set".
 * Memory: none.
 * Errors: none; CAUSE_NONE where nothing keeps out.
 * Source: shadow(5); Linux-PAM passverify.c:check_shadow_expiry; OpenSSH auth-shadow.c, auth.c.
 */
#ifndef KEYHOLE_SERVER_SHADOW_H
#define KEYHOLE_SERVER_SHADOW_H

#include "server/cause.h"

#include <shadow.h>
#include <stdbool.h>

/** What pam_unix says: CAUSE_ACCOUNT_EXPIRED, CAUSE_PASSWORD_EXPIRED, CAUSE_PASSWORD_CHANGE. */
enum cause shadow_pam(const struct spwd *entry, long today);

/** What sshd says without PAM: CAUSE_ACCOUNT_LOCKED, CAUSE_ACCOUNT_EXPIRED. */
enum cause shadow_sshd(const struct spwd *entry, long today);

/** Whether the password is locked, as passwd -l does it. */
bool shadow_locked(const struct spwd *entry);

/** Writes a day as 2026-12-31; "day unknown" past the year 9999. */
void shadow_day(long day, char out[16]);

#endif
