/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/check/inventory.h"
#include "admin/check/place.h"
#include "admin/status/findings.h"
#include "admin/why/stacked.h"
#include "admin/why/trial.h"
#include "server/stack.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define EXECUTABLE "/proc/self/exe"
#define BREAK_GLASS_KEYS "break_glass.keys"

/* Judges a file that belongs to root, and that nobody else may write; whether it has to be there is
 * said elsewhere. */
static void judge_file(struct inspection *inspection, const char *path)
{
	const struct place_rule rule = {.path = path,
		.owner_name = "root",
		.without = 022,
		.with = 04,
		.reason = REASON_UNSAFE_PATH,
		.missing = SHEET_WEIGHTS};
	(void)place_judge(inspection, &rule);
}

/* Writes the path of a file beside sshd's list of revoked keys. */
static const char *beside_list(const struct survey *survey, const char *name, char path[PATH_MAX])
{
	const char *slash = strrchr(survey->revoked_list, '/');
	snprintf(path, PATH_MAX, "%.*s/%s", (int)(slash - survey->revoked_list),
		survey->revoked_list, name);
	return path;
}

/* Judges the programs, and the files that are made for sshd. */
static void inspect_programs(struct inspection *inspection, void *context)
{
	const struct survey *survey = context;
	const struct stack_line module = {.module = STACKED_MODULE};
	char path[PATH_MAX];
	ssize_t len = readlink(EXECUTABLE, path, sizeof path - 1);
	path[len > 0 ? len : 0] = '\0';
	if (len > 0)
		judge_file(inspection, path);
	if (survey->command[0])
		judge_file(inspection, survey->command);
	if (stack_module_path(&module, path))
		judge_file(inspection, path);
	judge_file(inspection, survey->revoked_list);
	judge_file(inspection, beside_list(survey, BREAK_GLASS_KEYS, path));
}

/* The settings are judged as why does it, and if that is well, as check does. */
static void look_at_settings(struct survey *survey)
{
	size_t from = survey->steps->count;
	trial_settings(survey->inquiry);
	survey->settings_bad = survey_count_bad(survey, from) > 0;
	if (!survey->settings_bad)
		(void)findings_look(survey, "settings", inventory_inspect_configuration);
}

/* Part by part. */
void survey_files(struct survey *survey)
{
	look_at_settings(survey);
	if (findings_look(survey, "store", inventory_inspect_store))
		step_add(survey->steps, "store", STEP_GOOD, NULL,
			"the files of %s, %s and %s are root's, and can be read",
			survey->settings->keys_dir, survey->settings->accounts_dir,
			survey->settings->groups_dir);
	if (findings_look(survey, "programs", inspect_programs))
		step_add(survey->steps, "programs", STEP_GOOD, NULL,
			"the programs, and what is made for sshd, are root's alone to write");
}
