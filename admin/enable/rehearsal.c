/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal.h"

#include "admin/enable/rehearsal_login.h"
#include "admin/enable/rehearsal_process.h"
#include "admin/enable/rehearsal_words.h"
#include "admin/say.h"
#include "admin/sshd.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sys/wait.h>

/* What the process on the stage hands back. */
struct outcome {
	int result;
	struct note note;
};

/* Asks keyhole why about the administrator's own keys; how it ends, 2 where it can't be run. */
static int ask_why(const char *account, struct child_said *said)
{
	char program[] = "/proc/self/exe", verb[] = "why", end[] = "--", name[512];
	char *argv[] = {program, verb, end, name, NULL};
	snprintf(name, sizeof name, "%s", account);
	return child_run(argv, NULL, said) == 0 ? said->status : EXIT_UNSURE;
}

/* Has sshd read what is planned. */
static int test_configuration(struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	char program[] = SSHD_PROGRAM, option[] = "-t";
	char *argv[] = {program, option, NULL};
	int r = child_run(argv, NULL, &said);
	if (r != 0)
		return note_errno(note, r, SSHD_PROGRAM);
	return said.status == 0 ? 0
				: note_set(note, -EINVAL, "sshd -t refuses what is planned: %.*s",
					  (int)strcspn(said.errors, "\r\n"), said.errors);
}

/* Holds what the administrator's own keys open then against what they open now. */
static int compare_keys(const struct rehearsal *proof, int before, struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	int after = ask_why(proof->account, &said);
	struct view words = said.output
				    ? rehearsal_words_sentence(view_of(said.output), proof->account)
				    : view_of("");
	if (after == EXIT_YES)
		return 0;
	if (after == EXIT_NO && (before == EXIT_YES || !proof->consents))
		return note_set(
			note, -EACCES, "with what is planned %.*s", (int)words.len, words.data);
	admin_warn("whether %s's own keys open the account then can't be told: keyhole why %s",
		proof->account, proof->account);
	return 0;
}

/* Proves the administrator's login. */
static int prove_login(const struct rehearsal *proof, struct note *note)
{
	CLEANUP(rehearsal_key) struct rehearsal_key key = {.line = {NULL, 0}};
	int r = rehearsal_stage_key("key", &key, note);
	if (r == 0)
		r = rehearsal_stage_grant(proof->site, &key, proof->account, note);
	return r == 0 ? rehearsal_login_try(
				proof->account, &key, proof->site->settings.log_dir, "", note)
		      : r;
}

/* Proves that a break-glass account is open when keyhole does not answer. */
static int prove_glass(const struct rehearsal *proof, struct note *note)
{
	const struct settings_list *list = &proof->site->settings.break_glass;
	CLEANUP(rehearsal_key) struct rehearsal_key key = {.line = {NULL, 0}};
	size_t i = 0;
	while (i < list->count && !getpwnam(list->item[i].data))
		i++;
	if (i == list->count)
		return note_set(note, -ENOENT, "none of the break_glass accounts exists");
	int r = rehearsal_stage_key("glass", &key, note);
	if (r == 0)
		r = rehearsal_stage_break(&key, note);
	return r == 0 ? rehearsal_login_try(list->item[i].data, &key, proof->site->settings.log_dir,
				" (break-glass, while keyhole does not answer)", note)
		      : r;
}

/* Goes through all of it, on the stage. */
static int play(const struct rehearsal *proof, int before, struct note *note)
{
	int r = rehearsal_stage_open(proof->site, proof->undertaking, note);
	if (r == 0)
		r = test_configuration(note);
	if (r == 0)
		r = compare_keys(proof, before, note);
	if (r == 0)
		r = prove_login(proof, note);
	return r == 0 && proof->exclusive ? prove_glass(proof, note) : r;
}

/* Plays in a process of its own, whose mounts go with it. */
static _Noreturn void act(const struct rehearsal *proof, int before, int report)
{
	struct outcome outcome = {.result = 0};
	rehearsal_process_adopt();
	outcome.result = play(proof, before, &outcome.note);
	fflush(NULL);
	ssize_t n = write(report, &outcome, sizeof outcome);
	_exit(n == (ssize_t)sizeof outcome ? 0 : 1);
}

/* Waits for its outcome. */
static int await(pid_t pid, int report, struct note *note)
{
	struct outcome outcome;
	size_t len = 0;
	for (ssize_t n; len < sizeof outcome &&
			((n = read(report, (char *)&outcome + len, sizeof outcome - len)) > 0 ||
				(n < 0 && errno == EINTR));)
		len += n > 0 ? (size_t)n : 0;
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	rehearsal_stage_sweep();
	if (len < sizeof outcome)
		return note_set(note, -EIO, "the process that tries the login has died");
	*note = outcome.note;
	return outcome.result;
}

/* Looks at how it is now, then plays. */
int rehearsal_run(const struct rehearsal *proof, struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	int before = ask_why(proof->account, &said), ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return note_errno(note, -errno, "a pipe");
	CLEANUP(fd) int report = ends[0];
	CLEANUP(fd) int reported = ends[1];
	fflush(NULL);
	pid_t pid = fork();
	if (pid < 0)
		return note_errno(note, -errno, "a process that tries the login");
	if (pid == 0)
		act(proof, before, reported);
	close(take_fd(&reported));
	int r = await(pid, report, note);
	if (r == 0)
		printf("Proven: %s gets in through a private sshd with these files%s.\n",
			proof->account,
			proof->exclusive ? ", and break-glass while keyhole does not answer" : "");
	return r;
}
