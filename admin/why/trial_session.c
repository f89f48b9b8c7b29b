/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "admin/why/mend.h"
#include "admin/why/stacked.h"
#include "common/cleanup.h"
#include "server/safe.h"

#include <errno.h>
#include <limits.h>
#include <security/_pam_types.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define INTERNAL "internal-sftp"

/* Adds a step of this part. */
static struct step *add(
	struct inquiry *inquiry, enum step_verdict verdict, enum cause cause, const char *words)
{
	return step_add(&inquiry->steps, "session", verdict, cause_token(cause), "%s", words);
}

/* PAM's session phase: a module that is not there ends it. */
static bool judge_pam(struct inquiry *inquiry)
{
	struct note note;
	char words[1024];
	CLEANUP(stack) struct stack stack = {0, NULL};
	if (!inquiry_uses_pam(inquiry) ||
		stack_read(STACK_FOLDER, stacked_service(inquiry), "session", &stack, &note) != 0)
		return true;
	struct dispatch dispatch = dispatch_run(&stack, stacked_session, NULL);
	const struct stack_line *line = dispatch.blame;
	if (dispatch.status == PAM_SUCCESS || !line)
		return true;
	bool missing = !line->broken && !stack_module_exists(line);
	snprintf(words, sizeof words, "%s:%u (session): %s %s, and every session ends at once",
		line->file, line->number, line->module, missing ? "is not there" : "fails");
	struct step *step =
		add(inquiry, STEP_REFUSED, missing ? CAUSE_PAM_MODULE : CAUSE_PAM_DENIES, words);
	if (line->level == 0 && mend_is_plain(line->file))
		step_mend(step, "sed -i %ud %s", line->number, line->file);
	return false;
}

/* Writes the path of a ChrootDirectory with its tokens replaced. */
static void expand(const struct inquiry *inquiry, const char *value, char path[PATH_MAX])
{
	size_t len = 0;
	for (const char *at = value; *at && len < PATH_MAX - 1; at++) {
		const char *text = *at != '%'     ? NULL
				   : at[1] == 'h' ? inquiry->account.pw_dir
				   : at[1] == 'u' ? inquiry->account.pw_name
						  : NULL;
		if (!text) {
			path[len++] = *at;
			continue;
		}
		len += (size_t)snprintf(path + len, PATH_MAX - len, "%s", text);
		at++;
	}
	path[len < PATH_MAX ? len : PATH_MAX - 1] = '\0';
}

/* Names the command that mends what is wrong with a folder above or at a chroot. */
static void mend_chroot(
	struct step *step, const char *path, const struct safe_fault *fault, int fault_number)
{
	if (fault_number == -ENOENT && mend_is_plain(path))
		step_mend(step, "install -d -o root -g root -m 755 %s", path);
	else if (fault_number == REASON_UNSAFE_PATH && mend_is_plain(fault->path))
		step_mend(step, "chown root:root %s && chmod go-w %s", fault->path, fault->path);
}

/* ChrootDirectory; whether it can be used. */
static bool judge_chroot(struct inquiry *inquiry)
{
	char path[PATH_MAX], words[NOTE_MAX + 64];
	struct safe_fault fault;
	struct note note;
	if (!effective_is_set(&inquiry->effective, "chrootdirectory") ||
		inquiry->account.pw_uid == 0)
		return true;
	expand(inquiry, effective_value(&inquiry->effective, "chrootdirectory"), path);
	int r = safe_chroot(path, &fault, &note);
	if (r == 0)
		return true;
	snprintf(words, sizeof words, "ChrootDirectory can't be used: %s", note.text);
	mend_chroot(add(inquiry, STEP_REFUSED, CAUSE_CHROOT, words), path, &fault, r);
	return false;
}

/* Whether the shell of the account can be run where it is shut into another root folder. */
static bool judge_chroot_shell(struct inquiry *inquiry, const char *forced)
{
	char root[PATH_MAX], path[2 * PATH_MAX], words[2 * PATH_MAX + 128];
	if (!effective_is_set(&inquiry->effective, "chrootdirectory") ||
		strcmp(forced, INTERNAL) == 0)
		return true;
	expand(inquiry, effective_value(&inquiry->effective, "chrootdirectory"), root);
	snprintf(path, sizeof path, "%s%s", root, inquiry->account.pw_shell);
	if (access(path, F_OK) == 0)
		return true;
	snprintf(words, sizeof words,
		"there is no %s in the ChrootDirectory: only sftp could be used, with "
		"ForceCommand " INTERNAL,
		inquiry->account.pw_shell);
	add(inquiry, STEP_REFUSED, CAUSE_CHROOT, words);
	return false;
}

/* ForceCommand; whether what it names can be run. */
static bool judge_forced(struct inquiry *inquiry, const char *forced)
{
	char words[512];
	if (strcmp(forced, "none") == 0 || strcmp(forced, INTERNAL) == 0)
		return true;
	if (forced[0] != '/' || access(forced, X_OK) == 0) {
		snprintf(words, sizeof words, "ForceCommand runs %s whatever is asked for", forced);
		step_add(&inquiry->steps, "session", STEP_NOTE, cause_token(CAUSE_FORCED_COMMAND),
			"%s", words);
		return true;
	}
	snprintf(words, sizeof words, "ForceCommand is %s, which can't be run: %s", forced,
		strerror(errno));
	mend_set(add(inquiry, STEP_REFUSED, CAUSE_FORCED_COMMAND, words), inquiry, "ForceCommand",
		forced, "none");
	return false;
}

/* A shell that turns everybody away; whether it is none. */
static bool judge_shell(struct inquiry *inquiry, const char *forced)
{
	const char *shell = inquiry->account.pw_shell, *slash = strrchr(shell, '/');
	const char *name = slash ? slash + 1 : shell;
	if ((strcmp(name, "nologin") != 0 && strcmp(name, "false") != 0) ||
		strcmp(forced, INTERNAL) == 0)
		return true;
	struct step *step =
		step_add(&inquiry->steps, "session", STEP_REFUSED, cause_token(CAUSE_SHELL_NOLOGIN),
			"the shell %s ends every session (but ports can be forwarded)", shell);
	if (mend_is_plain(inquiry->name))
		step_mend(step, "usermod -s /bin/bash %s", inquiry->name);
	return false;
}

/* Authorities whose certificates sshd lets in without asking keyhole: such a one may be what is asked
 * about. */
static void judge_authorities(struct inquiry *inquiry)
{
	const struct given *key = &inquiry->key;
	if (!effective_is_set(&inquiry->effective, "trustedusercakeys"))
		return;
	const char *path = effective_value(&inquiry->effective, "trustedusercakeys");
	bool asked = key->known && key->key.is_cert && key->key.cert_role == 1;
	struct step *step = step_add(&inquiry->steps, "session", asked ? STEP_UNKNOWN : STEP_NOTE,
		cause_token(CAUSE_CERTIFICATES),
		asked ? "TrustedUserCAKeys %s: if this certificate is of one of these CAs, sshd "
			"may "
			"let it in without keyhole"
		      : "TrustedUserCAKeys %s: certificates of these CAs open accounts without "
			"keyhole",
		path);
	step->perhaps = asked;
}

/* What sshd lets in besides keyhole's keys, or lets a user do. */
static void judge_unsafe(struct inquiry *inquiry)
{
	const struct effective *effective = &inquiry->effective;
	judge_authorities(inquiry);
	if (effective_is(effective, "permituserenvironment", "yes"))
		mend_set(add(inquiry, STEP_UNSAFE, CAUSE_USER_ENVIRONMENT,
				 "PermitUserEnvironment is yes: ~/.ssh/environment can set "
				 "LD_PRELOAD, past any command="),
			inquiry, "PermitUserEnvironment", "yes", "no");
	if (effective_is(effective, "strictmodes", "no"))
		mend_set(add(inquiry, STEP_UNSAFE, CAUSE_STRICT_MODES,
				 "StrictModes is no: sshd reads files of keys that others can "
				 "change"),
			inquiry, "StrictModes", "no", "yes");
}

/* What comes after the keys. */
void trial_session(struct inquiry *inquiry)
{
	if (!inquiry->sshd_known)
		return;
	const char *forced = effective_value(&inquiry->effective, "forcecommand");
	if (!forced)
		forced = "none";
	judge_unsafe(inquiry);
	if (judge_pam(inquiry) && judge_chroot(inquiry) && judge_chroot_shell(inquiry, forced) &&
		judge_forced(inquiry, forced) && judge_shell(inquiry, forced))
		step_add(&inquiry->steps, "session", STEP_GOOD, NULL, "a session can begin");
}
