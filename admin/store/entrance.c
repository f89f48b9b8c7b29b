/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/entrance.h"

#include "admin/verb.h"
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
