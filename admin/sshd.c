/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/sshd.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define OUTPUT_MAX (64 * 1024)

/* A child whose standard output is read. */
struct child {
	pid_t pid;
	int output;
};

/* Milliseconds of a clock that is never set back. */
static long long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Starts a program with nothing on its standard input, its errors unheard, in a clean environment.
 */
static bool start(char *const argv[], int output, pid_t *pid)
{
	static char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", locale[] = "LC_ALL=C";
	char *const environment[] = {path, locale, NULL};
	posix_spawn_file_actions_t actions;
	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	int r = posix_spawn(pid, argv[0], &actions, NULL, argv, environment);
	posix_spawn_file_actions_destroy(&actions);
	return r == 0;
}

/* Starts a program with a pipe from its standard output. */
static bool start_child(char *const argv[], struct child *child)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	bool started = start(argv, ends[1], &child->pid);
	close(ends[1]);
	if (started)
		child->output = ends[0];
	else
		close(ends[0]);
	return started;
}

/* Reads a child's output to its end, NUL-terminated; false if that takes too long or is too much.
 */
static bool read_output(const struct child *child, char *text)
{
	long long end = now_ms() + SSHD_WAIT_MS;
	for (size_t len = 0; len < OUTPUT_MAX - 1;) {
		struct pollfd wait = {.fd = child->output, .events = POLLIN};
		long long left = end - now_ms();
		int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		ssize_t n = ready > 0 ? read(child->output, text + len, OUTPUT_MAX - 1 - len) : -1;
		if (n < 0)
			return false;
		len += (size_t)n;
		text[len] = '\0';
		if (n == 0)
			return true;
	}
	return false;
}

/* Ends a child, if it has not ended by itself; whether it went well. */
static bool end_child(const struct child *child, bool all_read)
{
	int status;
	close(child->output);
	if (!all_read)
		kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return all_read && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Reads "[::]:22" or "0.0.0.0:22". */
static void read_listen(const char *value, struct sshd *sshd)
{
	const char *colon = strrchr(value, ':');
	size_t bracket = value[0] == '[';
	if (!colon || sshd->listen_count == SSHD_LISTEN_MAX ||
		(size_t)(colon - value) < 2 * bracket + 1)
		return;
	size_t len = (size_t)(colon - value) - 2 * bracket;
	struct sshd_listen *listen = &sshd->listen[sshd->listen_count];
	unsigned long port = strtoul(colon + 1, NULL, 10);
	if (len >= sizeof listen->address || port == 0 || port > 65535)
		return;
	memcpy(listen->address, value + bracket, len);
	listen->address[len] = '\0';
	listen->port = (unsigned)port;
	sshd->listen_count++;
}

/* Whether a command line's program is keyhole-keys, wherever it lies. */
static bool is_keyhole(const char *command)
{
	size_t len = strcspn(command, " \t"), name = sizeof SSHD_COMMAND - 1;
	return len > name && command[len - name - 1] == '/' &&
	       strncmp(command + len - name, SSHD_COMMAND, name) == 0;
}

/* Reads one line, a keyword in lower case and its value. */
static void read_line(char *line, struct sshd *sshd)
{
	char *value = strchr(line, ' ');
	if (!value)
		return;
	*value++ = '\0';
	if (strcmp(line, "listenaddress") == 0)
		read_listen(value, sshd);
	else if (strcmp(line, "pubkeyauthentication") == 0)
		sshd->takes_keys = strcmp(value, "yes") == 0;
	else if (strcmp(line, "authorizedkeyscommand") == 0)
		snprintf(sshd->command, sizeof sshd->command, "%s", value);
	else if (strcmp(line, "authorizedkeysfile") == 0)
		sshd->own_files = strcmp(value, "none") != 0;
	else if (strcmp(line, "revokedkeys") == 0 && strcmp(value, "none") != 0)
		snprintf(sshd->revoked_keys, sizeof sshd->revoked_keys, "%s", value);
}

/* Reads line by line; the answer counts if it has what every sshd says. */
void sshd_read(char *text, struct sshd *sshd)
{
	char *rest = NULL;
	*sshd = (struct sshd){.known = false};
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		read_line(line, sshd);
	sshd->known = sshd->command[0] != '\0' && sshd->listen_count > 0;
	sshd->asks_keyhole = is_keyhole(sshd->command);
}

/* Runs sshd's own test and reads it. */
void sshd_ask(const char *program, const char *account, struct sshd *sshd)
{
	*sshd = (struct sshd){.known = false};
	struct child child = {0};
	CLEANUP(free) char *text = malloc(OUTPUT_MAX);
	CLEANUP(free) char *name = strdup(program);
	char test[] = "-T", of[] = "-C", connection[256];
	snprintf(connection, sizeof connection, "user=%s,host=localhost,addr=127.0.0.1", account);
	if (!text || !name)
		return;
	char *argv[] = {name, test, of, connection, NULL};
	if (!start_child(argv, &child))
		return;
	if (end_child(&child, read_output(&child, text)))
		sshd_read(text, sshd);
}

/* Looks for the address itself, or for all of its family. */
unsigned sshd_port(const struct sshd *sshd, const char *address)
{
	const char *all = strchr(address, ':') ? "::" : "0.0.0.0";
	for (size_t i = 0; i < sshd->listen_count; i++)
		if (strcmp(sshd->listen[i].address, address) == 0 ||
			strcmp(sshd->listen[i].address, all) == 0)
			return sshd->listen[i].port;
	return 0;
}
