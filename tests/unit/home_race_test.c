/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=open -Wl,--wrap=openat -Wl,--wrap=fstat */
/* link: -Wl,--wrap=getxattr -Wl,--wrap=fcntl -Wl,--wrap=readlinkat */
/* What goes on while a home is judged: things that move, and a kernel that gives no answer. */
#include "tests/unit/home_tree.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define SSH "home/brian/.ssh"
#define ROUNDS 2000

int __real_open(const char *path, int flags, ...);
int __real_openat(int folder, const char *path, int flags, ...);
int __real_fstat(int fd, struct stat *stat);
ssize_t __real_getxattr(const char *path, const char *name, void *value, size_t size);
int __real_fcntl(int fd, int command, ...);
ssize_t __real_readlinkat(int folder, const char *path, char *text, size_t size);
int __wrap_open(const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, ...);
int __wrap_fstat(int fd, struct stat *stat);
ssize_t __wrap_getxattr(const char *path, const char *name, void *value, size_t size);
int __wrap_fcntl(int fd, int command, ...);
ssize_t __wrap_readlinkat(int folder, const char *path, char *text, size_t size);

/* The call that is to fail, counted from 1 in each check; 0: none. */
static struct {
	unsigned at, calls;
	int error;
	bool hit;
} fault;

/* A name that is gone when it is opened, and whether the home was opened as a folder. */
static const char *gone;
static bool opened_as_folder;

/* Whether this call is the one to fail. */
static bool fails(void)
{
	if (fault.at == 0 || ++fault.calls != fault.at)
		return false;
	fault.hit = true;
	errno = fault.error;
	return true;
}

/* Fails when it is its turn; nothing under test makes a file by it. */
int __wrap_open(const char *path, int flags, ...)
{
	return fails() ? -1 : __real_open(path, flags);
}

/* Fails when it is its turn; nothing under test makes a file by it. */
int __wrap_openat(int folder, const char *path, int flags, ...)
{
	if (gone && strcmp(path, gone) == 0) {
		errno = ENOENT;
		return -1;
	}
	if (strcmp(path, "brian") == 0)
		opened_as_folder = (flags & O_DIRECTORY) != 0;
	return fails() ? -1 : __real_openat(folder, path, flags);
}

/* Fails when it is its turn. */
int __wrap_fstat(int fd, struct stat *stat)
{
	return fails() ? -1 : __real_fstat(fd, stat);
}

/* Fails when it is its turn. */
ssize_t __wrap_getxattr(const char *path, const char *name, void *value, size_t size)
{
	return fails() ? -1 : __real_getxattr(path, name, value, size);
}

/* Fails when it is its turn; it is called for nothing but a copy of a descriptor. */
int __wrap_fcntl(int fd, int command, ...)
{
	return fails() ? -1 : __real_fcntl(fd, command, 0);
}

/* Fails when it is its turn. */
ssize_t __wrap_readlinkat(int folder, const char *path, char *text, size_t size)
{
	return fails() ? -1 : __real_readlinkat(folder, path, text, size);
}

/* Lets each call fail in its turn, until a check comes through without; the tree is safe but for
 * advice. */
static unsigned fail_each(struct tree *tree, int error)
{
	for (unsigned at = 1;; at++) {
		memset(&fault, 0, sizeof fault);
		fault.at = at;
		fault.error = error;
		int r = tree_check(tree);
		fault.at = 0;
		if (!fault.hit) {
			assert_int_equal(r, 0);
			return at - 1;
		}
		assert_int_equal(r, -error);
		assert_int_not_equal(tree->note.text[0], '\0');
	}
}

static void a_fault_anywhere_is_never_taken_for_a_safe_home(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "keys", 0750);
	assert_int_equal(remove(tree_path(tree, SSH "/authorized_keys")), 0);
	assert_int_equal(remove(tree_path(tree, SSH)), 0);
	tree_link(tree, "../../keys", SSH);
	tree_write(tree, SSH "/authorized_keys", "", 0640);
	tree_write(tree, SSH "/id_rsa", "", 0640);
	assert_true(fail_each(tree, EIO) > 40);
	assert_true(fail_each(tree, ENOMEM) > 40);
	assert_true(fail_each(tree, EPERM) > 40);
}

static void a_file_that_goes_away_meanwhile_was_not_there(void **state)
{
	struct tree *tree = *state;
	tree_write(tree, SSH "/known_hosts", "", 0666);
	gone = "known_hosts";
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
	tree_chmod(tree, SSH "/authorized_keys", 0602);
	gone = "authorized_keys";
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	gone = NULL;
}

static void a_home_that_is_mounted_on_demand_is_asked_for_as_a_folder(void **state)
{
	struct tree *tree = *state;
	opened_as_folder = false;
	assert_int_equal(tree_check(tree), 0);
	assert_true(opened_as_folder);
}

/* What the other thread swaps, for as long as it is told to. */
struct swap {
	char one[512], other[512];
	atomic_bool stop;
	atomic_uint swaps;
};

/* Swaps two names over and over, in one step each. */
static void *swap_on(void *context)
{
	struct swap *swap = context;
	while (!atomic_load(&swap->stop)) {
		if (renameat2(AT_FDCWD, swap->one, AT_FDCWD, swap->other, RENAME_EXCHANGE) == 0)
			atomic_fetch_add(&swap->swaps, 1);
		sched_yield();
	}
	return NULL;
}

/* Judges while two names are swapped; says how often the answers were 0 and more than 0. */
static void judge_while_swapping(
	struct tree *tree, const char *one, const char *other, void (*judge)(struct tree *tree))
{
	struct swap swap = {.stop = false};
	pthread_t thread;
	(void)snprintf(swap.one, sizeof swap.one, "%s", tree_path(tree, one));
	(void)snprintf(swap.other, sizeof swap.other, "%s", tree_path(tree, other));
	assert_int_equal(pthread_create(&thread, NULL, swap_on, &swap), 0);
	/* On a busy machine the other thread may come late: without it nothing would be proven. */
	for (unsigned n = 0; n < ROUNDS || atomic_load(&swap.swaps) < ROUNDS / 10; n++) {
		tree_check(tree);
		judge(tree);
	}
	atomic_store(&swap.stop, true);
	assert_int_equal(pthread_join(thread, NULL), 0);
}

/* A folder that a link led to was judged as what it is; without the link it was not met at all. */
static void expect_linked_is_grave(struct tree *tree)
{
	if (tree_find(tree, REASON_SSH_SYMLINK, SSH)) {
		assert_int_equal(tree->result, REASON_SSH_WRITABLE);
		tree_expect(tree, REASON_SSH_WRITABLE, true, "foreign", NULL);
	} else {
		assert_int_equal(tree->result, 0);
		assert_null(tree_find(tree, REASON_SSH_WRITABLE, "foreign"));
	}
}

static void a_link_that_takes_the_folders_place_meanwhile_is_judged_or_not_met(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "foreign", 0707);
	tree_write(tree, "foreign/authorized_keys", "", 0600);
	tree_link(tree, "../../foreign", "home/brian/other");
	judge_while_swapping(tree, SSH, "home/brian/other", expect_linked_is_grave);
}

/* The list of keys is told of by the folder it was found in, never by the other one. */
static void expect_of_one_folder(struct tree *tree)
{
	bool open = tree_find(tree, REASON_SSH_READABLE, SSH) != NULL;
	bool keys = tree_find(tree, REASON_KEYS_WRITABLE, SSH "/authorized_keys") != NULL;
	assert_int_equal(open, keys);
	assert_int_equal(tree->result, keys ? REASON_KEYS_WRITABLE : 0);
}

static void files_are_judged_in_the_folder_that_was_judged(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "home/brian/other", 0705);
	tree_write(tree, "home/brian/other/authorized_keys", "", 0602);
	judge_while_swapping(tree, SSH, "home/brian/other", expect_of_one_folder);
}

/* Whatever kind of thing was met, it was not waited for, and decided. */
static void expect_decided(struct tree *tree)
{
	assert_int_equal(tree->result, 0);
}

static void a_pipe_that_takes_a_files_place_meanwhile_is_not_waited_for(void **state)
{
	struct tree *tree = *state;
	assert_int_equal(mkfifo(tree_path(tree, "pipe"), 0600), 0);
	judge_while_swapping(tree, SSH "/authorized_keys", "pipe", expect_decided);
	judge_while_swapping(tree, SSH, "pipe", expect_decided);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_fault_anywhere_is_never_taken_for_a_safe_home),
		TEST(a_file_that_goes_away_meanwhile_was_not_there),
		TEST(a_home_that_is_mounted_on_demand_is_asked_for_as_a_folder),
		TEST(a_link_that_takes_the_folders_place_meanwhile_is_judged_or_not_met),
		TEST(files_are_judged_in_the_folder_that_was_judged),
		TEST(a_pipe_that_takes_a_files_place_meanwhile_is_not_waited_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
