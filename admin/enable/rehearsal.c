/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal.h"

#include "admin/enable/interruption.h"
#include "admin/enable/rehearsal_login.h"
#include "admin/enable/rehearsal_process.h"
#include "admin/enable/rehearsal_words.h"
#include "admin/say.h"
#include "admin/sshd.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>

#define GRACE_MS 5000 /* for the process on the stage to end by itself */
#define LOOK_MS 50

/* A rehearsal while it is played. */
struct play {
	const struct rehearsal *proof;
	long long end;                /* by child_clock */
	const struct child_said *now; /* what why says today */
	int before;                   /* and how it ends */
};

/* What the process on the stage hands back. */
struct outcome {
	int result;
	struct note note;
};

/* Asks keyhole why about the administrator's own keys; how it ends, 2 where it can't be run. */
static int ask_why(const char *account, long long until, struct child_said *said)
{
	char program[] = "/proc/self/exe", verb[] = "why", end[] = "--", name[512];
	char *argv[] = {program, verb, end, name, NULL};
	snprintf(name, sizeof name, "%s", account);
	return child_run_for(argv, NULL, until - child_clock(), said) == 0 ? said->status
									   : EXIT_UNSURE;
}

/* Has sshd read what is planned. */
static int test_configuration(long long end, struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	char program[] = SSHD_PROGRAM, option[] = "-t";
	char *argv[] = {program, option, NULL};
	int r = child_run_for(argv, NULL, end - child_clock(), &said);
	if (r != 0)
		return note_errno(note, r, SSHD_PROGRAM " -t");
	return said.status == 0 ? 0
				: note_set(note, -EINVAL, "sshd -t refuses what is planned: %.*s",
					  (int)strcspn(said.errors, "\r\n"), said.errors);
}

/* Names the keys that open the account now and would not then. */
static void name_lost(const struct play *play, const struct child_said *then)
{
	const char *account = play->proof->account;
	struct view now = play->now->output ? view_of(play->now->output) : view_of("");
	char fingerprint[FINGERPRINT_MAX];
	while (rehearsal_words_open(&now, account, fingerprint))
		if (!rehearsal_words_opens(view_of(then->output), account, fingerprint))
			admin_warn("with what is planned the key %s no longer opens %s, and today "
				   "it does; keyhole why %s --key %s says afterwards why",
				fingerprint, account, account, fingerprint);
}

/* Holds what the administrator's own keys open then against what they open now. */
static int compare_keys(const struct play *play, struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	const char *account = play->proof->account;
	int after = ask_why(account, play->end, &said);
	struct view words =
		said.output ? rehearsal_words_sentence(view_of(said.output), account) : view_of("");
	if (after == EXIT_NO && (play->before == EXIT_YES || !play->proof->consents))
		return note_set(
			note, -EACCES, "with what is planned %.*s", (int)words.len, words.data);
	if (after == EXIT_YES)
		name_lost(play, &said);
	else
		admin_warn("whether %s's own keys open the account then can't be told: keyhole why "
			   "%s",
			account, account);
	return 0;
}

/* Sees that no file of a user's own counts, for an account that nobody makes an exception for. */
static int test_exclusive(struct note *note)
{
	struct sshd sshd;
	sshd_ask(SSHD_PROGRAM, "nobody", &sshd);
	if (!sshd.known)
		return note_set(note, -EINVAL, "sshd -T gives no answer to what is planned");
	return sshd.own_files[0] == '\0'
		       ? 0
		       : note_set(note, -EACCES,
				 "with what is planned users' own files still count "
				 "(AuthorizedKeysFile %s); look for the line with: grep -rn "
				 "AuthorizedKeysFile /etc/ssh",
				 sshd.own_files);
}

/* Proves the administrator's login. */
static int prove_login(const struct play *play, struct note *note)
{
	CLEANUP(rehearsal_key) struct rehearsal_key key = {.line = {NULL, 0}};
	const struct rehearsal *proof = play->proof;
	const struct rehearsal_login login = {
		proof->account, &key, proof->site->settings.log_dir, "", play->end};
	int r = rehearsal_key_make(&proof->site->settings, proof->account, REHEARSAL_FOLDER "/key",
		play->end, &key, note);
	if (r == 0)
		r = rehearsal_stage_grant(proof->site, &key, proof->account, note);
	return r == 0 ? rehearsal_login_try(&login, note) : r;
}

/* Proves that a break-glass account is open when keyhole does not answer. */
static int prove_glass(const struct play *play, struct note *note)
{
	const struct site *site = play->proof->site;
	const struct settings_list *list = &site->settings.break_glass;
	CLEANUP(rehearsal_key) struct rehearsal_key key = {.line = {NULL, 0}};
	size_t i = 0;
	while (i < list->count && !getpwnam(list->item[i].data))
		i++;
	if (i == list->count)
		return note_set(note, -ENOENT,
			"none of the break_glass accounts of keyhole.conf exists: name one that "
			"does, or make one");
	const struct rehearsal_login login = {list->item[i].data, &key, site->settings.log_dir,
		" (break-glass, while keyhole does not answer)", play->end};
	int r = rehearsal_key_make(
		&site->settings, login.account, REHEARSAL_FOLDER "/glass", play->end, &key, note);
	if (r == 0)
		r = rehearsal_stage_break(&key, note);
	return r == 0 ? rehearsal_login_try(&login, note) : r;
}

/* Goes through all of it, on the stage. */
static int play_all(const struct play *play, struct note *note)
{
	const struct rehearsal *proof = play->proof;
	int r = rehearsal_stage_open(proof->site, proof->undertaking, play->end, note);
	if (r == 0)
		r = test_configuration(play->end, note);
	if (r == 0 && proof->exclusive)
		r = test_exclusive(note);
	if (r == 0)
		r = compare_keys(play, note);
	if (r == 0)
		r = prove_login(play, note);
	return r == 0 && proof->exclusive ? prove_glass(play, note) : r;
}

/* Plays in a process of its own, whose mounts go with it. */
static _Noreturn void act(const struct play *play, int report)
{
	struct outcome outcome = {.result = 0};
	interruption_leave();
	rehearsal_process_follow();
	rehearsal_process_adopt(true);
	outcome.result = play_all(play, &outcome.note);
	fflush(NULL);
	ssize_t n = write(report, &outcome, sizeof outcome);
	_exit(n == (ssize_t)sizeof outcome ? 0 : 1);
}

/* Reads its outcome until it is whole; a process that has died gives none. */
static int read_outcome(
	const struct play *play, int report, struct outcome *outcome, struct note *note)
{
	struct pollfd wait = {.fd = report, .events = POLLIN};
	size_t len = 0;
	while (len < sizeof *outcome) {
		int r = interruption_check(note);
		if (r != 0)
			return r;
		if (child_clock() >= play->end + GRACE_MS)
			return note_set(note, -ETIMEDOUT,
				"that you still get in could not be proven within %d seconds",
				REHEARSAL_MS / 1000);
		if (poll(&wait, 1, LOOK_MS) <= 0)
			continue;
		ssize_t n = read(report, (char *)outcome + len, sizeof *outcome - len);
		if (n == 0)
			return note_set(note, -EIO, "the process that tries the login has died");
		len += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* Waits for its outcome; nothing of it is left. */
static int await(const struct play *play, pid_t pid, int report, struct note *note)
{
	struct outcome outcome;
	int r = read_outcome(play, report, &outcome, note);
	if (r != 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	rehearsal_process_sweep(0);
	rehearsal_stage_sweep();
	if (r != 0)
		return r;
	*note = outcome.note;
	return outcome.result;
}

/* Plays, and waits. */
static int run(const struct play *play, struct note *note)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return note_errno(note, -errno, "a pipe");
	CLEANUP(fd) int report = ends[0];
	CLEANUP(fd) int reported = ends[1];
	fflush(NULL);
	rehearsal_process_adopt(true);
	pid_t pid = fork();
	if (pid == 0)
		act(play, reported);
	close(take_fd(&reported));
	int r = pid > 0 ? await(play, pid, report, note)
			: note_errno(note, -errno, "a process that tries the login");
	rehearsal_process_adopt(false);
	return r;
}

/* Looks at how it is now, then plays. */
int rehearsal_run(const struct rehearsal *proof, struct note *note)
{
	CLEANUP(child) struct child_said now = {.output = NULL};
	struct play play = {proof, child_clock() + REHEARSAL_MS, &now, EXIT_UNSURE};
	play.before = ask_why(proof->account, play.end, &now);
	int r = run(&play, note);
	if (r == 0)
		printf("Proven: %s gets in through a private sshd with these files%s.\n",
			proof->account,
			proof->exclusive ? ", and break-glass while keyhole does not answer" : "");
	return r;
}
