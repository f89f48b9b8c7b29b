/* SPDX-License-Identifier: Apache-2.0 */
/*
 * former.h – what else is to be said of a name, besides the keys that open anything
 *
 * Shape:  of a person whose keys were revoked which those are, by the list of revoked keys, the
 *         first FORMER_MAX; of an account that sshd would take its password too (password.h).
 * Units:  none.
 * Memory: none is kept.
 * Errors: none: what can't be read says nothing.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ACCESS_FORMER_H
#define KEYHOLE_ADMIN_ACCESS_FORMER_H

#include "common/settings.h"
#include "server/effective.h"

#define FORMER_MAX 5

/** Says on standard error which keys were a person's. */
void former_keys(const struct settings *settings, const char *person);

/** Says aside that there is a password; `effective` are sshd's settings for the account, NULL where they
 *  are not known. */
void former_password(const struct effective *effective, const char *account);

#endif
