/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/findings.h"

#include "common/cleanup.h"

#include <stdlib.h>
#include <string.h>

#define NAMED_MAX 3

/* What check finds in a part, as steps. */
struct part {
	struct survey *survey;
	const char *name;
	size_t grave, unsure, advice;
};

/* Whether something was said of a file already. */
static bool is_told(const struct part *part, const struct sheet_entry *entry)
{
	const struct survey *survey = part->survey;
	return survey->settings_bad && entry->path &&
	       strcmp(entry->path, survey->settings->revoked_keys) == 0;
}

/* Names the first of what is grave, and counts the rest. */
static void take(void *context, const struct sheet_entry *entry)
{
	struct part *part = context;
	bool grave = entry->weight == SHEET_GRAVE;
	if (is_told(part, entry))
		return;
	if (entry->weight == SHEET_ADVICE) {
		part->advice++;
		return;
	}
	part->grave += grave;
	part->unsure += !grave;
	if (part->grave + part->unsure > NAMED_MAX)
		return;
	struct step *step =
		step_add(part->survey->steps, part->name, grave ? STEP_CLOSED : STEP_UNKNOWN,
			reason_token((int)entry->reason), "%s", entry->what);
	if (entry->mend && entry->mend[0])
		step_mend(step, "%s", entry->mend);
}

/* Says what was not named. */
static void sum(const struct part *part)
{
	struct step_list *steps = part->survey->steps;
	if (part->grave + part->unsure > NAMED_MAX)
		step_mend(step_add(steps, part->name, part->grave > 0 ? STEP_CLOSED : STEP_UNKNOWN,
				  NULL, "and %zu more of that kind",
				  part->grave + part->unsure - NAMED_MAX),
			"keyhole check");
	if (part->advice > 0)
		step_mend(step_add(steps, part->name, STEP_NOTE, NULL,
				  "%zu piece%s of advice on the %s", part->advice,
				  part->advice == 1 ? "" : "s", part->name),
			"keyhole check");
}

/* Takes what the sheet would have printed. */
bool findings_look(struct survey *survey, const char *name, inspection_part look)
{
	struct part part = {.survey = survey, .name = name};
	CLEANUP(free) struct inspection *inspection = calloc(1, sizeof *inspection);
	if (!inspection)
		return false;
	inspection->config_path = survey->inquiry->config_path;
	inspection->settings = survey->settings;
	inspection->sheet.take = take;
	inspection->sheet.context = &part;
	inspection_run(inspection, name, NULL, look, survey);
	sum(&part);
	return part.grave + part.unsure == 0;
}
