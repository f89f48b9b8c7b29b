/* SPDX-License-Identifier: Apache-2.0 */
#include "access/grant.h"

#include "access/until.h"
#include "common/account.h"
#include "common/cleanup.h"
#include "common/syntax.h"

#include <errno.h>
#include <stdio.h>

/* A grant as it stands in the file, before it is understood. */
struct raw_grant {
	struct settings_list people, from;
	const char *until, *options;
};

/* A person's name, or a group's behind an @. */
static int check_person(struct view item, struct note *note)
{
	return account_name_check(
		item.len > 0 && item.data[0] == '@' ? view_skip(item, 1) : item, note);
}

/* An address or a block of them, as sshd's from= takes it. */
static int check_from(struct view item, struct note *note)
{
	bool one = item.len > 0 && !memchr(item.data, ',', item.len);
	return one && options_from_valid(item) ? 0
					       : note_set(note, -EINVAL,
							 "it is not an address, a block like "
							 "10.0.0.0/8 or a pattern");
}

static const struct syntax_field grant_fields[] = {
	{"people", SYNTAX_LIST, offsetof(struct raw_grant, people), 0, 0, NULL, check_person},
	{"from", SYNTAX_LIST, offsetof(struct raw_grant, from), 0, 0, NULL, check_from},
	{"until", SYNTAX_TEXT, offsetof(struct raw_grant, until), 0, 0, NULL, until_check},
	{"options", SYNTAX_TEXT, offsetof(struct raw_grant, options), 0, 0, NULL, NULL},
	{NULL, SYNTAX_BOOL, 0, 0, 0, NULL, NULL},
};

/* Writes from= and expiry-time= behind a grant's own options, as sshd has them. */
static int print_options(FILE *out, const struct raw_grant *raw, uint64_t until)
{
	const char *comma = raw->options && raw->options[0] ? "," : "";
	fprintf(out, "%s", raw->options ? raw->options : "");
	for (size_t i = 0; i < raw->from.count; i++)
		fprintf(out, "%s%s",
			i > 0      ? ","
			: comma[0] ? ",from=\""
				   : "from=\"",
			raw->from.item[i].data);
	if (raw->from.count > 0)
		fprintf(out, "\"");
	if (until > 0) {
		char text[UNTIL_OPTION_MAX];
		until_option(until, text);
		fprintf(out, "%sexpiry-time=\"%s\"", comma[0] || raw->from.count > 0 ? "," : "",
			text);
	}
	return fclose(out);
}

/* Reads a grant's options, from and until as one set. */
static int understand(
	const struct raw_grant *raw, struct grant *grant, const char *path, struct note *note)
{
	size_t len, fault_at = 0;
	if (raw->until)
		until_parse(view_of(raw->until), &grant->until);
	FILE *out = open_memstream(&grant->text, &len);
	if (!out || print_options(out, raw, grant->until) != 0)
		return note_errno(note, -ENOMEM, path);
	struct note why;
	if (options_parse(view_of(grant->text), &grant->options, &fault_at, &why) != 0)
		return note_set(note, -EINVAL, "%s:%u: options: %s", path, grant->line, why.text);
	if (grant->options.cert_authority)
		return note_set(note, -EINVAL,
			"%s:%u: options: cert-authority belongs in front of a key, not in a grant",
			path, grant->line);
	return 0;
}

/* Reads one `{ … }` of the list of grants. */
static int read_grant(
	struct config_setting_t *group, struct grant *grant, const char *path, struct note *note)
{
	struct raw_grant raw = {{0, NULL}, {0, NULL}, NULL, NULL};
	grant->line = syntax_line(group);
	options_init(&grant->options);
	int r = syntax_apply_group(group, grant_fields, path, &raw, note);
	if (r != 0)
		return r;
	if (raw.people.count == 0)
		return note_set(note, -EINVAL, "%s:%u: a grant needs people = ( \"…\" )", path,
			grant->line);
	if (raw.from.item && raw.from.count == 0)
		return note_set(note, -EINVAL,
			"%s:%u: from has no address; without from, the grant is for all addresses",
			path, grant->line);
	grant->people = raw.people;
	return understand(&raw, grant, path, note);
}

/* Reads all grants of an account. */
static int read_grants(struct config_setting_t *list, struct grant_rules *rules, struct note *note)
{
	struct config_setting_t *group = NULL;
	rules->grant = calloc(GRANT_MAX, sizeof *rules->grant);
	if (!rules->grant)
		return note_errno(note, -ENOMEM, rules->path);
	int r = syntax_group_at(list, 0, rules->path, &group, note);
	while (r == 0 && group) {
		if (rules->count == GRANT_MAX)
			return note_set(
				note, -EINVAL, "%s: more than %d grants", rules->path, GRANT_MAX);
		struct grant *grant = &rules->grant[rules->count++];
		grant->number = (unsigned)rules->count;
		r = read_grant(group, grant, rules->path, note);
		if (r == 0)
			r = syntax_group_at(
				list, (unsigned)rules->count, rules->path, &group, note);
	}
	return r;
}

/* The settings of an account's file. */
struct raw_rules {
	bool own_account;
	enum home_check home_check;
	struct config_setting_t *grants;
};

/* Reads an account's file over what keyhole.conf says. */
static int read_rules(struct view text, struct grant_rules *rules, struct note *note)
{
	static const struct syntax_field fields[] = {
		{"own_account", SYNTAX_BOOL, offsetof(struct raw_rules, own_account), 0, 0, NULL,
			NULL},
		{"home_check", SYNTAX_WORD, offsetof(struct raw_rules, home_check), 0, 0,
			settings_home_checks, NULL},
		{"grants", SYNTAX_NODE, offsetof(struct raw_rules, grants), 0, 0, NULL, NULL},
		{NULL, SYNTAX_BOOL, 0, 0, 0, NULL, NULL},
	};
	struct raw_rules raw = {rules->own_account, rules->home_check, NULL};
	int r = syntax_read(text, rules->path, &rules->syntax, note);
	if (r == 0)
		r = syntax_apply(rules->syntax, fields, rules->path, &raw, note);
	rules->own_account = raw.own_account;
	rules->home_check = raw.home_check;
	return r != 0 || !raw.grants ? r : read_grants(raw.grants, rules, note);
}

/* Begins with what keyhole.conf says. */
static void begin(const struct settings *settings, struct grant_rules *rules)
{
	rules->own_account = settings->own_account;
	rules->home_check = settings->home_check;
	rules->count = 0;
	rules->grant = NULL;
	rules->syntax = NULL;
}

/* Reads a text that is or will be an account's file. */
int grant_rules_parse(const struct settings *settings, struct view text, struct grant_rules *rules,
	struct note *note)
{
	begin(settings, rules);
	return read_rules(text, rules, note);
}

/* Reads the rules of an account; without a file they are keyhole.conf's. */
int grant_rules_load(
	struct store *store, const char *account, struct grant_rules *rules, struct note *note)
{
	begin(store->settings, rules);
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	int r = store_read_account(store, account, rules->path, &text, note);
	if (r == -ENOENT)
		return 0;
	return r != 0 ? r : read_rules((struct view){text.bytes, text.len}, rules, note);
}

/* Gives back what it allocated. */
void grant_rules_free(struct grant_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++)
		free(rules->grant[i].text);
	free(rules->grant);
	syntax_free(rules->syntax);
	rules->grant = NULL;
	rules->syntax = NULL;
	rules->count = 0;
}

/* Reads a text that is or will be a group's file. */
int grant_group_parse(
	struct view text, const char *path, struct grant_group *people, struct note *note)
{
	static const struct syntax_field fields[] = {
		{"people", SYNTAX_LIST, offsetof(struct grant_group, people), 0, 0, NULL,
			account_name_check},
		{NULL, SYNTAX_BOOL, 0, 0, 0, NULL, NULL},
	};
	*people = (struct grant_group){{0, NULL}, NULL};
	int r = syntax_read(text, path, &people->syntax, note);
	if (r == 0)
		r = syntax_apply(people->syntax, fields, path, people, note);
	if (r == 0 && !people->people.item)
		r = note_set(note, -EINVAL, "%s: a group needs people = ( \"…\" )", path);
	return r;
}

/* Reads the people of a group. */
int grant_group_load(
	struct store *store, const char *group, struct grant_group *people, struct note *note)
{
	*people = (struct grant_group){{0, NULL}, NULL};
	char path[STORE_PATH_MAX];
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	int r = store_read_group(store, group, path, &text, note);
	return r == 0 ? grant_group_parse((struct view){text.bytes, text.len}, path, people, note)
		      : r;
}

/* Gives back what it allocated. */
void grant_group_free(struct grant_group *people)
{
	syntax_free(people->syntax);
	*people = (struct grant_group){{0, NULL}, NULL};
}
