/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/child.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define NOT_RUN 127

/* One end of a child that is read, and where that goes. */
struct stream {
	int fd; /* -1: at its end */
	char *text;
	size_t len, size;
	bool cut; /* what does not fit is read and dropped */
};

/* Asks the kernel. */
long long child_clock(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Takes on a user's rights for good. */
static bool become(const struct passwd *user)
{
	return initgroups(user->pw_name, user->pw_gid) == 0 &&
	       setresgid(user->pw_gid, user->pw_gid, user->pw_gid) == 0 &&
	       setresuid(user->pw_uid, user->pw_uid, user->pw_uid) == 0;
}

/* Becomes the program; what comes before it must not come back. Why it can't goes into `fault`,
 * which the program itself does not see. */
static _Noreturn void exec(
	char *const argv[], const struct passwd *user, int output, int errors, int fault)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", locale[] = "LC_ALL=C";
	char *const environment[] = {path, locale, NULL};
	int nothing = open("/dev/null", O_RDONLY);
	bool ready = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
		     dup2(output, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0 &&
		     chdir("/") == 0 && (!user || become(user));
	if (ready && close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		execve(argv[0], argv, environment);
	int why = errno;
	(void)!write(fault, &why, sizeof why);
	_exit(NOT_RUN);
}

/* Reads what is there of one stream; 0, or -EFBIG. */
static int take(struct stream *stream)
{
	char dropped[4096];
	size_t room = stream->size - 1 - stream->len;
	bool drop = room == 0 && stream->cut;
	if (room == 0 && !drop)
		return -EFBIG;
	ssize_t n = drop ? read(stream->fd, dropped, sizeof dropped)
			 : read(stream->fd, stream->text + stream->len, room);
	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (n == 0) {
		close(stream->fd);
		stream->fd = -1;
	} else if (!drop) {
		stream->len += (size_t)n;
	}
	stream->text[stream->len] = '\0';
	return 0;
}

/* Reads both streams to their ends. */
static int listen_to(struct stream streams[2], long long end)
{
	while (streams[0].fd >= 0 || streams[1].fd >= 0) {
		struct pollfd wait[2] = {{.fd = streams[0].fd, .events = POLLIN},
			{.fd = streams[1].fd, .events = POLLIN}};
		long long left = end - child_clock();
		int ready = left > 0 ? poll(wait, 2, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return ready < 0 ? -errno : -ETIMEDOUT;
		for (int i = 0; i < 2; i++) {
			int r = wait[i].revents ? take(&streams[i]) : 0;
			if (r != 0)
				return r;
		}
	}
	return 0;
}

/* Waits for the end of a child that has closed its outputs, as long as there is time. */
static int await_end(pid_t pid, long long end, int *ended)
{
	for (;;) {
		pid_t done = waitpid(pid, ended, WNOHANG);
		if (done > 0)
			return 0;
		if (done < 0 && errno != EINTR)
			return -errno;
		if (child_clock() >= end)
			return -ETIMEDOUT;
		poll(NULL, 0, 1);
	}
}

/* Ends with a child, which is killed where its answer does not count or does not come. */
static int attend(pid_t pid, int r, long long end, int *status)
{
	int ended = 0;
	if (r == 0)
		r = await_end(pid, end, &ended);
	if (r == -ECHILD)
		return r;
	if (r != 0) {
		kill(pid, SIGKILL);
		while (waitpid(pid, &ended, 0) < 0)
			if (errno != EINTR)
				return -errno;
	}
	*status = WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
	return r;
}

/* Why a child that has ended did not become the program: -errno; 0 where it did. */
static int heard_fault(int fd)
{
	int why;
	return read(fd, &why, sizeof why) == sizeof why ? -why : 0;
}

/* Starts it between three pipes. */
static int run(
	char *const argv[], const struct passwd *user, long long end, struct child_said *said)
{
	int output[2], errors[2], fault[2];
	if (pipe2(output, O_CLOEXEC) != 0)
		return -errno;
	CLEANUP(fd) int read_output = output[0];
	CLEANUP(fd) int write_output = output[1];
	if (pipe2(errors, O_CLOEXEC) != 0)
		return -errno;
	CLEANUP(fd) int read_errors = errors[0];
	CLEANUP(fd) int write_errors = errors[1];
	if (pipe2(fault, O_CLOEXEC) != 0)
		return -errno;
	CLEANUP(fd) int read_fault = fault[0];
	CLEANUP(fd) int write_fault = fault[1];
	pid_t pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		exec(argv, user, write_output, write_errors, write_fault);
	close(take_fd(&write_output));
	close(take_fd(&write_errors));
	close(take_fd(&write_fault));
	struct stream streams[2] = {
		{take_fd(&read_output), said->output, 0, CHILD_OUTPUT_MAX, false},
		{take_fd(&read_errors), said->errors, 0, sizeof said->errors, true}};
	int r = attend(pid, listen_to(streams, end), end, &said->status);
	for (int i = 0; i < 2; i++)
		if (streams[i].fd >= 0)
			close(streams[i].fd);
	return r == 0 ? heard_fault(read_fault) : r;
}

/* Makes room for what it says; what has no time left is not begun. */
int child_run_for(
	char *const argv[], const struct passwd *user, long long wait_ms, struct child_said *said)
{
	*said = (struct child_said){.status = NOT_RUN, .output = calloc(1, CHILD_OUTPUT_MAX)};
	fflush(stdout);
	if (wait_ms <= 0)
		return -ETIMEDOUT;
	return said->output ? run(argv, user, child_clock() + wait_ms, said) : -ENOMEM;
}

/* In the usual time. */
int child_run(char *const argv[], const struct passwd *user, struct child_said *said)
{
	return child_run_for(argv, user, CHILD_WAIT_MS, said);
}

/* Frees it. */
void child_free(struct child_said *said)
{
	free(said->output);
	said->output = NULL;
}

/* Asks folder by folder, as a shell does. */
bool child_found(const char *name)
{
	char path[PATH_MAX];
	const char *set = getenv("PATH");
	CLEANUP(free) char *folders = strdup(set ? set : "/usr/bin:/bin");
	char *rest = folders;
	for (char *folder; rest && (folder = strsep(&rest, ":"));) {
		int len = snprintf(path, sizeof path, "%s/%s", folder[0] ? folder : ".", name);
		if (len < (int)sizeof path && access(path, X_OK) == 0)
			return true;
	}
	return false;
}
