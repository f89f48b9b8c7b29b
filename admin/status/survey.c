/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/survey.h"

#include "admin/store/barrier.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* What is looked at, in this order. */
static void (*const looks[])(struct survey *) = {survey_sshd, survey_command, survey_revoked,
	survey_accounts, survey_module, survey_versions, survey_enable, survey_files, survey_log,
	survey_seal, survey_expiry, survey_mode};

/* Only root is told by sshd. */
int survey_open(struct survey *survey, const char *config_path, const struct settings *settings,
	struct note *note)
{
	*survey = (struct survey){.settings = settings, .root = geteuid() == 0};
	survey->inquiry = calloc(1, sizeof *survey->inquiry);
	if (!survey->inquiry)
		return note_set(note, -ENOMEM, "no memory");
	survey->steps = &survey->inquiry->steps;
	survey->inquiry->config_path = config_path;
	survey->inquiry->settings = settings;
	barrier_path(settings, survey->revoked_list);
	return inquiry_open(survey->inquiry, note);
}

/* Whether a step is not as it should be, whatever that means for one login. */
static bool is_bad(const struct step *step)
{
	return step->verdict == STEP_UNSAFE || step->verdict == STEP_CLOSED ||
	       step->verdict == STEP_REFUSED;
}

/* Counts them. */
size_t survey_count_bad(const struct survey *survey, size_t from)
{
	size_t count = 0;
	for (size_t i = from; i < survey->steps->count; i++)
		count += is_bad(&survey->steps->step[i]);
	return count;
}

/* What is wrong is wrong here, whether a login would be refused for it or let in. */
static void settle(struct survey *survey, size_t from)
{
	for (size_t i = from; i < survey->steps->count; i++)
		if (is_bad(&survey->steps->step[i]))
			survey->steps->step[i].verdict = STEP_CLOSED;
}

/* Looks one after the other. */
void survey_run(struct survey *survey)
{
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
		size_t from = survey->steps->count;
		looks[i](survey);
		settle(survey, from);
	}
}

/* The steps go with the inquiry. */
void survey_close(struct survey *survey)
{
	if (survey->inquiry)
		inquiry_close(survey->inquiry);
	free(survey->inquiry);
}
