/* SPDX-License-Identifier: Apache-2.0 */
/* Adding to the log of logins while the system fails, one call after the other. */
/* link: -Wl,--wrap=write,--wrap=fdatasync,--wrap=openat,--wrap=fstat,--wrap=fchown */
/* link: -Wl,--wrap=fchmod,--wrap=close,--wrap=fcntl,--wrap=pread */
#include "tests/unit/log_tree.h"

#include "audit/turn.h"

#include <stdbool.h>

/* The fault that is asked for: at which call of a function, and whether it was met. */
static struct {
	const char *call;
	int at, error, hits;
	size_t short_by; /* of a write that does only a part */
} fault;

static void (*at_sync)(void);

int __real_openat(int folder, const char *name, int flags, ...);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __real_pread(int fd, void *bytes, size_t len, off_t from);
int __real_fdatasync(int fd);
int __real_fstat(int fd, struct stat *st);
int __real_fchown(int fd, uid_t uid, gid_t gid);
int __real_fchmod(int fd, mode_t mode);
int __real_close(int fd);
int __real_fcntl(int fd, int command, ...);

int __wrap_openat(int folder, const char *name, int flags, mode_t mode);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_pread(int fd, void *bytes, size_t len, off_t from);
int __wrap_fdatasync(int fd);
int __wrap_fstat(int fd, struct stat *st);
int __wrap_fchown(int fd, uid_t uid, gid_t gid);
int __wrap_fchmod(int fd, mode_t mode);
int __wrap_close(int fd);
int __wrap_fcntl(int fd, int command, void *argument);

/* Whether this call is the one that fails; then errno is set. */
static bool fails(const char *call)
{
	if (!fault.call || strcmp(fault.call, call) != 0 || --fault.at != 0)
		return false;
	fault.hits++;
	errno = fault.error;
	return true;
}

int __wrap_openat(int folder, const char *name, int flags, mode_t mode)
{
	if (fails("openat") || (strcmp(name, APPEND_LOGINS) == 0 && fails("open the log")))
		return -1;
	return __real_openat(folder, name, flags, mode);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t len)
{
	if (!fails("write"))
		return __real_write(fd, bytes, len);
	return fault.error ? -1 : __real_write(fd, bytes, len - fault.short_by);
}

ssize_t __wrap_pread(int fd, void *bytes, size_t len, off_t from)
{
	return fails("pread") ? -1 : __real_pread(fd, bytes, len, from);
}

int __wrap_fdatasync(int fd)
{
	if (at_sync)
		at_sync();
	return fails("fdatasync") ? -1 : __real_fdatasync(fd);
}

int __wrap_fstat(int fd, struct stat *st)
{
	return fails("fstat") ? -1 : __real_fstat(fd, st);
}

int __wrap_fchown(int fd, uid_t uid, gid_t gid)
{
	return fails("fchown") ? -1 : __real_fchown(fd, uid, gid);
}

int __wrap_fchmod(int fd, mode_t mode)
{
	return fails("fchmod") ? -1 : __real_fchmod(fd, mode);
}

int __wrap_close(int fd)
{
	int r = __real_close(fd);
	return fails("close") ? -1 : r;
}

int __wrap_fcntl(int fd, int command, void *argument)
{
	const struct flock *lock = argument;
	/* A lock that is not given back by hand is, when the file is closed. */
	if (command == F_OFD_SETLK && lock->l_type == F_WRLCK && fails("fcntl"))
		return -1;
	return __real_fcntl(fd, command, argument);
}

/* Begins a test in which nothing fails yet. */
static int setup(void **state)
{
	memset(&fault, 0, sizeof fault);
	at_sync = NULL;
	return log_setup(state);
}

/* Asks for a fault at the n-th call of a function. */
static void ask(const char *call, int at, int error)
{
	fault.call = call;
	fault.at = at;
	fault.error = error;
	fault.hits = 0;
}

/* Appends a record with a fault asked for; whether the fault was met. */
static bool append_with(struct tree *tree, const char *call, int at, int error, int *result)
{
	int before = tree_descriptors();
	ask(call, at, error);
	*result = log_append(tree, "bob");
	fault.call = NULL;
	assert_int_equal(tree_descriptors(), before);
	return fault.hits > 0;
}

/* Fails each call of a function in turn: every fault is told, though the record could be written all the
 * same, and the chain goes on after it. Answers how many calls there were. */
static int fail_each(struct tree *tree, const char *call, int error, bool fresh)
{
	int result, at = 1;
	for (;; at++) {
		tree_path(tree, LOGINS);
		unlink(tree->path);
		if (!fresh)
			log_add(tree, "ann");
		if (!append_with(tree, call, at, error, &result))
			break;
		if ((result != -error && result != 0) || strlen(note.text) == 0)
			fail_msg("%s %d: %d %s", call, at, result, note.text);
		const char *story = "";
		bool written = result == 0 || strstr(note.text, "was written, but may not last");
		log_add(tree, "cleo");
		story = log_story(tree);
		assert_string_equal(story, fresh && written ? "1 bob 2 cleo"
					   : fresh          ? "1 cleo"
					   : written        ? "1 ann 2 bob 3 cleo"
							    : "1 ann 2 cleo");
	}
	assert_int_equal(result, 0);
	return at - 1;
}

static void tells_every_fault_and_goes_on_after_it(void **state)
{
	assert_true(fail_each(*state, "openat", EROFS, false) >= 4);
	assert_true(fail_each(*state, "fstat", EIO, false) >= 4);
	assert_int_equal(fail_each(*state, "fcntl", ENOLCK, false), 1);
	assert_int_equal(fail_each(*state, "pread", EIO, false), 1);
	assert_int_equal(fail_each(*state, "write", ENOSPC, false), 1);
	assert_int_equal(fail_each(*state, "fdatasync", EIO, false), 1);
}

static void tells_every_fault_while_it_makes_the_log(void **state)
{
	assert_int_equal(fail_each(*state, "fchown", EPERM, true), 1);
	assert_int_equal(fail_each(*state, "fchmod", EPERM, true), 1);
	assert_true(fail_each(*state, "openat", EMFILE, true) >= 7);
	assert_true(fail_each(*state, "fstat", EIO, true) >= 5);
	assert_int_equal(fail_each(*state, "write", ENOSPC, true), 1);
	assert_int_equal(fail_each(*state, "fdatasync", EIO, true), 2);
}

static void tells_that_the_file_could_not_be_closed(void **state)
{
	int told = 0, result;
	for (int at = 1; append_with(*state, "close", at, EIO, &result); at++) {
		told += result != 0;
		assert_true(result == 0 || strstr(note.text, "may not last"));
	}
	assert_int_equal(told, 1);
}

static void goes_on_after_an_interruption(void **state)
{
	int result;
	static const char *const calls[] = {"write", "fdatasync", "fcntl", "open the log", "pread"};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		assert_true(append_with(*state, calls[i], 1, EINTR, &result));
		assert_int_equal(result, 0);
	}
	assert_string_equal(log_story(*state), "1 bob 2 bob 3 bob 4 bob 5 bob");
}

static void what_a_full_disk_leaves_is_a_torn_line_and_the_chain_goes_on(void **state)
{
	int result;
	log_add(*state, "bob");
	size_t len = strlen(log_text(*state, LOGINS));
	for (fault.short_by = 1; fault.short_by <= len; fault.short_by++) {
		unlink(tree_path(*state, LOGINS));
		log_add(*state, "ann");
		assert_true(append_with(*state, "write", 1, 0, &result));
		assert_int_equal(result, -ENOSPC);
		assert_says(note, LOGINS);
		assert_int_equal(strlen(log_text(*state, LOGINS)), 2 * len - fault.short_by);
		log_add(*state, "cleo");
		assert_string_equal(log_story(*state), fault.short_by == 1 ? "1 ann 2 bob 3 cleo"
						       : fault.short_by == len
							       ? "1 ann 2 cleo"
							       : "1 ann bad 2 cleo");
	}
}

/* Holds the lock, as a process would that is stopped. */
static int hold_lock(struct tree *tree)
{
	int fd = open(tree_path(tree, "state/" TURN_FILE), O_RDWR | O_CREAT, 0600);
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	assert_int_equal(__real_fcntl(fd, F_OFD_SETLK, &whole), 0);
	return fd;
}

static struct tree *syncing;
static int syncs;

/* Takes the lock while the file is being synced, as another writer would. */
static void lock_meanwhile(void)
{
	syncs++;
	__real_close(hold_lock(syncing));
}

static void gives_the_turn_back_before_it_syncs(void **state)
{
	log_add(*state, "ann");
	syncing = *state;
	syncs = 0;
	at_sync = lock_meanwhile;
	log_add(*state, "bob");
	assert_int_equal(syncs, 1);
}

#define fault_test(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		fault_test(tells_every_fault_and_goes_on_after_it),
		fault_test(tells_every_fault_while_it_makes_the_log),
		fault_test(tells_that_the_file_could_not_be_closed),
		fault_test(goes_on_after_an_interruption),
		fault_test(what_a_full_disk_leaves_is_a_torn_line_and_the_chain_goes_on),
		fault_test(gives_the_turn_back_before_it_syncs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
