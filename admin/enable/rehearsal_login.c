/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/enable/rehearsal_login.h"

#include "admin/enable/rehearsal_peer.h"
#include "admin/enable/rehearsal_process.h"
#include "admin/enable/rehearsal_words.h"
#include "admin/sshd.h"
#include "audit/append.h"
#include "audit/read.h"
#include "common/cleanup.h"
#include "server/placing.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define SSH_PROGRAM "/usr/bin/ssh"
#define CLIENT_SAID REHEARSAL_FOLDER "/client"
#define SERVER_SAID REHEARSAL_FOLDER "/server"
#define LINGER_MS 3000
#define LOOK_MS 20
#define ASK_LOOKS 25 /* the log is asked every half second */
#define ASKED_ENOUGH 4

/* A login that is being tried. */
struct login {
	const struct rehearsal_login *asked;
	int listener;
	unsigned port;
	int64_t began; /* by the clock of the log */
	pid_t client;
	int status; /* of the client */
};

/* Listens at a port that is free, for nobody outside. */
static int open_port(struct login *login, struct note *note)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof address;
	login->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (login->listener < 0 ||
		bind(login->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
		listen(login->listener, SOMAXCONN) != 0 ||
		getsockname(login->listener, (struct sockaddr *)&address, &len) != 0)
		return note_errno(note, -errno, "127.0.0.1");
	login->port = ntohs(address.sin_port);
	return 0;
}

/* Starts the client. Nobody else can answer at a port that is ours, so that the host's key needs
 * no proof. */
static int start_client(struct login *login, struct note *note)
{
	char text[] = SSH_PROGRAM
		"\n-F\n/dev/null\n-n\n-o\nIdentitiesOnly=yes\n-o\nIdentityAgent=none\n-o\n"
		"BatchMode=yes\n-o\nPreferredAuthentications=publickey\n-o\n"
		"StrictHostKeyChecking=no\n-o\nUserKnownHostsFile=/dev/null\n-o\n"
		"GlobalKnownHostsFile=/dev/"
		"null\n-o\nLogLevel=ERROR\n-o\nClearAllForwardings=yes\n-i";
	char file[64], port[16], account[512], host[] = "127.0.0.1", command[] = "true";
	char option[] = "-p", name[] = "-l", *argv[48], *rest = text;
	size_t count = 0;
	snprintf(file, sizeof file, "%s", login->asked->key->file);
	snprintf(port, sizeof port, "%u", login->port);
	snprintf(account, sizeof account, "%s", login->asked->account);
	for (char *word; (word = strsep(&rest, "\n"));)
		argv[count++] = word;
	char *const last[] = {file, option, port, name, account, host, command, NULL};
	memcpy(argv + count, last, sizeof last);
	return rehearsal_process_start(argv, -1, CLIENT_SAID, &login->client, note);
}

/* Lets sshd serve the next who connects, unless it is a stranger: others may find the port. */
static int serve(const struct login *login, struct note *note)
{
	char program[] = SSHD_PROGRAM, options[] = "-ie";
	char *argv[] = {program, options, NULL};
	pid_t pid;
	CLEANUP(fd) int peer = accept4(login->listener, NULL, NULL, SOCK_CLOEXEC);
	if (peer < 0)
		return errno == ECONNABORTED || errno == EINTR
			       ? 0
			       : note_errno(note, -errno, "127.0.0.1");
	if (!rehearsal_peer_is(peer, geteuid()))
		return 0;
	return rehearsal_process_start(argv, peer, SERVER_SAID, &pid, note);
}

/* Whether the log has it: 0, -ENODATA, -errno. */
static int find_record(const struct login *login, struct note *note)
{
	static struct read_line line;
	CLEANUP(read_log) struct read_log *log = NULL;
	const struct read_query query = {.since = login->began,
		.until = INT64_MAX,
		.needle = view_of(login->asked->key->fingerprint)};
	int r = read_open_query(login->asked->log_dir, APPEND_LOGINS, &query, &log, note);
	while (r == 0 && (r = read_next(log, &line, note)) > 0) {
		r = 0;
		if (!line.bad && line.event.kind == EVENT_LOGIN &&
			view_is(line.event.account, login->asked->account) &&
			view_is(line.event.key, login->asked->key->fingerprint))
			return 0;
		if (line.torn)
			break;
	}
	return r < 0 && r != -ENOENT ? r : -ENODATA;
}

/* Serves until the client has ended; or the login is in the log for a while, and it is its command that
 * does not end. */
static int attend(struct login *login, struct note *note)
{
	struct pollfd wait = {.fd = login->listener, .events = POLLIN};
	struct note ignored;
	for (int looks = 1, found = 0; child_clock() < login->asked->end; looks++) {
		if (rehearsal_process_ended(login->client, &login->status))
			return 0;
		int r = poll(&wait, 1, LOOK_MS) > 0 ? serve(login, note) : 0;
		if (r != 0)
			return r;
		if (looks % ASK_LOOKS == 0 && find_record(login, &ignored) == 0 &&
			++found == ASKED_ENOUGH)
			return 0;
	}
	return note_set(note, -ETIMEDOUT,
		"%s%s can't log in through what is planned: the login does not come to an end; "
		"what it hangs at is in journalctl -t sshd",
		login->asked->account, login->asked->way);
}

/* Whether it was a list of users that may go by addresses: "not listed in AllowUsers". */
static bool names_list(struct view cause)
{
	static const char listed[] = "listed in ";
	return cause.len > 0 && memmem(cause.data, cause.len, listed, sizeof listed - 1);
}

/* Says why it was refused, by what was said. */
static int say_cause(const struct login *login, struct note *note)
{
	CLEANUP(path_text) struct path_text server = {NULL, 0}, client = {NULL, 0};
	struct note ignored;
	(void)placing_read(SERVER_SAID, &server, &ignored);
	(void)placing_read(CLIENT_SAID, &client, &ignored);
	struct view cause = rehearsal_words_cause(path_text_view(&server), path_text_view(&client));
	return note_set(note, -EACCES,
		"%s%s can't log in from 127.0.0.1 through what is planned: %.*s%s",
		login->asked->account, login->asked->way, cause.len > 0 ? (int)cause.len : 20,
		cause.len > 0 ? cause.data : "sshd does not say why",
		names_list(cause) ? "; where that list names addresses, let the account in from "
				    "127.0.0.1 too, or name another one: --as ACCOUNT"
				  : "");
}

/* Judges what came of it. */
static int judge(const struct login *login, struct note *note)
{
	int r = find_record(login, note);
	if (r != -ENODATA)
		return r;
	if (login->status != 0)
		return say_cause(login, note);
	return note_set(note, r,
		"%s%s gets in through what is planned, but %s/" APPEND_LOGINS
		" has no record of it: PAM does not ask keyhole, or it can't write (journalctl -t "
		"sshd says why)",
		login->asked->account, login->asked->way, login->asked->log_dir);
}

/* Plays it, and leaves no process. */
int rehearsal_login_try(const struct rehearsal_login *asked, struct note *note)
{
	struct login login = {.asked = asked, .listener = -1};
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	login.began = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	int r = open_port(&login, note);
	if (r == 0)
		r = start_client(&login, note);
	if (r == 0)
		r = attend(&login, note);
	rehearsal_process_sweep(r == 0 ? LINGER_MS : 0);
	cleanup_fd(&login.listener);
	return r == 0 ? judge(&login, note) : r;
}
