/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=setgrent -Wl,--wrap=getgrent -Wl,--wrap=endgrent */
/* The groups and the lines of the passwd file, read once: the answers are those of asking each time. */
#include "sandbox.h"

#include "admin/check/members.h"
#include "home/group.h"
#include "home/group_lines.h"

#include <errno.h>
#include <grp.h>

void __wrap_setgrent(void);
struct group *__wrap_getgrent(void);
void __wrap_endgrent(void);

static struct sandbox box;
static struct members members;
static struct note note;
static unsigned next;

/* Begins anew. */
void __wrap_setgrent(void)
{
	next = 0;
}

/* The next of a few groups. */
struct group *__wrap_getgrent(void)
{
	static char names[][8] = {
		"wheel", "brian", "twin", "twin2", "long", "alice", "carol", "root"};
	static char *wheel[] = {names[5], names[1], names[7], NULL},
		    *own[] = {names[1], names[7], names[1], NULL}, *none[] = {NULL};
	static struct group groups[] = {
		{.gr_name = names[0], .gr_gid = 900, .gr_mem = wheel},
		{.gr_name = names[1], .gr_gid = 100, .gr_mem = own},
		{.gr_name = names[2], .gr_gid = 500, .gr_mem = none},
		{.gr_name = names[3], .gr_gid = 500, .gr_mem = wheel},
	};
	return next < sizeof groups / sizeof groups[0] ? &groups[next++] : NULL;
}

/* Does nothing. */
void __wrap_endgrent(void)
{
}

/* Reads the groups. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	return members_read(&members, &note);
}

/* Gives all back. */
static int teardown(void **state)
{
	(void)state;
	members_free(&members);
	sandbox_close(&box);
	return 0;
}

static void an_accounts_groups_are_its_own_and_those_that_name_it(void **state)
{
	(void)state;
	gid_t groups[8];
	assert_int_equal(members_of(&members, "alice", 7, groups, 8), 3);
	assert_int_equal(groups[0], 7);
	assert_int_equal(groups[1] + groups[2], 900 + 500);
	assert_int_equal(members_of(&members, "bob", 8, groups, 8), 1);
	assert_int_equal(groups[0], 8);
	assert_int_equal(members_of(&members, "alice", 7, groups, 2), 2);
}

/* Whether someone besides an account and root is in a group, and how it is called. */
static bool others(gid_t gid, const char *account, const char *name)
{
	struct home_group group;
	assert_true(members_know(&members, gid, account, &group));
	assert_string_equal(group.name, name);
	return group.others;
}

static void others_are_who_is_neither_the_account_nor_root(void **state)
{
	(void)state;
	assert_false(others(100, "brian", "brian"));
	assert_true(others(100, "carol", "brian"));
	assert_true(others(900, "alice", "wheel"));
	assert_true(others(900, "brian", "wheel"));
}

static void of_two_groups_with_one_number_the_first_counts(void **state)
{
	(void)state;
	assert_false(others(500, "alice", "twin"));
}

static void a_group_that_was_not_read_is_not_known(void **state)
{
	(void)state;
	struct home_group group;
	assert_false(members_know(&members, 499, "brian", &group));
	assert_false(members_know(&members, 901, "brian", &group));
}

static void lines_that_were_read_answer_as_the_file_does(void **state)
{
	(void)state;
	struct group_lines lines;
	sandbox_write(&box, "passwd",
		"root:x:0:0::/:/bin/sh\nbrian:x:1001:100:::\nalice:x:1002:100:::\n"
		"toor:x:0:300:::\nodd:x:nobody:301:::\nshort:x:5\nbad:x:6:1x:::\ncarol:x:7:302");
	const char *path = sandbox_path(&box, "passwd");
	assert_int_equal(group_lines_read(path, &lines, &note), 0);
	for (gid_t gid = 0; gid < 400; gid++)
		for (uid_t uid = 0; uid < 1004; uid++) {
			if (gid % 100 > 3 || (uid > 8 && uid < 1000))
				continue;
			bool join;
			assert_int_equal(group_lines_ask(path, gid, uid, &join, &note), 0);
			assert_int_equal(group_lines_join(&lines, gid, uid), join);
		}
	assert_true(group_lines_join(&lines, 100, 1001));
	assert_false(group_lines_join(&lines, 300, 5));
	assert_true(group_lines_join(&lines, 301, 5));
	assert_false(group_lines_join(&lines, 302, 7));
	group_lines_free(&lines);
}

static void a_file_that_can_not_be_read_is_a_fault(void **state)
{
	(void)state;
	struct group_lines lines;
	bool join;
	assert_int_equal(group_lines_read("/tmp", &lines, &note), -EIO);
	assert_int_equal(group_lines_read("/no/such", &lines, &note), -ENOENT);
	assert_int_equal(group_lines_ask("/tmp", 1, 1, &join, &note), -EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_accounts_groups_are_its_own_and_those_that_name_it),
		cmocka_unit_test(others_are_who_is_neither_the_account_nor_root),
		cmocka_unit_test(of_two_groups_with_one_number_the_first_counts),
		cmocka_unit_test(a_group_that_was_not_read_is_not_known),
		cmocka_unit_test(lines_that_were_read_answer_as_the_file_does),
		cmocka_unit_test(a_file_that_can_not_be_read_is_a_fault),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
