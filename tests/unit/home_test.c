/* SPDX-License-Identifier: Apache-2.0 */
/* The folders from / to .ssh: owners, modes, groups. */
#include "home/name.h"
#include "tests/unit/home_tree.h"
#include "tests/unit/root.h"

static void the_modes_of_the_tutorial_are_safe(void **state)
{
	struct tree *tree = *state;
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void nothing_is_missed_where_there_is_no_ssh_folder(void **state)
{
	struct tree *tree = *state;
	tree_remove(tree, "home/brian/.ssh/authorized_keys");
	assert_int_equal(tree_check(tree), 0);
	tree_remove(tree, "home/brian/.ssh");
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void roots_home_of_0755_is_safe_for_a_jail(void **state)
{
	struct tree *tree = *state;
	tree->request.path = "/usr";
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
	tree->request.path = "/";
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

/* Expects these words of .ssh, which everybody can write, in the note. */
static void expect_words(struct tree *tree, const char *words)
{
	char expected[512];
	tree_chmod(tree, "home/brian/.ssh", 0702);
	assert_int_equal(tree_check(tree), REASON_SSH_WRITABLE);
	(void)snprintf(expected, sizeof expected,
		"%s/.ssh can be written by everybody (mode 0702)%s%s%s", tree->home, words,
		words[strlen(words) - 1] == ' ' ? tree->home : "",
		words[strlen(words) - 1] == ' ' ? "/.ssh" : "");
	assert_string_equal(tree->note.text, expected);
}

static void the_note_has_the_words_and_the_command(void **state)
{
	struct tree *tree = *state;
	expect_words(tree, getuid() == 0 ? "; look first at what is in it, then mend it with: "
					   "chmod o-w "
					 : "; look first at what is in it, then mend it with: "
					   "runuser -u brian -- chmod o-w ");
}

static void root_mends_what_is_the_accounts_with_the_accounts_rights(void **state)
{
	struct tree *tree = *state;
	tree_give_home(tree);
	expect_words(tree, "; look first at what is in it, then mend it with: runuser -u brian -- "
			   "chmod o-w ");
	const struct tree_finding *found =
		tree_expect(tree, REASON_SSH_WRITABLE, true, "home/brian/.ssh", NULL);
	tree_expect_mend(found, "chmod o-w");
	assert_true(found->own);
}

static void root_mends_nothing_of_an_account_whose_name_is_not_plain(void **state)
{
	struct tree *tree = *state;
	static char longer[NAME_TEXT_MAX + 8];
	static const char *const names[] = {
		"brian;reboot", "br ian", "-brian", "bri\033an", longer};
	tree_give_home(tree);
	memset(longer, 'n', sizeof longer - 1);
	for (size_t n = 0; n < sizeof names / sizeof names[0]; n++) {
		tree->request.account = names[n];
		expect_words(tree, "; look at what is in it");
	}
}

static void root_mends_its_own_folders_as_it_is(void **state)
{
	struct tree *tree = *state;
	char expected[512];
	if (without_root(__func__))
		return;
	tree_give_home(tree);
	tree_chmod(tree, "home", 0777);
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
	(void)snprintf(expected, sizeof expected,
		"%s/home can be written by everybody (mode 0777); mend it with: chmod go-w %s/home",
		tree->base, tree->base);
	assert_string_equal(tree->note.text, expected);
	assert_false(tree->found[0].look);
}

static void root_mends_nothing_of_its_own_that_the_account_could_move_away(void **state)
{
	struct tree *tree = *state;
	if (without_root(__func__))
		return;
	tree_give_home(tree);
	tree_write(tree, "home/brian/.ssh/known_hosts", "", 0602);
	assert_int_equal(tree_check(tree), 0);
	tree_expect_mend(
		tree_expect(tree, REASON_KEYS_WRITABLE, false, "home/brian/.ssh/known_hosts", NULL),
		"");
	tree_remove(tree, "home/brian/.ssh/known_hosts");
	assert_int_equal(lchown(tree_path(tree, "home/brian/.ssh"), 0, (gid_t)-1), 0);
	expect_words(tree, "; look at what is in it");
	tree_expect_mend(tree_expect(tree, REASON_SSH_WRITABLE, true, "home/brian/.ssh", NULL), "");
	assert_int_equal(lchown(tree_path(tree, "home/brian"), 0, (gid_t)-1), 0);
	expect_words(tree, "; look first at what is in it, then mend it with: chmod o-w ");
	assert_int_equal(lchown(tree_path(tree, "home"), TREE_STRANGER, (gid_t)-1), 0);
	expect_words(tree, "; look at what is in it");
	tree_chmod(tree, "home/brian/.ssh", 0700);
	assert_int_equal(lchown(tree_path(tree, "home/brian"), TREE_STRANGER + 1, (gid_t)-1), 0);
	assert_int_equal(tree_check(tree), REASON_HOME_OWNER);
	tree_expect_mend(tree_expect(tree, REASON_HOME_OWNER, true, "home/brian", NULL), "");
}

/* Makes a home of the account's that everybody can write, judges it, and finds the command in the
 * words for the administrator, if there is one. */
static const char *command_about(struct tree *tree, const char *home)
{
	static char path[512];
	(void)snprintf(path, sizeof path, "%s", tree_path(tree, home));
	tree_mkdir(tree, home, 0777);
	assert_int_equal(lchown(path, tree->request.uid, (gid_t)-1), 0);
	tree->request.path = path;
	assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
	assert_int_not_equal(tree->found[0].mend[0], '\0');
	return strstr(tree->note.text, "runuser");
}

static void no_command_is_cut_on_its_way_to_the_administrator(void **state)
{
	struct tree *tree = *state;
	char home[440], name[216], whole[2048];
	size_t with = 0, without = 0;
	tree_give_home(tree);
	for (int len = 1; len <= 215; len++) {
		memset(name, 'n', sizeof name);
		(void)snprintf(home, sizeof home, "home/%.*s", len, name);
		tree_mkdir(tree, home, 0755);
		(void)snprintf(home, sizeof home, "home/%.*s/%.*s", len, name, len, name);
		const char *command = command_about(tree, home);
		(void)snprintf(whole, sizeof whole, "runuser -u brian -- %s", tree->found[0].mend);
		/* Syslog's line, whose length is the note's, begins with account and reason. */
		assert_true(strlen(tree->note.text) + 64 < NOTE_MAX || !command);
		if (command)
			assert_string_equal(command, whole);
		else
			assert_null(strstr(tree->note.text, "mend it"));
		with += command != NULL;
		without += command == NULL;
	}
	assert_true(with > 150 && without > 5);
}

static void no_command_is_told_that_the_log_or_syslog_would_change(void **state)
{
	struct tree *tree = *state;
	static const char *const odd[] = {
		"home/a\nb", "home/a\"b", "home/a'b", "home/a\\b", "home/\xc3\xa9", "home/\x7f"};
	tree_give_home(tree);
	for (size_t n = 0; n < sizeof odd / sizeof odd[0]; n++)
		assert_null(command_about(tree, odd[n]));
	assert_non_null(command_about(tree, "home/a b"));
}

static void the_answer_is_the_first_that_is_grave(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home/brian/.ssh/authorized_keys", 0666);
	assert_int_equal(tree_check(tree), REASON_KEYS_WRITABLE);
	tree_chmod(tree, "home/brian", 0777);
	assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
	tree_chmod(tree, "home", 0777);
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
	assert_int_equal(tree->found[0].reason, REASON_PARENT_WRITABLE);
	assert_int_equal(tree->found[1].reason, REASON_HOME_WRITABLE);
	assert_int_equal(tree->found[2].reason, REASON_KEYS_WRITABLE);
}

static void advice_is_never_the_answer(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home/brian/.ssh", 0755);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 1);
}

static void it_needs_no_visitor(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home/brian", 0777);
	assert_int_equal(home_check(&tree->request, NULL, NULL, &tree->note), REASON_HOME_WRITABLE);
}

static void others_that_can_write_are_grave_on_the_whole_way(void **state)
{
	struct tree *tree = *state;
	static const struct {
		const char *name;
		enum reason reason;
	} places[] = {
		{"home", REASON_PARENT_WRITABLE},
		{"home/brian", REASON_HOME_WRITABLE},
		{"home/brian/.ssh", REASON_SSH_WRITABLE},
		{"home/brian/.ssh/authorized_keys", REASON_KEYS_WRITABLE},
	};
	for (size_t n = 0; n < sizeof places / sizeof places[0]; n++) {
		tree_chmod(tree, places[n].name, 0707);
		assert_int_equal(tree_check(tree), places[n].reason);
		tree_expect_mend(tree_expect(tree, places[n].reason, true, places[n].name,
					 " can be written by everybody (mode 0707)"),
			"chmod o-w");
		tree_chmod(tree, places[n].name, 0700);
	}
}

static void a_folder_for_all_is_mended_for_group_and_others_at_once(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home/brian", 0777);
	assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
	assert_int_equal(tree->count, 1);
	tree_expect_mend(tree_expect(tree, REASON_HOME_WRITABLE, true, "home/brian",
				 " can be written by everybody (mode 0777)"),
		"chmod go-w");
}

static void a_shared_group_that_can_write_is_grave(void **state)
{
	struct tree *tree = *state;
	tree_answer = (struct home_group){.name = "ubuntu"};
	tree_regroup(tree, "home/brian/.ssh");
	tree_chmod(tree, "home/brian/.ssh", 0770);
	assert_int_equal(tree_check(tree), REASON_SSH_WRITABLE);
	tree_expect_mend(tree_expect(tree, REASON_SSH_WRITABLE, true, "home/brian/.ssh",
				 " can be written by the group ubuntu (mode 0770)"),
		"chmod g-w");
}

static void a_private_group_that_can_write_is_advice(void **state)
{
	struct tree *tree = *state;
	static const char *const names[] = {
		"home", "home/brian", "home/brian/.ssh", "home/brian/.ssh/authorized_keys"};
	for (size_t n = 0; n < 4; n++) {
		tree_regroup(tree, names[n]);
		tree_chmod(tree, names[n], 0720);
	}
	assert_int_equal(tree_check(tree), 0);
	tree_expect(tree, REASON_PARENT_WRITABLE, false, "home",
		" can be written by the group brian, in which nobody else is (mode 0720)");
	tree_expect(tree, REASON_HOME_WRITABLE, false, "home/brian", NULL);
	tree_expect(tree, REASON_KEYS_WRITABLE, false, "home/brian/.ssh/authorized_keys", NULL);
	tree_expect_mend(tree_expect(tree, REASON_SSH_WRITABLE, false, "home/brian/.ssh", NULL),
		"chmod g-w");
	tree_answer.others = true;
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
}

static void a_neighbour_by_the_passwd_file_makes_a_group_shared(void **state)
{
	struct tree *tree = *state;
	char line[64];
	tree_regroup(tree, "home/brian");
	tree_chmod(tree, "home/brian", 0775);
	(void)snprintf(line, sizeof line, "bob:x:%lu:%lu::/:\n", (unsigned long)TREE_STRANGER,
		(unsigned long)tree->request.gid);
	tree_write(tree, "passwd", line, 0644);
	assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
}

static void a_group_that_can_not_be_looked_up_is_a_fault(void **state)
{
	struct tree *tree = *state;
	tree_regroup(tree, "home/brian");
	tree_chmod(tree, "home/brian", 0775);
	tree_fault = -EIO;
	assert_int_equal(tree_check(tree), -EIO);
	assert_int_not_equal(tree->note.text[0], '\0');
}

static void a_fault_does_not_hide_what_is_grave(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home", 0777);
	tree_regroup(tree, "home/brian");
	tree_chmod(tree, "home/brian", 0775);
	tree_fault = -EIO;
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
	assert_non_null(strstr(tree->note.text, "can be written by everybody"));
}

static void what_is_a_strangers_is_grave_on_the_whole_way(void **state)
{
	struct tree *tree = *state;
	static const char *const names[] = {
		"home/brian/.ssh/authorized_keys", "home/brian/.ssh", "home/brian", "home"};
	static const enum reason reasons[] = {
		REASON_KEYS_OWNER, REASON_SSH_OWNER, REASON_HOME_OWNER, REASON_PARENT_OWNER};
	/* Without root the whole tree is a stranger's, its first folder above all. */
	const char *const commands[] = {"", "", getuid() == 0 ? "chown -h brian:" : "",
		getuid() == 0 ? "chown -h root" : ""};
	for (size_t n = 0; n < 4; n++) {
		tree_estrange(tree, names[n]);
		int answer = tree_check(tree);
		tree_expect_mend(tree_expect(tree, reasons[n], true, names[n], NULL), commands[n]);
		assert_int_equal(answer, getuid() == 0 ? reasons[n] : REASON_PARENT_OWNER);
	}
	tree_expect_mend(tree_expect(tree, REASON_HOME_OWNER, true, "home/brian", NULL), "");
}

static void nothing_below_a_strangers_folder_is_mended_before_it(void **state)
{
	struct tree *tree = *state;
	if (without_root(__func__))
		return;
	tree->request.uid = TREE_STRANGER;
	tree_chmod(tree, "home", 0757);
	tree_chmod(tree, "", 0757);
	assert_int_equal(tree_check(tree), REASON_PARENT_WRITABLE);
	tree_expect_mend(tree_expect(tree, REASON_PARENT_WRITABLE, true, "home", NULL), "");
}

static void an_owner_is_called_by_name_and_number(void **state)
{
	struct tree *tree = *state;
	tree_estrange(tree, "home/brian");
	char words[256];
	tree_check(tree);
	const struct tree_finding *found =
		tree_expect(tree, REASON_HOME_OWNER, true, "home/brian", NULL);
	unsigned long uid = getuid() == 0 ? TREE_STRANGER : getuid();
	(void)snprintf(words, sizeof words, "uid %lu", uid);
	assert_non_null(strstr(found->what, words));
	assert_non_null(
		strstr(found->what, getuid() == 0 ? ", not to root" : ", not to brian or root"));
}

static void the_accounts_own_files_and_roots_are_nobody_elses(void **state)
{
	struct tree *tree = *state;
	if (without_root(__func__))
		return;
	tree->request.uid = TREE_STRANGER;
	assert_int_equal(tree_check(tree), 0);
	tree_estrange(tree, "home/brian/.ssh");
	tree_estrange(tree, "home/brian/.ssh/authorized_keys");
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void a_sticky_folder_above_the_home_is_safe(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home", 01777);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
}

static void a_strangers_folder_in_a_sticky_one_is_grave(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home", 01777);
	tree_estrange(tree, "home/brian");
	assert_true(tree_check(tree) > 0);
	tree_expect(tree, REASON_HOME_OWNER, true, "home/brian", NULL);
}

static void a_sticky_home_is_not_safe_and_no_command_breaks_it(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home/brian", 01777);
	assert_int_equal(tree_check(tree), REASON_HOME_WRITABLE);
	tree_expect_mend(tree_expect(tree, REASON_HOME_WRITABLE, true, "home/brian", NULL), "");
}

static void a_sticky_ssh_folder_is_not_safe(void **state)
{
	struct tree *tree = *state;
	tree_chmod(tree, "home/brian/.ssh", 01707);
	assert_int_equal(tree_check(tree), REASON_SSH_WRITABLE);
	tree_expect_mend(
		tree_expect(tree, REASON_SSH_WRITABLE, true, "home/brian/.ssh", NULL), "chmod o-w");
}

static void a_readable_ssh_folder_is_advice(void **state)
{
	struct tree *tree = *state;
	static const mode_t readable[] = {0705, 0701, 0704, 0755};
	static const mode_t safe[] = {0700, 0500};
	for (size_t n = 0; n < 4; n++) {
		tree_chmod(tree, "home/brian/.ssh", readable[n]);
		assert_int_equal(tree_check(tree), 0);
		tree_expect_mend(
			tree_expect(tree, REASON_SSH_READABLE, false, "home/brian/.ssh", NULL),
			"chmod go-rwx");
	}
	for (size_t n = 0; n < 2; n++) {
		tree_chmod(tree, "home/brian/.ssh", safe[n]);
		assert_int_equal(tree_check(tree), 0);
		assert_int_equal(tree->count, 0);
	}
}

static void a_ssh_folder_readable_by_a_group_is_advice_unless_it_is_private(void **state)
{
	struct tree *tree = *state;
	tree_regroup(tree, "home/brian/.ssh");
	tree_chmod(tree, "home/brian/.ssh", 0750);
	assert_int_equal(tree_check(tree), 0);
	assert_int_equal(tree->count, 0);
	tree_answer = (struct home_group){.name = "ubuntu"};
	assert_int_equal(tree_check(tree), 0);
	tree_expect(tree, REASON_SSH_READABLE, false, "home/brian/.ssh",
		" can be looked into by the group ubuntu (mode 0750)");
	tree_chmod(tree, "home/brian/.ssh", 0755);
	assert_int_equal(tree_check(tree), 0);
	tree_expect(tree, REASON_SSH_READABLE, false, "home/brian/.ssh",
		" can be looked into by everybody (mode 0755)");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)
	const struct CMUnitTest tests[] = {
		TEST(the_modes_of_the_tutorial_are_safe),
		TEST(nothing_is_missed_where_there_is_no_ssh_folder),
		TEST(roots_home_of_0755_is_safe_for_a_jail),
		TEST(the_note_has_the_words_and_the_command),
		TEST(root_mends_what_is_the_accounts_with_the_accounts_rights),
		TEST(root_mends_nothing_of_an_account_whose_name_is_not_plain),
		TEST(root_mends_its_own_folders_as_it_is),
		TEST(root_mends_nothing_of_its_own_that_the_account_could_move_away),
		TEST(no_command_is_cut_on_its_way_to_the_administrator),
		TEST(no_command_is_told_that_the_log_or_syslog_would_change),
		TEST(the_answer_is_the_first_that_is_grave),
		TEST(advice_is_never_the_answer),
		TEST(it_needs_no_visitor),
		TEST(others_that_can_write_are_grave_on_the_whole_way),
		TEST(a_folder_for_all_is_mended_for_group_and_others_at_once),
		TEST(a_shared_group_that_can_write_is_grave),
		TEST(a_private_group_that_can_write_is_advice),
		TEST(a_neighbour_by_the_passwd_file_makes_a_group_shared),
		TEST(a_group_that_can_not_be_looked_up_is_a_fault),
		TEST(a_fault_does_not_hide_what_is_grave),
		TEST(what_is_a_strangers_is_grave_on_the_whole_way),
		TEST(nothing_below_a_strangers_folder_is_mended_before_it),
		TEST(an_owner_is_called_by_name_and_number),
		TEST(the_accounts_own_files_and_roots_are_nobody_elses),
		TEST(a_sticky_folder_above_the_home_is_safe),
		TEST(a_strangers_folder_in_a_sticky_one_is_grave),
		TEST(a_sticky_home_is_not_safe_and_no_command_breaks_it),
		TEST(a_sticky_ssh_folder_is_not_safe),
		TEST(a_readable_ssh_folder_is_advice),
		TEST(a_ssh_folder_readable_by_a_group_is_advice_unless_it_is_private),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
