/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/watch.h"

#include "admin/child.h"
#include "admin/enable/reload.h"
#include "admin/package.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

/* Whether systemd runs this machine. */
static bool has_systemd(void)
{
	struct stat st;
	return stat(RELOAD_SYSTEMD, &st) == 0;
}

/* Starts or stops the timer; it may be its own service that stops it, so that is not waited for. */
static int tell_timer(bool start, struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	char program[] = "/usr/bin/systemctl", begin[] = "start", end[] = "stop";
	char unit[] = WATCH_TIMER, on[] = "--no-block";
	char *starting[] = {program, begin, unit, NULL};
	char *stopping[] = {program, on, end, unit, NULL};
	int r = child_run(start ? starting : stopping, NULL, &said);
	if (r != 0)
		return note_errno(note, r, program);
	if (said.status == 0)
		return 0;
	return note_set(note, -EIO, "systemctl %s " WATCH_TIMER " failed: %s", start ? begin : end,
		said.errors);
}

/* Asks systemd. */
bool watch_is_on(void)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	char program[] = "/usr/bin/systemctl", quiet[] = "--quiet", verb[] = "is-active",
	     unit[] = WATCH_TIMER;
	char *argv[] = {program, quiet, verb, unit, NULL};
	return has_systemd() && child_run(argv, NULL, &said) == 0 && said.status == 0;
}

/* Becomes the process that waits; what comes before it must not come back. */
static _Noreturn void become(char *program)
{
	char verb[] = "revert", option[] = "--wait", path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *argv[] = {program, verb, option, NULL}, *environment[] = {path, NULL};
	int nothing = open("/dev/null", O_RDWR);
	bool ready = setsid() >= 0 && nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
		     dup2(nothing, STDOUT_FILENO) >= 0 && dup2(nothing, STDERR_FILENO) >= 0 &&
		     chdir("/") == 0;
	pid_t pid = ready ? fork() : -1;
	if (pid > 0)
		_exit(0);
	if (pid == 0 && close_range(STDERR_FILENO + 1, ~0U, 0) == 0)
		execve(program, argv, environment);
	_exit(127);
}

/* Forks twice, so that it belongs to nobody. */
static int detach(struct note *note)
{
	char program[PATH_MAX];
	int status;
	ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
	if (len < 0)
		return note_errno(note, -errno, "/proc/self/exe");
	program[len] = '\0';
	fflush(NULL);
	pid_t pid = fork();
	if (pid < 0)
		return note_errno(note, -errno, "a process that puts back");
	if (pid == 0)
		become(program);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return note_errno(note, -errno, program);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0
		       ? 0
		       : note_set(note, -EIO, "%s: the process that puts all back can't be started",
				 program);
}

/* Whether systemd has the unit that puts back at a start of the machine. */
static int look_at_boot(struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	char program[] = "/usr/bin/systemctl", show[] = "show", of[] = "--property=LoadState",
	     value[] = "--value", unit[] = WATCH_BOOT;
	char *argv[] = {program, show, of, value, unit, NULL};
	int r = child_run(argv, NULL, &said);
	if (r != 0)
		return note_errno(note, r, program);
	said.output[strcspn(said.output, "\n")] = '\0';
	return strcmp(said.output, "loaded") == 0
		       ? 0
		       : note_set(note, -ENOENT,
				 WATCH_BOOT " is %s, so that nobody would put all back after a "
					    "start of the machine: systemctl unmask " WATCH_BOOT
					    ", or %s, and systemctl daemon-reload",
				 said.output, package_mend());
}

/* Sees that both are there, then starts the timer. */
static int start_timer(struct note *note)
{
	int r = look_at_boot(note);
	return r == 0 ? tell_timer(true, note) : r;
}

/* By what there is. */
int watch_start(struct note *note)
{
	return has_systemd() ? start_timer(note) : detach(note);
}

/* The process sees by itself that nothing waits. */
void watch_stop(void)
{
	struct note ignored;
	if (has_systemd())
		(void)tell_timer(false, &ignored);
}
