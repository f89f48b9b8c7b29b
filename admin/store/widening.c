/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/widening.h"

#include "access/grant.h"
#include "admin/store/entrance.h"
#include "admin/store/limits.h"
#include "admin/verb.h"
#include "common/account.h"
#include "common/cleanup.h"

/* Warns of one person: of limits that the group has too nothing is lost. */
static void warn_of(
	const struct grant_rules *rules, const char *account, const char *who, const char *person)
{
	CLEANUP(free) char *own = limits_of(rules, rules->count, person);
	CLEANUP(free) char *others = limits_of(rules, rules->count, who);
	if (own && own[0] && others && strcmp(own, others) != 0)
		admin_warn("%s is granted %s only %s (%s); as one of %s these limits do not bind",
			person, account, own, rules->path, who);
}

/* Reads the account's rules and the group. */
void widening_warn(struct store *store, const char *account, const char *who)
{
	struct note ignored;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	CLEANUP(grant_group) struct grant_group group = {{0, NULL}, NULL};
	if (grant_rules_load(store, account, &rules, &ignored) != 0 ||
		grant_group_load(store, who + 1, &group, &ignored) != 0)
		return;
	for (size_t i = 0; i < group.people.count; i++)
		warn_of(&rules, account, who, group.people.item[i].data);
}

/* Account by account. */
void widening_warn_joined(struct store *store, const char *group, const char *person)
{
	struct note ignored;
	bool unsure = false;
	char who[ACCOUNT_NAME_MAX + 2];
	CLEANUP(names) struct names accounts = {0, 0, NULL};
	snprintf(who, sizeof who, "@%s", group);
	(void)entrance_of_group(store, group, &accounts, &unsure, &ignored);
	for (size_t i = 0; i < accounts.count; i++) {
		CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
		if (grant_rules_load(store, accounts.name[i], &rules, &ignored) == 0)
			warn_of(&rules, accounts.name[i], who, person);
	}
}
