/* SPDX-License-Identifier: Apache-2.0 */
#include "home/role.h"

#include <string.h>

static const struct role_traits table[ROLE_COUNT] = {
	[ROLE_PARENT] = {.kind = ROLE_KIND_FOLDER,
		.grave = true,
		.sticky = true,
		.owner = REASON_PARENT_OWNER,
		.writable = REASON_PARENT_WRITABLE,
		.link = REASON_PARENT_SYMLINK},
	[ROLE_HOME] = {.kind = ROLE_KIND_FOLDER,
		.grave = true,
		.owner = REASON_HOME_OWNER,
		.writable = REASON_HOME_WRITABLE,
		.link = REASON_PARENT_SYMLINK,
		.inherited = true},
	[ROLE_WAY] = {.kind = ROLE_KIND_FOLDER,
		.inside = true,
		.grave = true,
		.sticky = true,
		.owner = REASON_SSH_SYMLINK,
		.writable = REASON_SSH_SYMLINK,
		.link = REASON_SSH_SYMLINK},
	[ROLE_SSH] = {.kind = ROLE_KIND_FOLDER,
		.inside = true,
		.grave = true,
		.owner = REASON_SSH_OWNER,
		.writable = REASON_SSH_WRITABLE,
		.link = REASON_SSH_SYMLINK,
		.readable = REASON_SSH_READABLE,
		.inherited = true},
	[ROLE_KEYS] = {.kind = ROLE_KIND_FILE,
		.inside = true,
		.grave = true,
		.owner = REASON_KEYS_OWNER,
		.writable = REASON_KEYS_WRITABLE,
		.link = REASON_SSH_SYMLINK,
		.readable = REASON_KEYS_READABLE,
		.one_name = true},
	[ROLE_RUN] = {.kind = ROLE_KIND_FILE,
		.inside = true,
		.grave = true,
		.owner = REASON_KEYS_OWNER,
		.writable = REASON_KEYS_WRITABLE,
		.link = REASON_SSH_SYMLINK,
		.one_name = true},
	[ROLE_SECRET] = {.kind = ROLE_KIND_ANY,
		.inside = true,
		.owner = REASON_KEYS_OWNER,
		.writable = REASON_KEYS_WRITABLE,
		.link = REASON_SSH_SYMLINK,
		.readable = REASON_PRIVATE_KEY_READABLE,
		.one_name = true},
	[ROLE_OTHER] = {.kind = ROLE_KIND_ANY,
		.inside = true,
		.owner = REASON_KEYS_OWNER,
		.writable = REASON_KEYS_WRITABLE,
		.link = REASON_SSH_SYMLINK},
};

/* Lists of keys first: of several grave findings the first is the one that is told. */
static const struct {
	const char *name;
	enum role role;
} entries[] = {
	{"authorized_keys", ROLE_KEYS},
	{"authorized_keys2", ROLE_KEYS},
	{"rc", ROLE_RUN},
	{"environment", ROLE_RUN},
	{"config", ROLE_RUN},
};

#define ENTRY_COUNT (sizeof entries / sizeof entries[0])

/* Looks the row up. */
const struct role_traits *role_traits(enum role role)
{
	return &table[role];
}

/* Looks the name up; a private key is known by how ssh-keygen calls it. */
enum role role_of_entry(const char *name)
{
	static const char key[] = "id_", public[] = ".pub";
	for (unsigned n = 0; n < ENTRY_COUNT; n++)
		if (strcmp(name, entries[n].name) == 0)
			return entries[n].role;
	size_t len = strlen(name);
	bool is_key = strncmp(name, key, strlen(key)) == 0;
	bool is_public = len > strlen(public) && strcmp(name + len - strlen(public), public) == 0;
	return is_key && !is_public ? ROLE_SECRET : ROLE_OTHER;
}

/* Walks the names in their order. */
const char *role_entry(unsigned n)
{
	return n < ENTRY_COUNT ? entries[n].name : NULL;
}
