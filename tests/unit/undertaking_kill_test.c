/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=openat,--wrap=write,--wrap=fsync,--wrap=renameat,--wrap=unlinkat,--wrap=fchmod,--wrap=fchown,--wrap=fsetxattr */
/* An undertaking that ends at any call leaves what can be brought to wholly before or wholly after. */
#include "undertaking_tree.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

/* The call, of all kinds together, at which the process is killed: before it, or after. */
static int kill_at, calls;
static bool kill_after;

/* What is not on the disk yet: bytes of a file, a name in a folder. */
static bool bytes_loose, name_loose;

/* The write from which on the disk is full, 0: never; and how many there were. */
static int full_from, writes;

int __real_openat(int folder, const char *name, int flags, ...);
int __wrap_openat(int folder, const char *name, int flags, ...);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
int __wrap_fsync(int fd);
int __real_renameat(int from, const char *old, int to, const char *new);
int __wrap_renameat(int from, const char *old, int to, const char *new);
int __real_unlinkat(int folder, const char *name, int flags);
int __wrap_unlinkat(int folder, const char *name, int flags);
int __real_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode);
int __real_fchown(int fd, uid_t uid, gid_t gid);
int __wrap_fchown(int fd, uid_t uid, gid_t gid);
int __real_fsetxattr(int fd, const char *name, const void *value, size_t len, int flags);
int __wrap_fsetxattr(int fd, const char *name, const void *value, size_t len, int flags);

/* Dies at a call, as by a loss of power. */
static void pass(bool after)
{
	calls += !after;
	if (calls == kill_at && kill_after == after)
		raise(SIGKILL);
}

/* Ends with a status that no test expects where something was left to chance. */
static void must(bool right)
{
	if (!right)
		_exit(99);
}

/* Opens; what makes a file counts. */
int __wrap_openat(int folder, const char *name, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (!(flags & O_CREAT))
		return __real_openat(folder, name, flags);
	must(!name_loose);
	pass(false);
	int fd = __real_openat(folder, name, flags, mode);
	pass(true);
	return fd;
}

/* Writes; killed within it, half of it is there. */
ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	pass(false);
	if (++writes >= full_from && full_from > 0) {
		errno = ENOSPC;
		return -1;
	}
	if (calls == kill_at && kill_after)
		len /= 2;
	ssize_t n = __real_write(fd, bytes, len);
	bytes_loose = true;
	pass(true);
	return n;
}

/* Syncs nothing: what a process has written stays when that alone dies. */
int __wrap_fsync(int fd)
{
	struct stat st;
	pass(false);
	assert_int_equal(fstat(fd, &st), 0);
	if (S_ISDIR(st.st_mode))
		name_loose = false;
	else
		bytes_loose = false;
	pass(true);
	return 0;
}

/* Renames, which must not come before what it renames is on the disk. */
int __wrap_renameat(int from, const char *old, int to, const char *new)
{
	must(!bytes_loose && !name_loose);
	pass(false);
	int r = __real_renameat(from, old, to, new);
	name_loose = r == 0;
	pass(true);
	return r;
}

/* Removes. */
int __wrap_unlinkat(int folder, const char *name, int flags)
{
	pass(false);
	int r = __real_unlinkat(folder, name, flags);
	name_loose = name_loose || (r == 0 && name[0] != '.');
	pass(true);
	return r;
}

/* Changes a mode. */
int __wrap_fchmod(int fd, mode_t mode)
{
	pass(false);
	int r = __real_fchmod(fd, mode);
	pass(true);
	return r;
}

/* Changes an owner. */
int __wrap_fchown(int fd, uid_t uid, gid_t gid)
{
	pass(false);
	int r = __real_fchown(fd, uid, gid);
	pass(true);
	return r;
}

/* Sets an attribute. */
int __wrap_fsetxattr(int fd, const char *name, const void *value, size_t len, int flags)
{
	pass(false);
	int r = __real_fsetxattr(fd, name, value, len, flags);
	pass(true);
	return r;
}

/* What is done while it may be killed. */
typedef int (*work)(struct undertaking *undertaking, struct note *note);

/* As enable. */
static int enable_as(struct undertaking *undertaking, const char *drop_in, struct note *note)
{
	int r = undertaking_fill_in(undertaking, drop_in, note);
	if (r == 0)
		r = undertaking_stage(undertaking, note);
	if (r == 0)
		r = undertaking_apply(undertaking, 600, note);
	return r == 0 ? undertaking_start(undertaking, 600, note) : r;
}

/* As enable and confirm. */
static int enable(struct undertaking *undertaking, struct note *note)
{
	int r = enable_as(undertaking, "Port 22\n", note);
	return r == 0 ? undertaking_confirm(undertaking, note) : r;
}

/* As enable alone. */
static int try(struct undertaking *undertaking, struct note *note)
{
	return enable_as(undertaking, "Port 22\n", note);
}

/* As enable with another choice. */
static int enable_more(struct undertaking *undertaking, struct note *note)
{
	return enable_as(undertaking, "Port 23\n", note);
}

/* Nothing. */
static int nothing(struct undertaking *undertaking, struct note *note)
{
	(void)undertaking, (void)note;
	return 0;
}

/* Runs a part in a process of its own, to its end where `at` is 0; whether it came so far. */
static bool run(work part, int at)
{
	struct undertaking undertaking = {.lock = -1};
	struct note note = {""};
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (undertaking_open(box.folder, undertaking_state, &undertaking, &note) != 0)
			_exit(98);
		calls = 0;
		kill_at = (at + 1) / 2;
		kill_after = at % 2 == 0;
		int r = part(&undertaking, &note);
		if (r != 0)
			fprintf(stderr, "%s\n", note.text);
		undertaking_close(&undertaking);
		_exit(r == 0 ? 0 : 97);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		assert_int_equal(WTERMSIG(status), SIGKILL);
	else
		assert_int_equal(WEXITSTATUS(status), 0);
	return WIFEXITED(status);
}

/* Recovers, in this process, and gives the phase that it ends in. */
static enum undertaking_phase recover(void)
{
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note = {""};
	undertaking_enter(&undertaking);
	if (undertaking_recover(&undertaking, &note) != 0)
		fail_msg("%s", note.text);
	return undertaking.phase;
}

/* What has to be there in a phase that the recovery ends in. */
struct expected {
	enum undertaking_phase phase;
	const char *snapshot;
};

/* Kills a part at each of its calls, begun from where `first` leaves off, and looks at what recovery
 * makes of it; gives how often it was killed. */
static int end_at_each(work first, work part, const struct expected *expected, size_t count)
{
	int killed = 0;
	kill_at = 0;
	for (int at = 1; at < 1000; at++, killed++) {
		undertaking_fill();
		run(first, 0);
		bool ended = run(part, at);
		enum undertaking_phase phase = recover();
		CLEANUP(free) char *found = undertaking_snapshot();
		size_t i = 0;
		while (i < count && expected[i].phase != phase)
			i++;
		if (i == count)
			fail_msg("phase %s after %d", undertaking_phase_name(phase), at);
		assert_string_equal(found, expected[i].snapshot);
		if (ended)
			break;
	}
	return killed;
}

/* The snapshot after a part. */
static char *shot_after(work first, work second)
{
	undertaking_fill();
	run(first, 0);
	run(second, 0);
	return undertaking_snapshot();
}

static void enable_may_end_at_any_call(void **state)
{
	(void)state;
	CLEANUP(free) char *before = shot_after(nothing, nothing);
	CLEANUP(free) char *after = shot_after(nothing, enable);
	const struct expected expected[] = {{UNDERTAKING_NONE, before},
		{UNDERTAKING_APPLIED, after}, {UNDERTAKING_CONFIRMED, after}};
	assert_true(end_at_each(nothing, enable, expected, 3) > 80);
}

static void putting_back_may_end_at_any_call(void **state)
{
	(void)state;
	CLEANUP(free) char *before = shot_after(nothing, nothing);
	CLEANUP(free) char *after = shot_after(nothing, enable);
	const struct expected expected[] = {
		{UNDERTAKING_NONE, before}, {UNDERTAKING_APPLIED, after}};
	assert_true(end_at_each(try, undertaking_revert, expected, 2) > 30);
}

static void disable_may_end_at_any_call(void **state)
{
	(void)state;
	CLEANUP(free) char *before = shot_after(nothing, nothing);
	CLEANUP(free) char *after = shot_after(nothing, enable);
	const struct expected expected[] = {
		{UNDERTAKING_NONE, before}, {UNDERTAKING_CONFIRMED, after}};
	assert_true(end_at_each(enable, undertaking_disable, expected, 2) > 30);
}

static void a_change_on_top_of_a_confirmed_one_may_end_at_any_call(void **state)
{
	(void)state;
	CLEANUP(free) char *before = shot_after(nothing, enable);
	CLEANUP(free) char *after = shot_after(enable, enable_more);
	const struct expected expected[] = {
		{UNDERTAKING_CONFIRMED, before}, {UNDERTAKING_APPLIED, after}};
	assert_string_not_equal(before, after);
	assert_true(end_at_each(enable, enable_more, expected, 2) > 40);
}

/* Lets the disk be full from one write on, and recovers while it still is; whether it mattered. */
static bool fill_disk_at(int at, const char *before)
{
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note = {""};
	undertaking_fill();
	undertaking_enter(&undertaking);
	kill_at = calls = writes = 0;
	full_from = at;
	int r = undertaking_fill_in(&undertaking, "Port 22\n", &note);
	if (r == 0)
		r = undertaking_stage(&undertaking, &note);
	if (r == 0)
		r = undertaking_apply(&undertaking, 600, &note);
	if (r != 0) {
		assert_int_equal(r, -ENOSPC);
		assert_non_null(strstr(note.text, "No space left on device"));
		assert_int_equal(undertaking_recover(&undertaking, &note), 0);
		CLEANUP(free) char *found = undertaking_snapshot();
		assert_string_equal(found, before);
		assert_int_equal(undertaking.phase, UNDERTAKING_NONE);
	}
	full_from = 0;
	return r != 0;
}

static void a_full_disk_changes_nothing_and_is_recovered_from_while_it_is_full(void **state)
{
	(void)state;
	CLEANUP(free) char *before = shot_after(nothing, nothing);
	int at = 1;
	while (fill_disk_at(at, before))
		at++;
	assert_int_equal(at, 8); /* the record three times, and four files */
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		undertaking_case(enable_may_end_at_any_call),
		undertaking_case(putting_back_may_end_at_any_call),
		undertaking_case(disable_may_end_at_any_call),
		undertaking_case(a_change_on_top_of_a_confirmed_one_may_end_at_any_call),
		undertaking_case(
			a_full_disk_changes_nothing_and_is_recovered_from_while_it_is_full),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
