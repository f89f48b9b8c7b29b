/* SPDX-License-Identifier: Apache-2.0 */
#include "common/settings.h"

#include "common/account.h"
#include "common/cleanup.h"
#include "common/nearest.h"
#include "common/path.h"
#include "common/syntax.h"

#include <errno.h>
#include <stddef.h>

const char *const settings_home_checks[] = {"warn", "enforce", "off", NULL};
static const char *const audit_failures[] = {"allow", "refuse", NULL};

static const struct view key_types[] = {VIEW("ssh-ed25519"), VIEW("sk-ssh-ed25519@openssh.com"),
	VIEW("ecdsa-sha2-nistp256"), VIEW("ecdsa-sha2-nistp384"), VIEW("ecdsa-sha2-nistp521"),
	VIEW("sk-ecdsa-sha2-nistp256@openssh.com"), VIEW("ssh-rsa")};
static const struct view break_glass[] = {VIEW("root")};
static const struct view services[] = {VIEW("sshd")};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The name of a PAM service: any text that is not empty. */
static int check_service(struct view item, struct note *note)
{
	return item.len > 0 ? 0 : note_set(note, -EINVAL, "it is empty");
}

/* The name of a type of key that keyhole knows. */
static int check_key_type(struct view item, struct note *note)
{
	struct nearest search;
	nearest_start(&search, item);
	for (size_t i = 0; i < COUNT(key_types); i++) {
		if (view_equal(item, key_types[i]))
			return 0;
		nearest_offer(&search, key_types[i].data);
	}
	return note_set(note, -EINVAL, "there is no such type of key; did you mean \"%s\"?",
		search.best ? search.best : key_types[0].data);
}

#define AT(member) offsetof(struct settings, member)

static const struct syntax_field fields[] = {
	{"keys_dir", SYNTAX_PATH, AT(keys_dir), 0, 0, NULL, NULL},
	{"accounts_dir", SYNTAX_PATH, AT(accounts_dir), 0, 0, NULL, NULL},
	{"groups_dir", SYNTAX_PATH, AT(groups_dir), 0, 0, NULL, NULL},
	{"revoked_keys", SYNTAX_PATH, AT(revoked_keys), 0, 0, NULL, NULL},
	{"log_dir", SYNTAX_PATH, AT(log_dir), 0, 0, NULL, NULL},
	{"state_dir", SYNTAX_PATH, AT(state_dir), 0, 0, NULL, NULL},
	{"run_dir", SYNTAX_PATH, AT(run_dir), 0, 0, NULL, NULL},
	{"cache_dir", SYNTAX_PATH, AT(cache_dir), 0, 0, NULL, NULL},
	{"home_check", SYNTAX_WORD, AT(home_check), 0, 0, settings_home_checks, NULL},
	{"audit_failure", SYNTAX_WORD, AT(audit_failure), 0, 0, audit_failures, NULL},
	{"audit_sync", SYNTAX_BOOL, AT(audit_sync), 0, 0, NULL, NULL},
	{"rsa_min_bits", SYNTAX_NUMBER, AT(rsa_min_bits), 1024, 16384, NULL, NULL},
	{"uid_min", SYNTAX_NUMBER, AT(uid_min), 1, 999999999, NULL, NULL},
	{"own_account", SYNTAX_BOOL, AT(own_account), 0, 0, NULL, NULL},
	{"key_types", SYNTAX_LIST, AT(key_types), 0, 0, NULL, check_key_type},
	{"break_glass", SYNTAX_LIST, AT(break_glass), 0, 0, NULL, account_name_check},
	{"services", SYNTAX_LIST, AT(services), 0, 0, NULL, check_service},
	{NULL, SYNTAX_BOOL, 0, 0, 0, NULL, NULL},
};

/* The settings of an empty file. */
void settings_init(struct settings *settings)
{
	*settings = (struct settings){
		.keys_dir = "/etc/keyhole/keys.d",
		.accounts_dir = "/etc/keyhole/accounts.d",
		.groups_dir = "/etc/keyhole/groups.d",
		.revoked_keys = "/etc/keyhole/revoked_keys",
		.log_dir = "/var/log/keyhole",
		.state_dir = "/var/lib/keyhole",
		.run_dir = "/run/keyhole",
		.cache_dir = "/var/cache/keyhole",
		.home_check = HOME_CHECK_WARN,
		.audit_failure = AUDIT_FAILURE_ALLOW,
		.audit_sync = true,
		.rsa_min_bits = 2048,
		.uid_min = 1000,
		.own_account = true,
		.key_types = {COUNT(key_types), key_types},
		.break_glass = {COUNT(break_glass), break_glass},
		.services = {COUNT(services), services},
	};
}

/* Parses a text over the defaults. */
static int apply(struct view text, const char *path, struct settings *settings, struct note *note)
{
	int r = syntax_read(text, path, &settings->syntax, note);
	if (r == 0)
		r = syntax_apply(settings->syntax, fields, path, settings, note);
	return r;
}

/* Refuses what would act for nobody, or lock out who could mend it. */
static int judge(const struct settings *settings, const char *path, struct note *note)
{
	if (settings->services.count == 0)
		return note_set(note, -EINVAL,
			"%s: services names none: keyhole would act for nobody", path);
	if (settings->break_glass.count == 0)
		return note_set(note, -EINVAL,
			"%s: break_glass names nobody: then nobody could mend what locks people "
			"out",
			path);
	return 0;
}

/* Reads a text over the defaults; after a failure they are the defaults again. */
int settings_parse(struct view text, const char *path, struct settings *settings, struct note *note)
{
	settings_init(settings);
	int r = apply(text, path, settings, note);
	if (r == 0)
		r = judge(settings, path, note);
	if (r != 0) {
		settings_free(settings);
		settings_init(settings);
	}
	settings->path = path;
	return r;
}

/* Reads a file over the defaults. */
int settings_load(const char *path, struct settings *settings, struct note *note)
{
	settings_init(settings);
	settings->path = path;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	int r = path_read(path, SETTINGS_FILE_MAX, &text, note);
	if (r == -ENOENT)
		return note_set(note, r,
			"%s: there is no such file; a copy is in /usr/share/keyhole", path);
	if (r != 0)
		return r;
	return settings_parse((struct view){text.bytes, text.len}, path, settings, note);
}

/* The parsed file stays the owner's. */
void settings_borrow(const struct settings *settings, struct settings *borrowed)
{
	*borrowed = *settings;
	borrowed->syntax = NULL;
}

/* Frees the parsed file; the settings must not be used any more. */
void settings_free(struct settings *settings)
{
	syntax_free(settings->syntax);
	settings->syntax = NULL;
}

/* Looks for a text in a list. */
bool settings_list_has(const struct settings_list *list, struct view text)
{
	for (size_t i = 0; i < list->count; i++)
		if (view_equal(list->item[i], text))
			return true;
	return false;
}
