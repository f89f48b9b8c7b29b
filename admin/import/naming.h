/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naming.h – whose the keys of an account are
 *
 * Shape:  the account's own name, or who has all its keys in the store already (known.h), unless
 *         somebody else is named: on the command line as ACCOUNT=PERSON, or when asked for each
 *         account with keys to be taken; a dot there ends the asking, for this and all that follow.
 * Units:  none.
 * Memory: views of the command line.
 * Errors: EXIT_YES, or what it has said.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_NAMING_H
#define KEYHOLE_ADMIN_IMPORT_NAMING_H

#include "admin/import/source.h"

#define NAMING_MAX 256

struct naming {
	size_t count;
	const char *given[NAMING_MAX]; /* "root=alice" */
};

/** Keeps one of the command line. */
int naming_add(struct naming *naming, const char *given);

/** Gives the accounts their people; asks for those that are not given where `asks`. */
int naming_apply(const struct naming *naming, struct source_list *sources, bool asks);

#endif
