/* SPDX-License-Identifier: Apache-2.0 */
/* Homes that are not there, are no folders, or can't be looked into. */
#include "tests/unit/home_tree.h"

#include <sys/fsuid.h>

#define SSH "home/brian/.ssh"

static void a_missing_home_is_advice_below_a_safe_folder(void **state)
{
	struct tree *tree = *state;
	char path[256];
	(void)snprintf(path, sizeof path, "%s", tree_path(tree, "home/carol/deep"));
	tree->request.path = path;
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	tree_expect_mend(
		tree_expect(tree, REASON_HOME_MISSING, false, path, " does not exist"), "");
	tree_chmod(tree, "home", 0777);
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
	tree_expect(tree, REASON_HOME_MISSING, false, path, NULL);
}

static void a_name_that_is_too_long_to_be_one_is_missing(void **state)
{
	struct tree *tree = *state;
	char path[400] = "/";
	memset(path + 1, 'n', 300);
	tree->request.path = path;
	assert_int_equal(tree_check(tree), 0);
	tree_expect(tree, REASON_HOME_MISSING, false, path, " does not exist");
}

static void a_missing_home_below_a_sticky_folder_is_grave(void **state)
{
	struct tree *tree = *state;
	tree->request.path = "/tmp/keyhole-nothing/here";
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
	tree_expect_mend(tree_expect(tree, REASON_PARENT_WRITABLE, true, "/tmp",
				 " can be written by everybody (mode 1777): they could make "
				 "keyhole-nothing, which is not in it"),
		"");
}

static void a_home_that_is_no_folder_is_advice(void **state)
{
	struct tree *tree = *state;
	static const char *const paths[] = {"/dev/null", "/dev/null/brian", "/etc/passwd"};
	for (size_t n = 0; n < 3; n++) {
		tree->request.path = paths[n];
		assert_int_equal(tree_check(tree), 0);
		assert_int_equal(tree->count, 1);
		tree_expect(tree, REASON_NOT_A_FILE, false, n == 2 ? paths[2] : "/dev/null", NULL);
	}
}

static void a_home_that_is_no_whole_path_is_advice(void **state)
{
	struct tree *tree = *state;
	static const char *const paths[] = {"", "home/brian", "~", NULL};
	for (size_t n = 0; n < 4; n++) {
		tree->request.path = paths[n];
		assert_int_equal(tree_check(tree), 0);
		assert_int_equal(tree->count, 1);
		assert_int_equal(tree->found[0].reason, REASON_HOME_MISSING);
		assert_false(tree->found[0].grave);
		assert_non_null(strstr(tree->found[0].what, "the account has no home"));
	}
}

/* Judges with the file-system identity of someone who is not root. */
static int check_as_nobody(struct tree *tree)
{
	uid_t uid = getuid() == 0 ? TREE_STRANGER : getuid();
	setfsuid(uid);
	int r = tree_check(tree);
	setfsuid(getuid());
	return r;
}

static void a_folder_that_only_root_can_look_into_is_advice(void **state)
{
	struct tree *tree = *state;
	tree_write(tree, SSH "/rc", "", 0602);
	/* 0600: without root the folder is one's own, and its mode shuts oneself out. */
	static const char *const names[] = {"home", "home/brian", SSH};
	for (size_t n = 3; n-- > 0;) {
		tree_chmod(tree, names[n], 0600);
		assert_int_equal(check_as_nobody(tree), 0);
		assert_int_equal(tree->count, 1);
		const struct tree_finding *found =
			tree_expect(tree, REASON_HOME_UNREADABLE, false, names[n], NULL);
		assert_non_null(strstr(found->what, " can't be looked into by brian (mode 0600"));
	}
	tree_chmod(tree, "home", 0602);
	assert_int_equal(check_as_nobody(tree), REASON_PARENT_WRITABLE);
}

static void files_that_decide_are_found_in_a_folder_that_can_not_be_listed(void **state)
{
	struct tree *tree = *state;
	tree_write(tree, SSH "/rc", "", 0602);
	tree_chmod(tree, SSH, getuid() == 0 ? 0711 : 0311);
	assert_int_equal(check_as_nobody(tree), REASON_KEYS_WRITABLE);
	tree_expect(tree, REASON_KEYS_WRITABLE, true, SSH "/rc", NULL);
	const struct tree_finding *found =
		tree_expect(tree, REASON_HOME_UNREADABLE, false, SSH, NULL);
	assert_non_null(strstr(found->what, " can't be listed by brian"));
}

static void a_link_into_a_folder_that_is_shut_hides_no_other_file(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "shut", 0600);
	tree_remove(tree, SSH "/authorized_keys");
	tree_link(tree, "../../../shut/keys", SSH "/authorized_keys");
	tree_write(tree, SSH "/rc", "", 0602);
	tree_chmod(tree, SSH, 0711);
	assert_int_equal(check_as_nobody(tree), REASON_KEYS_WRITABLE);
	tree_expect(tree, REASON_HOME_UNREADABLE, false, "shut", NULL);
	tree_expect(tree, REASON_KEYS_WRITABLE, true, SSH "/rc", NULL);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_missing_home_is_advice_below_a_safe_folder),
		TEST(a_name_that_is_too_long_to_be_one_is_missing),
		TEST(a_missing_home_below_a_sticky_folder_is_grave),
		TEST(a_home_that_is_no_folder_is_advice),
		TEST(a_home_that_is_no_whole_path_is_advice),
		TEST(a_folder_that_only_root_can_look_into_is_advice),
		TEST(files_that_decide_are_found_in_a_folder_that_can_not_be_listed),
		TEST(a_link_into_a_folder_that_is_shut_hides_no_other_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
