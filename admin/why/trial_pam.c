/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "admin/why/mend.h"
#include "admin/why/stacked.h"
#include "common/cleanup.h"
#include "server/shadow.h"

#include <errno.h>
#include <security/_pam_types.h>
#include <stdio.h>
#include <string.h>

/* Adds a step that refuses. */
static struct step *refuse(struct inquiry *inquiry, enum cause cause, const char *words)
{
	return step_add(&inquiry->steps, "pam", STEP_REFUSED, cause_token(cause), "%s", words);
}

/* Says what the account's dates are, and the command that changes them. */
static void say_dates(struct inquiry *inquiry)
{
	char words[128], day[16], now[16];
	const struct spwd *shadow = &inquiry->shadow;
	enum cause cause = shadow_pam(shadow, inquiry->today);
	bool plain = mend_is_plain(inquiry->name);
	shadow_day(cause == CAUSE_ACCOUNT_EXPIRED ? shadow->sp_expire : shadow->sp_lstchg, day);
	shadow_day(inquiry->today, now);
	if (cause == CAUSE_ACCOUNT_EXPIRED)
		snprintf(words, sizeof words, "the account expired on %s", day);
	else if (shadow->sp_lstchg == 0)
		snprintf(words, sizeof words,
			"the password has to be changed at the next login, even for a key");
	else
		snprintf(words, sizeof words, "the password of %s was good for %ld days%s", day,
			shadow->sp_max,
			cause == CAUSE_PASSWORD_EXPIRED ? ", and may no longer be changed"
							: ", and has to be changed first");
	struct step *step = refuse(inquiry, cause, words);
	if (plain && cause == CAUSE_ACCOUNT_EXPIRED)
		step_mend(step, "chage -E -1 %s", inquiry->name);
	else if (plain)
		step_mend(step, "chage -d %s %s", now, inquiry->name);
}

/* Says which file keeps out. */
static void say_nologin(struct inquiry *inquiry, const struct stack_line *line)
{
	char path[STACK_WORD_MAX];
	const char *file = stacked_nologin(inquiry, line, path);
	if (file)
		step_mend(step_add(&inquiry->steps, "pam", STEP_REFUSED, cause_token(CAUSE_NOLOGIN),
				  "%s keeps everybody but root out", file),
			"rm %s", file);
}

/* Says of a line that it fails, whoever comes. */
static void say_line(struct inquiry *inquiry, const struct stack_line *line, const char *phase)
{
	bool missing = !line->broken && !stack_module_exists(line);
	struct step *step = step_add(&inquiry->steps, "pam", STEP_REFUSED,
		cause_token(missing ? CAUSE_PAM_MODULE : CAUSE_PAM_DENIES),
		missing ? "%s:%u (%s): the module %s is not there, and PAM refuses everybody"
			: "%s:%u (%s): %s lets nobody in",
		line->file, line->number, phase, line->module);
	/* Not where the line may end a substack, or is part of a jump. */
	if (line->level == 0 && mend_is_plain(line->file))
		step_mend(step, "sed -i %ud %s", line->number, line->file);
}

/* Says why PAM refuses. */
static void say_blame(struct inquiry *inquiry, const struct dispatch *dispatch)
{
	const struct stack_line *line = dispatch->blame;
	if (line && stack_is(line, STACKED_MODULE) && inquiry->home != 0)
		return;
	if (dispatch->status == PAM_ACCT_EXPIRED || dispatch->status == PAM_AUTHTOK_EXPIRED ||
		dispatch->status == PAM_NEW_AUTHTOK_REQD)
		say_dates(inquiry);
	else if (line && stack_is(line, "pam_nologin.so") && stack_module_exists(line))
		say_nologin(inquiry, line);
	else if (line)
		say_line(inquiry, line, "account");
	else
		refuse(inquiry, CAUSE_PAM_DENIES, "no account line of PAM says yes");
}

/* pam_unix's no is lost in Debian's own lines: they jump over pam_deny only if it agrees. */
static bool is_by_dates(const struct inquiry *inquiry, const struct dispatch *dispatch)
{
	return dispatch->blame && stack_is(dispatch->blame, "pam_deny.so") && inquiry->has_shadow &&
	       shadow_pam(&inquiry->shadow, inquiry->today) != CAUSE_NONE;
}

/* Plays the account phase through. */
static void judge(struct inquiry *inquiry, const struct stack *stack)
{
	struct stacked stacked = {inquiry, NULL};
	struct dispatch dispatch = dispatch_run(stack, stacked_account, &stacked);
	if (is_by_dates(inquiry, &dispatch))
		say_dates(inquiry);
	else if (dispatch.status != PAM_SUCCESS)
		say_blame(inquiry, &dispatch);
	else if (stacked.asked)
		step_add(&inquiry->steps, "pam", STEP_UNKNOWN, cause_token(CAUSE_PAM_ASKS),
			"PAM agrees if %s does, which goes by files of its own (%s:%u)",
			stacked.asked->module, stacked.asked->file, stacked.asked->number);
	else
		step_add(&inquiry->steps, "pam", STEP_GOOD, NULL,
			"the account phase lets %s in: neither expired nor kept out",
			inquiry->name);
}

/* Says that an account whose password is locked can be entered all the same. */
static void say_locked(struct inquiry *inquiry)
{
	const char *password = inquiry->has_shadow ? inquiry->shadow.sp_pwdp : NULL;
	if (!inquiry_uses_pam(inquiry) || !password || password[0] != '!' ||
		password[strspn(password, "!*")] == '\0')
		return;
	struct step *step =
		step_add(&inquiry->steps, "pam", STEP_UNSAFE, cause_token(CAUSE_PASSWORD_LOCKED),
			"the password is locked (passwd -l), which keeps no key out");
	if (mend_is_plain(inquiry->name))
		step_mend(step, "chage -E 0 %s", inquiry->name);
}

/* Reads the stack of sshd's service. */
void trial_pam(struct inquiry *inquiry)
{
	struct note note;
	CLEANUP(stack) struct stack stack = {0, NULL};
	if (!inquiry_uses_pam(inquiry)) {
		say_nologin(inquiry, NULL);
		return;
	}
	int r = stack_read(STACK_FOLDER, stacked_service(inquiry), "account", &stack, &note);
	if (r != 0)
		step_add_note(
			&inquiry->steps, "pam", STEP_REFUSED, cause_token(CAUSE_PAM_DENIES), &note);
	else
		judge(inquiry, &stack);
	say_locked(inquiry);
}
