/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/site.h"

#include "admin/store/barrier.h"
#include "common/cleanup.h"
#include "server/undertaking.h"

#include <errno.h>

/* Prints it behind the root. */
const char *site_path(const struct site *site, const char *path, char out[STORE_PATH_MAX])
{
	snprintf(out, STORE_PATH_MAX, "%s%s", site->root, path);
	return out;
}

/* Reads the settings; none are the defaults, for who enables it makes the file. What is wrong with
 * them is kept: to put back goes on all the same. */
static void load(struct site *site)
{
	int r = settings_load(site->config, &site->settings, &site->settings_note);
	site->has_settings = r != -ENOENT;
	site->settings_fault = r == -ENOENT ? 0 : r;
}

/* Puts the root before each path of the settings. */
static void move(struct site *site)
{
	struct settings *settings = &site->settings;
	const char **paths[] = {&settings->keys_dir, &settings->accounts_dir, &settings->groups_dir,
		&settings->revoked_keys, &settings->log_dir, &settings->state_dir,
		&settings->run_dir, &settings->cache_dir};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		*paths[i] = site_path(site, *paths[i], site->path[i]);
}

/* Takes the root as it is given, without a slash at its end. */
static int take_root(const char *root, struct site *site, struct note *note)
{
	size_t len = strlen(root);
	while (len > 0 && root[len - 1] == '/')
		len--;
	if (root[0] != '/')
		return note_set(note, -EINVAL, "%s: the folder must begin with /", root);
	if (len >= sizeof site->root / 2)
		return note_errno(note, -ENAMETOOLONG, root);
	memcpy(site->root, root, len);
	site->root[len] = '\0';
	site->live = len == 0;
	return 0;
}

/* sshd and PAM are told of no other configuration than the usual one. */
int site_open(const struct admin *admin, const char *root, struct site *site, struct note *note)
{
	*site = (struct site){.live = true};
	settings_init(&site->settings);
	if (strcmp(admin->config_path, SETTINGS_PATH) != 0)
		return note_set(note, -EINVAL,
			"sshd and PAM go by " SETTINGS_PATH
			"; for a tree of files there is --root DIR, in place of --config");
	int r = root ? take_root(root, site, note) : 0;
	if (r != 0)
		return r;
	site_path(site, SETTINGS_PATH, site->config);
	site_path(site, UNDERTAKING_STATE, site->state);
	load(site);
	barrier_path(&site->settings, site->revoked);
	snprintf(site->source, sizeof site->source, "%s", site->settings.revoked_keys);
	if (!site->live)
		move(site);
	return 0;
}

/* Frees the parsed file. */
void site_close(struct site *site)
{
	settings_free(&site->settings);
}
