/* SPDX-License-Identifier: Apache-2.0 */
/*
 * editable.h – the files that `keyhole edit` edits, and what each must be
 *
 * Shape:  the settings, the list of revoked keys, and the files of keys.d, accounts.d and groups.d;
 *         named by their path, or as they are called in /etc/keyhole: keyhole.conf, revoked_keys,
 *         alice.keys, accounts.d/deploy.conf, groups.d/admins.conf; one that is there also by its
 *         name alone, if only one has it. A new text MUST be read without
 *         a fault by the code that decides, and a line of keys MUST be one that could open
 *         something: sound, and with principals if it is a CA's.
 * Units:  none.
 * Memory: held by value.
 * Errors: find: 0 or REASON_BAD_NAME with what may be meant. check: as the readers.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_STORE_EDITABLE_H
#define KEYHOLE_ADMIN_STORE_EDITABLE_H

#include "admin/verb.h"

#include "access/store.h"
#include "common/account.h"

enum editable_kind {
	EDITABLE_SETTINGS,
	EDITABLE_REVOKED,
	EDITABLE_KEYS,
	EDITABLE_ACCOUNT,
	EDITABLE_GROUP
};

struct editable {
	enum editable_kind kind;
	char path[STORE_PATH_MAX];
	char name[ACCOUNT_NAME_MAX + 1]; /* of the person, account or group */
};

/** Finds out which file is meant. */
int editable_find(
	const struct admin *admin, const char *typed, struct editable *editable, struct note *note);

/** Whether a text can be put there. */
int editable_check(const struct settings *settings, const struct editable *editable,
	struct view text, struct note *note);

#endif
