/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adds records to a log, from several processes at once, and prints how many microseconds that took:
 * audit_append keyhole|bare FOLDER RUN WRITERS EVENTS. `bare` is what any log that lasts has to do:
 * lock, write, unlock, fdatasync; with lines of the same length. FOLDER is on a disk; RUN, where the
 * seal's key is, in memory, as /run is on every machine.
 */
#include "audit/append.h"
#include "audit/sealing.h"
#include "common/cleanup.h"
#include "crypto/mac.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#define BARE_LINE 440

static char log_dir[PATH_MAX], state_dir[PATH_MAX], run_dir[PATH_MAX];
static struct note note;

/* What the clock says that nobody sets, in microseconds. */
static long long now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

/* Where keyhole's log is. */
static struct append_place place_of(const struct hash *hash)
{
	return (struct append_place){log_dir, state_dir, run_dir, hash, true};
}

/* Adds as keyhole does. */
static int add_keyhole(int events)
{
	static struct event event;
	CLEANUP(mac) struct mac *mac = NULL;
	int r = mac_open(&mac, &note);
	struct hash hash = {mac, mac_make};
	struct append_place place = place_of(&hash);
	for (int i = 0; r == 0 && i < events; i++) {
		event_init(&event, EVENT_LOGIN);
		event.session = view_of("4f1c2a9be07d-2000-88123");
		event.account = view_of("deploy");
		event.uid = 1001;
		event.person = view_of("user0001");
		event.from = view_of("192.168.64.2");
		event.port = 52144;
		event.method = view_of("publickey");
		event.key = view_of("SHA256:kb0oABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm");
		event.boot = view_of("4f1c2a9b-e07d-4a55-9c1e-3b8f6a2d7c10");
		event.monitor = 2000;
		event.monitor_start = 88123;
		r = append_login(&place, &event, &note);
	}
	return r;
}

/* Adds as any log has to. */
static int add_bare(int events)
{
	char path[PATH_MAX + 8], line[BARE_LINE];
	CLEANUP(fd) int file = -1;
	CLEANUP(fd) int lock = -1;
	snprintf(path, sizeof path, "%s/lock", state_dir);
	lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	snprintf(path, sizeof path, "%s/bare", log_dir);
	file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	memset(line, 'x', sizeof line);
	line[sizeof line - 1] = '\n';
	bool good = lock >= 0 && file >= 0;
	for (int i = 0; good && i < events; i++) {
		struct flock whole = {.l_type = F_WRLCK};
		good = fcntl(lock, F_OFD_SETLKW, &whole) == 0 &&
		       write(file, line, sizeof line) == (ssize_t)sizeof line;
		whole.l_type = F_UNLCK;
		good = good && fcntl(lock, F_OFD_SETLK, &whole) == 0 && fdatasync(file) == 0;
	}
	return good ? 0 : note_errno(&note, -errno, log_dir);
}

/* Makes the folders, and seals the log. */
static int prepare(const char *folder)
{
	CLEANUP(mac) struct mac *mac = NULL;
	static struct sealing sealing = {.by = {"root", 4}};
	snprintf(log_dir, sizeof log_dir, "%s/log", folder);
	snprintf(state_dir, sizeof state_dir, "%s/state", folder);
	if (mkdir(log_dir, 0750) != 0 || mkdir(state_dir, 0700) != 0)
		return errno == EEXIST ? 0 : note_errno(&note, -errno, folder);
	int r = mac_open(&mac, &note);
	struct hash hash = {mac, mac_make};
	struct append_place place = place_of(&hash);
	return r == 0 ? sealing_begin(&place, &sealing, &note) : r;
}

/* Adds from many processes. */
int main(int argc, char **argv)
{
	if (argc != 6)
		return fputs("usage: audit_append keyhole|bare FOLDER RUN WRITERS EVENTS\n",
			       stderr),
		       64;
	bool bare = strcmp(argv[1], "bare") == 0;
	snprintf(run_dir, sizeof run_dir, "%s", argv[3]);
	int r = prepare(argv[2]), status, failed = 0, events = atoi(argv[5]);
	long long begin = now();
	for (int i = atoi(argv[4]); r == 0 && i > 0; i--)
		if (fork() == 0) {
			r = bare ? add_bare(events) : add_keyhole(events);
			if (r != 0)
				fprintf(stderr, "audit_append: %s\n", note.text);
			_exit(r != 0);
		}
	while (r == 0 && wait(&status) > 0)
		failed |= status;
	if (r != 0)
		fprintf(stderr, "audit_append: %s\n", note.text);
	else
		printf("%lld\n", now() - begin);
	return r != 0 || failed != 0;
}
