/* SPDX-License-Identifier: Apache-2.0 */
/*
 * edit_record.h – what the log says of an edit
 *
 * Shape:  that the file was changed, and by whom; and of keys which came and which went, whether into
 *         a person's file or onto the list of revoked ones: a revocation that is taken back is
 *         recorded as `changed`, with the key and "no longer revoked". Each is said on standard
 *         output, too.
 * Units:  lines count from 1.
 * Memory: none is kept.
 * Errors: none: the change counts already; change.h warns of a log that takes no record.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_EDIT_RECORD_H
#define KEYHOLE_ADMIN_STORE_EDIT_RECORD_H

#include "admin/store/change.h"
#include "admin/store/editable.h"

/** Records an edit that was saved. */
void edit_record(const struct change *change, const struct editable *file, struct view before,
	struct view after);

#endif
