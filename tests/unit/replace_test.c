/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=write,--wrap=fsync,--wrap=renameat,--wrap=openat,--wrap=nanosleep,--wrap=fstatat */
#include "access/replace.h"

#include "common/cleanup.h"
#include "common/reason.h"
#include "sandbox.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

/* Which call goes wrong, counted among its kind from 1, and how; 0: none. */
enum call { CALL_WRITE, CALL_FSYNC, CALL_RENAME, CALL_OPEN_NEW, CALL_COUNT };
static struct {
	enum call call;
	int number, error, hits, seen[CALL_COUNT];
	bool kill_before, kill_after, half;
} fault;
static int naps;
static bool foreign; /* files belong to somebody else */

ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_renameat(int from, const char *old, int to, const char *new);
int __wrap_renameat(int from, const char *old, int to, const char *new);
int __real_openat(int folder, const char *name, int flags, ...);
int __wrap_openat(int folder, const char *name, int flags, ...);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
int __real_fstatat(int folder, const char *name, struct stat *st, int flags);
int __wrap_fstatat(int folder, const char *name, struct stat *st, int flags);

/* Whether this call is the one that was asked to go wrong; kills the process if that was asked. */
static bool goes_wrong(enum call call)
{
	bool now = fault.number > 0 && ++fault.seen[call] == fault.number && fault.call == call;
	fault.hits += now;
	if (now && fault.kill_before)
		raise(SIGKILL);
	return now;
}

/* Kills the process after the call, or lets it fail. */
static bool fails(bool wrong)
{
	if (wrong && fault.kill_after)
		raise(SIGKILL);
	errno = fault.error;
	return wrong && fault.error;
}

/* Writes, less than asked for, or nothing. */
ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	bool wrong = goes_wrong(CALL_WRITE);
	if (wrong && fault.half)
		return __real_write(fd, bytes, len / 2);
	return fails(wrong) ? -1 : __real_write(fd, bytes, len);
}

/* Syncs, or says that it could not. */
int __wrap_fsync(int fd)
{
	return fails(goes_wrong(CALL_FSYNC)) ? -1 : __real_fsync(fd);
}

/* Renames, and can be killed before and after it. */
int __wrap_renameat(int from, const char *old, int to, const char *new)
{
	bool wrong = goes_wrong(CALL_RENAME);
	if (wrong && fault.error)
		return fails(true) ? -1 : 0;
	int r = __real_renameat(from, old, to, new);
	fails(wrong);
	return r;
}

/* Opens; only a new file's opening can go wrong. */
int __wrap_openat(int folder, const char *name, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if ((flags & O_EXCL) && fails(goes_wrong(CALL_OPEN_NEW)))
		return -1;
	return __real_openat(folder, name, flags, mode);
}

/* Lets no time pass. */
int __wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)time, (void)left;
	naps++;
	return 0;
}

/* Looks at a file, and says that it is somebody else's. */
int __wrap_fstatat(int folder, const char *name, struct stat *st, int flags)
{
	int r = __real_fstatat(folder, name, st, flags);
	if (foreign)
		st->st_uid = 12345;
	return r;
}

/* Begins each test with a folder and no fault. */
static int begin(void **state)
{
	static struct sandbox box;
	memset(&fault, 0, sizeof fault);
	naps = 0;
	foreign = false;
	sandbox_open(&box);
	*state = &box;
	return 0;
}

/* Ends each test. */
static int end(void **state)
{
	sandbox_close(*state);
	return 0;
}

/* Locks the store and replaces the file "brian.keys". */
static int put(struct sandbox *box, const char *text, struct note *note)
{
	CLEANUP(replace_lock) struct replace_lock lock = {-1};
	int r = replace_lock(box->folder, &lock, note);
	assert_int_equal(r, 0);
	return replace_file(&lock, sandbox_path(box, "brian.keys"), view_of(text), note);
}

static void makes_a_file_that_was_not_there(void **state)
{
	struct note note;
	assert_int_equal(put(*state, "one\n", &note), 0);
	sandbox_expect(*state, "brian.keys", "one\n");
}

static void replaces_a_file_and_leaves_nothing_else(void **state)
{
	struct note note;
	sandbox_write(*state, "brian.keys", "old\n");
	assert_int_equal(put(*state, "new\n", &note), 0);
	sandbox_expect(*state, "brian.keys", "new\n");
	sandbox_expect(*state, ".brian.keys.new", NULL);
}

static void gives_mode_0644_whatever_the_umask(void **state)
{
	struct note note;
	struct stat st;
	mode_t before = umask(0777);
	int r = put(*state, "one\n", &note);
	umask(before);
	assert_int_equal(r, 0);
	assert_int_equal(stat(sandbox_path(*state, "brian.keys"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
}

static void goes_on_after_a_short_write(void **state)
{
	struct note note;
	fault.call = CALL_WRITE, fault.number = 1, fault.half = true;
	assert_int_equal(put(*state, "a longer text\n", &note), 0);
	assert_int_equal(fault.hits, 1);
	sandbox_expect(*state, "brian.keys", "a longer text\n");
}

static void goes_on_after_an_interrupted_write(void **state)
{
	struct note note;
	fault.call = CALL_WRITE, fault.number = 1, fault.error = EINTR;
	assert_int_equal(put(*state, "text\n", &note), 0);
	assert_int_equal(fault.hits, 1);
	sandbox_expect(*state, "brian.keys", "text\n");
}

/* Lets a call fail and looks that the old text is there, and nothing else. */
static void expect_old(struct sandbox *box, enum call call, int number, int error)
{
	struct note note;
	sandbox_write(box, "brian.keys", "old\n");
	fault.call = call, fault.number = number, fault.error = error;
	assert_int_equal(put(box, "new\n", &note), -error);
	assert_int_equal(fault.hits, 1);
	assert_non_null(strstr(note.text, "brian.keys"));
	assert_non_null(strstr(note.text, strerror(error)));
	sandbox_expect(box, "brian.keys", "old\n");
	sandbox_expect(box, ".brian.keys.new", NULL);
}

static void leaves_the_old_text_when_the_disk_is_full(void **state)
{
	expect_old(*state, CALL_WRITE, 1, ENOSPC);
}

static void leaves_the_old_text_when_the_file_can_not_be_synced(void **state)
{
	expect_old(*state, CALL_FSYNC, 1, EIO);
}

static void leaves_the_old_text_when_it_can_not_be_renamed(void **state)
{
	expect_old(*state, CALL_RENAME, 1, EROFS);
}

static void leaves_the_old_text_when_there_is_no_room_for_a_name(void **state)
{
	expect_old(*state, CALL_OPEN_NEW, 1, ENOSPC);
}

static void says_that_a_change_may_not_last_when_the_folder_can_not_be_synced(void **state)
{
	struct note note;
	sandbox_write(*state, "brian.keys", "old\n");
	fault.call = CALL_FSYNC, fault.number = 2, fault.error = EIO;
	assert_int_equal(put(*state, "new\n", &note), -EIO);
	assert_int_equal(fault.hits, 1);
	assert_non_null(strstr(note.text, "is changed"));
	sandbox_expect(*state, "brian.keys", "new\n");
}

/* Kills a process at a call and looks that a text is there, whole, and that the next change works.
 */
static void expect_after_kill(struct sandbox *box, enum call call, int number, const char *text)
{
	struct note note;
	int status;
	sandbox_write(box, "brian.keys", "old\n");
	pid_t child = fork();
	if (child == 0) {
		fault.call = call, fault.number = number;
		put(box, "new\n", &note);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	sandbox_expect(box, "brian.keys", text);
	assert_int_equal(put(box, "next\n", &note), 0);
	sandbox_expect(box, "brian.keys", "next\n");
	sandbox_expect(box, ".brian.keys.new", NULL);
}

static void leaves_old_or_new_when_killed_before_any_of_its_calls(void **state)
{
	fault.kill_before = true;
	expect_after_kill(*state, CALL_WRITE, 1, "old\n");
	expect_after_kill(*state, CALL_FSYNC, 1, "old\n");
	expect_after_kill(*state, CALL_RENAME, 1, "old\n");
	expect_after_kill(*state, CALL_FSYNC, 2, "new\n");
}

static void leaves_the_new_text_when_killed_after_the_rename(void **state)
{
	fault.kill_after = true;
	expect_after_kill(*state, CALL_RENAME, 1, "new\n");
}

static void syncs_the_file_before_and_the_folder_after_the_rename(void **state)
{
	struct note note;
	fault.call = CALL_RENAME, fault.number = 1, fault.error = EIO;
	put(*state, "new\n", &note);
	assert_int_equal(fault.seen[CALL_FSYNC], 1);
	memset(&fault, 0, sizeof fault);
	fault.call = CALL_COUNT, fault.number = 99;
	assert_int_equal(put(*state, "new\n", &note), 0);
	assert_int_equal(fault.seen[CALL_FSYNC], 2);
}

/* Expects a change to be refused because of what stands in the place, and that to stay. */
static void expect_refused(struct sandbox *box, const char *words)
{
	struct note note;
	struct stat before, after;
	assert_int_equal(lstat(sandbox_path(box, "brian.keys"), &before), 0);
	assert_int_equal(put(box, "new\n", &note), REASON_UNSAFE_PATH);
	assert_non_null(strstr(note.text, words));
	assert_int_equal(lstat(sandbox_path(box, "brian.keys"), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
}

static void refuses_to_replace_a_symbolic_link(void **state)
{
	assert_int_equal(symlink("/etc/passwd", sandbox_path(*state, "brian.keys")), 0);
	expect_refused(*state, "not a regular file");
}

static void refuses_to_replace_a_fifo(void **state)
{
	assert_int_equal(mkfifo(sandbox_path(*state, "brian.keys"), 0644), 0);
	expect_refused(*state, "not a regular file");
}

static void refuses_to_replace_a_folder(void **state)
{
	sandbox_folder(*state, "brian.keys");
	expect_refused(*state, "not a regular file");
}

static void refuses_to_replace_a_foreign_file(void **state)
{
	sandbox_write(*state, "brian.keys", "old\n");
	foreign = true;
	expect_refused(*state, "uid 12345");
}

static void refuses_a_folder_that_others_can_write(void **state)
{
	struct sandbox *box = *state;
	struct note note;
	CLEANUP(replace_lock) struct replace_lock lock = {-1};
	assert_int_equal(replace_lock(box->folder, &lock, &note), 0);
	sandbox_folder(box, "open");
	assert_int_equal(chmod(sandbox_path(box, "open"), 0777), 0);
	int r = replace_file(&lock, sandbox_path(box, "open/brian.keys"), view_of("x\n"), &note);
	assert_int_equal(r, REASON_UNSAFE_PATH);
	sandbox_expect(box, "open/brian.keys", NULL);
}

static void does_not_write_through_a_link_that_waits_under_the_temporary_name(void **state)
{
	struct note note;
	struct sandbox *box = *state;
	char target[128];
	sandbox_write(box, "precious", "precious\n");
	snprintf(target, sizeof target, "%s/precious", box->folder);
	assert_int_equal(symlink(target, sandbox_path(box, ".brian.keys.new")), 0);
	assert_int_equal(put(box, "new\n", &note), 0);
	sandbox_expect(box, "precious", "precious\n");
	sandbox_expect(box, "brian.keys", "new\n");
}

static void changes_nothing_without_the_lock(void **state)
{
	struct note note;
	const struct replace_lock none = {-1};
	int r = replace_file(&none, sandbox_path(*state, "brian.keys"), view_of("x\n"), &note);
	assert_int_equal(r, -ENOLCK);
	sandbox_expect(*state, "brian.keys", NULL);
}

static void refuses_paths_that_name_no_file(void **state)
{
	struct sandbox *box = *state;
	struct note note;
	CLEANUP(replace_lock) struct replace_lock lock = {-1};
	assert_int_equal(replace_lock(box->folder, &lock, &note), 0);
	assert_int_equal(replace_file(&lock, "brian.keys", view_of("x"), &note), -EINVAL);
	assert_int_equal(replace_file(&lock, "/tmp/", view_of("x"), &note), -EINVAL);
}

static void waits_for_another_change_and_says_so_when_it_takes_too_long(void **state)
{
	struct sandbox *box = *state;
	struct note note;
	CLEANUP(replace_lock) struct replace_lock first = {-1}, second = {-1};
	assert_int_equal(replace_lock(box->folder, &first, &note), 0);
	assert_int_equal(replace_lock(box->folder, &second, &note), -ETIMEDOUT);
	assert_true(naps > 100);
	assert_non_null(strstr(note.text, "store.lock"));
	replace_unlock(&first);
	assert_int_equal(replace_lock(box->folder, &second, &note), 0);
}

static void says_where_the_lock_should_have_been(void **state)
{
	struct note note;
	CLEANUP(replace_lock) struct replace_lock lock = {-1};
	const char *path = sandbox_path(*state, "missing");
	assert_int_equal(replace_lock(path, &lock, &note), -ENOENT);
	assert_non_null(strstr(note.text, "missing"));
}

/* Locks the store and takes the file "brian.keys" away. */
static int take_away(struct sandbox *box, struct note *note)
{
	CLEANUP(replace_lock) struct replace_lock lock = {-1};
	assert_int_equal(replace_lock(box->folder, &lock, note), 0);
	return replace_remove(&lock, sandbox_path(box, "brian.keys"), note);
}

static void takes_a_file_away_and_syncs_the_folder(void **state)
{
	struct note note;
	sandbox_write(*state, "brian.keys", "old\n");
	fault.call = CALL_COUNT, fault.number = 99;
	assert_int_equal(take_away(*state, &note), 0);
	assert_int_equal(fault.seen[CALL_FSYNC], 1);
	sandbox_expect(*state, "brian.keys", NULL);
	assert_int_equal(take_away(*state, &note), -ENOENT);
}

static void says_that_a_file_may_come_back_when_the_folder_can_not_be_synced(void **state)
{
	struct note note;
	sandbox_write(*state, "brian.keys", "old\n");
	fault.call = CALL_FSYNC, fault.number = 1, fault.error = EIO;
	assert_int_equal(take_away(*state, &note), -EIO);
	assert_non_null(strstr(note.text, "may be back"));
	sandbox_expect(*state, "brian.keys", NULL);
}

static void takes_nothing_away_that_it_would_not_replace(void **state)
{
	struct note note;
	const struct replace_lock none = {-1};
	assert_int_equal(replace_remove(&none, sandbox_path(*state, "brian.keys"), &note), -ENOLCK);
	assert_int_equal(symlink("/etc/passwd", sandbox_path(*state, "brian.keys")), 0);
	assert_int_equal(take_away(*state, &note), REASON_UNSAFE_PATH);
	assert_int_equal(unlink(sandbox_path(*state, "brian.keys")), 0);
	sandbox_write(*state, "brian.keys", "old\n");
	foreign = true;
	assert_int_equal(take_away(*state, &note), REASON_UNSAFE_PATH);
	sandbox_expect(*state, "brian.keys", "old\n");
}

/* Runs the tests. */
int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		CASE(makes_a_file_that_was_not_there),
		CASE(replaces_a_file_and_leaves_nothing_else),
		CASE(gives_mode_0644_whatever_the_umask),
		CASE(goes_on_after_a_short_write),
		CASE(goes_on_after_an_interrupted_write),
		CASE(leaves_the_old_text_when_the_disk_is_full),
		CASE(leaves_the_old_text_when_the_file_can_not_be_synced),
		CASE(leaves_the_old_text_when_it_can_not_be_renamed),
		CASE(leaves_the_old_text_when_there_is_no_room_for_a_name),
		CASE(says_that_a_change_may_not_last_when_the_folder_can_not_be_synced),
		CASE(leaves_old_or_new_when_killed_before_any_of_its_calls),
		CASE(leaves_the_new_text_when_killed_after_the_rename),
		CASE(syncs_the_file_before_and_the_folder_after_the_rename),
		CASE(refuses_to_replace_a_symbolic_link),
		CASE(refuses_to_replace_a_fifo),
		CASE(refuses_to_replace_a_folder),
		CASE(refuses_to_replace_a_foreign_file),
		CASE(refuses_a_folder_that_others_can_write),
		CASE(does_not_write_through_a_link_that_waits_under_the_temporary_name),
		CASE(changes_nothing_without_the_lock),
		CASE(refuses_paths_that_name_no_file),
		CASE(waits_for_another_change_and_says_so_when_it_takes_too_long),
		CASE(says_where_the_lock_should_have_been),
		CASE(takes_a_file_away_and_syncs_the_folder),
		CASE(says_that_a_file_may_come_back_when_the_folder_can_not_be_synced),
		CASE(takes_nothing_away_that_it_would_not_replace),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
