/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of findings, run by a shell: each mends what it is for, and widens nothing. */
#include "tests/unit/home_tree.h"
#include "tests/unit/root.h"

#include <pwd.h>

#define SSH "home/brian/.ssh"
#define KEYS SSH "/authorized_keys"

/* The permissions of owner, the named one, owning group, mask and others. */
#define PERMISSIONS(...) ((const unsigned char[5]){__VA_ARGS__})

static const char *const names[] = {"home", "home/brian", SSH, KEYS, SSH "/id_rsa"};

#define NAMES (sizeof names / sizeof names[0])

/* Who may do what with every file of the tree. */
struct modes {
	mode_t mode[NAMES];
	uid_t owner[NAMES];
};

/* Notes all modes and owners. */
static struct modes modes_of(const struct tree *tree)
{
	struct modes modes;
	for (size_t n = 0; n < NAMES; n++) {
		struct stat stat;
		assert_int_equal(lstat(tree_path(tree, names[n]), &stat), 0);
		modes.mode[n] = stat.st_mode;
		modes.owner[n] = stat.st_uid;
	}
	return modes;
}

/* Whether nobody may do anything that they could not before. */
static void expect_not_wider(const struct modes *before, const struct modes *after)
{
	for (size_t n = 0; n < NAMES; n++)
		assert_int_equal(after->mode[n] & ~before->mode[n], 0);
}

/* Runs the command of each finding in its turn. */
static void mend_all(struct tree *tree)
{
	for (size_t n = 0; n < tree->count; n++) {
		assert_int_not_equal(tree->found[n].mend[0], '\0');
		if (system(tree->found[n].mend) != 0)
			fail_msg("failed: %s", tree->found[n].mend);
	}
}

/* Mends what was found, after which nothing is left to find. */
static void expect_mended(struct tree *tree)
{
	struct modes before = modes_of(tree);
	tree_check(tree);
	assert_true(tree->count > 0);
	mend_all(tree);
	struct modes after = modes_of(tree);
	expect_not_wider(&before, &after);
	assert_int_equal(tree_check(tree), 0);
	for (size_t n = 0; n < tree->count; n++)
		print_message("left: %s\n", tree->found[n].what);
	assert_int_equal(tree->count, 0);
}

/* Makes a tree with a private key, all of it of a group that is shared. */
static int setup(void **state)
{
	int r = tree_setup(state);
	struct tree *tree = *state;
	tree_write(tree, SSH "/id_rsa", "", 0600);
	for (size_t n = 0; n < NAMES; n++)
		tree_regroup(tree, names[n]);
	tree_answer = (struct home_group){.name = "ubuntu"};
	return r;
}

static void modes_of_all_kinds_are_mended(void **state)
{
	struct tree *tree = *state;
	static const mode_t modes[] = {0777, 0775, 0757, 0770, 0707, 02775, 0733, 0570};
	for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
		for (size_t n = 0; n < NAMES; n++)
			tree_chmod(tree, names[n], modes[m]);
		expect_mended(tree);
	}
}

static void odd_names_are_mended(void **state)
{
	struct tree *tree = *state;
	static const char *const odd[] = {
		SSH "/a b", SSH "/-rf", SSH "/$(false)", SSH "/it's", SSH "/new\nline", SSH "/*"};
	for (size_t n = 0; n < sizeof odd / sizeof odd[0]; n++)
		tree_write(tree, odd[n], "", 0666);
	expect_mended(tree);
}

static void owners_are_mended(void **state)
{
	struct tree *tree = *state;
	if (without_root(__func__))
		return;
	/* The account of the test has no name that chown knows, but for root's. */
	tree->request.account = "root";
	for (size_t n = 0; n < 2; n++) {
		tree_estrange(tree, names[n]);
		expect_mended(tree);
		assert_int_equal(modes_of(tree).owner[n], 0);
	}
}

/* Makes all that is in the tree nobody's, who is an account that everyone has. */
static void give_to_nobody(struct tree *tree)
{
	const struct passwd *nobody = getpwnam("nobody");
	assert_non_null(nobody);
	tree->request.account = "nobody";
	tree->request.uid = nobody->pw_uid;
	for (size_t n = 1; n < NAMES; n++)
		assert_int_equal(
			lchown(tree_path(tree, names[n]), nobody->pw_uid, nobody->pw_gid), 0);
}

/* Runs the command that the words for the administrator end in. */
static int run_as_told(const struct tree *tree)
{
	static const char words[] = "mend it with: ";
	const char *mend = strstr(tree->note.text, words);
	assert_non_null(mend);
	return system(mend + strlen(words));
}

static void what_the_administrator_is_told_mends_it(void **state)
{
	struct tree *tree = *state;
	if (without_root(__func__))
		return;
	give_to_nobody(tree);
	for (size_t n = 0; n < NAMES - 1; n++) {
		mode_t mode = modes_of(tree).mode[n] & 07777;
		tree_chmod(tree, names[n], mode | 022);
		assert_true(tree_check(tree) > 0);
		assert_int_equal(run_as_told(tree), 0);
		assert_int_equal(modes_of(tree).mode[n] & 07777, mode);
	}
}

static void a_link_that_is_put_there_meanwhile_is_not_followed_by_root(void **state)
{
	struct tree *tree = *state;
	struct stat stat;
	if (without_root(__func__))
		return;
	give_to_nobody(tree);
	tree_mkdir(tree, "etc", 0777);
	tree_chmod(tree, SSH, 0777);
	assert_int_equal(tree_check(tree), REASON_SSH_WRITABLE);
	assert_int_equal(rename(tree_path(tree, SSH), tree_path(tree, "home/brian/x")), 0);
	tree_link(tree, "../../etc", SSH);
	assert_int_not_equal(run_as_told(tree), 0);
	assert_int_equal(lstat(tree_path(tree, "etc"), &stat), 0);
	assert_int_equal(stat.st_mode & 07777, 0777);
}

/* Whether setfacl is there to be run. */
static void need_setfacl(void)
{
	if (system("setfacl --version >/dev/null 2>&1") == 0)
		return;
	print_message("skipped: there is no setfacl\n");
	skip();
}

static void lists_of_all_kinds_are_mended(void **state)
{
	struct tree *tree = *state;
	need_setfacl();
	/* A name that the name service made up would mean nothing to setfacl. */
	tree_answer = (struct home_group){.name = ""};
	static const unsigned char permissions[][5] = {{7, 7, 0, 7, 0}, {7, 7, 7, 7, 0},
		{7, 7, 7, 7, 7}, {7, 2, 0, 2, 0}, {7, 7, 7, 2, 0}};
	static const unsigned tags[] = {ACL_USER, ACL_GROUP};
	for (size_t p = 0; p < sizeof permissions / sizeof permissions[0]; p++)
		for (size_t t = 0; t < 2; t++) {
			tree_list(tree, "home/brian", "access", tags[t], TREE_STRANGER,
				permissions[p]);
			tree_list(tree, SSH, "access", tags[t], TREE_STRANGER, permissions[p]);
			tree_list(tree, SSH, "default", tags[t], TREE_STRANGER, permissions[p]);
			tree_list(tree, KEYS, "access", tags[t], TREE_STRANGER, permissions[p]);
			expect_mended(tree);
		}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(modes_of_all_kinds_are_mended),
		TEST(odd_names_are_mended),
		TEST(owners_are_mended),
		TEST(what_the_administrator_is_told_mends_it),
		TEST(a_link_that_is_put_there_meanwhile_is_not_followed_by_root),
		TEST(lists_of_all_kinds_are_mended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
