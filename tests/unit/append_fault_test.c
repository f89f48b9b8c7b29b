/* SPDX-License-Identifier: Apache-2.0 */
/* Adding to the log of logins while the system fails, one call after the other. */
/* link: -Wl,--wrap=write,--wrap=fdatasync,--wrap=openat,--wrap=fstat,--wrap=fchown */
/* link: -Wl,--wrap=fchmod,--wrap=close,--wrap=fcntl,--wrap=pread,--wrap=pwrite,--wrap=fsync */
/* link: -Wl,--wrap=renameat,--wrap=mkdirat,--wrap=lstat,--wrap=open */
#include "tests/unit/chain_check.h"

#include "audit/turn.h"

#include <stdbool.h>

/* The fault that is asked for: at which call of a function, and whether it was met. */
static struct {
	const char *call;
	int at, error, hits;
	bool lasts;      /* all calls after that one fail too */
	size_t short_by; /* of a write that does only a part */
} fault;

static void (*at_sync)(void);

int __real_openat(int folder, const char *name, int flags, ...);
ssize_t __real_write(int fd, const void *bytes, size_t len);
ssize_t __real_pread(int fd, void *bytes, size_t len, off_t from);
ssize_t __real_pwrite(int fd, const void *bytes, size_t len, off_t at);
int __real_renameat(int from, const char *name, int to, const char *other);
int __real_mkdirat(int folder, const char *name, mode_t mode);
int __real_fdatasync(int fd);
int __real_fsync(int fd);
int __real_fstat(int fd, struct stat *st);
int __real_lstat(const char *path, struct stat *st);
int __real_open(const char *path, int flags, ...);
int __real_fchown(int fd, uid_t uid, gid_t gid);
int __real_fchmod(int fd, mode_t mode);
int __real_close(int fd);
int __real_fcntl(int fd, int command, ...);

int __wrap_openat(int folder, const char *name, int flags, mode_t mode);
ssize_t __wrap_write(int fd, const void *bytes, size_t len);
ssize_t __wrap_pread(int fd, void *bytes, size_t len, off_t from);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t at);
int __wrap_renameat(int from, const char *name, int to, const char *other);
int __wrap_mkdirat(int folder, const char *name, mode_t mode);
int __wrap_fdatasync(int fd);
int __wrap_fsync(int fd);
int __wrap_fstat(int fd, struct stat *st);
int __wrap_lstat(const char *path, struct stat *st);
int __wrap_open(const char *path, int flags, mode_t mode);
int __wrap_fchown(int fd, uid_t uid, gid_t gid);
int __wrap_fchmod(int fd, mode_t mode);
int __wrap_close(int fd);
int __wrap_fcntl(int fd, int command, void *argument);

/* Whether this call is the one that fails; then errno is set. */
static bool fails(const char *call)
{
	if (!fault.call || strcmp(fault.call, call) != 0)
		return false;
	fault.at--;
	if (fault.at > 0 || (fault.at < 0 && !fault.lasts))
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

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	return fails("pwrite") ? -1 : __real_pwrite(fd, bytes, len, at);
}

int __wrap_renameat(int from, const char *name, int to, const char *other)
{
	return fails("renameat") ? -1 : __real_renameat(from, name, to, other);
}

int __wrap_mkdirat(int folder, const char *name, mode_t mode)
{
	return fails("mkdirat") ? -1 : __real_mkdirat(folder, name, mode);
}

int __wrap_fsync(int fd)
{
	return fails("fsync") ? -1 : __real_fsync(fd);
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

int __wrap_lstat(const char *path, struct stat *st)
{
	return fails("lstat") ? -1 : __real_lstat(path, st);
}

int __wrap_open(const char *path, int flags, mode_t mode)
{
	return fails("open") ? -1 : __real_open(path, flags, mode);
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

/* Fails each call of a function in turn: the record is there, or the fault is told, and the chain
 * goes on after it. Answers how many calls there were. */
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
		if (result != 0 && (result != -error || strlen(note.text) == 0))
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
	assert_true(fail_each(*state, "open", EMFILE, false) >= 2);
	assert_true(fail_each(*state, "lstat", EIO, false) >= 4);
	assert_true(fail_each(*state, "fstat", EIO, false) >= 2);
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
	assert_true(fail_each(*state, "fstat", EIO, true) >= 3);
	assert_int_equal(fail_each(*state, "write", ENOSPC, true), 1);
	assert_int_equal(fail_each(*state, "fdatasync", EIO, true), 2);
}

static void tells_that_the_file_could_not_be_closed(void **state)
{
	int told = 0, result;
	log_add(*state,
		"ann"); /* a file that is made has its name synced, and what that takes closed */
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

static void without_audit_sync_no_disk_is_waited_for(void **state)
{
	static struct event event;
	struct append_place place = log_place(*state);
	place.sync = false;
	for (int i = 0; i < 2; i++) {
		event_init(&event, EVENT_LOGIN);
		ask("fdatasync", 1, EIO);
		assert_int_equal(append_login(&place, &event, &note), 0);
		assert_int_equal(fault.hits, 0);
	}
	fault.call = NULL;
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

/* Leaves nothing of a log. */
static void clear(struct tree *tree)
{
	static const char *const files[] = {
		LOGINS, LOGINS ".1", "state/" STATE_FILE, "run/" STATE_FILE};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		unlink(tree_path(tree, files[i]));
}

/* How a sealed log is when a record is added. */
enum is { AS_WRITTEN, RENAMED, WITHOUT_CHECKPOINT };

/* Makes a sealed log. */
static struct chain_check *make_sealed(struct tree *tree, enum is is)
{
	char path[512];
	struct chain_check *check = chain_check_new();
	clear(tree);
	chain_check_seal(tree, false, check);
	log_add(tree, "ann");
	if (is == WITHOUT_CHECKPOINT)
		unlink(tree_path(tree, "state/" STATE_FILE));
	strcpy(path, tree_path(tree, LOGINS));
	if (is == RENAMED)
		assert_int_equal(rename(path, tree_path(tree, LOGINS ".1")), 0);
	return check;
}

/* Fails each call of a function in turn while a record is added to a sealed log; gives how many there
 * were. */
static int fail_each_sealed(struct tree *tree, const char *call, int error, enum is is)
{
	int result;
	for (int at = 1;; at++) {
		struct chain_check *check = make_sealed(tree, is);
		bool met = append_with(tree, call, at, error, &result);
		bool written = result == 0 || strstr(note.text, "was written, but may not last");
		if (result != 0 && (result != -error || strlen(note.text) == 0))
			fail_msg("%s %d: %d %s", call, at, result, note.text);
		log_add(tree, "cleo");
		chain_check_log(check, tree);
		assert_int_equal(chain_check_count(check, "bob"), written);
		assert_int_equal(check->seq, 3 + written);
		assert_int_equal(check->epoch, 1);
		if (!met)
			return at - 1;
	}
}

static void a_sealed_log_goes_on_after_every_fault(void **state)
{
	assert_true(fail_each_sealed(*state, "openat", EMFILE, AS_WRITTEN) >= 4);
	assert_true(fail_each_sealed(*state, "lstat", EIO, AS_WRITTEN) >= 6);
	assert_true(fail_each_sealed(*state, "openat", EIO, RENAMED) >= 10);
	assert_true(fail_each_sealed(*state, "fstat", EIO, AS_WRITTEN) >= 4);
	assert_true(fail_each_sealed(*state, "pread", EIO, AS_WRITTEN) >= 3);
	assert_true(fail_each_sealed(*state, "pread", EIO, RENAMED) >= 3);
	assert_int_equal(fail_each_sealed(*state, "pwrite", ENOSPC, AS_WRITTEN), 2);
	assert_int_equal(fail_each_sealed(*state, "pwrite", ENOSPC, WITHOUT_CHECKPOINT), 2);
	assert_int_equal(fail_each_sealed(*state, "write", ENOSPC, RENAMED), 1);
	assert_int_equal(fail_each_sealed(*state, "fdatasync", EIO, RENAMED), 3);
	assert_int_equal(fail_each_sealed(*state, "fsync", EIO, WITHOUT_CHECKPOINT), 2);
	assert_int_equal(fail_each_sealed(*state, "renameat", EIO, WITHOUT_CHECKPOINT), 1);
	assert_int_equal(fail_each_sealed(*state, "fcntl", ENOLCK, AS_WRITTEN), 2);
}

static void a_process_without_descriptors_writes_nothing_that_is_not_sealed(void **state)
{
	int result, met = 0;
	for (int at = 1;; at++) {
		struct chain_check *check = make_sealed(*state, AS_WRITTEN);
		fault.lasts = true;
		bool more = append_with(*state, "openat", at, EMFILE, &result);
		fault.lasts = false;
		met += result == -EMFILE;
		assert_true(result == 0 || result == -EMFILE);
		log_add(*state, "cleo");
		chain_check_log(check, *state);
		assert_int_equal(check->seq, 3 + (result == 0));
		if (!more)
			break;
	}
	assert_true(met >= 3);
}

static void a_run_folder_that_can_not_be_made_is_told(void **state)
{
	int result;
	struct chain_check *check = make_sealed(*state, AS_WRITTEN);
	unlink(tree_path(*state, "run/" STATE_FILE));
	assert_int_equal(rmdir(tree_path(*state, "run")), 0);
	assert_true(append_with(*state, "mkdirat", 1, EROFS, &result));
	assert_int_equal(result, 0);
	assert_says(note, "the seal's state can't be kept: ");
	assert_says(note, tree_path(*state, "run"));
	log_add(*state, "cleo");
	chain_check_log(check, *state);
	assert_int_equal(check->seq, 4);
}

static void a_seal_that_can_not_begin_is_told_and_changes_nothing(void **state)
{
	static struct sealing sealing;
	static const char *const calls[] = {"pwrite", "fsync", "renameat"};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		clear(*state);
		log_add(*state, "ann");
		ask(calls[i], 1, ENOSPC);
		assert_int_equal(chain_check_begin(*state, false, &sealing), -ENOSPC);
		assert_int_equal(fault.hits, 1);
		assert_says(note, "state/seal");
		log_add(*state, "bob");
		struct chain_check *check = chain_check_new();
		chain_check_log(check, *state);
		assert_int_equal(check->seq, 2);
		assert_int_equal(check->epoch, 0);
	}
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
		fault_test(without_audit_sync_no_disk_is_waited_for),
		fault_test(gives_the_turn_back_before_it_syncs),
		fault_test(a_sealed_log_goes_on_after_every_fault),
		fault_test(a_process_without_descriptors_writes_nothing_that_is_not_sealed),
		fault_test(a_run_folder_that_can_not_be_made_is_told),
		fault_test(a_seal_that_can_not_begin_is_told_and_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
