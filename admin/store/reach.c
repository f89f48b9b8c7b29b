/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/reach.h"

#include "access/admission.h"
#include "admin/store/entrance.h"
#include "admin/store/roster.h"
#include "admin/verb.h"
#include "common/cleanup.h"

/* Warns of a group that can't be read. */
static void warn_of_group(void *context, const char *group, const struct grant *grant, int fault,
	const struct note *note)
{
	(void)context, (void)grant, (void)fault;
	admin_warn("%s: %s", group, note->text);
}

/* Whether an account's own person counts. */
static bool counts_own(
	const struct settings *settings, const struct grant_rules *rules, const char *account)
{
	uid_t uid;
	return rules->own_account && roster_uid(account, &uid) == 0 && uid >= settings->uid_min;
}

/* Whether a person may use an account. */
static int judge(
	struct store *store, const char *account, const char *person, bool *may, struct note *note)
{
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	CLEANUP(admission) struct admission_list list = {0};
	*may = false;
	int r = grant_rules_load(store, account, &rules, note);
	if (r != 0)
		return r;
	bool own = strcmp(account, person) == 0 && counts_own(store->settings, &rules, account);
	r = admission_read(store, &rules, own ? account : NULL, warn_of_group, NULL, &list, note);
	for (size_t i = 0; r == 0 && i < list.count && !*may; i++)
		*may = strcmp(list.item[i].person, person) == 0;
	return r;
}

/* Asks of the own account and of all in accounts.d. */
int reach_read(struct store *store, const char *person, struct names *accounts, struct note *note)
{
	CLEANUP(names) struct names all = {0, 0, NULL};
	struct note why;
	int r = names_read(store->settings->accounts_dir, NAMES_CONF, &all, note);
	if (r == 0)
		r = names_add(&all, person, note);
	for (size_t i = 0; r == 0 && i < all.count; i++) {
		bool may;
		if (judge(store, all.name[i], person, &may, &why) != 0)
			admin_warn("%s", why.text);
		else if (may)
			r = names_add(accounts, all.name[i], note);
	}
	return r;
}

/* Takes note of a grant that counts. */
static void take(void *context, const struct grant_rules *rules, const struct grant *grant,
	const char *group)
{
	(void)rules, (void)grant, (void)group;
	*(bool *)context = true;
}

/* Asks of all in accounts.d but the own one. */
int reach_now(struct store *store, const char *person, struct names *accounts, struct note *note)
{
	CLEANUP(names) struct names all = {0, 0, NULL};
	struct note why;
	int r = names_read(store->settings->accounts_dir, NAMES_CONF, &all, note);
	for (size_t i = 0; r == 0 && i < all.count; i++) {
		bool may = false;
		if (strcmp(all.name[i], person) == 0)
			continue;
		if (entrance_read(store, all.name[i], person, take, &may, &why) != 0)
			admin_warn("%s", why.text);
		else if (may)
			r = names_add(accounts, all.name[i], note);
	}
	return r;
}
