/* SPDX-License-Identifier: Apache-2.0 */
/*
 * password.h – would sshd take a password of an account's, whatever becomes of its keys
 *
 * Shape:  yes where a password alone is one of the ways that sshd offers (PasswordAuthentication, or
 *         with UsePAM KbdInteractiveAuthentication; AuthenticationMethods; PermitRootLogin), and
 *         the shadow entry has one that can be typed, of an account that has not expired. Where the
 *         passwords are not in shadow, that is not known, and no is the answer. AllowUsers and the
 *         like are not looked at.
 * Units:  days since 1970.
 * Memory: none.
 * Errors: none.
 * Source: OpenSSH auth2.c, auth2-methods.c, auth.c; shadow(5).
 */
#ifndef KEYHOLE_ADMIN_WHY_PASSWORD_H
#define KEYHOLE_ADMIN_WHY_PASSWORD_H

#include "server/effective.h"

#include <shadow.h>
#include <sys/types.h>

#define PASSWORD_TAKEN "sshd would take a password of %s's too"

/** Whether sshd, with these settings, would take the password of an account with this entry. */
bool password_is_taken(const struct effective *effective, uid_t uid, const struct spwd *entry);

#endif
