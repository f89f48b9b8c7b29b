/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inspection.h – one run of `keyhole check`: what is looked at, and what may be changed
 *
 * Shape:  each part is a function that gives its findings to inspection_find, one by one, while
 *         what they are about is open. With --fix the change of a finding is made there, through
 *         that descriptor (home/change.h): with the account's rights if it is the account's, else
 *         with root's. A part in which something was changed is looked at a second time, and what
 *         is found then is what counts. On a terminal each change is asked for, unless --yes.
 * Units:  none.
 * Memory: held by value.
 * Errors: `broken` is set when root's rights did not come back: nothing more MUST be done.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_CHECK_INSPECTION_H
#define KEYHOLE_ADMIN_CHECK_INSPECTION_H

#include "admin/why/rights.h"
#include "admin/why/sheet.h"
#include "common/settings.h"
#include "home/change.h"

struct inspection {
	const char *config_path;
	const struct settings *settings;
	struct sheet sheet;
	struct rights rights;
	bool fixes, asks, stopped; /* --fix; each is asked for; no more are wanted */
	bool broken;
	bool changed; /* in this part */
};

/* What a finding is about, if that is open, and what mends it there. */
struct inspection_thing {
	const struct thing *thing;
	const struct change *change;
	bool own; /* the account's, with whose rights it is changed */
	uid_t uid;
	gid_t gid;
	const gid_t *groups;
	size_t group_count;
};

/** Looks at a part. */
typedef void (*inspection_part)(struct inspection *inspection, void *context);

/** Runs a part, a second time if the first has changed something. */
void inspection_run(struct inspection *inspection, const char *part, const char *account,
	inspection_part look, void *context);

/** Shows a finding, and mends it if that is wanted; `thing` is NULL where nothing is open. */
void inspection_find(struct inspection *inspection, const struct sheet_entry *entry,
	const struct inspection_thing *thing);

/** Shows what could not be told. */
void inspection_fail(struct inspection *inspection, const char *path, const struct note *note);

#endif
