/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "admin/why/guise.h"
#include "home/report.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

/* A home while it is judged. */
struct looking {
	const struct home_request *request;
	struct inquiry *inquiry;
	bool enforced, any;
};

/* Whether the module lets in with a warning what it would refuse under "enforce". */
static bool warns(const struct inquiry *inquiry)
{
	return inquiry->module_asked && !inquiry->break_glass && inquiry->settings_fault == 0 &&
	       inquiry->home_check == HOME_CHECK_WARN;
}

/* Takes a finding, as home.h passes it. */
static void take(void *context, const struct finding *finding)
{
	struct looking *looking = context;
	struct inquiry *inquiry = looking->inquiry;
	char command[FINDING_TEXT_MAX];
	looking->any = true;
	struct step *step = step_add(&inquiry->steps, "home",
		!finding->grave     ? STEP_NOTE
		: looking->enforced ? STEP_REFUSED
				    : STEP_UNSAFE,
		reason_token((int)finding->reason), "%s%s", finding->what,
		finding->look ? "; look first at what is in it" : "");
	if (finding->grave && warns(inquiry) && !inquiry->home_warning)
		inquiry->home_warning = strdup(finding->what);
	if (report_command(looking->request, finding, command, sizeof command))
		step_mend(step, "%s", command);
}

/* Judges with the account's rights, as the module does. */
static int judge(struct looking *looking, struct note *note)
{
	struct rights rights;
	const struct passwd *account = &looking->inquiry->account;
	const struct home_request request = {.account = account->pw_name,
		.uid = account->pw_uid,
		.gid = account->pw_gid,
		.path = account->pw_dir};
	int r = guise_take(account, &rights, note);
	if (r != 0)
		return r;
	looking->request = &request;
	r = home_check(&request, take, looking, note);
	guise_drop(&rights);
	return r;
}

/* Whether the module would refuse for the home. */
static bool is_enforced(const struct inquiry *inquiry)
{
	return inquiry->module_asked && !inquiry->break_glass && inquiry->settings_fault == 0 &&
	       inquiry->home_check == HOME_CHECK_ENFORCE;
}

/* Says who looks at the home, if nobody does. */
static void say_unchecked(struct inquiry *inquiry)
{
	if (inquiry->break_glass && inquiry->module_asked)
		step_add(&inquiry->steps, "home", STEP_GOOD, NULL,
			"%s is a break-glass account: no home keeps it out", inquiry->name);
	else if (inquiry->home_check == HOME_CHECK_OFF)
		step_add(&inquiry->steps, "home", STEP_NOTE, cause_token(CAUSE_HOME_UNCHECKED),
			"home_check is off: nobody looks at it but this command");
}

/* Looks at the home whoever else does. */
void trial_home(struct inquiry *inquiry)
{
	struct note note;
	struct looking looking = {NULL, inquiry, is_enforced(inquiry), false};
	say_unchecked(inquiry);
	int r = judge(&looking, &note);
	if (r < 0) {
		step_add_note(&inquiry->steps, "home",
			looking.enforced ? STEP_REFUSED : STEP_UNKNOWN, reason_token(REASON_FAULT),
			&note);
		looking.any = true;
	}
	if (r != 0 && looking.enforced)
		inquiry->home = r;
	if (!looking.any)
		step_add(&inquiry->steps, "home", STEP_GOOD, NULL, "%s and its .ssh are safe",
			inquiry->account.pw_dir);
}
