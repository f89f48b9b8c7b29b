/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal_process.h"

#include "admin/child.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#define NOT_RUN 127
#define LOOK_MS 20
#define KILLING_MS 5000 /* what forks faster than it is killed is given up */

/* Asks the kernel. */
void rehearsal_process_adopt(bool adopts)
{
	(void)prctl(PR_SET_CHILD_SUBREAPER, adopts, 0, 0, 0);
}

/* A ^C is the parent's to judge. */
void rehearsal_process_follow(void)
{
	(void)setsid();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

/* Becomes the program; what comes before it must not come back. */
static _Noreturn void become(char *const argv[], int connection, const char *errors)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", locale[] = "LC_ALL=C";
	char *const environment[] = {path, locale, NULL};
	int both = connection >= 0 ? connection : open("/dev/null", O_RDWR);
	int said = open(errors, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0600);
	bool ready = both >= 0 && said >= 0 && dup2(both, STDIN_FILENO) >= 0 &&
		     dup2(both, STDOUT_FILENO) >= 0 && dup2(said, STDERR_FILENO) >= 0 &&
		     chdir("/") == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0;
	if (ready && close_range(STDERR_FILENO + 1, ~0U, 0) == 0)
		execve(argv[0], argv, environment);
	_exit(NOT_RUN);
}

/* Forks. */
int rehearsal_process_start(
	char *const argv[], int connection, const char *errors, pid_t *pid, struct note *note)
{
	fflush(NULL);
	*pid = fork();
	if (*pid < 0)
		return note_errno(note, -errno, argv[0]);
	if (*pid == 0)
		become(argv, connection, errors);
	return 0;
}

/* Does not wait. */
bool rehearsal_process_ended(pid_t pid, int *status)
{
	int ended;
	if (waitpid(pid, &ended, WNOHANG) != pid)
		return false;
	*status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
	return true;
}

/* Kills the children that there are now: a number and a blank for each; one that is cut off comes next
 * time. */
static void kill_all(void)
{
	char path[64], pids[65536], *at = pids, *end;
	snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
	CLEANUP(file) FILE *file = fopen(path, "re");
	if (!file || !fgets(pids, sizeof pids, file))
		return;
	for (long pid; (pid = strtol(at, &end, 10)) > 0 && *end == ' '; at = end)
		kill((pid_t)pid, SIGKILL);
}

/* Those of a child that was killed come to us, and are killed in the next round. */
void rehearsal_process_sweep(int wait_ms)
{
	long long end = child_clock() + wait_ms + KILLING_MS;
	for (pid_t pid; (pid = waitpid(-1, NULL, WNOHANG)) >= 0 || errno == EINTR;) {
		if (child_clock() >= end)
			return;
		if (pid > 0)
			continue;
		if (wait_ms <= 0)
			kill_all();
		wait_ms -= LOOK_MS;
		nanosleep(&(struct timespec){.tv_nsec = LOOK_MS * 1000000L}, NULL);
	}
}
