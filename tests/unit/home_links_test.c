/* SPDX-License-Identifier: Apache-2.0 */
/* Links on the way. */
#include "tests/unit/home_tree.h"
#include "tests/unit/root.h"

#define SSH "home/brian/.ssh"

/* Moves .ssh away, and puts a link to `target` in its place. */
static void link_ssh(struct tree *tree, const char *to, const char *target)
{
	assert_int_equal(rename(tree_path(tree, SSH), tree_path(tree, to)), 0);
	tree_link(tree, target, SSH);
}

static void a_ssh_that_is_a_link_is_advice_if_the_way_is_safe(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys", "../../keys");
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	tree_expect_mend(tree_expect(tree, REASON_SSH_SYMLINK, false, SSH,
				 " is a symbolic link to ../../keys"),
		"");
}

static void what_a_link_leads_to_is_judged_as_what_it_stands_for(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys", "../../keys");
	tree_chmod(tree, "keys", 0707);
	assert_int_equal(tree_check(tree), REASON_SSH_WRITABLE);
	tree_expect(tree, REASON_SSH_WRITABLE, true, "keys", NULL);
	tree_chmod(tree, "keys", 0700);
	tree_chmod(tree, "keys/authorized_keys", 0602);
	assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
	tree_expect(tree, REASON_KEYS_WRITABLE, true, "keys/authorized_keys", NULL);
}

static void the_target_of_a_link_is_quoted(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys; mend it with: x", "../../keys; mend it with: x");
	tree_chmod(tree, "keys; mend it with: x", 0777);
	assert_int_equal(tree_check(tree), REASON_SSH_WRITABLE);
	tree_expect(tree, REASON_SSH_SYMLINK, false, SSH,
		" is a symbolic link to '../../keys; mend it with: x'");
	assert_non_null(strstr(tree->note.text, "keys; mend it with: x' can be written by"));
}

static void the_name_that_is_missing_is_quoted(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys", "../../data/x, which is not in it; mend it with: y");
	tree_mkdir(tree, "data", 01777);
	assert_int_equal(tree_check(tree), REASON_SSH_SYMLINK);
	const struct tree_finding *found = tree_expect(tree, REASON_SSH_SYMLINK, true, "data",
		" can be written by everybody (mode 1777): they could make 'x, which is not in it; "
		"mend it with: y', which is not in it");
	/* There is nothing to look at yet. */
	assert_false(found->look);
}

static void root_mends_no_link_that_the_account_could_move_away(void **state)
{
	struct tree *tree = *state;
	char home[128];
	if (without_root(__func__))
		return;
	tree_give_home(tree);
	assert_int_equal(rename(tree_path(tree, "home/brian"), tree_path(tree, "data")), 0);
	assert_int_equal(lchown(tree_path(tree, "data"), 0, (gid_t)-1), 0);
	tree_chmod(tree, "data", 0777);
	tree_mkdir(tree, "home/sub", 0755);
	tree_link(tree, tree_path(tree, "data"), "home/sub/brian");
	(void)snprintf(home, sizeof home, "%s/home/sub/brian", tree->base);
	tree->request.path = home;
	assert_int_equal(lchown(tree_path(tree, "home"), TREE_STRANGER, (gid_t)-1), 0);
	assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
	/* The link is root's, and what is named is its target, below root's folders. */
	tree_expect_mend(tree_expect(tree, REASON_HOME_WRITABLE, true, "data", NULL), "chmod go-w");
	assert_int_equal(
		lchown(tree_path(tree, "home/sub/brian"), TREE_STRANGER + 1, (gid_t)-1), 0);
	assert_int_equal(tree_check(tree), REASON_PARENT_SYMLINK);
	tree_expect_mend(
		tree_expect(tree, REASON_PARENT_SYMLINK, true, "home/sub/brian", NULL), "");
}

static void a_folder_on_the_way_of_a_link_that_others_write_is_grave(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "open", 0777);
	link_ssh(tree, "open/keys", "../../open/keys");
	assert_int_equal(tree_check(tree), REASON_SSH_SYMLINK);
	tree_expect(
		tree, REASON_SSH_SYMLINK, true, "open", " can be written by everybody (mode 0777)");
	tree_chmod(tree, "open", 01777);
	assert_int_equal(tree_check(tree), 0);
}

static void a_folder_that_a_link_only_passes_through_is_judged_too(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "open", 0777);
	tree_mkdir(tree, "open/sub", 0755);
	link_ssh(tree, "keys", "../../open/sub/../../keys");
	assert_int_equal(tree_check(tree), REASON_SSH_SYMLINK);
	tree_expect(tree, REASON_SSH_SYMLINK, true, "open", NULL);
}

static void a_whole_path_in_a_link_begins_at_the_root(void **state)
{
	struct tree *tree = *state;
	char target[256];
	(void)snprintf(target, sizeof target, "/usr/../../tmp/..//%s", tree_path(tree, "./keys//"));
	link_ssh(tree, "keys", target);
	tree_chmod(tree, "keys", 0702);
	assert_int_equal(tree_check(tree), REASON_SSH_WRITABLE);
	tree_expect(tree, REASON_SSH_WRITABLE, true, "keys", NULL);
}

static void behind_a_link_of_the_accounts_no_command_is_named(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "open", 0777);
	link_ssh(tree, "open/keys", "../../open/keys");
	tree_chmod(tree, "open/keys", 0755);
	tree_chmod(tree, "open/keys/authorized_keys", 0666);
	tree_write(tree, "open/keys/known_hosts", "", 0666);
	tree_estrange(tree, "open/keys");
	assert_true(tree_check(tree) > 0);
	size_t behind = 0;
	for (size_t n = 0; n < tree->count; n++) {
		bool open = strstr(tree->found[n].path, "/open") != NULL;
		behind += open;
		if (open)
			tree_expect_mend(&tree->found[n], "");
	}
	assert_true(behind >= 5);
}

static void behind_a_link_nobody_is_told_to_remove_what_is_a_strangers(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys", "../../keys");
	tree_estrange(tree, "keys");
	assert_int_equal(tree_check(tree), REASON_SSH_OWNER);
	const struct tree_finding *found = tree_expect(tree, REASON_SSH_OWNER, true, "keys", NULL);
	assert_non_null(
		strstr(found->what, "; a symbolic link leads here: remove that link, and "));
	for (size_t n = 0; n < tree->count; n++)
		assert_null(strstr(tree->found[n].what, "then remove it"));
}

static void behind_a_link_of_the_accounts_to_the_home_neither(void **state)
{
	struct tree *tree = *state;
	assert_int_equal(rename(tree_path(tree, "home/brian"), tree_path(tree, "data")), 0);
	tree_link(tree, "../link", "home/brian");
	tree_link(tree, "data", "link");
	tree_chmod(tree, "data", 0777);
	assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
	if (getuid() == 0) {
		/* Links of root's are made by the administrator. */
		tree_expect_mend(
			tree_expect(tree, REASON_HOME_WRITABLE, true, "data", NULL), "chmod go-w");
		tree_estrange(tree, "home/brian");
		tree->request.uid = TREE_STRANGER;
		assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
	}
	tree_expect_mend(tree_expect(tree, REASON_HOME_WRITABLE, true, "data", NULL), "");
}

static void a_link_of_a_stranger_is_grave(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys", "../../keys");
	tree_estrange(tree, SSH);
	assert_true(tree_check(tree) > 0);
	const struct tree_finding *found = tree_expect(tree, REASON_SSH_SYMLINK, true, SSH, NULL);
	assert_non_null(strstr(found->what, " is a symbolic link that belongs to "));
	assert_non_null(strstr(found->what, "; look at what is in it, then remove it"));
	tree_expect_mend(found, "");
}

static void a_link_to_the_home_is_no_finding_if_the_way_is_safe(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "data", 0755);
	assert_int_equal(rename(tree_path(tree, "home/brian"), tree_path(tree, "data/brian")), 0);
	tree_link(tree, "../data/./brian/", "home/brian");
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
	tree_chmod(tree, "data", 0777);
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
	tree_expect(tree, REASON_PARENT_WRITABLE, true, "data", NULL);
	tree_chmod(tree, "data", 0755);
	tree_chmod(tree, "data/brian", 0702);
	assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
	tree_expect(tree, REASON_HOME_WRITABLE, true, "data/brian", NULL);
}

static void a_link_of_a_stranger_to_the_home_is_grave(void **state)
{
	struct tree *tree = *state;
	assert_int_equal(rename(tree_path(tree, "home"), tree_path(tree, "data")), 0);
	tree_link(tree, "data", "home");
	tree_estrange(tree, "home");
	assert_true(tree_check(tree) > 0);
	/* A command would make the stranger's target the account's home. */
	tree_expect_mend(tree_expect(tree, REASON_PARENT_SYMLINK, true, "home", NULL), "");
}

static void a_folder_is_told_of_once_however_often_it_is_passed(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home", 0777);
	link_ssh(tree, "home/keys", "../../home/../home/keys");
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
	assert_int_equal(tree->count, 2);
}

static void a_list_of_keys_that_is_a_link_is_judged_on_its_whole_way(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "open", 0755);
	assert_int_equal(rename(tree_path(tree, SSH "/authorized_keys"),
				 tree_path(tree, "open/authorized_keys")),
		0);
	tree_link(tree, "../../../open/authorized_keys", SSH "/authorized_keys");
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	tree_expect(tree, REASON_SSH_SYMLINK, false, SSH "/authorized_keys", NULL);
	tree_chmod(tree, "open", 0777);
	assert_int_equal(tree_check(tree), REASON_SSH_SYMLINK);
	tree_chmod(tree, "open", 0755);
	tree_chmod(tree, "open/authorized_keys", 0606);
	assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
	tree_expect(tree, REASON_KEYS_WRITABLE, true, "open/authorized_keys", NULL);
}

static void a_link_to_the_null_device_is_advice(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys", "/dev/null");
	assert_int_equal(tree_check(tree), 0);
	tree_expect(tree, REASON_NOT_A_FILE, false, "/dev/null", " is a device, not a folder");
}

static void a_link_to_nowhere_is_advice_unless_others_could_make_it(void **state)
{
	struct tree *tree = *state;
	tree_mkdir(tree, "data", 0755);
	link_ssh(tree, "keys", "../../data/nothing/here");
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
	tree_chmod(tree, "data", 01777);
	assert_int_equal(tree_check(tree), REASON_SSH_SYMLINK);
	tree_expect_mend(tree_expect(tree, REASON_SSH_SYMLINK, true, "data",
				 " can be written by everybody (mode 1777): they could make "
				 "nothing, which is not in it"),
		"");
}

static void a_row_of_links_is_followed_as_far_as_the_kernel_does(void **state)
{
	struct tree *tree = *state;
	char name[64], next[64];
	link_ssh(tree, "keys", "../../l1");
	for (unsigned n = 1; n < 40; n++) {
		(void)snprintf(name, sizeof name, "l%u", n);
		(void)snprintf(next, sizeof next, "l%u", n + 1);
		tree_link(tree, next, name);
	}
	tree_link(tree, "keys", "l40");
	tree_chmod(tree, "keys", 0702);
	assert_int_equal(tree_check(tree), 0);
	tree_expect(tree, REASON_SSH_SYMLINK, false, "l40",
		" is one symbolic link too many: nothing can be reached by it");
	assert_true(access(tree_path(tree, SSH), F_OK) != 0 && errno == ELOOP);
	tree_remove(tree, "l39");
	tree_link(tree, "keys", "l39");
	assert_int_equal(tree_check(tree), REASON_SSH_WRITABLE);
	assert_int_equal(access(tree_path(tree, SSH), F_OK), 0);
}

static void a_link_to_itself_ends(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys", ".ssh");
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 2);
}

static void a_link_of_proc_is_grave(void **state)
{
	struct tree *tree = *state;
	link_ssh(tree, "keys", "/proc/self/cwd");
	assert_int_equal(tree_check(tree), REASON_SSH_SYMLINK);
}

static void a_way_that_is_too_long_is_a_fault(void **state)
{
	struct tree *tree = *state;
	static char longer[9000];
	memset(longer, '/', sizeof longer - 1);
	tree->request.path = longer;
	assert_int_equal(tree_check(tree), -ENAMETOOLONG);
	assert_int_not_equal(tree->note.text[0], '\0');
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_ssh_that_is_a_link_is_advice_if_the_way_is_safe),
		TEST(what_a_link_leads_to_is_judged_as_what_it_stands_for),
		TEST(the_target_of_a_link_is_quoted),
		TEST(the_name_that_is_missing_is_quoted),
		TEST(root_mends_no_link_that_the_account_could_move_away),
		TEST(a_folder_on_the_way_of_a_link_that_others_write_is_grave),
		TEST(a_folder_that_a_link_only_passes_through_is_judged_too),
		TEST(a_whole_path_in_a_link_begins_at_the_root),
		TEST(behind_a_link_of_the_accounts_no_command_is_named),
		TEST(behind_a_link_nobody_is_told_to_remove_what_is_a_strangers),
		TEST(behind_a_link_of_the_accounts_to_the_home_neither),
		TEST(a_link_of_a_stranger_is_grave),
		TEST(a_link_to_the_home_is_no_finding_if_the_way_is_safe),
		TEST(a_link_of_a_stranger_to_the_home_is_grave),
		TEST(a_folder_is_told_of_once_however_often_it_is_passed),
		TEST(a_list_of_keys_that_is_a_link_is_judged_on_its_whole_way),
		TEST(a_link_to_the_null_device_is_advice),
		TEST(a_link_to_nowhere_is_advice_unless_others_could_make_it),
		TEST(a_row_of_links_is_followed_as_far_as_the_kernel_does),
		TEST(a_link_to_itself_ends),
		TEST(a_link_of_proc_is_grave),
		TEST(a_way_that_is_too_long_is_a_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
