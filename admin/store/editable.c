/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/editable.h"

#include "access/grant.h"
#include "access/names.h"
#include "access/revocation.h"
#include "common/cleanup.h"
#include "common/nearest.h"
#include "common/reason.h"
#include "crypto/sound.h"
#include "keys/line.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define FOLDERS 3
#define EDITABLE_WRITTEN_MAX (256 + ACCOUNT_NAME_MAX)

/* A folder of the store. */
struct folder {
	enum editable_kind kind;
	const char *path, *ending;
};

/* The last part of a path. */
static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* What of a typed name is behind a folder's, NULL where it is not in that folder. */
static const char *behind(const struct folder *folder, const char *typed)
{
	const char *prefix = typed[0] == '/' ? folder->path : last_part(folder->path);
	size_t len = strlen(prefix);
	if (strncmp(typed, prefix, len) == 0 && typed[len] == '/')
		return typed + len + 1;
	return folder->kind == EDITABLE_KEYS && !strchr(typed, '/') ? typed : NULL;
}

/* Whether a name is that of a file in a folder; then it is the one. */
static bool is_in(const struct folder *folder, const char *typed, struct editable *editable)
{
	struct note ignored;
	const char *file = behind(folder, typed);
	size_t len = file ? strlen(file) : 0, ending = strlen(folder->ending);
	if (len <= ending || len - ending >= sizeof editable->name ||
		strcmp(file + len - ending, folder->ending) != 0)
		return false;
	editable->kind = folder->kind;
	memcpy(editable->name, file, len - ending);
	editable->name[len - ending] = '\0';
	snprintf(editable->path, sizeof editable->path, "%s/%s", folder->path, file);
	return account_name_check(view_of(editable->name), &ignored) == 0;
}

/* Whether a name is that of one file; then it is the one. */
static bool is_file(
	const char *path, enum editable_kind kind, const char *typed, struct editable *editable)
{
	if (strcmp(typed, path) != 0 && strcmp(typed, last_part(path)) != 0)
		return false;
	*editable = (struct editable){.kind = kind};
	snprintf(editable->path, sizeof editable->path, "%s", path);
	return true;
}

/* How a file of a folder is written: "accounts.d/deploy.conf", "alice.keys". */
static void write_name(
	const struct folder *folder, const char *name, char out[EDITABLE_WRITTEN_MAX])
{
	bool keys = folder->kind == EDITABLE_KEYS;
	snprintf(out, EDITABLE_WRITTEN_MAX, "%.200s%s%s%s", keys ? "" : last_part(folder->path),
		keys ? "" : "/", name, folder->ending);
}

/* Whether a name without its folder, or without its ending too, is that of a file that is there; then it
 * is the one. */
static bool fits(const struct folder *folder, const char *typed, struct editable *editable)
{
	char written[EDITABLE_WRITTEN_MAX], name[ACCOUNT_NAME_MAX + 1];
	size_t len = strlen(typed), ending = strlen(folder->ending);
	if (len > ending && strcmp(typed + len - ending, folder->ending) == 0)
		len -= ending;
	if (strchr(typed, '/') || len >= sizeof name)
		return false;
	snprintf(name, sizeof name, "%.*s", (int)len, typed);
	write_name(folder, name, written);
	struct editable found;
	if (!is_in(folder, written, &found) || access(found.path, F_OK) != 0)
		return false;
	*editable = found;
	return true;
}

/* The file whose name is nearest to what was typed, with its folder or without; false: none is. */
static bool find_nearest(const struct admin *admin, const struct folder *folders, const char *typed,
	char out[EDITABLE_WRITTEN_MAX])
{
	struct note ignored;
	struct nearest search;
	nearest_start(&search, view_of(typed));
	nearest_offer(&search, last_part(admin->config_path));
	nearest_offer(&search, last_part(admin->settings.revoked_keys));
	bool found = search.best;
	if (found)
		snprintf(out, EDITABLE_WRITTEN_MAX, "%s", search.best);
	for (size_t i = 0; i < FOLDERS; i++) {
		CLEANUP(names) struct names names = {0, 0, NULL};
		(void)names_read(folders[i].path, folders[i].ending, &names, &ignored);
		for (size_t n = 0; n < names.count; n++) {
			char written[EDITABLE_WRITTEN_MAX];
			write_name(&folders[i], names.name[n], written);
			search.best = NULL;
			nearest_offer(&search, names.name[n]);
			nearest_offer(&search, last_part(written));
			nearest_offer(&search, written);
			if (search.best)
				memcpy(out, written, sizeof written);
			found = found || search.best;
		}
	}
	return found;
}

/* Says that it is no file of keyhole's, and which one may be meant. */
static int refuse(const struct admin *admin, const struct folder *folders, const char *typed,
	struct note *note)
{
	char nearest[EDITABLE_WRITTEN_MAX];
	const struct settings *settings = &admin->settings;
	if (find_nearest(admin, folders, typed, nearest))
		return note_set(note, REASON_BAD_NAME,
			"\"%s\" is no file of keyhole's; did you mean %s?", typed, nearest);
	return note_set(note, REASON_BAD_NAME,
		"\"%s\" is no file of keyhole's; write %s, %s, alice.keys, %s/deploy.conf or "
		"%s/admins.conf",
		typed, last_part(admin->config_path), last_part(settings->revoked_keys),
		last_part(settings->accounts_dir), last_part(settings->groups_dir));
}

/* Takes the only file that there is of a name that was cut short; otherwise says what may be meant. */
static int guess(const struct admin *admin, const struct folder *folders, const char *typed,
	struct editable *editable, struct note *note)
{
	char several[FOLDERS * (EDITABLE_WRITTEN_MAX + 4)] = "";
	size_t count = 0, len = 0;
	for (size_t i = 0; i < FOLDERS; i++) {
		char written[EDITABLE_WRITTEN_MAX];
		if (!fits(&folders[i], typed, editable))
			continue;
		write_name(&folders[i], editable->name, written);
		len += (size_t)snprintf(several + len, sizeof several - len, "%s%s",
			count++ > 0 ? " or " : "", written);
	}
	if (count == 1)
		return 0;
	if (count > 1)
		return note_set(
			note, REASON_BAD_NAME, "\"%s\" may be %s: write which", typed, several);
	return refuse(admin, folders, typed, note);
}

/* Tries one after the other. */
int editable_find(
	const struct admin *admin, const char *typed, struct editable *editable, struct note *note)
{
	const struct settings *settings = &admin->settings;
	const struct folder folders[FOLDERS] = {{EDITABLE_KEYS, settings->keys_dir, NAMES_KEYS},
		{EDITABLE_ACCOUNT, settings->accounts_dir, NAMES_CONF},
		{EDITABLE_GROUP, settings->groups_dir, NAMES_CONF}};
	if (is_file(admin->config_path, EDITABLE_SETTINGS, typed, editable) ||
		is_file(settings->revoked_keys, EDITABLE_REVOKED, typed, editable))
		return 0;
	for (size_t i = 0; i < FOLDERS; i++)
		if (is_in(&folders[i], typed, editable))
			return 0;
	return guess(admin, folders, typed, editable, note);
}

/* Whether a line of keys could open anything. */
static int check_line(struct view text, struct line *line, struct note *note)
{
	int r = line_parse(text, line, note);
	if (r == 0 && line->options.cert_authority && !line->options.has_principals)
		r = note_set(note, REASON_BAD_LINE,
			"cert-authority needs principals=\"NAME\" beside it: without that a "
			"certificate for anyone would do");
	return r == 0 ? sound_check(&line->key, note) : r;
}

/* Checks line by line. */
static int check_keys(const struct editable *editable, struct view text, struct note *note)
{
	struct line_cursor cursor = {text, 0};
	struct view at;
	CLEANUP(free) struct line *line = malloc(sizeof *line);
	if (!line)
		return note_errno(note, -ENOMEM, editable->path);
	if (view_blank(text))
		return note_set(note, -ENODATA,
			"%s: is empty; to take all keys away: keyhole remove %s", editable->path,
			editable->name);
	while (line_next(&cursor, &at)) {
		struct note why;
		int r = check_line(at, line, &why);
		if (r != 0)
			return note_set(
				note, r, "%s:%u: %s", editable->path, cursor.number, why.text);
	}
	return 0;
}

/* Reads an account's rules. */
static int check_account(const struct settings *settings, const struct editable *editable,
	struct view text, struct note *note)
{
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	snprintf(rules.path, sizeof rules.path, "%s", editable->path);
	return grant_rules_parse(settings, text, &rules, note);
}

/* Reads with what will read it. */
int editable_check(const struct settings *settings, const struct editable *editable,
	struct view text, struct note *note)
{
	CLEANUP(grant_group) struct grant_group group = {{0, NULL}, NULL};
	CLEANUP(revocation) struct revocation_list list = {.count = 0};
	CLEANUP(settings) struct settings new = {.syntax = NULL};
	switch (editable->kind) {
	case EDITABLE_SETTINGS:
		return settings_parse(text, editable->path, &new, note);
	case EDITABLE_REVOKED:
		return revocation_read(text, editable->path, &list, note);
	case EDITABLE_KEYS:
		return check_keys(editable, text, note);
	case EDITABLE_ACCOUNT:
		return check_account(settings, editable, text, note);
	default:
		return grant_group_parse(text, editable->path, &group, note);
	}
}
