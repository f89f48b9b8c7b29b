/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=setpwent -Wl,--wrap=getpwent -Wl,--wrap=endpwent -Wl,--wrap=getpwnam */
/* link: -Wl,--wrap=getpwuid -Wl,--wrap=geteuid -Wl,--wrap=setfsuid -Wl,--wrap=setfsgid */
/* link: -Wl,--wrap=setgroups -Wl,--wrap=isatty */
/* keyhole check: what it names, what it mends, and what it leaves alone. */
#include "check_tree.h"
#include "key_data.h"

#include <fcntl.h>
#include <signal.h>

#define SSH "home/brian/.ssh"
#define KEYS SSH "/authorized_keys"

static void a_server_without_fault_is_said_to_be_one(void **state)
{
	(void)state;
	assert_int_equal(check_run("", ""), EXIT_YES);
	sandbox_expect(&box, "out", "2 accounts, configuration, store and log: nothing is wrong\n");
}

static void a_grave_finding_has_path_mode_and_command_and_decides_the_status(void **state)
{
	(void)state;
	check_chmod(SSH, 0702);
	assert_int_equal(check_run("", ""), EXIT_NO);
	check_says("account brian\n  grave: ");
	check_says("/home/brian/.ssh can be written by everybody (mode 0702)\n");
	check_says("look first at what is in it, then mend it with:\n      ");
	check_says("chmod o-w ");
	check_says("\n2 accounts, configuration, store and log: 1 grave finding\n");
	check_lacks("account root");
}

static void advice_alone_is_shown_and_is_no_failure(void **state)
{
	(void)state;
	check_chmod(KEYS, 0604);
	assert_int_equal(check_run("", ""), EXIT_YES);
	check_says("advice: ");
	check_says("can be read by everybody (mode 0604)");
	check_says("1 piece of advice\n");
}

static void only_the_accounts_that_are_named_are_looked_at(void **state)
{
	(void)state;
	check_chmod(SSH, 0702);
	check_chmod("log", 0777);
	assert_int_equal(check_run("root", ""), EXIT_YES);
	sandbox_expect(&box, "out", "1 account: nothing is wrong\n");
	assert_int_equal(check_run("brian root", ""), EXIT_NO);
	check_says("2 accounts: 1 grave finding");
}

static void an_account_that_does_not_exist_gets_the_nearest_name(void **state)
{
	(void)state;
	assert_int_equal(check_run("brain", ""), EXIT_UNSURE);
	sandbox_expect_part(&box, "err", "there is no account brain; did you mean brian?");
	assert_int_equal(check_run("zzzzzz", ""), EXIT_UNSURE);
	sandbox_expect_part(&box, "err", "there is no account zzzzzz\n");
}

static void fix_mends_and_what_is_left_decides_the_status(void **state)
{
	(void)state;
	check_chmod(SSH, 0777);
	check_chmod(KEYS, 0666);
	assert_int_equal(check_run("--fix --yes", ""), EXIT_YES);
	assert_int_equal(check_mode(SSH), 0700);
	assert_int_equal(check_mode(KEYS), 0600);
	check_says("    mended; look at what is in it\n");
	check_says("4 changes made; nothing is wrong any more\n");
	assert_int_equal(check_run("", ""), EXIT_YES);
}

static void what_can_not_be_mended_is_said_and_left(void **state)
{
	(void)state;
	check_chmod(KEYS, 0666);
	assert_int_equal(link(check_place(KEYS), check_place("home/second")), 0);
	assert_int_equal(check_run("--fix --yes", ""), EXIT_NO);
	check_says("    not mended: it has 2 names");
	check_says("    not mended: keyhole takes away modes and entries of lists alone");
	check_says("1 grave finding, 2 pieces of advice");
	assert_int_equal(check_mode(KEYS), 0666);
	check_chmod(SSH, 0777);
	assert_int_equal(check_run("--fix --yes", ""), EXIT_NO);
	check_says("; what is left: 1 grave finding");
}

static void a_list_of_keys_that_can_not_be_read_is_told_of(void **state)
{
	(void)state;
	signal(SIGIO, SIG_IGN);
	int fd = open(check_place(KEYS), O_RDWR | O_CLOEXEC);
	assert_int_equal(fcntl(fd, F_SETLEASE, F_WRLCK), 0);
	assert_int_equal(check_run("brian", ""), EXIT_UNSURE);
	close(fd);
	check_says("authorized_keys can't be read: a program holds a lease on it");
	assert_int_equal(check_run("brian", ""), EXIT_YES);
}

static void without_a_terminal_fix_needs_yes(void **state)
{
	(void)state;
	check_chmod(SSH, 0777);
	assert_int_equal(check_run("--fix", ""), EXIT_WRONG_USAGE);
	sandbox_expect_part(&box, "err", "there is no terminal: add --yes");
	check.terminal = true;
	assert_int_equal(check_run("--fix --json", ""), EXIT_WRONG_USAGE);
	assert_int_equal(check_run("--yes", ""), EXIT_WRONG_USAGE);
	assert_int_equal(check_mode(SSH), 0777);
}

static void each_change_is_asked_for_on_a_terminal(void **state)
{
	(void)state;
	check.terminal = true;
	check_chmod(SSH, 0777);
	check_chmod(KEYS, 0666);
	/* .ssh is written, and read; then the list of keys is. */
	assert_int_equal(check_run("--fix", "n\ny\nno\n\n"), EXIT_NO);
	check_says("make this change? [y]es, [n]o, [a]ll, [q]uit: ");
	assert_int_equal(check_mode(SSH), 0700);
	assert_int_equal(check_mode(KEYS), 0666);
	assert_int_equal(check_run("--fix", "a\n"), EXIT_YES);
	assert_int_equal(check_mode(KEYS), 0600);
}

static void nothing_is_changed_after_quit_or_the_end_of_the_answers(void **state)
{
	(void)state;
	check.terminal = true;
	check_chmod(SSH, 0777);
	assert_int_equal(check_run("--fix", "q\ny\ny\ny\n"), EXIT_NO);
	assert_int_equal(check_mode(SSH), 0777);
	assert_int_equal(check_run("--fix", ""), EXIT_NO);
	assert_int_equal(check_mode(SSH), 0777);
}

static void json_has_an_object_for_each_finding(void **state)
{
	(void)state;
	check_chmod(SSH, 0702);
	assert_int_equal(check_run("--json", ""), EXIT_NO);
	check_says("{\"part\":\"account\",\"account\":\"brian\",\"gravity\":\"grave\","
		   "\"reason\":\"ssh-writable\",\"path\":\"");
	check_says("(mode 0702)\",\"mend\":\"");
	check_says("\"look\":true}\n");
	check_lacks("result");
	check_lacks("2 accounts");
	assert_int_equal(check_run("--json --fix --yes", ""), EXIT_YES);
	check_says("\"result\":\"mended\"");
	assert_int_equal(check_mode(SSH), 0700);
}

static void names_that_would_deceive_are_escaped(void **state)
{
	(void)state;
	sandbox_write(&box, SSH "/\033[2Jid_\"x\"", "");
	check_chmod(SSH "/\033[2Jid_\"x\"", 0666);
	assert_int_equal(check_run("", ""), EXIT_YES);
	check_says("\\x1b[2Jid_\"x\"");
	check_lacks("\033");
	assert_int_equal(check_run("--json", ""), EXIT_YES);
	check_says("\\u001b[2Jid_\\\"x\\\"");
}

static void a_home_is_judged_with_the_rights_of_its_account(void **state)
{
	(void)state;
	assert_int_equal(check_run("", ""), EXIT_YES);
	assert_int_equal(check.taken, getuid() == 0 ? 1 : 2);
	assert_int_equal(check.fsuid, 0);
}

static void once_rights_do_not_come_back_nothing_more_is_done(void **state)
{
	(void)state;
	check.lose = true;
	check_chmod("log", 0777);
	assert_int_equal(check_run("--fix --yes", ""), EXIT_UNSURE);
	check_says("could not tell: root's rights did not come back");
	assert_int_equal(check.taken, 1);
	assert_int_equal(check_mode("log"), 0777);
}

static void who_is_not_root_looks_at_the_own_home(void **state)
{
	(void)state;
	check.user = check_uid();
	sandbox_write(&box, "passwd", "");
	check_account("brian", "home/brian", "/bin/sh");
	check_chmod(SSH, 0702);
	check_chmod("log", 0777);
	assert_int_equal(check_run("", ""), EXIT_NO);
	check_says("mend it with:\n      chmod o-w ");
	check_says("\n1 account: 1 grave finding\n");
	assert_int_equal(check.taken, 0);
}

static void on_a_terminal_words_fit_into_eighty_columns(void **state)
{
	(void)state;
	check.terminal = true;
	check_chmod(KEYS, 0666);
	assert_int_equal(link(check_place(KEYS), check_place("home/second")), 0);
	assert_int_equal(check_run("", ""), EXIT_NO);
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	assert_non_null(out);
	for (char *line = strtok(out, "\n"); line; line = strtok(NULL, "\n"))
		if (strlen(line) > 80 && !strstr(line, "chmod"))
			fail_msg("too long: %s", line);
	free(out);
}

static void an_own_authority_that_lets_nobody_in_particular_in_is_advice(void **state)
{
	(void)state;
	struct view key = key_data_read("ca.pub");
	char text[4096], line[1024];
	snprintf(line, sizeof line, "%.*s", (int)strcspn(key.data, "\n"), key.data);
	snprintf(text, sizeof text, "# one\ncert-authority,principals=\"brian\" %s\n%s\n", line,
		line);
	sandbox_write(&box, KEYS, text);
	chmod(box.path, 0600);
	assert_int_equal(check_run("brian", ""), EXIT_YES);
	check_says(": nothing is wrong\n");
	snprintf(text, sizeof text, "# cert-authority\n \tpty,Cert-Authority %s\n", line);
	sandbox_write(&box, KEYS, text);
	chmod(box.path, 0600);
	assert_int_equal(check_run("brian", ""), EXIT_YES);
	check_says("authorized_keys:2: cert-authority without principals=\"brian\"");
	check_says(": 1 piece of advice\n");
}

static void who_can_log_in_is_told_by_the_shell(void **state)
{
	(void)state;
	check_account("nologin", "home/n1", "/usr/sbin/nologin");
	check_account("false", "home/n2", "/bin/false");
	check_account("gone", "home/n3", "/bin/no-such-shell");
	check_account("text", "home/n4", check_place("passwd"));
	check_account("empty", "home/n5", "");
	check_account("brian", "home/n6", "/bin/sh");
	assert_int_equal(check_run("", ""), EXIT_YES);
	check_says("account empty\n");
	check_says("\n3 accounts, ");
	sandbox_write(&box, "etc/accounts/nologin.conf", "grants = ();\n");
	assert_int_equal(check_run("", ""), EXIT_YES);
	check_says("account empty\n  advice: ");
	check_says("\naccount nologin\n");
	check_says("\n4 accounts, ");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, check_setup, check_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_server_without_fault_is_said_to_be_one),
		TEST(a_grave_finding_has_path_mode_and_command_and_decides_the_status),
		TEST(advice_alone_is_shown_and_is_no_failure),
		TEST(only_the_accounts_that_are_named_are_looked_at),
		TEST(an_account_that_does_not_exist_gets_the_nearest_name),
		TEST(fix_mends_and_what_is_left_decides_the_status),
		TEST(a_list_of_keys_that_can_not_be_read_is_told_of),
		TEST(what_can_not_be_mended_is_said_and_left),
		TEST(without_a_terminal_fix_needs_yes),
		TEST(each_change_is_asked_for_on_a_terminal),
		TEST(nothing_is_changed_after_quit_or_the_end_of_the_answers),
		TEST(json_has_an_object_for_each_finding),
		TEST(names_that_would_deceive_are_escaped),
		TEST(a_home_is_judged_with_the_rights_of_its_account),
		TEST(once_rights_do_not_come_back_nothing_more_is_done),
		TEST(who_is_not_root_looks_at_the_own_home),
		TEST(on_a_terminal_words_fit_into_eighty_columns),
		TEST(who_can_log_in_is_told_by_the_shell),
		TEST(an_own_authority_that_lets_nobody_in_particular_in_is_advice),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
