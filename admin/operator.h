/* SPDX-License-Identifier: Apache-2.0 */
/*
 * operator.h – which administrator runs this
 *
 * Shape:  the name that sudo gives, else that of the kernel's login uid (which stays through su),
 *         else that of the user who runs it. For the log's `by`: root could claim another.
 * Units:  bytes with the NUL.
 * Memory: the caller's buffer.
 * Errors: none; a user without a name is its number.
 * Source: sudo(8) ENVIRONMENT; proc(5) /proc/PID/loginuid.
 */
#ifndef KEYHOLE_ADMIN_OPERATOR_H
#define KEYHOLE_ADMIN_OPERATOR_H

#include "common/account.h"

#define OPERATOR_MAX (ACCOUNT_NAME_MAX + 1)

/** Writes the administrator's name. */
void operator_name(char out[OPERATOR_MAX]);

#endif
