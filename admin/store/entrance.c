/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/entrance.h"

#include "admin/verb.h"
#include "common/account.h"
#include "common/cleanup.h"

#include <time.h>

/* Whether a group has a person in it; warns if it can't be read. */
static bool has(struct store *store, const char *group, const char *person)
{
	struct note note;
	CLEANUP(grant_group) struct grant_group people = {{0, NULL}, NULL};
	if (grant_group_load(store, group, &people, &note) == 0)
		return settings_list_has(&people.people, view_of(person));
	admin_warn("%s", note.text);
	return false;
}

/* Looks through all grants and their groups. */
int entrance_read(struct store *store, const char *account, const char *person,
	entrance_visit visit, void *context, struct note *note)
{
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	uint64_t now = (uint64_t)time(NULL);
	int r = grant_rules_load(store, account, &rules, note);
	for (size_t i = 0; r == 0 && i < rules.count; i++) {
		const struct grant *grant = &rules.grant[i];
		bool ended = grant->until > 0 && grant->until <= now;
		for (size_t j = 0; !ended && j < grant->people.count; j++) {
			const char *who = grant->people.item[j].data;
			if (strcmp(who, person) == 0)
				visit(context, &rules, grant, NULL);
			else if (who[0] == '@' && has(store, who + 1, person))
				visit(context, &rules, grant, who + 1);
		}
	}
	return r;
}

/* Whether a grant of some rules names a group. */
static bool names_group(const struct grant_rules *rules, const char *group)
{
	char who[ACCOUNT_NAME_MAX + 2];
	snprintf(who, sizeof who, "@%s", group);
	for (size_t i = 0; i < rules->count; i++)
		if (settings_list_has(&rules->grant[i].people, view_of(who)))
			return true;
	return false;
}

/* Looks through the rules of every account. */
int entrance_of_group(struct store *store, const char *group, struct names *accounts, bool *unsure,
	struct note *note)
{
	CLEANUP(names) struct names all = {0, 0, NULL};
	struct note why;
	int r = names_read(store->settings->accounts_dir, NAMES_CONF, &all, note);
	for (size_t i = 0; r == 0 && i < all.count; i++) {
		CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
		if (grant_rules_load(store, all.name[i], &rules, &why) != 0) {
			if (!*unsure)
				admin_warn("%s", why.text);
			*unsure = true;
		} else if (names_group(&rules, group)) {
			r = names_add(accounts, all.name[i], note);
		}
	}
	return r;
}
