/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/survey.h"

#include "admin/status/started.h"
#include "admin/store/barrier.h"
#include "admin/why/mend.h"
#include "admin/why/trial.h"
#include "server/origin.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define CONFIGURATION ORIGIN_FOLDER "/sshd_config"

/* The settings without which keyhole is not asked, or is asked in vain. */
static const char *const needed[] = {"authorizedkeyscommand", "authorizedkeyscommanduser",
	"authorizedkeysfile", "pubkeyauthentication", "revokedkeys", "usepam", "pamservicename"};

/* Whether a setting of the command line changes what keyhole needs. */
static bool matters(const struct inquiry *inquiry, const char *keyword, const char *value)
{
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
		const char *holds = effective_value(&inquiry->effective, needed[i]);
		if (strcasecmp(keyword, needed[i]) == 0)
			return !holds || strcasecmp(holds, value) != 0;
	}
	return false;
}

/* Says what the files do not have. */
static bool judge_started(struct survey *survey, const struct started *started, long pid)
{
	bool bad = false;
	if (started->file[0] && strcmp(started->file, CONFIGURATION) != 0) {
		bad = true;
		step_add(survey->steps, "started", STEP_UNKNOWN, cause_token(CAUSE_SSHD_UNKNOWN),
			"the sshd that runs (process %ld) goes by %s: what is said here is "
			"of " CONFIGURATION,
			pid, started->file);
	}
	for (size_t i = 0; i < started->count; i++) {
		const char *keyword = started->option[i].keyword, *value = started->option[i].value;
		if (!matters(survey->inquiry, keyword, value))
			continue;
		bad = true;
		step_add(survey->steps, "started", STEP_CLOSED, cause_token(CAUSE_SSHD_STALE),
			"the sshd that runs (process %ld) was started with -o %s=%s, which wins "
			"over every file: take it out of SSHD_OPTS in /etc/default/ssh, or out of "
			"the unit (systemctl cat ssh), and restart ssh",
			pid, keyword, value);
	}
	return bad;
}

/* Looks at the process that sshd says it is. */
static void look_at_process(struct survey *survey)
{
	struct started started;
	long pid;
	const char *file = effective_value(&survey->inquiry->effective, "pidfile");
	if (!file || !started_find(file, &pid, &started)) {
		step_add(survey->steps, "started", STEP_NOTE, NULL,
			"no sshd runs that has written %s: what one is started with, and when, "
			"can't be seen",
			file ? file : "a pid file");
		return;
	}
	if (!judge_started(survey, &started, pid))
		step_add(survey->steps, "started", STEP_GOOD, NULL,
			"the sshd that runs (process %ld) was told nothing else on its command "
			"line",
			pid);
}

/* A configuration that is not read yet, or can't be, is not in force. */
void survey_sshd(struct survey *survey)
{
	size_t from = survey->steps->count;
	if (!survey->root) {
		step_add(survey->steps, "sshd", STEP_UNKNOWN, cause_token(CAUSE_SSHD_UNKNOWN),
			"only root can ask sshd what it goes by:  sudo keyhole status");
		return;
	}
	trial_sshd(survey->inquiry);
	for (size_t i = from; i < survey->steps->count; i++) {
		struct step *step = &survey->steps->step[i];
		if (step->token &&
			(strcmp(step->token, cause_token(CAUSE_SSHD_STALE)) == 0 ||
				strcmp(step->token, cause_token(CAUSE_SSHD_CONFIG)) == 0))
			step->verdict = STEP_CLOSED;
	}
	if (survey->inquiry->sshd_known)
		look_at_process(survey);
}

/* Says that sshd goes by no list, or by another one than keyhole's. */
static bool judge_place(struct inquiry *inquiry, const char *own)
{
	const char *path = effective_value(&inquiry->effective, "revokedkeys");
	bool any = effective_is_set(&inquiry->effective, "revokedkeys");
	if (any && strcmp(path, own) == 0)
		return false;
	struct step *step = step_add(&inquiry->steps, "revoked", STEP_CLOSED,
		cause_token(CAUSE_REVOKED_KEYS),
		"sshd's RevokedKeys is %s, not %s: what keyhole revokes still opens where it "
		"stands in an account's own file",
		path ? path : "none", own);
	/* A list of somebody else's is not hidden. */
	if (!any)
		mend_set(step, inquiry, "RevokedKeys", path ? path : NULL, own);
	return true;
}

/* Says that sshd's list is not what keyhole's says. */
static bool judge_content(struct inquiry *inquiry, const char *own)
{
	struct note note;
	struct krl_state state = {.missing = false};
	if (barrier_compare(inquiry->settings, &state, &note) != 0 || state.missing ||
		(state.lacking == 0 && state.too_many == 0))
		return false;
	step_mend(step_add(&inquiry->steps, "revoked", STEP_CLOSED, cause_token(CAUSE_REVOKED_KEYS),
			  "%s is not what %s says: it lacks %zu keys, and has %zu that are not "
			  "revoked",
			  own, inquiry->settings->revoked_keys, state.lacking, state.too_many),
		"keyhole revoke --rebuild");
	return true;
}

/* First whether it can be read: without it nobody gets in. */
bool survey_judge_revoked(struct inquiry *inquiry)
{
	char own[STORE_PATH_MAX];
	size_t from = inquiry->steps.count;
	barrier_path(inquiry->settings, own);
	trial_revoked(inquiry);
	for (size_t i = from; i < inquiry->steps.count; i++)
		if (inquiry->steps.step[i].verdict != STEP_GOOD)
			return true;
	return judge_place(inquiry, own) || judge_content(inquiry, own);
}

/* AuthenticationMethods may ask for more than a key: that is not keyhole's. */
void survey_revoked(struct survey *survey)
{
	if (!survey->inquiry->sshd_known)
		return;
	if (effective_is(&survey->inquiry->effective, "pubkeyauthentication", "no"))
		trial_methods(survey->inquiry);
	(void)survey_judge_revoked(survey->inquiry);
}
