/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.h – the files of keys.d, accounts.d, groups.d and revoked_keys
 *
 * Shape:  one question opens only the files that it needs, by name: nothing is listed. A folder or
 *         a file that someone other than root could have changed MUST NOT be believed (path.h).
 * Units:  bytes; no file of keys may have more than STORE_KEYS_MAX.
 * Memory: the folders' descriptors are the store's; texts are the caller's.
 * Errors: as path.h: -ENOENT for a file that is not there, -ENOTDIR for a folder.
 * Source: none.
 */
#ifndef KEYHOLE_ACCESS_STORE_H
#define KEYHOLE_ACCESS_STORE_H

#include "common/path.h"
#include "common/settings.h"

#define STORE_KEYS_MAX (256UL * 1024 * 1024)
#define STORE_RULES_MAX (256UL * 1024)
#define STORE_PATH_MAX 4096

struct store {
	const struct settings *settings;
	int keys_fd, accounts_fd, groups_fd; /* -1: not opened yet */
};

/** Begins with nothing open. */
void store_init(struct store *store, const struct settings *settings);

/** Closes what is open. */
void store_close(struct store *store);

/** For CLEANUP(store). */
static inline void cleanup_store(struct store *store)
{
	store_close(store);
}

/** Reads a person's keys; `path` (STORE_PATH_MAX) gets the file's name, also on failure. */
int store_read_keys(struct store *store, const char *person, char *path, struct path_text *text,
	struct note *note);

/** Reads an account's rules, likewise. */
int store_read_account(struct store *store, const char *account, char *path, struct path_text *text,
	struct note *note);

/** Reads a group's people, likewise. */
int store_read_group(struct store *store, const char *group, char *path, struct path_text *text,
	struct note *note);

/** Reads the list of revoked keys; -ENODATA if there is nothing but white space in it. */
int store_read_revoked(const struct store *store, struct path_text *text, struct note *note);

#endif
