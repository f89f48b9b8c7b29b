/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=getgrgid_r */
#include "home/group.h"

#include "tests/unit/home_tree.h"

#include <grp.h>

#define GID 4711

int __wrap_getgrgid_r(
	gid_t gid, struct group *entry, char *buffer, size_t size, struct group **found);

/* What the name service says; a member list longer than the buffer is ERANGE. */
static struct {
	int error;
	bool exists;
	size_t needs;
	unsigned calls;
	const char *name;
	char *members[4];
} service;

/* Stands in for the name service. */
int __wrap_getgrgid_r(
	gid_t gid, struct group *entry, char *buffer, size_t size, struct group **found)
{
	service.calls++;
	*found = NULL;
	if (service.needs > size)
		return ERANGE;
	if (service.error != 0 || !service.exists)
		return service.error;
	strcpy(buffer, service.name);
	*entry = (struct group){.gr_name = buffer, .gr_gid = gid, .gr_mem = service.members};
	*found = entry;
	return 0;
}

static struct group_verdict verdict;
static struct note note;

/* Judges the account's primary group afresh. */
static int judge(const struct tree *tree)
{
	verdict = (struct group_verdict){.asked = false};
	return group_judge(&tree->request, GID, &verdict, &note);
}

/* Makes a tree whose account has the group of the tests. */
static int setup(void **state)
{
	int r = tree_setup(state);
	struct tree *tree = *state;
	tree->request.uid = 1001;
	tree->request.gid = GID;
	memset(&service, 0, sizeof service);
	service.exists = true;
	service.name = "brian";
	return r;
}

/* Writes the passwd file, and judges. */
static bool is_private_with(struct tree *tree, const char *passwd)
{
	tree_write(tree, "passwd", passwd, 0644);
	assert_int_equal(judge(tree), 0);
	return verdict.is_private;
}

static void the_accounts_own_group_is_private(void **state)
{
	struct tree *tree = *state;
	assert_int_equal(judge(tree), 0);
	assert_true(verdict.is_private);
	assert_string_equal(verdict.name.text, "brian");
}

/* Judges root's group afresh. */
static int judge_root(const struct tree *tree)
{
	verdict = (struct group_verdict){.asked = false};
	return group_judge(&tree->request, 0, &verdict, &note);
}

static void roots_group_is_private_whatever_lines_of_the_passwd_file_have_it(void **state)
{
	struct tree *tree = *state;
	tree_answer = (struct home_group){.name = "root"};
	tree_write(tree, "passwd", "root:x:0:0::/:\nsync:x:4:0::/bin:\n", 0644);
	assert_int_equal(judge_root(tree), 0);
	assert_true(verdict.is_private);
	assert_string_equal(verdict.name.text, "root");
	tree_answer = (struct home_group){.name = ""};
	assert_int_equal(judge_root(tree), 0);
	assert_true(verdict.is_private);
	assert_string_equal(verdict.name.text, "root");
}

static void roots_group_with_a_member_is_not_private(void **state)
{
	struct tree *tree = *state;
	static char root[] = "root", brian[] = "brian", bob[] = "bob";
	tree->request.group = NULL;
	service.name = "root";
	service.members[0] = root;
	service.members[1] = brian;
	assert_int_equal(judge_root(tree), 0);
	assert_true(verdict.is_private);
	service.members[2] = bob;
	assert_int_equal(judge_root(tree), 0);
	assert_false(verdict.is_private);
	assert_string_equal(verdict.name.text, "root");
}

static void roots_group_of_very_many_members_is_not_private(void **state)
{
	struct tree *tree = *state;
	tree->request.group = NULL;
	service.needs = 100000000;
	assert_int_equal(judge_root(tree), 0);
	assert_false(verdict.is_private);
}

static void roots_group_that_can_not_be_looked_up_is_a_fault(void **state)
{
	struct tree *tree = *state;
	tree_fault = -EIO;
	assert_int_equal(judge_root(tree), -EIO);
	assert_false(verdict.asked);
}

static void a_group_of_another_name_is_not_private(void **state)
{
	struct tree *tree = *state;
	tree_answer = (struct home_group){.name = "ubuntu"};
	assert_int_equal(judge(tree), 0);
	assert_false(verdict.is_private);
	tree_answer = (struct home_group){.name = "brian2"};
	assert_int_equal(judge(tree), 0);
	assert_false(verdict.is_private);
}

static void a_group_that_is_not_the_primary_one_is_not_private(void **state)
{
	struct tree *tree = *state;
	tree->request.gid = GID + 1;
	assert_int_equal(judge(tree), 0);
	assert_false(verdict.is_private);
}

static void a_group_with_another_member_is_not_private(void **state)
{
	struct tree *tree = *state;
	tree_answer.others = true;
	assert_int_equal(judge(tree), 0);
	assert_false(verdict.is_private);
}

static void a_group_without_a_name_is_not_private_and_is_called_by_its_number(void **state)
{
	struct tree *tree = *state;
	tree_answer = (struct home_group){.name = ""};
	assert_int_equal(judge(tree), 0);
	assert_false(verdict.is_private);
	assert_string_equal(verdict.name.text, "4711");
}

static void a_line_of_the_passwd_file_lets_someone_in(void **state)
{
	struct tree *tree = *state;
	assert_true(is_private_with(tree, "root:x:0:0::/:\nbrian:x:1001:4711::/home/brian:\n"));
	assert_true(is_private_with(tree, "bob:x:1002:47110::/:\nbob:x:1002:471::/:\n"));
	assert_false(is_private_with(tree, "brian:x:1001:4711::/:\nbob:x:1002:4711::/:\n"));
	assert_false(is_private_with(tree, "brian:x:1003:4711::/:\n"));
	assert_false(is_private_with(tree, "bob:x:1002:4711"));
	assert_false(is_private_with(tree, "# note\n\nbob::1002:4711:"));
	assert_false(is_private_with(tree, "bob:x:1002:04711::/:\n"));
}

static void another_name_of_the_account_or_of_root_lets_nobody_in(void **state)
{
	struct tree *tree = *state;
	assert_true(is_private_with(tree, "alias:x:1001:4711::/:\ntoor:x:0:4711::/:\n"));
}

static void lines_that_are_none_let_nobody_in(void **state)
{
	struct tree *tree = *state;
	assert_true(is_private_with(tree, ":\n::\nbob:x:1002\nbob:x:1002:\nbob:x:1002:4711x:\n"
					  "bob:x:1002: 4711:\nbob:x:1002:-4711:\n"
					  "bob:x:1002:99999999999999999999:\n+::::::\n"));
}

static void a_passwd_file_that_can_not_be_read_is_a_fault(void **state)
{
	struct tree *tree = *state;
	tree->request.passwd_path = "/nonexistent/passwd";
	assert_int_equal(judge(tree), -ENOENT);
	assert_non_null(strstr(note.text, "/nonexistent/passwd"));
	tree->request.passwd_path = tree->base;
	assert_true(judge(tree) < 0);
	assert_non_null(strstr(note.text, tree->base));
	assert_false(verdict.asked);
}

static void a_fault_of_the_name_service_is_a_fault(void **state)
{
	struct tree *tree = *state;
	tree_fault = -EIO;
	assert_int_equal(judge(tree), -EIO);
	assert_non_null(strstr(note.text, "4711"));
	assert_false(verdict.asked);
}

static void asks_once_for_one_group(void **state)
{
	struct tree *tree = *state;
	tree->request.group = NULL;
	assert_int_equal(judge(tree), 0);
	assert_int_equal(group_judge(&tree->request, GID, &verdict, &note), 0);
	assert_int_equal(service.calls, 1);
	assert_int_equal(group_judge(&tree->request, GID + 1, &verdict, &note), 0);
	assert_int_equal(service.calls, 2);
	assert_false(verdict.is_private);
}

static void by_the_name_service_the_account_and_root_are_no_other_members(void **state)
{
	struct tree *tree = *state;
	static char brian[] = "brian", root[] = "root", bob[] = "bob";
	tree->request.group = NULL;
	service.members[0] = brian;
	service.members[1] = root;
	assert_int_equal(judge(tree), 0);
	assert_true(verdict.is_private);
	service.members[2] = bob;
	assert_int_equal(judge(tree), 0);
	assert_false(verdict.is_private);
}

static void by_the_name_service_a_missing_group_is_no_fault(void **state)
{
	struct tree *tree = *state;
	tree->request.group = NULL;
	service.exists = false;
	static const int absent[] = {0, ENOENT, ESRCH};
	for (size_t n = 0; n < 3; n++) {
		service.error = absent[n];
		assert_int_equal(judge(tree), 0);
		assert_false(verdict.is_private);
	}
	service.error = EIO;
	assert_int_equal(judge(tree), -EIO);
}

static void by_the_name_service_a_name_that_does_not_fit_is_none(void **state)
{
	struct tree *tree = *state;
	static char longer[sizeof((struct home_group *)0)->name + 8];
	memset(longer, 'n', sizeof longer - 1);
	tree->request.group = NULL;
	tree->request.account = longer;
	service.name = longer;
	assert_int_equal(judge(tree), 0);
	assert_false(verdict.is_private);
	assert_string_equal(verdict.name.text, "4711");
}

static void a_group_of_very_many_members_is_not_private(void **state)
{
	struct tree *tree = *state;
	tree->request.group = NULL;
	service.needs = 100000;
	assert_int_equal(judge(tree), 0);
	assert_true(verdict.is_private);
	service.needs = 100000000;
	assert_int_equal(judge(tree), 0);
	assert_false(verdict.is_private);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_accounts_own_group_is_private),
		TEST(roots_group_is_private_whatever_lines_of_the_passwd_file_have_it),
		TEST(roots_group_with_a_member_is_not_private),
		TEST(roots_group_of_very_many_members_is_not_private),
		TEST(roots_group_that_can_not_be_looked_up_is_a_fault),
		TEST(a_group_of_another_name_is_not_private),
		TEST(a_group_that_is_not_the_primary_one_is_not_private),
		TEST(a_group_with_another_member_is_not_private),
		TEST(a_group_without_a_name_is_not_private_and_is_called_by_its_number),
		TEST(a_line_of_the_passwd_file_lets_someone_in),
		TEST(another_name_of_the_account_or_of_root_lets_nobody_in),
		TEST(lines_that_are_none_let_nobody_in),
		TEST(a_passwd_file_that_can_not_be_read_is_a_fault),
		TEST(a_fault_of_the_name_service_is_a_fault),
		TEST(asks_once_for_one_group),
		TEST(by_the_name_service_the_account_and_root_are_no_other_members),
		TEST(by_the_name_service_a_missing_group_is_no_fault),
		TEST(by_the_name_service_a_name_that_does_not_fit_is_none),
		TEST(a_group_of_very_many_members_is_not_private),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
