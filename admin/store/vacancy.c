/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/vacancy.h"

#include "access/grant.h"
#include "access/names.h"
#include "admin/verb.h"
#include "common/cleanup.h"

/* Whether a grant of an account names a group; warns, and says yes, where that can't be read. */
static bool is_named(struct store *store, const char *account, const char *group)
{
	struct note note;
	char who[ACCOUNT_NAME_MAX + 2];
	CLEANUP(grant_rules) struct grant_rules rules = {.count = 0};
	snprintf(who, sizeof who, "@%s", group);
	if (grant_rules_load(store, account, &rules, &note) != 0) {
		admin_warn("%s", note.text);
		return true;
	}
	for (size_t i = 0; i < rules.count; i++)
		if (settings_list_has(&rules.grant[i].people, view_of(who)))
			return true;
	return false;
}

/* Lists the accounts that may name a group. */
static int find_naming(
	struct store *store, const char *group, struct names *naming, struct note *note)
{
	CLEANUP(names) struct names all = {0, 0, NULL};
	int r = names_read(store->settings->accounts_dir, NAMES_CONF, &all, note);
	for (size_t i = 0; r == 0 && i < all.count; i++)
		if (is_named(store, all.name[i], group))
			r = names_add(naming, all.name[i], note);
	return r;
}

/* Takes the file away and records it. */
static int take_away(const struct change *change, const char *group, struct note *note)
{
	char path[STORE_PATH_MAX], who[ACCOUNT_NAME_MAX + 2];
	snprintf(path, sizeof path, "%s/%s.conf", change->settings->groups_dir, group);
	snprintf(who, sizeof who, "@%s", group);
	int r = replace_remove(&change->lock, path, note);
	if (r != 0)
		return r;
	change_record(change,
		&(struct change_record){.kind = EVENT_REMOVED, .known_at = path, .detail = who});
	printf("the group %s has nobody, and no grant names it: it is gone\n", group);
	return 0;
}

/* Asks first who needs it. */
int vacancy_close(struct change *change, const char *group, bool *gone, struct note *note)
{
	CLEANUP(names) struct names naming = {0, 0, NULL};
	int r = find_naming(&change->store, group, &naming, note);
	*gone = r == 0 && naming.count == 0;
	if (*gone)
		return take_away(change, group, note);
	for (size_t i = 0; r == 0 && i < naming.count; i++)
		printf("the group %s has nobody, but stays for the account %s:  keyhole ungrant %s "
		       "@%s\n",
			group, naming.name[i], naming.name[i], group);
	return r;
}
