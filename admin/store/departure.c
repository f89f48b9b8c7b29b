/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/departure.h"

#include "admin/store/entrance.h"
#include "admin/verb.h"
#include "common/cleanup.h"

/* Looks for a group among those by which an account is open. */
struct search {
	const char *group;
	bool found;
};

/* Takes note of a grant to the group. */
static void find(void *context, const struct grant_rules *rules, const struct grant *grant,
	const char *group)
{
	struct search *search = context;
	(void)rules, (void)grant;
	search->found = search->found || (group && strcmp(group, search->group) == 0);
}

/* Whether an account opens to a person as the own one. */
static bool is_own(struct store *store, const char *account, const char *person)
{
	struct note ignored;
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	return strcmp(account, person) == 0 &&
	       grant_rules_load(store, account, &rules, &ignored) == 0 && rules.own_account;
}

/* Asks of each account that names the group. */
void departure_begin(
	struct store *store, const char *group, const char *person, struct names *accounts)
{
	struct note note;
	bool unsure = false;
	CLEANUP(names) struct names all = {0, 0, NULL};
	int r = entrance_of_group(store, group, &all, &unsure, &note);
	for (size_t i = 0; r == 0 && i < all.count; i++) {
		struct search search = {group, false};
		if (is_own(store, all.name[i], person))
			continue;
		r = entrance_read(store, all.name[i], person, find, &search, &note);
		if (r == 0 && search.found)
			r = names_add(accounts, all.name[i], &note);
	}
	if (r != 0)
		admin_warn("%s", note.text);
}

/* By what an account is open still. */
struct way {
	const char *account, *person;
	bool any;
};

/* Says so of each grant. */
static void tell(void *context, const struct grant_rules *rules, const struct grant *grant,
	const char *group)
{
	struct way *way = context;
	printf("%s still opens %s%s%s (%s:%u):  ", way->person, way->account,
		group ? " as one of @" : "", group ? group : "", rules->path, grant->line);
	if (group)
		printf("keyhole group remove %s %s\n", group, way->person);
	else
		printf("keyhole ungrant %s %s\n", way->account, way->person);
	way->any = true;
}

/* First what is open still, then what is lost. */
void departure_report(struct store *store, const char *person, const struct names *accounts,
	struct names *all_lost)
{
	struct note note;
	CLEANUP(names) struct names lost = {0, 0, NULL};
	for (size_t i = 0; i < accounts->count; i++) {
		struct way way = {accounts->name[i], person, false};
		int r = entrance_read(store, way.account, person, tell, &way, &note);
		if (r == 0 && !way.any)
			r = names_add(&lost, way.account, &note);
		if (r == 0 && !way.any)
			r = names_add(all_lost, way.account, &note);
		if (r != 0)
			admin_warn("%s", note.text);
	}
	if (lost.count == 0)
		return;
	printf("%s no longer opens:", person);
	for (size_t i = 0; i < lost.count; i++)
		printf(" %s", lost.name[i]);
	putchar('\n');
}
