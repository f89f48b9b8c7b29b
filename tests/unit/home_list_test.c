/* SPDX-License-Identifier: Apache-2.0 */
/* Access control lists on the way, as the kernel keeps them. */
#include "tests/unit/home_tree.h"

#define SSH "home/brian/.ssh"
#define KEYS SSH "/authorized_keys"

/* The permissions of owner, the named one, owning group, mask and others. */
#define PERMISSIONS(...) ((const unsigned char[5]){__VA_ARGS__})

static void a_user_whom_a_list_lets_write_is_grave_on_the_whole_way(void **state)
{
	struct tree *tree = *state;
	static const char *const names[] = {"home", "home/brian", SSH, KEYS};
	static const char *const modes[] = {"0775", "0775", "0770", "0660"};
	char words[256], command[64];
	for (size_t n = 0; n < 4; n++) {
		struct stat stat;
		const char *path = tree_path(tree, names[n]);
		assert_int_equal(lstat(path, &stat), 0);
		unsigned char owner = (unsigned char)(stat.st_mode >> 6 & 7);
		unsigned char rest = (unsigned char)(stat.st_mode & 7);
		tree_list(tree, names[n], "access", ACL_USER, TREE_STRANGER,
			PERMISSIONS(owner, owner, rest, owner, rest));
		assert_int_equal(tree_check(tree), REASON_HOME_ACL);
		assert_int_equal(tree->found[0].grave, true);
		(void)snprintf(words, sizeof words,
			" can be written by the user %d, by an access control list (mode %s)",
			TREE_STRANGER, modes[n]);
		(void)snprintf(command, sizeof command, "setfacl -x u:%d", TREE_STRANGER);
		tree_expect_mend(
			tree_expect(tree, REASON_HOME_ACL, true, names[n], words), command);
		assert_int_equal(tree->found[0].look, n > 0);
		assert_int_equal(removexattr(path, "system.posix_acl_access"), 0);
		tree_chmod(tree, names[n], stat.st_mode & 07777);
	}
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void the_group_is_not_blamed_for_the_mask(void **state)
{
	struct tree *tree = *state;
	tree_answer = (struct home_group){.name = "ubuntu"};
	tree_regroup(tree, SSH);
	tree_list(tree, SSH, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 0, 7, 0));
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	assert_null(tree_find(tree, REASON_SSH_WRITABLE, SSH));
}

static void the_account_and_root_may_be_in_a_list(void **state)
{
	struct tree *tree = *state;
	tree_list(tree, SSH, "access", ACL_USER, 0, PERMISSIONS(7, 7, 0, 7, 0));
	tree_list(tree, KEYS, "access", ACL_USER, getuid(), PERMISSIONS(6, 6, 0, 6, 0));
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void what_the_mask_takes_away_is_no_finding(void **state)
{
	struct tree *tree = *state;
	tree_list(tree, SSH, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 7, 0, 0));
	tree_list(tree, KEYS, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(6, 6, 6, 0, 0));
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void the_mask_is_kept_where_a_new_one_would_give_something_back(void **state)
{
	struct tree *tree = *state;
	char command[64];
	tree_regroup(tree, SSH);
	tree_list(tree, SSH, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 3, 7, 3, 0));
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	(void)snprintf(command, sizeof command, "setfacl -n -x u:%d", TREE_STRANGER);
	tree_expect_mend(tree_expect(tree, REASON_HOME_ACL, true, SSH, NULL), command);
}

static void a_named_group_is_grave_unless_it_is_private(void **state)
{
	struct tree *tree = *state;
	char command[64];
	tree->request.gid = TREE_GROUP;
	tree_list(tree, SSH, "access", ACL_GROUP, TREE_GROUP, PERMISSIONS(7, 3, 0, 3, 0));
	assert_int_equal(tree_check(tree), 0);
	tree_expect(tree, REASON_HOME_ACL, false, SSH,
		" can be written by the group brian, in which nobody else is, by an access control "
		"list (mode 0730)");
	tree_answer = (struct home_group){.name = ""};
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	(void)snprintf(command, sizeof command, "setfacl -x g:%d", TREE_GROUP);
	tree_expect_mend(tree_expect(tree, REASON_HOME_ACL, true, SSH, NULL), command);
	tree_answer = (struct home_group){.name = "ubuntu"};
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	tree_expect_mend(
		tree_expect(tree, REASON_HOME_ACL, true, SSH, NULL), "setfacl -x g:ubuntu");
	tree_answer = (struct home_group){.name = "the users"};
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	tree_expect_mend(tree_expect(tree, REASON_HOME_ACL, true, SSH, NULL), command);
}

static void the_owning_group_of_a_list_is_judged_by_its_own_entry(void **state)
{
	struct tree *tree = *state;
	tree_answer = (struct home_group){.name = "ubuntu"};
	tree_regroup(tree, KEYS);
	tree_list(tree, KEYS, "access", ACL_USER, getuid(), PERMISSIONS(6, 6, 6, 6, 0));
	assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
	tree_expect_mend(tree_expect(tree, REASON_KEYS_WRITABLE, true, KEYS,
				 " can be written by the group ubuntu (mode 0660)"),
		"chmod g-w");
	assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
}

static void named_entries_are_mended_before_the_mask_is(void **state)
{
	struct tree *tree = *state;
	tree_answer = (struct home_group){.name = "ubuntu"};
	tree_regroup(tree, SSH);
	tree_list(tree, SSH, "access", ACL_GROUP, TREE_GROUP + 1, PERMISSIONS(7, 7, 7, 7, 0));
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	assert_int_equal(tree->found[0].reason, REASON_HOME_ACL);
	assert_int_equal(tree->found[1].reason, REASON_SSH_WRITABLE);
}

static void a_list_that_lets_others_only_read_is_advice_where_that_counts(void **state)
{
	struct tree *tree = *state;
	char words[128];
	tree_list(tree, KEYS, "access", ACL_USER, TREE_STRANGER, PERMISSIONS(6, 4, 0, 4, 0));
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	(void)snprintf(
		words, sizeof words, " can be read by the user %d (mode 0640)", TREE_STRANGER);
	tree_expect_mend(
		tree_expect(tree, REASON_KEYS_READABLE, false, KEYS, words), "chmod go-rwx");
}

static void a_sticky_folder_is_safe_from_its_list_too(void **state)
{
	struct tree *tree = *state;
	tree_list(tree, "home", "access", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 5, 7, 5));
	tree_chmod(tree, "home", 01775);
	assert_int_equal(tree_check(tree), 0);
	tree->request.path = tree_path(tree, "home/carol");
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	tree_expect(tree, REASON_HOME_ACL, true, "home", NULL);
}

static void a_default_list_is_grave_on_ssh_and_advice_on_the_home(void **state)
{
	struct tree *tree = *state;
	char words[256], command[64];
	(void)snprintf(words, sizeof words,
		" lets the user %d write what will be made in it, by a default access control list "
		"(mode 0755)",
		TREE_STRANGER);
	(void)snprintf(command, sizeof command, "setfacl -d -x u:%d", TREE_STRANGER);
	tree_list(
		tree, "home/brian", "default", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 5, 7, 5));
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	tree_expect_mend(tree_expect(tree, REASON_HOME_ACL, false, "home/brian", words), command);
	tree_list(tree, SSH, "default", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 0, 7, 0));
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	tree_expect_mend(tree_expect(tree, REASON_HOME_ACL, true, SSH, NULL), command);
}

static void a_list_on_a_file_that_decides_nothing_is_advice(void **state)
{
	struct tree *tree = *state;
	tree_write(tree, SSH "/known_hosts", "", 0600);
	tree_list(tree, SSH "/known_hosts", "access", ACL_USER, TREE_STRANGER,
		PERMISSIONS(6, 6, 0, 6, 0));
	assert_int_equal(tree_check(tree), 0);
	tree_expect(tree, REASON_HOME_ACL, false, SSH "/known_hosts", NULL);
}

static void a_default_list_above_the_home_is_no_finding(void **state)
{
	struct tree *tree = *state;
	tree_list(tree, "home", "default", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 5, 7, 5));
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void a_default_list_for_the_group_counts_for_the_group_of_new_files(void **state)
{
	struct tree *tree = *state;
	tree_regroup(tree, SSH);
	tree_list(tree, SSH, "default", ACL_USER, 0, PERMISSIONS(7, 7, 7, 7, 0));
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
	tree->request.gid++;
	assert_int_equal(tree_check(tree), 0);
	tree_chmod(tree, SSH, 02700);
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	tree->request.gid--;
	assert_int_equal(tree_check(tree), 0);
}

static void the_mask_of_a_default_list_is_kept_too(void **state)
{
	struct tree *tree = *state;
	char command[64];
	tree_list(tree, SSH, "default", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 7, 2, 0));
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	(void)snprintf(command, sizeof command, "setfacl -n -d -x u:%d", TREE_STRANGER);
	tree_expect_mend(tree_expect(tree, REASON_HOME_ACL, true, SSH, NULL), command);
}

static void a_default_list_that_lets_nobody_write_is_no_finding(void **state)
{
	struct tree *tree = *state;
	tree_list(tree, SSH, "default", ACL_USER, TREE_STRANGER, PERMISSIONS(7, 7, 7, 5, 5));
	tree_list(tree, "home/brian", "default", ACL_USER, getuid(), PERMISSIONS(7, 7, 5, 7, 5));
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void a_default_list_for_group_and_others_is_mended_without_widening(void **state)
{
	struct tree *tree = *state;
	tree_answer = (struct home_group){.name = "ubuntu"};
	tree_regroup(tree, SSH);
	tree_list(tree, SSH, "default", ACL_USER, 0, PERMISSIONS(7, 7, 7, 7, 7));
	assert_int_equal(tree_check(tree), REASON_HOME_ACL);
	assert_int_equal(tree->count, 2);
	tree_expect_mend(&tree->found[0], "setfacl -n -d -m g::---");
	tree_expect_mend(&tree->found[1], "setfacl -n -d -m o::---");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_user_whom_a_list_lets_write_is_grave_on_the_whole_way),
		TEST(the_group_is_not_blamed_for_the_mask),
		TEST(the_account_and_root_may_be_in_a_list),
		TEST(what_the_mask_takes_away_is_no_finding),
		TEST(the_mask_is_kept_where_a_new_one_would_give_something_back),
		TEST(a_named_group_is_grave_unless_it_is_private),
		TEST(the_owning_group_of_a_list_is_judged_by_its_own_entry),
		TEST(named_entries_are_mended_before_the_mask_is),
		TEST(a_list_that_lets_others_only_read_is_advice_where_that_counts),
		TEST(a_sticky_folder_is_safe_from_its_list_too),
		TEST(a_default_list_is_grave_on_ssh_and_advice_on_the_home),
		TEST(a_list_on_a_file_that_decides_nothing_is_advice),
		TEST(a_default_list_above_the_home_is_no_finding),
		TEST(a_default_list_for_the_group_counts_for_the_group_of_new_files),
		TEST(the_mask_of_a_default_list_is_kept_too),
		TEST(a_default_list_that_lets_nobody_write_is_no_finding),
		TEST(a_default_list_for_group_and_others_is_mended_without_widening),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
