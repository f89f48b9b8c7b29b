/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unbelieved.h – rules and groups that can't be believed, and who could gain by that
 *
 * Shape:  an account whose file in accounts.d, or a group of it, is not read, for its owner, its mode or
 *         what it says, lets fewer people in than it may once the file is mended. What opens it
 *         then is not proven by asking what opens it now. So nothing new goes into the store for a
 *         person whom such a file names, itself or by a group: as it is read, or as a word anywhere in it.
 *         Nor for the person of that account's own name; nor for anybody, where the file can't be
 *         looked at. A group that is not there names nobody.
 * Units:  none.
 * Memory: malloc'ed; unbelieved_free gives all back.
 * Errors: 0, or as names_read; -ENOMEM.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_UNBELIEVED_H
#define KEYHOLE_ADMIN_IMPORT_UNBELIEVED_H

#include "admin/import/source.h"

/* A file that is not believed. */
struct unbelieved_file {
	char *path;
	char *why;   /* with the path, and what mends it */
	char *names; /* words, whom it may let in; NULL: not known */
};

/* An account that it holds for. */
struct unbelieved {
	char *account;
	size_t file;
	bool closed; /* by its own rules; else a group is left out of them */
};

struct unbelieved_list {
	size_t file_count, count;
	struct unbelieved_file *file;
	struct unbelieved *item;
};

/** Looks at the rules of all accounts. */
int unbelieved_read(struct store *store, struct unbelieved_list *list, struct note *note);

/** What is known of an account, NULL where all is believed. */
const struct unbelieved *unbelieved_find(const struct unbelieved_list *list, const char *account);

/** Leaves the new lines of who could gain; gives how many. */
size_t unbelieved_leave(const struct unbelieved_list *list, struct source_list *sources);

/** Frees it. */
void unbelieved_free(struct unbelieved_list *list);

/** For CLEANUP(unbelieved). */
static inline void cleanup_unbelieved(struct unbelieved_list *list)
{
	unbelieved_free(list);
}

#endif
