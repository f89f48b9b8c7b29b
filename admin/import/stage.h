/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stage.h – the store as it would be, beside the one that counts
 *
 * Shape:  a folder of its own in the state folder, with copies of the people's and accounts' files
 *         that can be read, and over them what is planned; the settings are the store's but for
 *         those two folders. The caller MUST hold the store's lock: the folder has one name, and
 *         what a process that was killed has left of it goes first.
 * Units:  none.
 * Memory: stage_remove takes the folder away.
 * Errors: 0 or -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_STAGE_H
#define KEYHOLE_ADMIN_IMPORT_STAGE_H

#include "admin/import/plan.h"

struct stage {
	char folder[STORE_PATH_MAX / 2], keys[STORE_PATH_MAX], accounts[STORE_PATH_MAX];
	struct settings settings;
};

/** Makes it. */
int stage_make(struct stage *stage, const struct plan *plan, struct note *note);

/** Removes it. */
void stage_remove(const struct stage *stage);

#endif
