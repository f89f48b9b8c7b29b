/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leftover.h – what a change that was broken off has left in keyhole's folders
 *
 * Shape:  a file like `.brian.keys.new` (replace.h), which nobody reads and the next change of that
 *         file clears away, or a folder like `edit-AbCdEf` (draft.h) with a text that somebody was
 *         writing. What is younger than a day MUST NOT be told of: it may be in use.
 * Units:  none.
 * Memory: nothing is kept.
 * Errors: none: of a folder that can't be read nothing is told here.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_CHECK_LEFTOVER_H
#define KEYHOLE_ADMIN_CHECK_LEFTOVER_H

#include "admin/check/inspection.h"

/** Tells of the files that were to take the place of others in a folder. */
void leftover_inspect_files(struct inspection *inspection, const char *folder);

/** Tells of the drafts in the folder of the state. */
void leftover_inspect_drafts(struct inspection *inspection, const char *folder);

#endif
