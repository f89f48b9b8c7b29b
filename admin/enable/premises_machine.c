/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/premises.h"

#include "admin/enable/reload.h"
#include "admin/package.h"
#include "admin/why/scrutiny.h"
#include "admin/why/trial.h"
#include "common/cleanup.h"
#include "server/directives.h"
#include "server/safe.h"
#include "server/stack.h"
#include "server/wiring.h"

#include <pwd.h>
#include <strings.h>
#include <unistd.h>

/* Says that nobody can log in now. */
static void say_none_runs(struct premises *premises)
{
	premises_refuse(premises, "systemctl start ssh",
		"no sshd runs: a login can't be tried, and nobody could confirm");
}

/* Says why sshd gives no answer. */
static void say_unknown(struct premises *premises, struct inquiry *inquiry)
{
	inquiry->sshd_said.errors[strcspn(inquiry->sshd_said.errors, "\r\n")] = '\0';
	if (inquiry->account_fault != 0)
		premises_refuse(premises, NULL,
			"there is no account %s, by which the login would be proven; name yours: "
			"--as ACCOUNT",
			inquiry->name);
	else if (inquiry->sshd_fault != 0)
		premises_refuse(premises, "apt-get install openssh-server", "%s can't be run: %s",
			SSHD_PROGRAM, strerror(-inquiry->sshd_fault));
	else if (strstr(inquiry->sshd_said.errors, SSHD_NO_FOLDER))
		say_none_runs(premises);
	else
		premises_refuse(premises, NULL,
			"sshd can't read its configuration as it is now, and would not start "
			"again: %s",
			inquiry->sshd_said.errors[0] ? inquiry->sshd_said.errors
						     : inquiry->sshd_note.text);
}

/* Looks whether it is one that keyhole knows. */
static void judge_version(struct premises *premises, const struct inquiry *inquiry)
{
	unsigned major = inquiry->sshd_major, minor = inquiry->sshd_minor;
	if (major < PREMISES_MAJOR || (major == PREMISES_MAJOR && minor < PREMISES_MINOR))
		premises_refuse(premises, NULL,
			"OpenSSH %u.%u is older than what keyhole knows: %d.%d and later", major,
			minor, PREMISES_MAJOR, PREMISES_MINOR);
}

/* Looks at a setting as sshd itself says it: it may come from where no file is. */
static void judge_setting(
	struct premises *premises, const struct inquiry *inquiry, const char *keyword)
{
	if (effective_value(&inquiry->effective, keyword) &&
		!effective_is(&inquiry->effective, keyword, "yes"))
		premises_refuse(premises, NULL, "sshd -T says %s %s: keyhole would not be asked",
			keyword, effective_value(&inquiry->effective, keyword));
}

/* Looks at sshd's list of revoked keys: where it can't be read no key opens anything. keyhole's own is made
 * anew if it has to be; false: it has to be. */
static bool judge_list(struct premises *premises, struct inquiry *inquiry)
{
	const char *path = effective_value(&inquiry->effective, "revokedkeys");
	bool own = path && strcmp(path, premises->site->revoked) == 0;
	if (!own) {
		trial_revoked(inquiry);
		return true;
	}
	return scrutiny_list(path, &inquiry->sshd_note) == CAUSE_NONE;
}

/* Plays those steps of the administrator's login that enabling does not change. */
static void judge_way_in(struct premises *premises, struct inquiry *inquiry)
{
	static void (*const trials[])(struct inquiry *) = {trial_lock, trial_shell, trial_users,
		trial_root, trial_methods, trial_files, trial_people, trial_keys};
	unsigned refusals = premises->refusals;
	for (size_t i = 0; i < sizeof trials / sizeof *trials; i++)
		trials[i](inquiry);
	bool listed = judge_list(premises, inquiry);
	for (size_t i = 0; i < inquiry->steps.count; i++) {
		const struct step *step = &inquiry->steps.step[i];
		if (step->verdict == STEP_REFUSED)
			premises_refuse(premises, step->mend, "%s can't log in by ssh: %s",
				inquiry->name, step->what);
	}
	premises->keyless = inquiry->open_count == 0 && listed && premises->refusals == refusals;
}

/* Says what is missing. */
void premises_judge_keyless(struct premises *premises)
{
	if (premises->keyless && !premises->consents)
		premises_refuse(premises, NULL,
			"no key is known that lets %s in, so nobody could confirm: give one with "
			"keyhole add %s FILE, name another account with --as, or add --yes where "
			"there is another way in",
			premises->account, premises->account);
}

/* Goes by what was learnt. */
void premises_judge_inquiry(struct premises *premises, struct inquiry *inquiry)
{
	if (!inquiry->sshd_known || inquiry->account_fault != 0) {
		say_unknown(premises, inquiry);
		return;
	}
	judge_version(premises, inquiry);
	judge_setting(premises, inquiry, "usepam");
	judge_setting(premises, inquiry, "pubkeyauthentication");
	judge_way_in(premises, inquiry);
}

/* Looks at -f and -o. */
void premises_judge_started(struct premises *premises, long pid, const struct started *started)
{
	static const char *const ours[] = {"AuthorizedKeysCommand", "AuthorizedKeysCommandUser",
		"AuthorizedKeysFile", "RevokedKeys", "UsePAM", "PubkeyAuthentication",
		"PAMServiceName"};
	if (pid == 0) {
		say_none_runs(premises);
		return;
	}
	if (started->file[0] && strcmp(started->file, DIRECTIVES_FILE) != 0)
		premises_refuse(premises, NULL,
			"the sshd that runs (process %ld) goes by %s, not by " DIRECTIVES_FILE, pid,
			started->file);
	for (size_t i = 0; i < started->count; i++)
		for (size_t n = 0; n < sizeof ours / sizeof *ours; n++)
			if (strcasecmp(started->option[i].keyword, ours[n]) == 0)
				premises_refuse(premises, NULL,
					"the sshd that runs (process %ld) was started with -o "
					"%s=%s, which wins over every file: take it out of "
					"SSHD_OPTS in /etc/default/ssh, or out of the unit "
					"(systemctl cat ssh), and restart ssh",
					pid, ours[n], started->option[i].value);
}

/* Judges the way to the file, and who runs it. */
void premises_judge_command(struct premises *premises, const char *path, const char *user)
{
	const struct safe_rule rule = {0, NULL, NULL};
	struct safe_fault fault;
	struct note note;
	if (safe_file(&rule, path, &fault, &note) != 0)
		premises_refuse(premises, NULL, "sshd would not run %s: %s", path, note.text);
	else if (access(path, X_OK) != 0)
		premises_refuse(premises, NULL, "%s can't be executed (chmod 755)", path);
	if (!getpwnam(user))
		premises_refuse(premises,
			"useradd --system --user-group --home-dir /nonexistent --no-create-home "
			"--shell /usr/sbin/nologin keyhole",
			"there is no user %s, as whom sshd runs the command", user);
}

/* Learns, then goes by it. */
static void judge_inquiry(struct premises *premises)
{
	CLEANUP(free) struct inquiry *inquiry = calloc(1, sizeof *inquiry);
	struct started started;
	struct note note;
	long pid;
	if (!inquiry)
		return;
	inquiry->name = premises->account;
	inquiry->config_path = premises->admin->config_path;
	inquiry->settings = &premises->site->settings;
	if (inquiry_open(inquiry, &note) != 0) {
		premises_refuse(premises, NULL, "%s", note.text);
	} else {
		const char *file = effective_value(&inquiry->effective, "pidfile");
		premises_judge_inquiry(premises, inquiry);
		if (inquiry->sshd_known && file) {
			if (started_find(file, &pid, &started) || !reload_is_awaited())
				premises_judge_started(premises, pid, &started);
		}
	}
	inquiry_close(inquiry);
}

/* Who is not root sees none of that. */
void premises_judge_machine(struct premises *premises)
{
	static const struct stack_line module = {.module = WIRING_MODULE};
	if (geteuid() != 0) {
		premises_refuse(
			premises, NULL, "only root can wire sshd and PAM:  sudo keyhole enable");
		return;
	}
	if (!stack_module_exists(&module))
		premises_refuse(
			premises, package_mend(), WIRING_MODULE " is in none of PAM's folders");
	premises_judge_command(premises, SITE_COMMAND, SITE_USER);
	judge_inquiry(premises);
}
