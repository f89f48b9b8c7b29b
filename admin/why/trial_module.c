/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "admin/why/mend.h"
#include "admin/why/stacked.h"
#include "common/cleanup.h"

#include <security/_pam_types.h>
#include <stdio.h>
#include <string.h>

#define ACCOUNT_LINE                                                                               \
	"account [success=ok new_authtok_reqd=ok ignore=ignore module_unknown=ignore "             \
	"default=bad] " STACKED_MODULE
#define SESSION_LINE "session optional " STACKED_MODULE

/* Adds the step of what leaves keyhole out, which lets in. */
static struct step *warn(struct inquiry *inquiry, enum cause cause, const char *words)
{
	return step_add(&inquiry->steps, "pam", STEP_UNSAFE, cause_token(cause), "%s", words);
}

/* Names the command that puts the account line where it is heeded; a first line that is taken away
 * would take with it what stands behind it in sed's script. */
static void mend_account(struct step *step, const char *file)
{
	step_mend(step, "sed -i -e '1i " ACCOUNT_LINE "' -e '/^account.*" STACKED_MODULE "/d' %s",
		file);
}

/* The line of the module, NULL where there is none. */
static const struct stack_line *find_line(const struct stack *stack)
{
	for (size_t i = 0; i < stack->count; i++)
		if (stack_is(&stack->line[i], STACKED_MODULE))
			return &stack->line[i];
	return NULL;
}

/* What modules answer if all agree but keyhole. */
static int object(void *context, const struct stack_line *line)
{
	(void)context;
	return stack_is(line, STACKED_MODULE) ? PAM_PERM_DENIED : PAM_SUCCESS;
}

/* Says whether the account phase asks the module, and heeds it. */
static void judge_account(struct inquiry *inquiry, const struct stack *stack, const char *file)
{
	const struct stack_line *line = find_line(stack);
	struct dispatch dispatch = dispatch_run(stack, object, NULL);
	if (!line) {
		mend_account(warn(inquiry, CAUSE_PAM_LINE,
				     "no account line asks " STACKED_MODULE
				     ": nobody looks at the home"),
			file);
	} else if (!stack_module_exists(line)) {
		warn(inquiry, CAUSE_PAM_MODULE,
			STACKED_MODULE " is not installed: nobody looks at the home, and no login "
				       "is recorded");
	} else if (dispatch.status == PAM_SUCCESS) {
		mend_account(warn(inquiry, CAUSE_PAM_ORDER,
				     "the account line of " STACKED_MODULE
				     " is passed over, or its no does not count"),
			file);
	} else {
		inquiry->module_asked = true;
	}
}

/* What the session phase asks, in its order. */
struct walk {
	bool keyhole, loginuid; /* the module was asked; pam_loginuid only after it */
};

/* Takes note of a line that is reached. */
static int pass(void *context, const struct stack_line *line)
{
	struct walk *walk = context;
	walk->keyhole = walk->keyhole || stack_is(line, STACKED_MODULE);
	walk->loginuid = walk->loginuid || (walk->keyhole && stack_is(line, "pam_loginuid.so"));
	return PAM_SUCCESS;
}

/* Says whether the session phase asks it; whether it does, and nothing is lost. */
static bool judge_session(struct inquiry *inquiry, const struct stack *stack, const char *file)
{
	struct walk walk = {false, false};
	struct step *step = NULL;
	(void)dispatch_run(stack, pass, &walk);
	if (!find_line(stack))
		step = warn(inquiry, CAUSE_PAM_LINE,
			"no session line asks " STACKED_MODULE ": logins are not recorded");
	else if (!walk.keyhole)
		step = warn(inquiry, CAUSE_PAM_ORDER,
			"the session line of " STACKED_MODULE
			" is passed over: logins are not recorded");
	else if (walk.loginuid)
		step = step_add(&inquiry->steps, "pam", STEP_NOTE, cause_token(CAUSE_PAM_ORDER),
			"the session line of " STACKED_MODULE
			" stands before pam_loginuid's: records have no audit session");
	else
		return true;
	step_mend(step, "sed -i -e '$a " SESSION_LINE "' -e '/^session.*" STACKED_MODULE "/d' %s",
		file);
	return false;
}

/* Looks at both phases of the service. */
static void judge(struct inquiry *inquiry, const char *service)
{
	char file[STACK_WORD_MAX];
	struct note note;
	CLEANUP(stack) struct stack account = {0, NULL};
	CLEANUP(stack) struct stack session = {0, NULL};
	snprintf(file, sizeof file, STACK_FOLDER "/%s", service);
	if (stack_read(STACK_FOLDER, service, "account", &account, &note) != 0 ||
		stack_read(STACK_FOLDER, service, "session", &session, &note) != 0)
		return;
	judge_account(inquiry, &account, file);
	if (judge_session(inquiry, &session, file) && inquiry->module_asked)
		step_add(&inquiry->steps, "pam", STEP_GOOD, NULL,
			"%s asks " STACKED_MODULE " before and after a login", file);
}

/* Without UsePAM nobody asks it. */
void trial_module(struct inquiry *inquiry)
{
	const char *service = stacked_service(inquiry);
	if (!inquiry_uses_pam(inquiry)) {
		mend_set(warn(inquiry, CAUSE_PAM_OFF,
				 "UsePAM is no: nobody looks at the home, and no login is "
				 "recorded"),
			inquiry, "UsePAM", "no", "yes");
		return;
	}
	if (!settings_list_has(&inquiry->settings->services, view_of(service))) {
		step_add(&inquiry->steps, "pam", STEP_UNSAFE, cause_token(CAUSE_PAM_LINE),
			"the service %s is not among the services of keyhole.conf: the module "
			"passes its logins over",
			service);
		return;
	}
	judge(inquiry, service);
}
