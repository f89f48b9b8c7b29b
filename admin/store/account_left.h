/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account_left.h – what is left of somebody who left: the machine's account of the same name
 *
 * Shape:  keyhole shuts keys out. Where the machine has an account with the person's name, its
 *         password, its cron jobs and what it may do by sudo stay, and sshd may take that password:
 *         this says so, with the command that ends it. An account that has expired is passed over;
 *         one that others use by a grant keeps its life and loses its password.
 * Units:  none.
 * Memory: none.
 * Errors: none: an account that can't be looked up is none.
 * Source: usermod(8), shadow(5).
 */
#ifndef KEYHOLE_ADMIN_STORE_ACCOUNT_LEFT_H
#define KEYHOLE_ADMIN_STORE_ACCOUNT_LEFT_H

#include "access/store.h"

/** Names what is left of a person on standard error. */
void account_left_remind(struct store *store, const char *person);

#endif
