/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/trial.h"

#include "admin/why/mend.h"
#include "server/origin.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Says why sshd gave no answer. */
static void say_unknown(struct inquiry *inquiry)
{
	struct note note;
	struct child_said *said = &inquiry->sshd_said;
	said->errors[strcspn(said->errors, "\r\n")] = '\0';
	if (inquiry->sshd_fault != 0) {
		sshd_say_fault(SSHD_PROGRAM, inquiry->sshd_fault, &note);
		step_add_note(&inquiry->steps, "sshd", STEP_UNKNOWN,
			cause_token(CAUSE_SSHD_UNKNOWN), &note);
	} else if (said->status != 0 && strstr(said->errors, SSHD_NO_FOLDER))
		step_mend(step_add(&inquiry->steps, "sshd", STEP_UNKNOWN,
				  cause_token(CAUSE_SSHD_UNKNOWN),
				  "no sshd runs, and it can't be asked for its settings: %s",
				  said->errors),
			"systemctl start ssh");
	else if (said->status != 0)
		step_add(&inquiry->steps, "sshd", STEP_UNKNOWN, cause_token(CAUSE_SSHD_CONFIG),
			"sshd can't read its configuration, and would not start again: %s",
			said->errors);
	else
		step_add(&inquiry->steps, "sshd", STEP_UNKNOWN, cause_token(CAUSE_SSHD_UNKNOWN),
			"%s", inquiry->sshd_note.text);
}

/* Whether the sshd that runs has read its configuration before it was changed. Each time that it
 * does, it writes its pid file anew, some time after it has begun to read. */
static bool is_stale(const struct inquiry *inquiry)
{
	struct stat st;
	const char *file = effective_value(&inquiry->effective, "pidfile");
	struct timespec changed = origin_changed(ORIGIN_FOLDER);
	if (!file || stat(file, &st) != 0)
		return false;
	return changed.tv_sec > st.st_mtim.tv_sec ||
	       (changed.tv_sec == st.st_mtim.tv_sec && changed.tv_nsec >= st.st_mtim.tv_nsec);
}

/* RefuseConnection, of newer ones. */
static void judge_connection(struct inquiry *inquiry)
{
	if (!effective_is(&inquiry->effective, "refuseconnection", "yes"))
		return;
	mend_set(step_add(&inquiry->steps, "sshd", STEP_REFUSED,
			 cause_token(CAUSE_REFUSE_CONNECTION),
			 "RefuseConnection is yes for this connection"),
		inquiry, "RefuseConnection", "yes", "no");
}

/* Says what sshd was asked for. */
void trial_sshd(struct inquiry *inquiry)
{
	char reload[MEND_RELOAD_MAX];
	if (!inquiry->sshd_known) {
		say_unknown(inquiry);
		return;
	}
	if (is_stale(inquiry)) {
		mend_reload(inquiry, reload);
		step_mend(step_add(&inquiry->steps, "sshd", STEP_UNKNOWN,
				  cause_token(CAUSE_SSHD_STALE),
				  "the configuration was changed after sshd read it: what follows "
				  "is what the files say, and sshd does not go by it yet"),
			"sshd -t && %s", reload);
	} else if (!inquiry->name) {
		step_add(&inquiry->steps, "sshd", STEP_GOOD, NULL,
			"OpenSSH %u.%u goes by the configuration that is on the disk",
			inquiry->sshd_major, inquiry->sshd_minor);
	} else {
		step_add(&inquiry->steps, "sshd", STEP_GOOD, NULL,
			"OpenSSH %u.%u, its settings for %s from %s", inquiry->sshd_major,
			inquiry->sshd_minor, inquiry->name,
			inquiry->from ? inquiry->from : "this machine (no --from)");
	}
	judge_connection(inquiry);
}

/* Whether root may come in with a key. */
void trial_root(struct inquiry *inquiry)
{
	if (inquiry->account.pw_uid != 0 || !inquiry->sshd_known)
		return;
	const char *permit = effective_value(&inquiry->effective, "permitrootlogin");
	if (permit && strcmp(permit, "no") == 0)
		mend_set(step_add(&inquiry->steps, "root", STEP_REFUSED,
				 cause_token(CAUSE_ROOT_LOGIN), "PermitRootLogin is no"),
			inquiry, "PermitRootLogin", "no", "prohibit-password");
	else
		step_add(&inquiry->steps, "root", STEP_GOOD, NULL, "PermitRootLogin is %s",
			permit ? permit : "not known");
}

/* Whether a list of methods is done with one key. */
static bool methods_suffice(const char *methods)
{
	char word[256];
	while (effective_word(&methods, word, sizeof word))
		if (strcmp(word, "any") == 0 || strcmp(word, "publickey") == 0)
			return true;
	return false;
}

/* Whether a key is a way in, and enough. */
void trial_methods(struct inquiry *inquiry)
{
	if (!inquiry->sshd_known)
		return;
	const char *methods = effective_value(&inquiry->effective, "authenticationmethods");
	if (!effective_is(&inquiry->effective, "pubkeyauthentication", "yes"))
		mend_set(step_add(&inquiry->steps, "methods", STEP_REFUSED,
				 cause_token(CAUSE_PUBKEY_OFF), "PubkeyAuthentication is no"),
			inquiry, "PubkeyAuthentication", "no", "yes");
	else if (methods && !methods_suffice(methods))
		mend_set(step_add(&inquiry->steps, "methods", STEP_REFUSED,
				 cause_token(CAUSE_METHODS),
				 "AuthenticationMethods is %s: one key is not enough", methods),
			inquiry, "AuthenticationMethods", NULL, "any");
	else
		step_add(&inquiry->steps, "methods", STEP_GOOD, NULL,
			"sshd takes keys, and one is enough");
}
