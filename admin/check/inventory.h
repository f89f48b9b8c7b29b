/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inventory.h – every file of the store and the configuration: safe, readable, and of one mind
 *
 * Shape:  all files of keys_dir, groups_dir and accounts_dir, the list of revoked keys and
 *         keyhole.conf are judged by owner and mode and read by the functions that decide. Grave is
 *         what is not safe or can't be read, since keyhole does not believe it: each bad line is
 *         named and shown. Advice is what can be read and does nothing: a key that opens nothing,
 *         a person without keys, an account that does not exist, a grant that has ended.
 * Units:  none.
 * Memory: nothing is kept.
 * Errors: none: what could not be told is shown as that.
 * Source: keyhole(8), THE DECISION.
 */
#ifndef KEYHOLE_ADMIN_CHECK_INVENTORY_H
#define KEYHOLE_ADMIN_CHECK_INVENTORY_H

#include "access/names.h"
#include "access/store.h"
#include "admin/check/inspection.h"

#define INVENTORY_MEND_MAX (STORE_PATH_MAX + 16)

struct inventory {
	struct inspection *inspection;
	struct store store;
	struct names people, groups, accounts;
	struct names admitted; /* those who may use an account */
	bool unknown;          /* there may be more of them */
};

/** Looks at keyhole.conf. */
void inventory_inspect_configuration(struct inspection *inspection, void *context);

/** Looks at the store. */
void inventory_inspect_store(struct inspection *inspection, void *context);

/** Judges a file or folder of the store by owner and mode, and says whether it is safe. */
bool inventory_is_safe(struct inventory *inventory, const char *path, bool folder);

/** Writes the command that opens a file of the store in an editor; empty where its path is odd. */
void inventory_edit(const char *path, char mend[INVENTORY_MEND_MAX]);

/** Shows what is wrong with a file as a note has it: `PATH:LINE: words`, or words alone. A command
 *  in it stands behind "; mend it with: "; for a grave line without one it is the editor. */
void inventory_tell(struct inventory *inventory, enum sheet_weight weight, int result,
	const char *path, const struct note *note);

/** Shows a finding in words of its own. */
__attribute__((format(printf, 5, 6))) void inventory_say(struct inventory *inventory,
	enum sheet_weight weight, enum reason reason, const char *path, const char *format, ...);

/** Judges every line of every person's file. */
void inventory_judge_keys(struct inventory *inventory);

/** Judges the list of revoked keys, line by line. */
void inventory_judge_revoked(struct inventory *inventory);

/** Judges the groups and the accounts' own files. */
void inventory_judge_rules(struct inventory *inventory);

#endif
