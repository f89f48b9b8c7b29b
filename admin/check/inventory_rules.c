/* SPDX-License-Identifier: Apache-2.0 */
#include "access/admission.h"
#include "access/grant.h"
#include "admin/check/inventory.h"
#include "common/account.h"
#include "common/cleanup.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Tells of a person without a file of keys. */
static void judge_person(
	struct inventory *inventory, const char *path, unsigned line, const char *person)
{
	char at[16] = "";
	if (names_has(&inventory->people, person))
		return;
	if (line > 0)
		(void)snprintf(at, sizeof at, ":%u", line);
	inventory_say(inventory, SHEET_ADVICE, REASON_NO_SUCH_KEY, path,
		"%s%s: %s has no keys: there is no %s/%s.keys", path, at, person,
		inventory->inspection->settings->keys_dir, person);
}

/* Tells of a grant's group that does not exist: whom it limits is not known then, and all wait. */
static void judge_group_of(
	struct inventory *inventory, const char *path, const struct grant *grant, const char *group)
{
	if (names_has(&inventory->groups, group))
		return;
	inventory_say(inventory, SHEET_GRAVE, REASON_NOT_GRANTED, path,
		"%s:%u: there is no group @%s: there is no %s/%s.conf", path, grant->line, group,
		inventory->inspection->settings->groups_dir, group);
}

/* Tells of what a grant names in vain. */
static void judge_grant(
	struct inventory *inventory, const char *path, const struct grant *grant, uint64_t now)
{
	for (size_t n = 0; n < grant->people.count; n++) {
		const char *name = grant->people.item[n].data;
		if (name[0] == '@')
			judge_group_of(inventory, path, grant, name + 1);
		else
			judge_person(inventory, path, grant->line, name);
	}
	if (grant->until != 0 && grant->until < now)
		inventory_say(inventory, SHEET_ADVICE, REASON_GRANT_EXPIRED, path,
			"%s:%u: grant %u has ended", path, grant->line, grant->number);
}

/* As admission.h calls it: what is wrong with a group is told of where its file is judged. */
static void pass_over(void *context, const char *group, const struct grant *grant, int fault,
	const struct note *note)
{
	struct inventory *inventory = context;
	(void)group, (void)grant, (void)fault, (void)note;
	inventory->unknown = true;
}

/* Keeps who may use an account. */
static void admit(struct inventory *inventory, const char *account, const struct grant_rules *rules)
{
	CLEANUP(admission) struct admission_list list = {0};
	struct note note;
	const struct passwd *found = getpwnam(account);
	bool own = rules->own_account && found &&
		   found->pw_uid >= inventory->inspection->settings->uid_min;
	int r = admission_read(
		&inventory->store, rules, own ? account : NULL, pass_over, inventory, &list, &note);
	for (size_t n = 0; r == 0 && n < list.count; n++)
		r = names_add(&inventory->admitted, list.item[n].person, &note);
	inventory->unknown = inventory->unknown || r != 0;
}

/* Tells of a person whom no account lets in, if that is certain. */
static void judge_admitted(struct inventory *inventory, const char *person)
{
	char path[STORE_PATH_MAX];
	struct note note;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	if (!names_has(&inventory->accounts, person) &&
		grant_rules_load(&inventory->store, person, &rules, &note) == 0)
		admit(inventory, person, &rules);
	if (inventory->unknown || names_has(&inventory->admitted, person))
		return;
	(void)snprintf(
		path, sizeof path, "%s/%s.keys", inventory->inspection->settings->keys_dir, person);
	inventory_say(inventory, SHEET_ADVICE, REASON_NOT_GRANTED, path,
		"%s: keyhole opens nothing to these keys: neither an account called %s, nor one "
		"by a grant; where else they stand:  keyhole access %s",
		path, person, person);
}

/* Judges an account's own file. */
static void judge_account(struct inventory *inventory, const char *account, uint64_t now)
{
	char path[STORE_PATH_MAX];
	struct note note;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	(void)snprintf(path, sizeof path, "%s/%s.conf",
		inventory->inspection->settings->accounts_dir, account);
	if (!inventory_is_safe(inventory, path, false)) {
		inventory->unknown = true;
		return;
	}
	int r = grant_rules_load(&inventory->store, account, &rules, &note);
	inventory->unknown = inventory->unknown || r != 0;
	if (r != 0)
		inventory_tell(inventory, SHEET_GRAVE, r, path, &note);
	else
		admit(inventory, account, &rules);
	if (r == 0 && !getpwnam(account))
		inventory_say(inventory, SHEET_ADVICE, REASON_BAD_NAME, path,
			"%s: there is no account %s", path, account);
	for (size_t n = 0; r == 0 && n < rules.count; n++)
		judge_grant(inventory, path, &rules.grant[n], now);
}

/* Whether a grant of an account names somebody. */
static bool is_named(struct inventory *inventory, const char *account, const char *who)
{
	struct note ignored;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	int r = grant_rules_load(&inventory->store, account, &rules, &ignored);
	for (size_t n = 0; r == 0 && n < rules.count; n++)
		if (settings_list_has(&rules.grant[n].people, view_of(who)))
			return true;
	return false;
}

/* Tells of a group without people: with the last grant that names it, it goes. */
static void tell_empty(struct inventory *inventory, const char *path, const char *group)
{
	char who[ACCOUNT_NAME_MAX + 2], mend[STORE_PATH_MAX] = "";
	(void)snprintf(who, sizeof who, "@%s", group);
	for (size_t n = 0; n < inventory->accounts.count; n++) {
		size_t len = strlen(mend);
		if (is_named(inventory, inventory->accounts.name[n], who))
			(void)snprintf(mend + len, sizeof mend - len, "keyhole ungrant %s %s; ",
				inventory->accounts.name[n], who);
	}
	inventory_say(inventory, SHEET_ADVICE, REASON_NOT_GRANTED, path,
		"%s: nobody is in the group %s; mend it with: %skeyhole group remove %s", path,
		group, mend, group);
}

/* Judges a group's file. */
static void judge_group(struct inventory *inventory, const char *group)
{
	char path[STORE_PATH_MAX];
	struct note note;
	CLEANUP(grant_group) struct grant_group people = {{0, NULL}, NULL};
	(void)snprintf(path, sizeof path, "%s/%s.conf", inventory->inspection->settings->groups_dir,
		group);
	if (!inventory_is_safe(inventory, path, false))
		return;
	int r = grant_group_load(&inventory->store, group, &people, &note);
	if (r != 0)
		inventory_tell(inventory, SHEET_GRAVE, r, path, &note);
	for (size_t n = 0; r == 0 && n < people.people.count; n++)
		judge_person(inventory, path, 0, people.people.item[n].data);
	if (r == 0 && people.people.count == 0)
		tell_empty(inventory, path, group);
}

/* The groups, then the accounts that name them. */
void inventory_judge_rules(struct inventory *inventory)
{
	uint64_t now = (uint64_t)time(NULL);
	for (size_t n = 0; n < inventory->groups.count; n++)
		judge_group(inventory, inventory->groups.name[n]);
	for (size_t n = 0; n < inventory->accounts.count; n++)
		judge_account(inventory, inventory->accounts.name[n], now);
	for (size_t n = 0; n < inventory->people.count; n++)
		judge_admitted(inventory, inventory->people.name[n]);
}
