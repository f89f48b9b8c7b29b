/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place.h – a file or folder of keyhole's own: is it whose it should be, and writable by nobody else?
 *
 * Shape:  opened without following a link, in a folder to which the way was judged. What it may not
 *         have is taken away by --fix; what it lacks is for people to give.
 * Units:  octal modes in words.
 * Memory: nothing is kept.
 * Errors: none: what could not be told is shown as that.
 * Source: keyhole(8), FILES.
 */
#ifndef KEYHOLE_ADMIN_CHECK_PLACE_H
#define KEYHOLE_ADMIN_CHECK_PLACE_H

#include "admin/check/inspection.h"

struct place_rule {
	const char *path;
	bool folder;
	uid_t owner; /* 0: root's, as path.h believes */
	const char *owner_name;
	mode_t without, advised; /* bits that are grave, and that are advice */
	mode_t with;             /* bits that it needs */
	enum reason reason;
	enum sheet_weight missing; /* SHEET_WEIGHTS: nothing is wrong with that */
	const char *make;          /* what makes it, if it is missing */
};

/** Judges a place, and says whether it is there and safe. */
bool place_judge(struct inspection *inspection, const struct place_rule *rule);

/** Looks at the log, and at the folders in which keyhole keeps what it has to remember. */
void place_inspect_log(struct inspection *inspection, void *context);

#endif
