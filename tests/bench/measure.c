/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a command once, its output into a file, and prints how long it took and how much memory it had
 * at most: measure OUT COMMAND… prints "MICROSECONDS KIBIBYTES"; the exit status is the command's.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What the clock says that nobody sets, in microseconds. */
static long long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

/* Becomes the command. */
static void run(const char *out, char **command)
{
	int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
		execvp(command[0], command);
	fprintf(stderr, "measure: %s: %s\n", fd < 0 ? out : command[0], strerror(errno));
	_exit(127);
}

/* Waits for the command. */
int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	if (argc < 3)
		return fputs("usage: measure OUT COMMAND...\n", stderr), 64;
	long long begin = now();
	pid_t child = fork();
	if (child == 0)
		run(argv[1], argv + 2);
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		return perror("measure"), 127;
	printf("%lld %ld\n", now() - begin, usage.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
