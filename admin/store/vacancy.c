/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/vacancy.h"

#include "access/names.h"
#include "admin/store/entrance.h"
#include "common/cleanup.h"

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
	bool unsure = false;
	int r = entrance_of_group(&change->store, group, &naming, &unsure, note);
	*gone = r == 0 && naming.count == 0 && !unsure;
	if (*gone)
		return take_away(change, group, note);
	if (r == 0 && unsure)
		printf("the group %s has nobody, but stays: a grant may name it\n", group);
	for (size_t i = 0; r == 0 && i < naming.count; i++)
		printf("the group %s has nobody, but stays for the account %s:  keyhole ungrant %s "
		       "@%s\n",
			group, naming.name[i], naming.name[i], group);
	return r;
}
