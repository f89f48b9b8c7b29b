/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/dwellings.h"

#include "access/names.h"
#include "admin/check/homes.h"
#include "admin/table.h"
#include "common/cleanup.h"

#include <errno.h>

/* Lists the accounts, then looks at each. */
int dwellings_judge(const struct admin *admin, const struct settings *settings, size_t *grave,
	struct note *note)
{
	CLEANUP(entrant_list) struct entrant_list list = {0, 0, NULL};
	CLEANUP(names) struct names rules = {0, 0, NULL};
	static struct inspection inspection;
	struct note ignored;
	inspection = (struct inspection){.config_path = admin->config_path,
		.settings = settings,
		.sheet = {.grave_only = true, .room = table_room()}};
	(void)names_read(settings->accounts_dir, NAMES_CONF, &rules, &ignored);
	int r = entrant_list_all(&list, settings, &rules, note);
	if (r == 0)
		r = rights_start(&inspection.rights, note);
	if (r != 0)
		return r;
	homes_inspect(&inspection, &list);
	*grave = inspection.sheet.total[SHEET_GRAVE];
	if (inspection.broken || inspection.sheet.total[SHEET_UNSURE] > 0)
		return note_set(note, -EIO, "not every home could be judged: keyhole check");
	return 0;
}
