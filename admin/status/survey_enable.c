/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/survey.h"

#include "admin/when.h"
#include "common/cleanup.h"
#include "server/undertaking.h"

#include <errno.h>

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

/* Nobody else may look into the folder of the record. */
void survey_enable(struct survey *survey)
{
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	int r = undertaking_look("", survey->settings->state_dir, &undertaking, &note);
	if (r != 0)
		step_add(survey->steps, STEP, r == -EBADMSG ? STEP_CLOSED : STEP_UNKNOWN, NULL,
			"whether something waits for keyhole confirm can't be told: %s", note.text);
	else if (undertaking.phase == UNDERTAKING_CONFIRMED)
		step_add(survey->steps, STEP, STEP_GOOD, NULL,
			"what keyhole enable changed is confirmed, and stays");
	else if (undertaking.phase == UNDERTAKING_NONE)
		step_add(survey->steps, STEP, STEP_GOOD, NULL, "nothing waits for keyhole confirm");
	else
		say_unconfirmed(survey->steps, &undertaking);
}
