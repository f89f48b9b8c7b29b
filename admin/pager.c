/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/pager.h"

#include "admin/child.h"
#include "admin/table.h"
#include "admin/verb.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_FOUND 127 /* what a shell ends with where there is no such command */

static volatile sig_atomic_t pager; /* its process; 0: none runs */
static bool forbidden;
static char command[512];

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
#define SIGNAL_COUNT (sizeof signals / sizeof *signals)

/* Waits for the pager; gives its status. */
static int wait_for_pager(void)
{
	int status = 0;
	while (waitpid((pid_t)pager, &status, 0) < 0 && errno == EINTR)
		;
	pager = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

/* Lets the reader finish, then ends as the signal would have ended us. That nobody reads any more is
 * a good end. */
static void leave(int number)
{
	static const char words[] = "keyhole: the pager can't be run; --no-pager does without it\n";
	if (pager == 0)
		_exit(128 + number);
	close(STDOUT_FILENO);
	bool found = wait_for_pager() != NOT_FOUND;
	if (number == SIGPIPE && !found)
		(void)!write(STDERR_FILENO, words, sizeof words - 1);
	if (number == SIGPIPE)
		_exit(found ? EXIT_YES : EXIT_UNSURE);
	signal(number, SIG_DFL);
	raise(number);
}

/* No pager will be begun. */
void pager_forbid(void)
{
	forbidden = true;
}

/* The first of the usual ones that is there; NULL where none is. */
static const char *find(void)
{
	static const char *const usual[] = {"less", "pager", "more"};
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (child_found(usual[i]))
			return usual[i];
	return NULL;
}

/* The command that is to page, NULL where none is. */
static const char *choose(void)
{
	const char *chosen = getenv("KEYHOLE_PAGER");
	if (!chosen)
		chosen = getenv("PAGER");
	if (!chosen)
		chosen = find();
	return chosen && *chosen && strcmp(chosen, "cat") != 0 ? chosen : NULL;
}

/* Sets what the pager is to know, in our own environment, which nobody else reads. */
static void set_environment(void)
{
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	if (geteuid() == 0)
		setenv("LESSSECURE", "1", 1);
}

/* Writes the command; less gets on its line what LESS may lack, which is not ours if it is set. */
static bool write_command(const char *chosen)
{
	const char *last = strrchr(chosen, '/');
	bool is_less = !strchr(chosen, ' ') && strcmp(last ? last + 1 : chosen, "less") == 0;
	int len = snprintf(command, sizeof command, "%s%s", chosen, is_less ? " -FRX" : "");
	return len > 0 && (size_t)len < sizeof command;
}

/* Starts a shell that runs the command, reading from a pipe; gives the pipe's other end. */
static int start(const char *chosen, pid_t *pid)
{
	static char shell[] = "sh", option[] = "-c";
	char *const argv[] = {shell, option, command, NULL};
	posix_spawn_file_actions_t actions;
	int ends[2];
	if (!write_command(chosen) || pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	set_environment();
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
	int r = posix_spawn(pid, "/bin/sh", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[0]);
	if (r == 0)
		return ends[1];
	close(ends[1]);
	return -1;
}

/* Puts a pager between us and the terminal. */
void pager_begin(void)
{
	const char *chosen = choose();
	struct sigaction action = {.sa_handler = leave};
	pid_t pid;
	if (forbidden || pager != 0 || !chosen || !isatty(STDOUT_FILENO))
		return;
	fflush(stdout);
	table_hold_room();
	int out = start(chosen, &pid);
	if (out < 0)
		return;
	pager = pid;
	dup2(out, STDOUT_FILENO);
	close(out);
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		sigaction(signals[i], &action, NULL);
}

/* Whether one was begun. */
bool pager_runs(void)
{
	return pager != 0;
}

/* Ends the pipe; the pager has the terminal until its reader leaves. */
bool pager_end(void)
{
	if (pager == 0)
		return true;
	fflush(stdout);
	int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	dup2(nowhere, STDOUT_FILENO);
	close(nowhere);
	bool found = wait_for_pager() != NOT_FOUND;
	for (size_t i = 0; i < SIGNAL_COUNT; i++)
		signal(signals[i], SIG_DFL);
	if (!found)
		admin_fail_words(EXIT_UNSURE,
			"the pager \"%s\" can't be run; --no-pager does without it", command);
	return found;
}
