/* SPDX-License-Identifier: Apache-2.0 */
#include "server/safe.h"

#include "common/reason.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>

/* The rule for a file below the tree, which is the home; the passwd file has these lines. */
static struct safe_rule rule_of(struct tree *tree, const char *passwd)
{
	static char path[512];
	strcpy(path, tree_text(tree, "passwd", passwd));
	return (struct safe_rule){getuid(), tree->root, path};
}

/* What sshd makes of home/list. */
static int judge(struct tree *tree, const char *passwd, struct safe_fault *fault, struct note *note)
{
	struct safe_rule rule = rule_of(tree, passwd);
	return safe_file(&rule, tree_path(tree, "home/list"), fault, note);
}

/* Makes home/list with these modes. */
static void given(struct tree *tree, mode_t folder, mode_t file)
{
	tree_folder(tree, "home", 0755);
	tree_bytes(tree, "home/list", file, "", 0);
	assert_int_equal(chmod(tree_path(tree, "home"), folder), 0);
}

static void believes_what_the_account_alone_can_write(void **state)
{
	struct safe_fault fault;
	struct note note;
	given(*state, 0755, 0644);
	assert_int_equal(judge(*state, "", &fault, &note), 0);
}

static void refuses_what_others_can_write(void **state)
{
	struct safe_fault fault;
	struct note note;
	given(*state, 0755, 0646);
	assert_int_equal(judge(*state, "", &fault, &note), REASON_UNSAFE_PATH);
	assert_says(note, "home/list can be written by others (mode 0646)");
	assert_false(fault.owner);
	tree_bytes(*state, "home/list", 0644, "", 0);
	assert_int_equal(chmod(tree_path(*state, "home"), 0757), 0);
	assert_int_equal(judge(*state, "", &fault, &note), REASON_UNSAFE_PATH);
	assert_says(note, "/home can be written by others (mode 0757)");
}

static void lets_a_group_pass_that_has_the_account_alone(void **state)
{
	struct safe_fault fault;
	struct note note;
	char alone[128], shared[256];
	snprintf(alone, sizeof alone, "me:x:%u:%u::/:/bin/sh\n", getuid(), getgid());
	snprintf(shared, sizeof shared, "%sother:x:65000:%u::/:/bin/sh\n", alone, getgid());
	given(*state, 0755, 0664);
	assert_int_equal(judge(*state, alone, &fault, &note), 0);
	assert_int_equal(judge(*state, shared, &fault, &note), REASON_UNSAFE_PATH);
	assert_says(note, "a group that has other members (mode 0664)");
	assert_int_equal(judge(*state, "", &fault, &note), REASON_UNSAFE_PATH);
}

static void looks_no_further_than_the_home(void **state)
{
	struct tree *tree = *state;
	struct safe_fault fault;
	struct note note;
	given(tree, 0755, 0644);
	struct safe_rule rule = rule_of(tree, "");
	assert_int_equal(safe_file(&rule, tree_path(tree, "home/list"), &fault, &note), 0);
	rule.home = NULL;
	assert_int_equal(
		safe_file(&rule, tree_path(tree, "home/list"), &fault, &note), REASON_UNSAFE_PATH);
	assert_string_equal(fault.path, "/tmp");
}

static void follows_links_and_judges_where_they_lead(void **state)
{
	struct tree *tree = *state;
	struct safe_fault fault;
	struct note note;
	char target[512];
	tree_folder(tree, "home", 0755);
	tree_folder(tree, "open", 0777);
	strcpy(target, tree_text(tree, "open/list", ""));
	assert_int_equal(symlink(target, tree_path(tree, "home/list")), 0);
	assert_int_equal(judge(tree, "", &fault, &note), REASON_UNSAFE_PATH);
	assert_says(note, "/open can be written by others (mode 0777)");
}

static void refuses_what_is_no_file_and_names_what_is_not_there(void **state)
{
	struct tree *tree = *state;
	struct safe_fault fault;
	struct note note;
	tree_folder(tree, "home", 0755);
	assert_int_equal(judge(tree, "", &fault, &note), -ENOENT);
	assert_says(note, "home/list");
	tree_folder(tree, "home/list", 0755);
	assert_int_equal(judge(tree, "", &fault, &note), REASON_UNSAFE_PATH);
	assert_says(note, "is not a regular file");
}

static void asks_for_a_chroot_that_nobody_else_can_write(void **state)
{
	struct safe_fault fault;
	struct note note;
	assert_int_equal(safe_chroot("/usr", &fault, &note), 0);
	assert_int_equal(safe_chroot("/usr/nowhere", &fault, &note), -ENOENT);
	assert_int_equal(safe_chroot("usr", &fault, &note), -EINVAL);
	assert_int_equal(safe_chroot("/tmp", &fault, &note), REASON_UNSAFE_PATH);
	assert_string_equal(fault.path, "/tmp");
	assert_int_equal(safe_chroot("/etc/passwd", &fault, &note), -ENOTDIR);
	(void)state;
}

/* Runs the tests. */
static void judges_the_file_that_is_open_and_no_other_that_stands_there_by_now(void **state)
{
	struct tree *tree = *state;
	struct safe_fault fault;
	struct note note;
	char list[512];
	tree_folder(tree, "home", 0755);
	strcpy(list, tree_text(tree, "home/list", ""));
	struct safe_rule rule = rule_of(tree, "");
	int fd = open(list, O_RDONLY | O_CLOEXEC);
	assert_int_equal(safe_open_file(&rule, fd, list, &fault, &note), 0);
	assert_int_equal(fchmod(fd, 0666), 0);
	assert_int_equal(safe_open_file(&rule, fd, list, &fault, &note), REASON_UNSAFE_PATH);
	assert_int_equal(fchmod(fd, 0644), 0);
	tree_text(tree, "other", "");
	assert_int_equal(unlink(list), 0);
	assert_int_equal(symlink(tree_path(tree, "other"), list), 0);
	assert_int_equal(safe_open_file(&rule, fd, list, &fault, &note), -ESTALE);
	assert_says(note, "home/list was changed while it was read");
	assert_int_equal(close(fd), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(believes_what_the_account_alone_can_write),
		tree_test(refuses_what_others_can_write),
		tree_test(lets_a_group_pass_that_has_the_account_alone),
		tree_test(looks_no_further_than_the_home),
		tree_test(follows_links_and_judges_where_they_lead),
		tree_test(refuses_what_is_no_file_and_names_what_is_not_there),
		tree_test(judges_the_file_that_is_open_and_no_other_that_stands_there_by_now),
		tree_test(asks_for_a_chroot_that_nobody_else_can_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
