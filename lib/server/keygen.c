/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keygen.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>

#define ROOM_MIN 4096

/* Milliseconds of a clock that is never set back. */
static long long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Starts it, with a pipe in the place of what it prints and complains to. */
static int start(const char *const *arguments, int output, pid_t *pid)
{
	char program[] = KEYGEN_PROGRAM, path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C";
	char *const environment[] = {path, locale, NULL};
	char *argv[KEYGEN_ARGUMENTS_MAX + 2] = {program};
	for (size_t i = 0; arguments[i]; i++) {
		if (i == KEYGEN_ARGUMENTS_MAX)
			return E2BIG;
		/* posix_spawn changes none of them, whatever its type says. */
		memcpy(&argv[i + 1], &arguments[i], sizeof *argv);
	}
	posix_spawn_file_actions_t actions;
	int r = posix_spawn_file_actions_init(&actions);
	if (r != 0)
		return r;
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
	r = posix_spawn(pid, program, &actions, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	return r;
}

/* Makes room for more output. */
static int grow(struct path_text *text, size_t *room)
{
	if (*room - text->len > 1)
		return 0;
	if (*room >= KEYGEN_OUTPUT_MAX)
		return -EFBIG;
	size_t wanted = *room ? 2 * *room : ROOM_MIN;
	char *grown = realloc(text->bytes, wanted);
	if (!grown)
		return -ENOMEM;
	text->bytes = grown;
	*room = wanted;
	return 0;
}

/* Reads all that it prints, with a NUL behind it, until it closes the pipe or the time is over. */
static int read_output(int output, struct path_text *text)
{
	long long end = now_ms() + KEYGEN_WAIT_MS;
	size_t room = 0;
	for (;;) {
		struct pollfd wait = {.fd = output, .events = POLLIN};
		long long left = end - now_ms();
		int r = grow(text, &room);
		if (r != 0)
			return r;
		text->bytes[text->len] = '\0';
		int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
		if (ready == 0)
			return -ETIMEDOUT;
		ssize_t n = ready > 0 ? read(output, text->bytes + text->len, room - text->len - 1)
				      : -1;
		if (n < 0 && errno != EINTR)
			return -errno;
		text->len += n > 0 ? (size_t)n : 0;
		if (n == 0)
			return 0;
	}
}

/* Waits until it has ended. */
static int reap(pid_t pid, int *status)
{
	int ended;
	while (waitpid(pid, &ended, 0) < 0)
		if (errno != EINTR)
			return -errno;
	*status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
	return WIFEXITED(ended) ? 0 : -EINTR;
}

/* Starts it, reads what it prints, and waits for it. */
static int run(const char *const *arguments, int *status, struct path_text *printed)
{
	int ends[2];
	pid_t pid;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	CLEANUP(fd) int output = ends[0];
	int r = start(arguments, ends[1], &pid);
	close(ends[1]);
	if (r != 0)
		return -r;
	r = read_output(output, printed);
	if (r != 0)
		kill(pid, SIGKILL);
	int ended = reap(pid, status);
	return r != 0 ? r : ended;
}

/* Runs it, and says what it was that did not work. */
int keygen_run(
	const char *const *arguments, int *status, struct path_text *printed, struct note *note)
{
	*printed = (struct path_text){NULL, 0};
	int r = run(arguments, status, printed);
	if (r == 0)
		return 0;
	path_text_free(printed);
	return note_errno(note, r, KEYGEN_PROGRAM);
}
