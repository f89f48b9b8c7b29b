/* SPDX-License-Identifier: Apache-2.0 */
/* Writers that end at each call that changes something on the disk, and power that fails there. */
/* link: -Wl,--wrap=write,--wrap=pwrite,--wrap=fdatasync,--wrap=fsync,--wrap=rename,--wrap=renameat */
/* link: -Wl,--wrap=ftruncate,--wrap=openat,--wrap=mkdirat,--wrap=unlinkat,--wrap=fchown,--wrap=fchmod */
#include "tests/unit/chain_check.h"

#include <sys/mman.h>
#include <sys/wait.h>

#define KILLED 99

#define CALLS_MAX 256

enum call { OPEN, WRITE, PWRITE, SYNC, RENAME, TRUNCATE, MAKE_FOLDER, REMOVE, CHANGE };
enum ending { BEFORE, AFTER, SHORT };
enum crash { KILL, POWER, POWER_WORST };

/* What a child does, and what it tells of it: shared with the test. */
static struct report {
	int calls; /* how many there were */
	enum call call[CALLS_MAX];
	int end_at;         /* the call at which the process ends, 0: none */
	enum ending ending; /* how it ends there */
	off_t synced;       /* how long the log was when it was synced last */
	bool name_synced;   /* the folder was synced after the log was made */
	bool state_synced;  /* the checkpoint was */
	struct sealing sealing;
} * report;

static bool counting; /* only in a child */

int __real_openat(int folder, const char *name, int flags, ...);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __real_pwrite(int fd, const void *bytes, size_t len, off_t at);
int __real_rename(const char *from, const char *to);
int __real_renameat(int from, const char *name, int to, const char *other);
int __real_ftruncate(int fd, off_t len);
int __real_mkdirat(int folder, const char *name, mode_t mode);
int __real_unlinkat(int folder, const char *name, int flags);
int __real_fchown(int fd, uid_t uid, gid_t gid);
int __real_fchmod(int fd, mode_t mode);

int __wrap_openat(int folder, const char *name, int flags, mode_t mode);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t at);
int __wrap_fdatasync(int fd);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_renameat(int from, const char *name, int to, const char *other);
int __wrap_ftruncate(int fd, off_t len);
int __wrap_mkdirat(int folder, const char *name, mode_t mode);
int __wrap_unlinkat(int folder, const char *name, int flags);
int __wrap_fchown(int fd, uid_t uid, gid_t gid);
int __wrap_fchmod(int fd, mode_t mode);

/* Counts a call, and ends the process if it is to end before it; whether it is to end after it. */
static bool ends_after(enum call call)
{
	if (!counting)
		return false;
	report->call[++report->calls % CALLS_MAX] = call;
	if (report->calls != report->end_at)
		return false;
	if (report->ending == BEFORE)
		_exit(KILLED);
	return true;
}

/* Ends the process if that is to be. */
static void end_if(bool ends)
{
	if (ends)
		_exit(KILLED);
}

/* How many bytes of a write are made. */
static size_t part(bool ends, size_t len)
{
	return ends && report->ending == SHORT ? len / 2 : len;
}

int __wrap_openat(int folder, const char *name, int flags, mode_t mode)
{
	bool ends = ends_after(OPEN);
	int fd = __real_openat(folder, name, flags, mode);
	end_if(ends);
	return fd;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	bool ends = ends_after(WRITE);
	ssize_t done = __real_write(fd, bytes, part(ends, len));
	end_if(ends);
	return done;
}

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	bool ends = ends_after(PWRITE);
	ssize_t done = __real_pwrite(fd, bytes, part(ends, len), at);
	end_if(ends);
	return done;
}

/* Notes what a sync would have put on the disk. */
static void note_sync(int fd)
{
	char link[64], path[512];
	struct stat st;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t len = readlink(link, path, sizeof path - 1);
	assert_true(len > 0);
	path[len] = '\0';
	const char *name = strrchr(path, '/') + 1;
	assert_int_equal(fstat(fd, &st), 0);
	if (strcmp(name, APPEND_LOGINS) == 0)
		report->synced = st.st_size;
	report->name_synced = report->name_synced || strcmp(name, "log") == 0;
	report->state_synced =
		report->state_synced || strcmp(name, "state") == 0 || strcmp(name, STATE_FILE) == 0;
}

int __wrap_fdatasync(int fd)
{
	bool ends = ends_after(SYNC);
	if (counting)
		note_sync(fd);
	end_if(ends);
	return 0;
}

int __wrap_fsync(int fd)
{
	return __wrap_fdatasync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
	bool ends = ends_after(RENAME);
	int r = __real_rename(from, to);
	end_if(ends);
	return r;
}

int __wrap_renameat(int from, const char *name, int to, const char *other)
{
	bool ends = ends_after(RENAME);
	int r = __real_renameat(from, name, to, other);
	end_if(ends);
	return r;
}

int __wrap_ftruncate(int fd, off_t len)
{
	bool ends = ends_after(TRUNCATE);
	int r = __real_ftruncate(fd, len);
	end_if(ends);
	return r;
}

int __wrap_mkdirat(int folder, const char *name, mode_t mode)
{
	bool ends = ends_after(MAKE_FOLDER);
	int r = __real_mkdirat(folder, name, mode);
	end_if(ends);
	return r;
}

int __wrap_unlinkat(int folder, const char *name, int flags)
{
	bool ends = ends_after(REMOVE);
	int r = __real_unlinkat(folder, name, flags);
	end_if(ends);
	return r;
}

int __wrap_fchown(int fd, uid_t uid, gid_t gid)
{
	bool ends = ends_after(CHANGE);
	int r = __real_fchown(fd, uid, gid);
	end_if(ends);
	return r;
}

int __wrap_fchmod(int fd, mode_t mode)
{
	bool ends = ends_after(CHANGE);
	int r = __real_fchmod(fd, mode);
	end_if(ends);
	return r;
}

/* What a log was before, and what is done to it. */
struct scene {
	const char *name;
	bool sealed;
	enum { AS_IT_IS, RENAMED, MADE_ANEW, TORN, NOTHING, BOOTED } before;
	enum { APPEND, BEGIN, RENEW } does;
	unsigned calls; /* of which kinds some are made: bits */
};

/* Leaves no file of the test before. */
static void clear(struct tree *tree)
{
	static const char *const files[] = {LOGINS, LOGINS ".1", "state/" STATE_FILE,
		"state/." STATE_FILE ".new", "state/lock", "run/" STATE_FILE};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(tree_path(tree, files[i]));
	mkdir(tree_path(tree, "run"), 0700);
}

/* Makes the log as it was before. */
static void prepare(struct tree *tree, const struct scene *scene, struct chain_check *check)
{
	char path[512];
	clear(tree);
	if (scene->sealed)
		chain_check_seal(tree, false, check);
	if (scene->before == NOTHING)
		return;
	log_add(tree, "ann");
	log_add(tree, "bob");
	if (scene->before == TORN) {
		int fd = open(tree_path(tree, LOGINS), O_WRONLY | O_APPEND | O_CLOEXEC);
		assert_int_equal(__real_write(fd, "{\"v\":1,\"se", 10), 10);
		close(fd);
	}
	if (scene->before == BOOTED) {
		unlink(tree_path(tree, "run/" STATE_FILE));
		rmdir(tree_path(tree, "run"));
	}
	if (scene->before != RENAMED && scene->before != MADE_ANEW)
		return;
	strcpy(path, tree_path(tree, LOGINS));
	assert_int_equal(__real_rename(path, tree_path(tree, LOGINS ".1")), 0);
	if (scene->before == MADE_ANEW)
		tree_bytes(tree, LOGINS, 0640, "", 0);
}

/* Does what the scene does, in a child that may end in the middle; gives its exit status. */
static int play(struct tree *tree, const struct scene *scene, int end_at, enum ending ending)
{
	struct stat st;
	int status;
	memset(report, 0, sizeof *report);
	report->end_at = end_at;
	report->ending = ending;
	report->synced = stat(tree_path(tree, LOGINS), &st) == 0 ? st.st_size : -1;
	pid_t child = fork();
	if (child == 0) {
		counting = true;
		if (scene->does == APPEND)
			_exit(log_append(tree, "victim") != 0);
		_exit(chain_check_begin(tree, scene->does == RENEW, &report->sealing) != 0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The bytes of a file of the state, to put them back. */
struct kept {
	char bytes[8192];
	ssize_t len;
};

/* Keeps a file's bytes. */
static void keep(struct tree *tree, const char *name, struct kept *kept)
{
	int fd = open(tree_path(tree, name), O_RDONLY | O_CLOEXEC);
	kept->len = fd < 0 ? -1 : read(fd, kept->bytes, sizeof kept->bytes);
	if (fd >= 0)
		close(fd);
}

/* Takes away what a power failure would: all that is in memory; at the worst all that was not
 * synced, too. */
static void fail_power(struct tree *tree, enum crash crash, const struct kept *checkpoint)
{
	if (crash == KILL)
		return;
	unlink(tree_path(tree, "run/" STATE_FILE));
	rmdir(tree_path(tree, "run"));
	if (crash == POWER)
		return;
	if (report->synced < 0 && !report->name_synced)
		unlink(tree_path(tree, LOGINS));
	else if (access(tree_path(tree, LOGINS), F_OK) == 0)
		assert_int_equal(truncate(tree->path, report->synced > 0 ? report->synced : 0), 0);
	if (report->state_synced)
		return;
	unlink(tree_path(tree, "state/" STATE_FILE));
	if (checkpoint->len >= 0)
		tree_bytes(tree, "state/" STATE_FILE, 0600, checkpoint->bytes,
			(size_t)checkpoint->len);
}

/* Sees that the log goes on whole after a crash. */
static void go_on(struct tree *tree, const struct scene *scene, struct chain_check *check)
{
	bool done_once = scene->before != NOTHING;
	log_add(tree, "cleo");
	log_add(tree, "dora");
	if (report->sealing.key.epoch > 0)
		chain_check_key(check, &report->sealing.key);
	chain_check_log(check, tree);
	assert_int_equal(chain_check_count(check, "ann"), done_once);
	assert_int_equal(chain_check_count(check, "bob"), done_once);
	assert_int_equal(chain_check_count(check, "cleo"), 1);
	assert_int_equal(chain_check_count(check, "dora"), 1);
	assert_true(chain_check_count(check, "victim") <= 1);
	assert_true(!scene->sealed || check->epoch > 0);
}

/* Ends a writer at one call in one way, and sees what comes after it; whether it met the call. */
static bool end_at(struct tree *tree, const struct scene *scene, int call, enum ending ending,
	enum crash crash)
{
	static struct kept checkpoint;
	struct chain_check *check = chain_check_new();
	prepare(tree, scene, check);
	keep(tree, "state/" STATE_FILE, &checkpoint);
	int status = play(tree, scene, call, ending);
	if (status != KILLED)
		return status != 0;
	fail_power(tree, crash, &checkpoint);
	go_on(tree, scene, check);
	return true;
}

/* Plays a scene without an end, and sees which calls it makes; gives how many. */
static int count_calls(struct tree *tree, const struct scene *scene, enum call call[CALLS_MAX])
{
	unsigned kinds = 0;
	prepare(tree, scene, chain_check_new());
	assert_int_equal(play(tree, scene, 0, BEFORE), 0);
	assert_true(report->calls < CALLS_MAX);
	memcpy(call, report->call, sizeof report->call);
	for (int i = 1; i <= report->calls; i++)
		kinds |= 1U << call[i];
	if ((kinds & scene->calls) != scene->calls)
		fail_msg("%s: calls of the kinds %x, not %x", scene->name, kinds, scene->calls);
	return report->calls;
}

/* Ends a writer at each of its calls, in each way. */
static void end_at_each(struct tree *tree, const struct scene *scene)
{
	enum call kind[CALLS_MAX];
	int calls = count_calls(tree, scene, kind);
	for (int call = 1; call <= calls; call++) {
		bool met = end_at(tree, scene, call, BEFORE, KILL);
		for (enum crash crash = KILL; crash <= POWER_WORST; crash++) {
			met = met && end_at(tree, scene, call, AFTER, crash);
			if (kind[call] == WRITE || kind[call] == PWRITE)
				met = met && end_at(tree, scene, call, SHORT, crash);
		}
		if (!met)
			fail_msg("%s: call %d was not met", scene->name, call);
	}
	assert_false(end_at(tree, scene, calls + 1, BEFORE, KILL));
}

#define BIT(call) (1U << (call))
#define PLAIN (BIT(OPEN) | BIT(WRITE) | BIT(SYNC))
#define SEALED (PLAIN | BIT(PWRITE))
#define BEGUN (SEALED | BIT(RENAME))

static void a_writer_may_end_at_any_call(void **state)
{
	static const struct scene scenes[] = {
		{"plain", false, AS_IT_IS, APPEND, PLAIN},
		{"plain, renamed", false, RENAMED, APPEND, PLAIN},
		{"plain, made anew", false, MADE_ANEW, APPEND, PLAIN},
		{"plain, torn", false, TORN, APPEND, PLAIN},
		{"plain, nothing", false, NOTHING, APPEND, PLAIN | BIT(CHANGE)},
		{"sealed", true, AS_IT_IS, APPEND, SEALED},
		{"sealed, renamed", true, RENAMED, APPEND, SEALED},
		{"sealed, made anew", true, MADE_ANEW, APPEND, SEALED},
		{"sealed, torn", true, TORN, APPEND, SEALED},
		{"sealed, booted", true, BOOTED, APPEND, SEALED | BIT(MAKE_FOLDER)},
	};
	for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
		end_at_each(*state, &scenes[i]);
}

static void whoever_begins_a_seal_may_end_at_any_call(void **state)
{
	static const struct scene scenes[] = {
		{"begins", false, AS_IT_IS, BEGIN, BEGUN},
		{"begins, renamed", false, RENAMED, BEGIN, BEGUN},
		{"begins, nothing", false, NOTHING, BEGIN, BEGUN},
		{"begins, torn", false, TORN, BEGIN, BEGUN},
		{"renews", true, AS_IT_IS, RENEW, SEALED},
		{"renews, renamed", true, RENAMED, RENEW, SEALED},
		{"renews, torn", true, TORN, RENEW, SEALED},
	};
	for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++)
		end_at_each(*state, &scenes[i]);
}

/* Makes the log's folders, and what the children tell by. */
static int setup(void **state)
{
	report = mmap(
		NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return report == MAP_FAILED ? -1 : log_setup(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_writer_may_end_at_any_call, setup, tree_teardown),
		cmocka_unit_test_setup_teardown(
			whoever_begins_a_seal_may_end_at_any_call, setup, tree_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
