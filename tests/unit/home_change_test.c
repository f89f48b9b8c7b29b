/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=syscall -Wl,--wrap=chmod -Wl,--wrap=setxattr */
/* The changes of findings, made through what was judged: each mends what it is for, widens nothing,
 * and is refused where it could reach something else. */
#include "tests/unit/home_tree.h"
#include "tests/unit/root.h"

#include "home/acl.h"

#define SSH "home/brian/.ssh"
#define KEYS SSH "/authorized_keys"
#define NAMES 4

/* The permissions of owner, the named one, owning group, mask and others. */
#define PERMISSIONS(...) ((const unsigned char[5]){__VA_ARGS__})

static const char *const names[NAMES] = {"home", "home/brian", SSH, KEYS};

long __real_syscall(long number, ...);
int __real_chmod(const char *path, mode_t mode);
int __real_setxattr(const char *path, const char *name, const void *value, size_t size, int flags);
long __wrap_syscall(long number, int fd, const char *path, mode_t mode, int flags);
int __wrap_chmod(const char *path, mode_t mode);
int __wrap_setxattr(const char *path, const char *name, const void *value, size_t size, int flags);

/* Which ways fail, and how often each was gone. */
static struct {
	int syscall, chmod, setxattr; /* the error, 0: none */
	unsigned syscalls, chmods;
} ways;

/* The kernel's own call, which may be missing. */
long __wrap_syscall(long number, int fd, const char *path, mode_t mode, int flags)
{
	ways.syscalls++;
	errno = ways.syscall;
	return ways.syscall ? -1 : __real_syscall(number, fd, path, mode, flags);
}

/* The way by /proc; a test's own chmod goes here too. */
int __wrap_chmod(const char *path, mode_t mode)
{
	bool own = strncmp(path, "/proc/", 6) != 0;
	ways.chmods += !own;
	errno = ways.chmod;
	return ways.chmod && !own ? -1 : __real_chmod(path, mode);
}

/* A list that the kernel does not let be changed. */
int __wrap_setxattr(const char *path, const char *name, const void *value, size_t size, int flags)
{
	bool own = strncmp(path, "/proc/", 6) != 0;
	errno = ways.setxattr;
	return ways.setxattr && !own ? -1 : __real_setxattr(path, name, value, size, flags);
}

/* What is done to each finding while it is given, and what came of the last one. */
struct mending {
	struct tree *tree;
	void (*before)(struct tree *tree); /* may be NULL */
	unsigned changes, faults;
	int result;
	struct note note;
};

/* Makes the change of a finding. */
static void mend(void *context, const struct finding *finding)
{
	struct mending *mending = context;
	if (finding->change.kind == CHANGE_NONE) {
		assert_string_equal(finding->mend, "");
		return;
	}
	if (mending->before)
		mending->before(mending->tree);
	assert_non_null(finding->thing);
	mending->changes++;
	mending->result = change_apply(finding->thing, &finding->change, &mending->note);
	mending->faults += mending->result < 0;
}

/* Judges the home and makes every change. */
static struct mending mend_all(struct tree *tree, void (*before)(struct tree *tree))
{
	struct mending mending = {.tree = tree, .before = before};
	struct note note;
	(void)home_check(&tree->request, mend, &mending, &note);
	return mending;
}

/* Makes a tree that is all of a group that is shared. */
static int setup(void **state)
{
	int r = tree_setup(state);
	struct tree *tree = *state;
	memset(&ways, 0, sizeof ways);
	for (size_t n = 0; n < NAMES; n++)
		tree_regroup(tree, names[n]);
	tree_answer = (struct home_group){.name = "ubuntu"};
	return r;
}

/* The mode of a name. */
static mode_t mode_of(struct tree *tree, const char *name)
{
	struct stat stat;
	assert_int_equal(lstat(tree_path(tree, name), &stat), 0);
	return stat.st_mode & 07777;
}

/* Mends what was found: after that nothing is left to find, and no mode is wider. */
static void expect_mended(struct tree *tree)
{
	mode_t before[NAMES];
	for (size_t n = 0; n < NAMES; n++)
		before[n] = mode_of(tree, names[n]);
	struct mending mending = mend_all(tree, NULL);
	assert_true(mending.changes > 0);
	assert_int_equal(mending.result, 0);
	for (size_t n = 0; n < NAMES; n++)
		assert_int_equal(mode_of(tree, names[n]) & ~before[n], 0);
	assert_int_equal(tree_check(tree), 0);
	for (size_t n = 0; n < tree->count; n++)
		print_message("left: %s\n", tree->found[n].what);
	assert_int_equal(tree->count, 0);
}

static const mode_t modes[] = {0777, 0775, 0757, 0770, 0707, 02775, 0733, 0570};

/* Mends modes of all kinds. */
static void mend_modes(struct tree *tree)
{
	for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
		for (size_t n = 0; n < NAMES; n++)
			tree_chmod(tree, names[n], modes[m]);
		expect_mended(tree);
	}
}

static void modes_of_all_kinds_are_mended(void **state)
{
	mend_modes(*state);
}

static void where_the_kernel_does_not_know_the_call_the_descriptor_is_named_by_proc(void **state)
{
	ways.syscall = ENOSYS;
	mend_modes(*state);
	assert_true(ways.syscalls > 0);
	assert_int_equal(ways.chmods, ways.syscalls);
}

static void what_the_kernel_refuses_is_a_fault_with_words(void **state)
{
	struct tree *tree = *state;
	ways.syscall = ENOSYS;
	ways.chmod = EROFS;
	tree_chmod(tree, SSH, 0770);
	struct mending mending = mend_all(tree, NULL);
	assert_int_equal(mending.result, -EROFS);
	assert_non_null(strstr(mending.note.text, "its mode can't be changed"));
	assert_int_equal(mode_of(tree, SSH), 0770);
}

/* Puts a list of a named entry on everything. */
static void list_all(struct tree *tree, unsigned tag, const unsigned char permissions[5])
{
	for (size_t n = 1; n < NAMES; n++)
		tree_list(tree, names[n], "access", tag, TREE_STRANGER, permissions);
	for (size_t n = 1; n < NAMES - 1; n++)
		tree_list(tree, names[n], "default", tag, TREE_STRANGER, permissions);
}

static void lists_of_all_kinds_are_mended(void **state)
{
	struct tree *tree = *state;
	static const unsigned char permissions[][5] = {{7, 7, 0, 7, 0}, {7, 7, 7, 7, 0},
		{7, 7, 7, 7, 7}, {7, 2, 0, 2, 0}, {7, 7, 7, 2, 0}, {7, 2, 7, 3, 2}};
	static const unsigned tags[] = {ACL_USER, ACL_GROUP};
	for (size_t p = 0; p < sizeof permissions / sizeof permissions[0]; p++)
		for (size_t t = 0; t < 2; t++) {
			list_all(tree, tags[t], permissions[p]);
			expect_mended(tree);
		}
}

static void a_list_that_can_not_be_changed_is_a_fault_with_words(void **state)
{
	struct tree *tree = *state;
	ways.setxattr = EPERM;
	tree_list(tree, SSH, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 0, 7, 0));
	struct mending mending = mend_all(tree, NULL);
	/* Whoever may write may look, too, and that is mended by the mode. */
	assert_int_equal(mending.changes, 2);
	assert_int_equal(mending.faults, 1);
	assert_non_null(strstr(mending.note.text, "access control list can't be changed"));
	assert_int_equal(mode_of(tree, SSH), 0700);
}

/* The list of the keys as it is now. */
static struct acl list_of(struct tree *tree)
{
	struct acl acl;
	struct note note;
	int fd = open(tree_path(tree, KEYS), O_PATH | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(acl_read(fd, "access", &acl, &note), 0);
	close(fd);
	return acl;
}

/* Takes an entry of the list of the keys. */
static void take(struct tree *tree, enum acl_tag tag, uint32_t id)
{
	struct note note;
	int fd = open(tree_path(tree, KEYS), O_PATH | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(acl_take(fd, "access", tag, id, &note), 0);
	close(fd);
}

static void what_the_mask_held_back_is_not_given_back(void **state)
{
	struct tree *tree = *state;
	tree_list(tree, KEYS, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(6, 6, 6, 4, 0));
	take(tree, ACL_TAG_USER, TREE_STRANGER);
	assert_false(list_of(tree).extended);
	assert_int_equal(mode_of(tree, KEYS), 0640);
}

static void the_mask_lets_no_more_through_than_those_who_are_left_have(void **state)
{
	struct tree *tree = *state;
	tree_list(tree, KEYS, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(6, 6, 4, 6, 0));
	take(tree, ACL_TAG_USER, TREE_STRANGER);
	assert_int_equal(mode_of(tree, KEYS), 0640);
}

static void an_entry_of_someone_else_stays(void **state)
{
	struct tree *tree = *state;
	tree_list(tree, KEYS, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(6, 6, 4, 6, 0));
	take(tree, ACL_TAG_USER, TREE_STRANGER + 1);
	take(tree, ACL_TAG_GROUP, TREE_STRANGER);
	assert_true(list_of(tree).extended);
	assert_int_equal(list_of(tree).count, 4);
	assert_int_equal(mode_of(tree, KEYS), 0660);
}

/* Gives the list of keys a second name. */
static void link_keys(struct tree *tree)
{
	if (link(tree_path(tree, KEYS), tree_path(tree, "second")) != 0)
		assert_int_equal(errno, EEXIST);
}

static void a_file_with_a_second_name_is_left_alone(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, KEYS, 0666);
	struct mending mending = mend_all(tree, link_keys);
	assert_int_equal(mending.changes, 2); /* others can write it, and read it */
	assert_int_equal(mending.result, REASON_HARD_LINK);
	assert_non_null(strstr(mending.note.text, "2 names"));
	assert_int_equal(mode_of(tree, KEYS), 0666);
}

/* Removes the list of keys. */
static void remove_keys(struct tree *tree)
{
	(void)remove(tree_path(tree, KEYS));
}

static void a_file_that_was_removed_meanwhile_is_left_alone(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, KEYS, 0602);
	struct mending mending = mend_all(tree, remove_keys);
	assert_int_equal(mending.changes, 1);
	assert_int_equal(mending.result, -ENOENT);
}

/* Gives the list of keys away. */
static void give_keys_away(struct tree *tree)
{
	assert_int_equal(lchown(tree_path(tree, KEYS), TREE_STRANGER, (gid_t)-1), 0);
}

static void what_has_changed_hands_is_left_alone(void **state)
{
	struct tree *tree = *state;
	if (without_root(__func__))
		return;
	tree_chmod(tree, KEYS, 0602);
	struct mending mending = mend_all(tree, give_keys_away);
	assert_int_equal(mending.changes, 1);
	assert_int_equal(mending.result, REASON_UNSAFE_PATH);
	assert_int_equal(mode_of(tree, KEYS), 0602);
}

/* Puts a link to a folder outside in the place of the folder that was judged. */
static void swap_ssh(struct tree *tree)
{
	if (rename(tree_path(tree, SSH), tree_path(tree, "home/brian/x")) == 0)
		tree_link(tree, "../../etc", SSH);
}

static void a_link_that_is_put_in_its_place_meanwhile_is_not_followed(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "etc", 0777);
	tree_chmod(tree, SSH, 0777);
	struct mending mending = mend_all(tree, swap_ssh);
	assert_int_equal(mending.result, 0);
	assert_int_equal(mode_of(tree, "etc"), 0777);
	assert_int_equal(mode_of(tree, "home/brian/x"), 0700);
}

static void a_link_has_no_change(void **state)
{
	struct tree *tree = *state;
	tree_remove(tree, KEYS);
	tree_link(tree, "../../../passwd", KEYS);
	tree_chmod(tree, "passwd", 0666);
	struct mending mending = mend_all(tree, NULL);
	assert_int_equal(mending.changes, 0);
	assert_int_equal(mode_of(tree, "passwd"), 0666);
}

static void a_pipe_and_a_link_are_never_changed(void **state)
{
	struct tree *tree = *state;
	struct note note;
	const struct change change = {.kind = CHANGE_MODE, .take = 077};
	assert_int_equal(mkfifo(tree_path(tree, "pipe"), 0600), 0);
	tree_link(tree, "passwd", "link");
	static const char *const odd[] = {"pipe", "link"};
	for (size_t n = 0; n < 2; n++) {
		struct thing thing = {.path = odd[n]};
		thing.fd = open(tree_path(tree, odd[n]), O_PATH | O_NOFOLLOW | O_CLOEXEC);
		assert_int_equal(fstat(thing.fd, &thing.stat), 0);
		assert_int_equal(change_apply(&thing, &change, &note), REASON_NOT_A_FILE);
		close(thing.fd);
	}
}

static void what_is_mended_already_is_not_touched(void **state)
{
	struct tree *tree = *state;
	struct note note;
	const struct change change = {.kind = CHANGE_MODE, .take = 077};
	struct thing thing = {.path = SSH};
	thing.fd = open(tree_path(tree, SSH), O_PATH | O_CLOEXEC);
	assert_int_equal(fstat(thing.fd, &thing.stat), 0);
	ways.syscalls = 0;
	assert_int_equal(change_apply(&thing, &change, &note), 0);
	assert_int_equal(ways.syscalls, 0);
	close(thing.fd);
}

/* What a change is in words. */
static const char *words_of(struct change change)
{
	static char words[CHANGE_WORDS_MAX];
	change_words(&change, "bob", words);
	return words;
}

static void the_command_is_made_of_the_change(void **state)
{
	(void)state;
#define MODE(bits) ((struct change){.kind = CHANGE_MODE, .take = (bits)})
	assert_string_equal(words_of(MODE(0020)), "chmod g-w");
	assert_string_equal(words_of(MODE(0002)), "chmod o-w");
	assert_string_equal(words_of(MODE(0022)), "chmod go-w");
	assert_string_equal(words_of(MODE(0077)), "chmod go-rwx");
#define LIST(what, whose, held)                                                                    \
	((struct change){.kind = (what), .tag = (whose), .id = 7, .masked = (held)})
	assert_string_equal(words_of(LIST(CHANGE_LIST, ACL_TAG_USER, false)), "setfacl -x u:bob");
	assert_string_equal(
		words_of(LIST(CHANGE_LIST, ACL_TAG_GROUP, true)), "setfacl -n -x g:bob");
	assert_string_equal(
		words_of(LIST(CHANGE_HEIRS, ACL_TAG_USER, true)), "setfacl -n -d -x u:bob");
	assert_string_equal(words_of(LIST(CHANGE_HEIRS, ACL_TAG_OWNING_GROUP, false)),
		"setfacl -n -d -m g::---");
	assert_string_equal(
		words_of(LIST(CHANGE_HEIRS, ACL_TAG_OTHER, false)), "setfacl -n -d -m o::---");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(modes_of_all_kinds_are_mended),
		TEST(where_the_kernel_does_not_know_the_call_the_descriptor_is_named_by_proc),
		TEST(what_the_kernel_refuses_is_a_fault_with_words),
		TEST(lists_of_all_kinds_are_mended),
		TEST(a_list_that_can_not_be_changed_is_a_fault_with_words),
		TEST(what_the_mask_held_back_is_not_given_back),
		TEST(the_mask_lets_no_more_through_than_those_who_are_left_have),
		TEST(an_entry_of_someone_else_stays),
		TEST(a_file_with_a_second_name_is_left_alone),
		TEST(a_file_that_was_removed_meanwhile_is_left_alone),
		TEST(what_has_changed_hands_is_left_alone),
		TEST(a_link_that_is_put_in_its_place_meanwhile_is_not_followed),
		TEST(a_link_has_no_change),
		TEST(a_pipe_and_a_link_are_never_changed),
		TEST(what_is_mended_already_is_not_touched),
		TEST(the_command_is_made_of_the_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
