/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/survey.h"

#include "admin/when.h"
#include "common/cleanup.h"
#include "server/undertaking.h"

#include <errno.h>
#include <string.h>

#define STEP "enable"

/* Says of one that is not confirmed what becomes of it. */
static void say_unconfirmed(struct step_list *steps, const struct undertaking *undertaking)
{
	char until[WHEN_TEXT_MAX];
	if (undertaking_is_broken(undertaking)) {
		step_mend(step_add(steps, STEP, STEP_CLOSED, NULL,
				  "keyhole enable or disable is at work, or was cut off (%s)",
				  undertaking_phase_name(undertaking->phase)),
			"keyhole revert");
		return;
	}
	when_text(undertaking->until * 1000000, until);
	if (undertaking_is_due(undertaking))
		step_mend(step_add(steps, STEP, STEP_CLOSED, NULL,
				  "nobody confirmed what keyhole enable changed before %s: it is "
				  "being put back",
				  until),
			"keyhole revert");
	else
		step_add(steps, STEP, STEP_NOTE, NULL,
			"what keyhole enable changed waits for keyhole confirm, from a new "
			"connection, until %s; then it is put back by itself",
			until);
}

/* Whether one of the parts is not there at all. */
static bool lacks(const struct step_list *steps, const char *name, enum cause cause)
{
	for (size_t i = 0; i < steps->count; i++)
		if (strcmp(steps->step[i].name, name) == 0 && steps->step[i].token &&
			strcmp(steps->step[i].token, cause_token(cause)) == 0)
			return true;
	return false;
}

/* Says that nobody has enabled it; what would mend each part by hand is not proven, as that is. */
static void say_disabled(struct step_list *steps)
{
	static const char *const parts[] = {"command", "revoked", "pam"};
	for (size_t i = 0; i < steps->count; i++)
		for (size_t n = 0; n < sizeof parts / sizeof *parts; n++)
			if (strcmp(steps->step[i].name, parts[n]) == 0) {
				free(steps->step[i].mend);
				steps->step[i].mend = NULL;
			}
	step_mend(step_add(steps, STEP, STEP_CLOSED, NULL,
			  "keyhole is not enabled: neither sshd nor PAM asks it"),
		"keyhole enable");
}

/* Nobody else may look into the folder of the record. */
void survey_enable(struct survey *survey)
{
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	bool usual = strcmp(survey->inquiry->config_path, SETTINGS_PATH) == 0;
	const char *state = usual ? UNDERTAKING_STATE : survey->settings->state_dir;
	int r = undertaking_look("", state, &undertaking, &note);
	if (r != 0)
		step_add(survey->steps, STEP, r == -EBADMSG ? STEP_CLOSED : STEP_UNKNOWN, NULL,
			"whether something waits for keyhole confirm can't be told: %s", note.text);
	else if (undertaking.phase == UNDERTAKING_CONFIRMED)
		step_add(survey->steps, STEP, STEP_GOOD, NULL,
			"what keyhole enable changed is confirmed, and stays");
	else if (undertaking.phase == UNDERTAKING_NONE &&
		 lacks(survey->steps, "command", CAUSE_COMMAND_NONE) &&
		 lacks(survey->steps, "pam", CAUSE_PAM_LINE))
		say_disabled(survey->steps);
	else if (undertaking.phase == UNDERTAKING_NONE)
		step_add(survey->steps, STEP, STEP_GOOD, NULL, "nothing waits for keyhole confirm");
	else
		say_unconfirmed(survey->steps, &undertaking);
}
