/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "admin/why/mend.h"
#include "admin/why/password.h"
#include "common/nearest.h"
#include "server/shadow.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* The name of an account that is nearest to one that is none. */
static bool find_nearest(const char *name, char found[NEAREST_MAX + 1])
{
	struct nearest search;
	nearest_start(&search, view_of(name));
	found[0] = '\0';
	setpwent();
	for (const struct passwd *entry; (entry = getpwent());) {
		nearest_offer(&search, entry->pw_name);
		if (search.best == entry->pw_name) {
			snprintf(found, NEAREST_MAX + 1, "%s", entry->pw_name);
			search.best = found;
		}
	}
	endpwent();
	return search.best != NULL;
}

/* Says that there is none, and which comes nearest. */
static void say_absent(struct inquiry *inquiry)
{
	char nearest[NEAREST_MAX + 1];
	bool near = find_nearest(inquiry->name, nearest);
	struct step *step = step_add(&inquiry->steps, "account", STEP_REFUSED,
		cause_token(CAUSE_NO_ACCOUNT), "there is no account %s%s%s%s", inquiry->name,
		near ? "; did you mean " : "", near ? nearest : "", near ? "?" : "");
	/* Where another name is near, to ask for that mends nothing, and to make this one is wrong. */
	if (!near && mend_is_plain(inquiry->name))
		step_mend(step, "useradd -m -s /bin/bash %s", inquiry->name);
}

/* Says who it is. */
void trial_account(struct inquiry *inquiry)
{
	if (inquiry->account_fault == -ENOENT)
		say_absent(inquiry);
	else if (inquiry->account_fault != 0)
		step_add(&inquiry->steps, "account", STEP_UNKNOWN, reason_token(REASON_FAULT),
			"whether there is an account %s can't be told: %s", inquiry->name,
			strerror(-inquiry->account_fault));
	else
		step_add(&inquiry->steps, "account", STEP_GOOD, NULL,
			"%s has uid %u and the home %s", inquiry->account.pw_name,
			(unsigned)inquiry->account.pw_uid, inquiry->account.pw_dir);
}

/* Names the command that opens a locked account to keys without giving it a password. */
static void mend_lock(struct step *step, const struct inquiry *inquiry)
{
	const char *password = inquiry->shadow.sp_pwdp;
	if (!mend_is_plain(inquiry->name))
		return;
	if (password[strspn(password, "!*")] == '\0')
		step_mend(step, "usermod -p '*' %s", inquiry->name);
	else
		step_mend(step, "usermod -U %s", inquiry->name);
}

/* What sshd looks at where PAM is not asked. */
void trial_lock(struct inquiry *inquiry)
{
	char day[16];
	if (inquiry_uses_pam(inquiry) || !inquiry->has_shadow)
		return;
	enum cause cause = shadow_sshd(&inquiry->shadow, inquiry->today);
	if (cause == CAUSE_ACCOUNT_LOCKED) {
		mend_lock(step_add(&inquiry->steps, "lock", STEP_REFUSED, cause_token(cause),
				  "the account is locked (its password begins with !), and "
				  "without UsePAM sshd goes by that"),
			inquiry);
	} else if (cause != CAUSE_NONE) {
		shadow_day(inquiry->shadow.sp_expire, day);
		struct step *step = step_add(&inquiry->steps, "lock", STEP_REFUSED,
			cause_token(cause), "the account expired on %s", day);
		if (mend_is_plain(inquiry->name))
			step_mend(step, "chage -E -1 %s", inquiry->name);
	} else {
		step_add(&inquiry->steps, "lock", STEP_GOOD, NULL,
			"the account is neither locked nor expired");
	}
}

/* Where a key gets in, or nobody does, there is nothing to say. */
void trial_password(struct inquiry *inquiry)
{
	const struct step_list *steps = &inquiry->steps;
	bool open = inquiry->open_count > 0;
	const struct step *deciding = step_deciding(steps, open);
	if (!inquiry->sshd_known || !inquiry->has_shadow || !deciding ||
		(open && deciding->verdict == STEP_UNKNOWN) ||
		!password_is_taken(&inquiry->effective, inquiry->account.pw_uid, &inquiry->shadow))
		return;
	for (size_t i = 0; i < steps->count; i++)
		if (steps->step[i].verdict == STEP_REFUSED && !step_shuts_keys(&steps->step[i]))
			return;
	step_add(&inquiry->steps, "password", STEP_NOTE, NULL, PASSWORD_TAKEN, inquiry->name);
}

/* What is wrong with a shell, NULL if nothing is. */
static const char *shell_fault(const char *shell)
{
	struct stat st;
	if (stat(shell, &st) != 0)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "it is not a file";
	return st.st_mode & 0111 ? NULL : "it is not executable";
}

/* sshd does not look at it where the account is shut into another root folder. */
void trial_shell(struct inquiry *inquiry)
{
	const char *shell = inquiry->account.pw_shell[0] ? inquiry->account.pw_shell : "/bin/sh";
	if (inquiry->sshd_known && effective_is_set(&inquiry->effective, "chrootdirectory"))
		return;
	const char *fault = shell_fault(shell);
	if (!fault) {
		step_add(&inquiry->steps, "shell", STEP_GOOD, NULL, "%s can be run", shell);
		return;
	}
	struct step *step = step_add(&inquiry->steps, "shell", STEP_REFUSED,
		cause_token(CAUSE_SHELL_MISSING), "the shell %s can't be run: %s", shell, fault);
	if (mend_is_plain(inquiry->name))
		step_mend(step, "usermod -s /bin/bash %s", inquiry->name);
}
