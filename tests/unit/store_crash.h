/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store_crash.h – verbs that change the store, each in a process of its own that may be killed
 *
 * Shape:  every call that changes a file has a number; the process is killed before or after the one
 *         that is asked for, by the linker's --wrap of open, openat, write, fsync, fdatasync,
 *         renameat, unlinkat, unlink, mkdir and rmdir. sshd_ask and addresses_list are answered
 *         here too.
 * Units:  calls count from 1.
 * Memory: none is kept.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_STORE_CRASH_H
#define KEYHOLE_TESTS_UNIT_STORE_CRASH_H

#include "access/grant.h"
#include "access/revocation.h"
#include "admin/sshd.h"
#include "admin/store/addresses.h"
#include "common/cleanup.h"
#include "keys/line.h"
#include "server/keygen.h"
#include "store_world.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

/* The call, of all kinds together, at which the process is killed: before it, or after. */
static int kill_at, calls;
static bool kill_after;

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int folder, const char *name, int flags, ...);
int __wrap_openat(int folder, const char *name, int flags, ...);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int __real_renameat(int from, const char *old, int to, const char *new);
int __wrap_renameat(int from, const char *old, int to, const char *new);
int __real_unlinkat(int folder, const char *name, int flags);
int __wrap_unlinkat(int folder, const char *name, int flags);
int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __real_rmdir(const char *path);
int __wrap_rmdir(const char *path);
void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer);
void __wrap_addresses_list(struct addresses *addresses);

/* Dies at a call, as by a loss of power. */
static void pass(bool after)
{
	calls += !after;
	if (calls == kill_at && kill_after == after)
		raise(SIGKILL);
}

/* Opens; what makes a file counts. */
int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (!(flags & O_CREAT))
		return __real_open(path, flags);
	pass(false);
	int fd = __real_open(path, flags, mode);
	pass(true);
	return fd;
}

/* Opens in a folder; what makes a file counts. */
int __wrap_openat(int folder, const char *name, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (!(flags & O_CREAT))
		return __real_openat(folder, name, flags);
	pass(false);
	int fd = __real_openat(folder, name, flags, mode);
	pass(true);
	return fd;
}

/* Writes; killed within it, half of it is there. */
ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	pass(false);
	if (calls == kill_at && kill_after)
		len /= 2;
	ssize_t n = __real_write(fd, bytes, len);
	pass(true);
	return n;
}

/* Syncs nothing: what a process has written stays when that alone dies. */
int __wrap_fsync(int fd)
{
	(void)fd;
	pass(false);
	pass(true);
	return 0;
}

/* Syncs nothing either. */
int __wrap_fdatasync(int fd)
{
	return __wrap_fsync(fd);
}

/* Renames. */
int __wrap_renameat(int from, const char *old, int to, const char *new)
{
	pass(false);
	int r = __real_renameat(from, old, to, new);
	pass(true);
	return r;
}

/* Removes from a folder. */
int __wrap_unlinkat(int folder, const char *name, int flags)
{
	pass(false);
	int r = __real_unlinkat(folder, name, flags);
	pass(true);
	return r;
}

/* Removes. */
int __wrap_unlink(const char *path)
{
	pass(false);
	int r = __real_unlink(path);
	pass(true);
	return r;
}

/* Makes a folder. */
int __wrap_mkdir(const char *path, mode_t mode)
{
	pass(false);
	int r = __real_mkdir(path, mode);
	pass(true);
	return r;
}

/* Removes one. */
int __wrap_rmdir(const char *path)
{
	pass(false);
	int r = __real_rmdir(path);
	pass(true);
	return r;
}

/* Nothing is known of sshd. */
void __wrap_sshd_ask(const char *program, const char *account, struct sshd *answer)
{
	(void)program, (void)account;
	*answer = (struct sshd){.known = false};
}

/* A machine without addresses. */
void __wrap_addresses_list(struct addresses *addresses)
{
	*addresses = (struct addresses){.count = 0};
}

/* Puts the list of no keys in its place that was made first. */
static void put_krl(struct world *world)
{
	static char bytes[256];
	static size_t len;
	if (len == 0) {
		world_run(world, &verb_revoke, "--rebuild");
		FILE *made = fopen(sandbox_path(&world->box, "revoked.krl"), "r");
		len = fread(bytes, 1, sizeof bytes, made);
		fclose(made);
	}
	FILE *file = fopen(sandbox_path(&world->box, "revoked.krl"), "w");
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

/* Fills the store: alice, who has a key, a grant and a group, and brian, who has another. */
static void fill(struct world *world)
{
	world_person(world, "alice", "ed25519", NULL);
	world_person(world, "brian", "rsa3072", NULL);
	sandbox_write(&world->box, "accounts.d/deploy.conf",
		"# ours\ngrants = ( { people = ( \"alice\", \"brian\" ); } );\n");
	sandbox_write(
		&world->box, "groups.d/admins.conf", "people = (\n\t\"alice\",\n\t\"brian\"\n);\n");
	sandbox_write(&world->box, "revoked_keys", "# none yet\n");
	__real_unlink(sandbox_path(&world->box, "log/logins.jsonl"));
	__real_unlink(sandbox_path(&world->box, "accounts.d/games.conf"));
	put_krl(world);
}

/* A verb and its words, run in a process of its own. */
struct job {
	const struct verb *verb;
	const char *words;
	int kill_at;
	bool kill_after;
	pid_t pid;
};

/* Starts it, silent. */
static void start(struct world *world, struct job *job)
{
	char *argv[16], line[512], *rest = line;
	int argc = 0;
	snprintf(line, sizeof line, "%s %s", job->verb->name, job->words);
	while (rest && argc < 15)
		argv[argc++] = strsep(&rest, " ");
	argv[argc] = NULL;
	job->pid = fork();
	assert_true(job->pid >= 0);
	if (job->pid > 0)
		return;
	int null = __real_open("/dev/null", O_RDWR);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	kill_at = job->kill_at;
	kill_after = job->kill_after;
	calls = 0;
	optind = 0;
	_exit(job->verb->run(&world->admin, argc, argv));
}

/* Waits for it: its exit status, or -1 where it was killed. */
static int finish(const struct job *job)
{
	int status;
	assert_int_equal(waitpid(job->pid, &status, 0), job->pid);
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	assert_int_equal(WTERMSIG(status), SIGKILL);
	return -1;
}

/* Whether a file has a text somewhere; a file that is not there has none. */
static bool has(struct world *world, const char *file, const char *part)
{
	CLEANUP(free) char *text = sandbox_read_path(sandbox_path(&world->box, file));
	return text && strstr(text, part);
}

/* Whether sshd's list refuses alice's key; that it can't be read fails the test. */
static bool krl_refuses(struct world *world)
{
	CLEANUP(path_text) struct path_text printed = {NULL, 0};
	struct note note;
	int status;
	const char *const arguments[] = {"-Q", "-f", sandbox_path(&world->box, "revoked.krl"),
		TEST_DATA "/keys/ed25519.pub", NULL};
	assert_int_equal(keygen_run(arguments, &status, &printed, &note), 0);
	if (!strstr(printed.bytes, ": ok\n") && !strstr(printed.bytes, ": REVOKED\n"))
		fail_msg("revoked.krl can't be read: %s", printed.bytes);
	return status != 0;
}

/* Reads every file of the store with the code that decides. */
static void everything_parses(struct world *world)
{
	CLEANUP(store) struct store store;
	CLEANUP(grant_rules)
	struct grant_rules deploy = {.count = 0}, games = {.count = 0}, root = {.count = 0};
	CLEANUP(grant_group) struct grant_group admins = {{0, NULL}, NULL};
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	CLEANUP(revocation) struct revocation_list list = {.count = 0};
	static const char *const people[] = {"alice", "brian", "deploy", "root"};
	char path[STORE_PATH_MAX];
	struct note note = {""};
	static struct line line;
	store_init(&store, &world->admin.settings);
	int r = grant_rules_load(&store, "deploy", &deploy, &note);
	r = r != 0 ? r : grant_rules_load(&store, "games", &games, &note);
	r = r != 0 ? r : grant_rules_load(&store, "root", &root, &note);
	r = r != 0 ? r : grant_group_load(&store, "admins", &admins, &note);
	r = r != 0 ? r : store_read_revoked(&store, &text, &note);
	r = r != 0 ? r
		   : revocation_read(
			     (struct view){text.bytes, text.len}, "revoked_keys", &list, &note);
	for (size_t i = 0; r == 0 && i < 4; i++) {
		CLEANUP(path_text) struct path_text keys = {NULL, 0};
		r = store_read_keys(&store, people[i], path, &keys, &note);
		struct line_cursor cursor = {{keys.bytes, keys.len}, 0};
		for (struct view at; r == 0 && line_next(&cursor, &at);)
			r = line_parse(at, &line, &note);
		r = r == -ENOENT ? 0 : r;
	}
	if (r != 0)
		fail_msg("%s", note.text);
}

/* Whether what a revocation changes was changed in its order and no other: revoked first, by keyhole
 * and then by sshd, then without her file, her grants, her group. Gives how far it came. */
static int progress(struct world *world)
{
	const bool done[] = {has(world, "revoked_keys", WORLD_ED25519), krl_refuses(world),
		!has(world, "keys.d/alice.keys", "ssh-ed25519"),
		!has(world, "accounts.d/deploy.conf", "\"alice\""),
		!has(world, "groups.d/admins.conf", "\"alice\"")};
	int count = 0;
	for (size_t i = 0; i < sizeof done; i++) {
		if (i > 0 && done[i] && !done[i - 1])
			fail_msg("step %zu is done before step %zu", i, i - 1);
		count += done[i];
	}
	assert_true(has(world, "accounts.d/deploy.conf", "# ours\n"));
	assert_true(has(world, "accounts.d/deploy.conf", "\"brian\""));
	assert_true(has(world, "groups.d/admins.conf", "\t\"brian\"\n"));
	return count;
}

/* Runs a verb to its end, whatever another has left behind. */
static void run_whole(struct world *world, const struct verb *verb, const char *words)
{
	struct job job = {verb, words, 0, false, 0};
	start(world, &job);
	int status = finish(&job);
	assert_true(status == EXIT_YES || status == EXIT_NO);
}

#endif
