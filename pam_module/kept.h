/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kept.h – what the account phase leaves on PAM's handle
 *
 * Shape:  which kinds of record it has written and announced, since it may run more than once in a
 *         connection and each MUST be there once; and the account's uid as it was then. A session phase MUST do
 *         without it: after keyboard-interactive the account phase ran in another process.
 * Units:  none.
 * Memory: the handle's, freed with it.
 * Errors: NULL: nothing was kept, or there is no memory.
 * Source: pam_set_data(3).
 */
#ifndef KEYHOLE_PAM_MODULE_KEPT_H
#define KEYHOLE_PAM_MODULE_KEPT_H

#include "audit/event.h"

#include <security/pam_modules.h>
#include <stdbool.h>

struct kept {
	int64_t uid;
	bool recorded[EVENT_KIND_COUNT], announced[EVENT_KIND_COUNT];
};

/** What was kept. */
struct kept *kept_find(pam_handle_t *pamh);

/** What was kept, or new and empty. */
struct kept *kept_get(pam_handle_t *pamh);

#endif
