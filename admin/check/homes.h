/* SPDX-License-Identifier: Apache-2.0 */
/*
 * homes.h – the homes of accounts, judged as the module judges them
 *
 * Shape:  by home_check, with the account's file-system rights, account by account.
 * Units:  none.
 * Memory: nothing is kept.
 * Errors: none: what can't be judged is shown as not told.
 * Source: home.h, identity.h of the module.
 */
#ifndef KEYHOLE_ADMIN_CHECK_HOMES_H
#define KEYHOLE_ADMIN_CHECK_HOMES_H

#include "admin/check/entrant.h"
#include "admin/check/inspection.h"

/** Looks at all of them. */
void homes_inspect(struct inspection *inspection, const struct entrant_list *list);

#endif
