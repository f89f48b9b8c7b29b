/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rewiring.h – what enabling changes: four files or five, each with the text that it is to have
 *
 * Shape:  in this order, in which each is harmless without the next: keyhole's list of revoked keys
 *         where another's is taken in (adoption.h), sshd's that is made from it, keyhole.conf, PAM's service, the drop-in. A site that is exclusive already stays so.
 *         keyhole.conf gets home_check = "enforce" where the check of all homes finds nothing
 *         grave and nobody has set it otherwise; a file that is missing is made.
 * Units:  none.
 * Memory: none is kept but in the undertaking.
 * Errors: 0; REASON_UNSAFE_PATH; -errno: -ENOTSUP another's list can't be taken in.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_REWIRING_H
#define KEYHOLE_ADMIN_ENABLE_REWIRING_H

#include "admin/enable/site.h"
#include "server/undertaking.h"

struct rewiring {
	const struct site *site;
	bool exclusive;
	bool enforces;       /* homes are clean */
	const char *foreign; /* another's list of revoked keys, which is taken in; "": none */
};

/** Whether the site's drop-in shuts users' own files already. */
bool rewiring_is_exclusive(const struct site *site);

/** Whether keyhole.conf leaves it open what the home check does. */
bool rewiring_leaves_homes_open(const struct site *site);

/** Adds the files to an undertaking. */
int rewiring_make(const struct rewiring *plan, struct undertaking *undertaking, struct note *note);

/** Prints how each file changes. */
int rewiring_print(const struct undertaking *undertaking, struct note *note);

/** The text that a file is to have, empty where it is not in the undertaking. */
struct view rewiring_text(const struct undertaking *undertaking, const char *path);

#endif
