/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/reload.h"

#include "admin/sshd.h"
#include "admin/status/started.h"
#include "common/cleanup.h"
#include "server/directives.h"
#include "server/effective.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>

#define NAP_MS 100
#define SYSTEMCTL "/usr/bin/systemctl"
#define ANYBODY "user=root,host=localhost,addr=127.0.0.1"

/* How sshd is found. */
struct daemon {
	const char *service, *socket; /* the units of systemd's that are active, NULL: none */
	char pid_file[PATH_MAX];
	struct timespec written; /* the pid file was, before the reload */
};

/* Sleeps for a moment. */
static void nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
}

/* Runs systemctl with a verb and a unit; whether it did not end badly. One that takes long goes on in
 * systemd, and what it does is looked at afterwards. */
static bool systemctl(const char *verb, const char *unit)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	char program[] = SYSTEMCTL, quiet[] = "--quiet", words[2][64];
	char *argv[] = {program, quiet, words[0], words[1], NULL};
	snprintf(words[0], sizeof words[0], "%s", verb);
	snprintf(words[1], sizeof words[1], "%s", unit);
	int r = child_run(argv, NULL, &said);
	return r == -ETIMEDOUT || (r == 0 && said.status == 0);
}

/* The unit of systemd's that is active among some, NULL where none is. */
static const char *active_unit(const char *const units[2])
{
	struct stat st;
	if (stat(RELOAD_SYSTEMD, &st) != 0)
		return NULL;
	for (size_t i = 0; i < 2; i++)
		if (systemctl("is-active", units[i]))
			return units[i];
	return NULL;
}

/* Asks systemd for a property of a unit; what it said is for child_free. */
static bool show(const char *property, const char *unit, struct child_said *said)
{
	char program[] = SYSTEMCTL, verb[] = "show", value[] = "--value", words[2][64];
	char *argv[] = {program, verb, value, words[0], words[1], NULL};
	snprintf(words[0], sizeof words[0], "--property=%s", property);
	snprintf(words[1], sizeof words[1], "%s", unit);
	return child_run(argv, NULL, said) == 0;
}

/* Whether one sshd takes all connections of a socket, rather than one each. */
static bool serves_all(const char *socket)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	return show("Accept", socket, &said) && strcmp(said.output, "no\n") == 0;
}

/* The process of a service, by systemd. */
static pid_t main_process(const char *service)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	return show("MainPID", service, &said) ? (pid_t)strtol(said.output, NULL, 10) : 0;
}

/* When the pid file was written. */
static struct timespec written(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? st.st_mtim : (struct timespec){0, 0};
}

/* Whether a process runs the program of sshd, also when that was replaced by a newer one. */
static bool is_sshd(pid_t pid)
{
	static const char replaced[] = " (deleted)";
	char link[64], path[PATH_MAX];
	snprintf(link, sizeof link, "/proc/%ld/exe", (long)pid);
	ssize_t len = readlink(link, path, sizeof path - 1);
	if (len < 0)
		return false;
	path[len] = '\0';
	size_t tail = sizeof replaced - 1;
	if ((size_t)len > tail && strcmp(path + len - tail, replaced) == 0)
		path[(size_t)len - tail] = '\0';
	const char *slash = strrchr(path, '/');
	return slash && strcmp(slash + 1, "sshd") == 0;
}

/* The process that a pid file names, 0 where that is no sshd. */
static pid_t find_process(const char *pid_file)
{
	CLEANUP(file) FILE *file = fopen(pid_file, "re");
	char text[32];
	long pid = file && fgets(text, sizeof text, file) ? strtol(text, NULL, 10) : 0;
	return pid > 1 && is_sshd((pid_t)pid) ? (pid_t)pid : 0;
}

/* Says why sshd does not tell how it is configured: perhaps for none runs. */
static int say_silent(const struct child_said *said, struct note *note)
{
	if (strstr(said->errors, SSHD_NO_FOLDER) && find_process(RELOAD_PID) == 0)
		return note_set(note, -ESRCH, "no sshd runs");
	return note_set(note, -EINVAL, "sshd can't read its configuration: %.*s",
		(int)strcspn(said->errors, "\r\n"), said->errors);
}

/* Asks sshd where its pid file is. */
static int find_daemon(struct daemon *daemon, struct note *note)
{
	CLEANUP(child) struct child_said said = {.output = NULL};
	CLEANUP(free) struct effective *effective = malloc(sizeof *effective);
	struct stat st;
	if (stat(SSHD_PROGRAM, &st) != 0 && errno == ENOENT)
		return note_set(note, -ESRCH, SSHD_PROGRAM " is gone: nobody has to be told");
	int r = effective ? sshd_test(SSHD_PROGRAM, ANYBODY, &said) : -ENOMEM;
	if (r != 0)
		return note_errno(note, r, SSHD_PROGRAM);
	if (said.status != 0)
		return say_silent(&said, note);
	r = effective_read(said.output, effective, note);
	if (r != 0)
		return r;
	const char *path = effective_value(effective, "pidfile");
	snprintf(daemon->pid_file, sizeof daemon->pid_file, "%s", path ? path : RELOAD_PID);
	daemon->written = written(daemon->pid_file);
	return 0;
}

/* Sends the signal to the process of the pid file. A second sshd may have written over that. */
static int hang_up(const struct daemon *daemon, struct note *note)
{
	struct started started;
	long named;
	pid_t pid = find_process(daemon->pid_file);
	if (started_find(daemon->pid_file, &named, &started) && started.file[0] &&
		strcmp(started.file, DIRECTIVES_FILE) != 0)
		return note_set(note, -EIO,
			"%s names another sshd, which goes by %s (process %ld); the one that goes "
			"by " DIRECTIVES_FILE " writes it anew when it is started anew",
			daemon->pid_file, started.file, named);
	if (pid == 0)
		return note_set(note, -ESRCH,
			"%s names no sshd that runs: it can't be told to read its configuration",
			daemon->pid_file);
	return kill(pid, SIGHUP) == 0 ? 0 : note_errno(note, -errno, daemon->pid_file);
}

/* Looks which of systemd's units are active. */
static void find_units(struct daemon *daemon)
{
	static const char *const services[] = {"ssh.service", "sshd.service"};
	static const char *const sockets[] = {"ssh.socket", "sshd.socket"};
	daemon->service = active_unit(services);
	daemon->socket = active_unit(sockets);
}

/* Looks for a socket. */
bool reload_is_awaited(void)
{
	struct daemon daemon;
	find_units(&daemon);
	return daemon.socket != NULL;
}

/* By systemd, since any sshd may write over the pid file; else by what sshd says, or where that is
 * broken by the usual file. */
pid_t reload_listener(void)
{
	struct daemon daemon = {NULL, NULL, RELOAD_PID, {0, 0}};
	struct note ignored;
	find_units(&daemon);
	pid_t pid = daemon.service ? main_process(daemon.service) : 0;
	if (pid > 0)
		return pid;
	(void)find_daemon(&daemon, &ignored);
	return find_process(daemon.pid_file);
}

/* Starts the sshd of a socket, as the next connection would: it reads what is there now. */
static int wake(const char *socket, struct note *note)
{
	const char *unit = strcmp(socket, "ssh.socket") == 0 ? "ssh.service" : "sshd.service";
	if (systemctl("start", unit))
		return 0;
	return note_set(note, -ESRCH,
		"no sshd runs, and %s, which %s starts, can't be started; see journalctl -u %s",
		unit, socket, unit);
}

/* Tells it. One that has its socket of systemd loses it when it reads its configuration again, and ends
 * (OpenSSH 10.0 of Debian 13); its sessions outlive a restart, and the socket keeps who knocks meanwhile. */
static int tell(const struct daemon *daemon, struct note *note)
{
	const char *verb = daemon->socket ? "restart" : "reload";
	if (!daemon->service)
		return hang_up(daemon, note);
	return systemctl(verb, daemon->service)
		       ? 0
		       : note_set(note, -EIO, "systemctl %s %s failed; see journalctl -u %s", verb,
				 daemon->service, daemon->service);
}

/* Waits until the pid file is newer than it was. */
static int wait_for_pid(const struct daemon *daemon, struct note *note)
{
	for (long long end = child_clock() + RELOAD_WAIT_MS; child_clock() < end; nap()) {
		struct timespec now = written(daemon->pid_file);
		if (now.tv_sec != daemon->written.tv_sec || now.tv_nsec != daemon->written.tv_nsec)
			return 0;
	}
	return note_set(note, -ETIMEDOUT,
		"sshd was told to read its configuration, and has not: %s is as old as before",
		daemon->pid_file);
}

/* Fills in where a listening sshd can be reached from here; 0: not known. */
static socklen_t aim(const struct sshd_listen *listen, struct sockaddr_storage *address)
{
	struct sockaddr_in *four = (struct sockaddr_in *)address;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
	bool any = strcmp(listen->address, "0.0.0.0") == 0 || strcmp(listen->address, "::") == 0;
	memset(address, 0, sizeof *address);
	if (strchr(listen->address, ':')) {
		six->sin6_family = AF_INET6;
		six->sin6_port = htons((uint16_t)listen->port);
		return inet_pton(AF_INET6, any ? "::1" : listen->address, &six->sin6_addr) == 1
			       ? sizeof *six
			       : 0;
	}
	four->sin_family = AF_INET;
	four->sin_port = htons((uint16_t)listen->port);
	return inet_pton(AF_INET, any ? "127.0.0.1" : listen->address, &four->sin_addr) == 1
		       ? sizeof *four
		       : 0;
}

/* Whether sshd says its name at an address. */
static bool greets(const struct sshd_listen *listen)
{
	struct sockaddr_storage address;
	char banner[4] = "";
	socklen_t len = aim(listen, &address);
	CLEANUP(fd) int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct timeval limit = {.tv_sec = 3};
	return len > 0 && fd >= 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0 &&
	       setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0 &&
	       connect(fd, (struct sockaddr *)&address, len) == 0 &&
	       recv(fd, banner, sizeof banner, MSG_WAITALL) == sizeof banner &&
	       memcmp(banner, "SSH-", sizeof banner) == 0;
}

/* Waits until it answers at any of its addresses. */
static int wait_for_banner(const struct sshd *sshd, struct note *note)
{
	long long end = child_clock() + RELOAD_WAIT_MS;
	for (; child_clock() < end; nap())
		for (size_t i = 0; i < sshd->listen_count && child_clock() < end; i++)
			if (greets(&sshd->listen[i]))
				return 0;
	return note_set(note, -ETIMEDOUT, "sshd does not answer at any of its addresses");
}

/* Compares what sshd says of itself, and sees it answer. */
int reload_judge(bool ours, struct note *note)
{
	struct sshd sshd;
	sshd_ask(SSHD_PROGRAM, "root", &sshd);
	if (!sshd.known)
		return note_set(note, -EINVAL, "sshd -T gives no answer");
	if (sshd.asks_keyhole != ours)
		return note_set(note, -EINVAL,
			ours ? "sshd does not ask keyhole: AuthorizedKeysCommand is %s"
			     : "sshd still asks keyhole: AuthorizedKeysCommand is %s; look for "
			       "it with: grep -rn keyhole-keys /etc/ssh",
			sshd.command);
	return wait_for_banner(&sshd, note);
}

/* Tells and waits. */
int reload_tell(bool starts, struct note *note)
{
	struct daemon daemon = {NULL, NULL, "", {0, 0}};
	if (!starts)
		find_units(&daemon);
	if (!daemon.service && daemon.socket)
		return serves_all(daemon.socket) ? wake(daemon.socket, note) : 0;
	int r = find_daemon(&daemon, note);
	if (r == 0)
		r = tell(&daemon, note);
	return r == 0 ? wait_for_pid(&daemon, note) : r;
}

/* Tells, then looks. */
int reload_sshd(bool ours, struct note *note)
{
	int r = reload_tell(false, note);
	return r == 0 ? reload_judge(ours, note) : r;
}
