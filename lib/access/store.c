/* SPDX-License-Identifier: Apache-2.0 */
#include "access/store.h"

#include "common/account.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdio.h>

/* Begins with nothing open. */
void store_init(struct store *store, const struct settings *settings)
{
	*store = (struct store){settings, -1, -1, -1};
}

/* Closes what is open. */
void store_close(struct store *store)
{
	cleanup_fd(&store->keys_fd);
	cleanup_fd(&store->accounts_fd);
	cleanup_fd(&store->groups_fd);
	store_init(store, store->settings);
}

/* One of the store's folders, and the ending of the files in it. */
struct folder {
	const char *path, *ending;
	size_t max; /* bytes in a file */
	int *fd;
};

/* Reads NAME.ending in a folder, opening that on its first use. */
static int read_named(struct folder folder, const char *name, char *path, struct path_text *text,
	struct note *note)
{
	path[0] = '\0';
	int r = account_name_check(view_of(name), note);
	if (r != 0)
		return r;
	int len = snprintf(path, STORE_PATH_MAX, "%s/%s%s", folder.path, name, folder.ending);
	if (len >= STORE_PATH_MAX)
		return note_errno(note, -ENAMETOOLONG, folder.path);
	if (*folder.fd < 0)
		r = path_open_folder(folder.path, folder.fd, note);
	/* A file that is not there means nothing; a folder that is not, that a setting is wrong. */
	if (r == -ENOENT)
		return note_set(note, -ENOTDIR, "%s: there is no such folder", folder.path);
	if (r != 0)
		return r;
	const char *file = path + strlen(folder.path) + 1;
	return path_read_at(*folder.fd, file, path, folder.max, text, note);
}

/* Reads keys.d/PERSON.keys. */
int store_read_keys(struct store *store, const char *person, char *path, struct path_text *text,
	struct note *note)
{
	struct folder folder = {
		store->settings->keys_dir, ".keys", STORE_KEYS_MAX, &store->keys_fd};
	return read_named(folder, person, path, text, note);
}

/* Reads accounts.d/ACCOUNT.conf. */
int store_read_account(struct store *store, const char *account, char *path, struct path_text *text,
	struct note *note)
{
	struct folder folder = {
		store->settings->accounts_dir, ".conf", STORE_RULES_MAX, &store->accounts_fd};
	return read_named(folder, account, path, text, note);
}

/* Reads groups.d/GROUP.conf. */
int store_read_group(struct store *store, const char *group, char *path, struct path_text *text,
	struct note *note)
{
	struct folder folder = {
		store->settings->groups_dir, ".conf", STORE_RULES_MAX, &store->groups_fd};
	return read_named(folder, group, path, text, note);
}

/* Reads the list of revoked keys. One that was cut off would let everything in that was on it. */
int store_read_revoked(const struct store *store, struct path_text *text, struct note *note)
{
	const char *path = store->settings->revoked_keys;
	int r = path_read(path, STORE_KEYS_MAX, text, note);
	if (r == 0 && view_blank((struct view){text->bytes, text->len}))
		r = note_set(note, -ENODATA,
			"%s: is empty, as a file is that was cut off while it was written; a list "
			"of no keys has at least a comment",
			path);
	return r;
}
