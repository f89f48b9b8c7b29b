/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confirm.h – letting what was enabled stay, if the one who asks shows that somebody gets in
 *
 * Shape:  only while an undertaking is applied, sshd has read it, and it is not due; and only out of a
 *         login that is recorded and began after sshd had read it (lineage.h).
 * Units:  none.
 * Memory: none is kept.
 * Errors: it speaks for itself; gives the exit status.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ENABLE_CONFIRM_H
#define KEYHOLE_ADMIN_ENABLE_CONFIRM_H

#include "admin/enable/site.h"
#include "server/undertaking.h"

/** Lets it stay, or says why not. */
int confirm_run(const struct site *site, struct undertaking *undertaking);

#endif
