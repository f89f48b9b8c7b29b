/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vacancy.h – a group that has nobody any more
 *
 * Shape:  its file goes where no grant names it. Where one does it stays, for without it that grant
 *         would be a mistake; and so it does where an account's rules can't be read, which is
 *         warned of.
 * Units:  none.
 * Memory: none is kept.
 * Errors: as replace.h, names.h.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_VACANCY_H
#define KEYHOLE_ADMIN_STORE_VACANCY_H

#include "admin/store/change.h"

/** Takes an empty group away, records that, and says so, or why not. `*gone` tells. */
int vacancy_close(struct change *change, const char *group, bool *gone, struct note *note);

#endif
