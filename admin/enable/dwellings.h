/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dwellings.h – whether every account that can log in has a safe home
 *
 * Shape:  judged as `keyhole check` does; what is grave is printed, with the command that mends it:
 *         each is somebody who would be turned away under `enforce`, and gets in today.
 * Units:  none.
 * Memory: none is kept.
 * Errors: 0 or -errno: it could not be told.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_DWELLINGS_H
#define KEYHOLE_ADMIN_ENABLE_DWELLINGS_H

#include "admin/verb.h"

/** Looks at all homes; `*grave` is how many findings there are. */
int dwellings_judge(const struct admin *admin, const struct settings *settings, size_t *grave,
	struct note *note);

#endif
