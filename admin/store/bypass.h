/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bypass.h – whether sshd may take a key of an account without asking keyhole
 *
 * Shape:  it does where a file of AuthorizedKeysFile has the key. Only whether there is such a file is
 *         looked at, not what is in it; what can't be seen is taken for there, and so is a path with
 *         %-tokens or outside the home.
 * Units:  none.
 * Memory: none is kept.
 * Errors: none.
 * Source: sshd_config(5) AuthorizedKeysFile.
 */
#ifndef KEYHOLE_ADMIN_STORE_BYPASS_H
#define KEYHOLE_ADMIN_STORE_BYPASS_H

#include <stdbool.h>

/** Whether the account has such a file; false where sshd can't be asked. */
bool bypass_exists(const char *account);

#endif
