/* SPDX-License-Identifier: Apache-2.0 */
/*
 * known.h – who has the keys of the accounts' files in the store already
 *
 * Shape:  of each line that is to be taken it is kept who else has its key in keys.d. Where one
 *         other person has all of an account's, they are that person's.
 * Units:  none.
 * Memory: names are the lines'.
 * Errors: 0, -ENOMEM, or as holders.h: not all files were looked at.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_KNOWN_H
#define KEYHOLE_ADMIN_IMPORT_KNOWN_H

#include "admin/import/source.h"

/** Looks for every key of the accounts in keys.d. */
int known_read(struct source_list *sources, const char *keys_dir, struct note *note);

/** The one other person who has all keys of an account that are to be taken, NULL for none. */
const char *known_person(const struct source *source);

#endif
