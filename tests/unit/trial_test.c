/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry_box.h"

#include <errno.h>

/* Plays a step for each of several answers of sshd's. */
struct row {
	const char *sshd, *token;
};

/* Holds a step against its rows. */
static void hold(
	struct tree *tree, void (*trial)(struct inquiry *), const struct row *rows, size_t count)
{
	struct inquiry_box *box = box_open(tree);
	for (size_t i = 0; i < count; i++) {
		box_sshd(box, rows[i].sshd);
		const char *token = box_play(box, trial);
		if (strcmp(token, rows[i].token) != 0)
			fail_msg("\"%s\", not \"%s\", for %s", token, rows[i].token, rows[i].sshd);
	}
	box_close(box);
}

#define HOLD(state, trial, rows) hold(*(state), trial, rows, sizeof(rows) / sizeof *(rows))

static void holds_the_lists_of_users_and_groups_in_sshds_order(void **state)
{
	static const struct row rows[] = {{"", ""}, {"denyusers brian\n", "deny-users"},
		{"denyusers alice\ndenyusers b*\n", "deny-users"}, {"denyusers alice\n", ""},
		{"denyusers brian@10.0.0.0/8\n", "deny-users"},
		{"denyusers brian\nallowusers alice\n", "deny-users"},
		{"allowusers alice\n", "allow-users"}, {"allowusers alice\nallowusers brian\n", ""},
		{"allowusers brian@10.0.0.0/8\n", "allow-users"},
		{"denygroups users\n", "deny-groups"}, {"denygroups staff\n", ""},
		{"allowgroups staff\n", "allow-groups"}, {"allowgroups us?rs\n", ""},
		{"denygroups brian\nallowgroups users\n", "deny-groups"}};
	HOLD(state, trial_users, rows);
}

static void holds_a_list_with_addresses_against_the_clients(void **state)
{
	struct inquiry_box *box = box_open(*state);
	box_sshd(box, "denyusers brian@10.0.0.0/8\n");
	box->inquiry.from = NULL;
	box_play(box, trial_users);
	assert_int_equal(box_step(box, "deny-users")->verdict, STEP_UNKNOWN);
	box->inquiry.from = "10.1.2.3";
	box_play(box, trial_users);
	assert_int_equal(box_step(box, "deny-users")->verdict, STEP_REFUSED);
	box->inquiry.from = "192.168.1.1";
	assert_string_equal(box_play(box, trial_users), "");
	box_sshd(box, "allowusers brian@10.0.0.0/8\n");
	assert_string_equal(box_play(box, trial_users), "allow-users");
	assert_int_equal(box_step(box, "allow-users")->verdict, STEP_REFUSED);
	box->inquiry.from = "10.1.2.3";
	assert_string_equal(box_play(box, trial_users), "");
	box_close(box);
}

static void names_commands_for_groups_that_work_without_sshds_files(void **state)
{
	struct inquiry_box *box = box_open(*state);
	box_sshd(box, "denygroups users\n");
	box_play(box, trial_users);
	assert_string_equal(box_step(box, "deny-groups")->mend, "gpasswd -d brian users");
	box_sshd(box, "allowgroups staff\nallowgroups admins\n");
	box_play(box, trial_users);
	assert_string_equal(box_step(box, "allow-groups")->mend, "usermod -aG staff brian");
	box_sshd(box, "allowgroups st*f\n");
	box_play(box, trial_users);
	assert_null(box_step(box, "allow-groups")->mend);
	box_close(box);
}

static void asks_whether_one_key_is_enough(void **state)
{
	static const struct row rows[] = {{"", ""}, {"pubkeyauthentication no\n", "pubkey-off"},
		{"authenticationmethods publickey,password\n", "methods"},
		{"authenticationmethods password\n", "methods"},
		{"authenticationmethods publickey,publickey\n", "methods"},
		{"authenticationmethods password publickey\n", ""},
		{"authenticationmethods publickey\n", ""}};
	HOLD(state, trial_methods, rows);
}

static void asks_whether_root_may_come_in(void **state)
{
	struct inquiry_box *box = box_open(*state);
	box_sshd(box, "permitrootlogin no\n");
	assert_string_equal(box_play(box, trial_root), "");
	box->inquiry.account.pw_uid = 0;
	assert_string_equal(box_play(box, trial_root), "root-login");
	box_sshd(box, "permitrootlogin forced-commands-only\n");
	assert_string_equal(box_play(box, trial_root), "");
	box_close(box);
}

static void looks_at_the_lock_only_where_sshd_does(void **state)
{
	struct inquiry_box *box = box_open(*state);
	char locked[] = "!", kept[] = "!$y$x";
	box->inquiry.shadow.sp_pwdp = locked;
	assert_string_equal(box_play(box, trial_lock), "");
	box_sshd(box, "usepam no\n");
	assert_string_equal(box_play(box, trial_lock), "account-locked");
	assert_string_equal(box_step(box, "account-locked")->mend, "usermod -p '*' brian");
	box->inquiry.shadow.sp_pwdp = kept;
	box_play(box, trial_lock);
	assert_string_equal(box_step(box, "account-locked")->mend, "usermod -U brian");
	char none[] = "*";
	box->inquiry.shadow.sp_pwdp = none;
	box->inquiry.shadow.sp_expire = 19999;
	assert_string_equal(box_play(box, trial_lock), "account-expired");
	box_close(box);
}

static void refuses_a_shell_that_can_not_be_run(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	char shell[512];
	assert_string_equal(box_play(box, trial_shell), "");
	strcpy(shell, tree_text(tree, "shell", "#!/bin/sh\n"));
	box->inquiry.account.pw_shell = shell;
	assert_string_equal(box_play(box, trial_shell), "shell-missing");
	assert_string_equal(box_step(box, "shell-missing")->mend, "usermod -s /bin/bash brian");
	chmod(shell, 0755);
	assert_string_equal(box_play(box, trial_shell), "");
	box->inquiry.account.pw_shell = tree->root;
	assert_string_equal(box_play(box, trial_shell), "shell-missing");
	char empty[] = "", missing[] = "/nonexistent/shell";
	box->inquiry.account.pw_shell = empty;
	assert_string_equal(box_play(box, trial_shell), "");
	box->inquiry.account.pw_shell = missing;
	assert_string_equal(box_play(box, trial_shell), "shell-missing");
	box_sshd(box, "chrootdirectory /srv\n");
	assert_string_equal(box_play(box, trial_shell), "");
	box_close(box);
}

static void names_the_nearest_account_for_one_that_is_none(void **state)
{
	struct inquiry_box *box = box_open(*state);
	box->inquiry.account_fault = -ENOENT;
	box->inquiry.name = "rooot";
	assert_string_equal(box_play(box, trial_account), "no-account");
	assert_non_null(strstr(box_step(box, "no-account")->what, "; did you mean root?"));
	assert_null(box_step(box, "no-account")->mend);
	box->inquiry.name = "qqqqqqqqqq";
	box_play(box, trial_account);
	assert_string_equal(
		box_step(box, "no-account")->mend, "useradd -m -s /bin/bash qqqqqqqqqq");
	box->inquiry.name = "$(id)";
	box_play(box, trial_account);
	assert_null(box_step(box, "no-account")->mend);
	box->inquiry.account_fault = -EIO;
	assert_string_equal(box_play(box, trial_account), "fault");
	box_close(box);
}

static void says_why_sshd_could_not_be_asked(void **state)
{
	struct inquiry_box *box = box_open(*state);
	box->inquiry.sshd_known = false;
	box->inquiry.sshd_fault = -ENOENT;
	assert_string_equal(box_play(box, trial_sshd), "sshd-unknown");
	box->inquiry.sshd_fault = 0;
	box->inquiry.sshd_said.status = 255;
	strcpy(box->inquiry.sshd_said.errors, "line 3: Bad configuration option\nmore");
	assert_string_equal(box_play(box, trial_sshd), "sshd-config");
	assert_non_null(strstr(box_step(box, "sshd-config")->what, "Bad configuration option"));
	assert_null(strstr(box_step(box, "sshd-config")->what, "more"));
	strcpy(box->inquiry.sshd_said.errors, SSHD_NO_FOLDER ": /run/sshd\r\n");
	assert_string_equal(box_play(box, trial_sshd), "sshd-unknown");
	assert_string_equal(box_step(box, "sshd-unknown")->mend, "systemctl start ssh");
	box_close(box);
}

static void tells_an_sshd_that_has_not_read_its_configuration_again(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	char text[600];
	const struct timespec old[] = {{1000, 0}, {1000, 0}};
	snprintf(text, sizeof text, "pidfile %s\n", tree_text(tree, "pid", "1\n"));
	box_sshd(box, text);
	if (access("/etc/ssh/sshd_config", F_OK) == 0) {
		utimensat(AT_FDCWD, tree_path(tree, "pid"), old, 0);
		assert_string_equal(box_play(box, trial_sshd), "sshd-stale");
		assert_int_equal(box_step(box, "sshd-stale")->verdict, STEP_UNKNOWN);
	}
	tree_text(tree, "pid", "2\n");
	assert_string_equal(box_play(box, trial_sshd), "");
	box_sshd(box, "refuseconnection yes\n");
	assert_string_equal(box_play(box, trial_sshd), "refuse-connection");
	box_close(box);
}

static void judges_the_command_before_it_would_be_run(void **state)
{
	static const struct row rows[] = {{"authorizedkeyscommand none\n", "command-none"},
		{"authorizedkeyscommand /usr/bin/userdbctl ssh-authorized-keys %u\n",
			"command-other"},
		{"authorizedkeyscommand /x/keyhole-keys-old %u\n", "command-other"},
		{"authorizedkeyscommanduser none\n", "command-user"},
		{"authorizedkeyscommanduser nobody-at-all\n", "command-user"},
		{"authorizedkeyscommand /x/keyhole-keys %u %U %f %t %k %C\n", "command-token"},
		{"authorizedkeyscommand /x/keyhole-keys %u %U %i\n", "command-token"},
		{"authorizedkeyscommand /x/keyhole-keys\n", "command-arguments"},
		{"authorizedkeyscommand /x/keyhole-keys %u\n", "command-arguments"},
		{"authorizedkeyscommand /x/keyhole-keys %u %U %f\n", "command-arguments"},
		{"authorizedkeyscommand /x/keyhole-keys %U %u\n", "command-arguments"},
		{"authorizedkeyscommand /x/keyhole-keys %u %U\n", "command-path"},
		{"authorizedkeyscommand /x/keyhole-keys --config /c %u %U %f %t %k\n",
			"command-path"},
		{"authorizedkeyscommand /x/keyhole-keys %u %U %f %t %k\n", "command-path"}};
	HOLD(state, trial_command, rows);
}

static void knows_the_tokens_of_each_version(void **state)
{
	struct inquiry_box *box = box_open(*state);
	box_sshd(box, "authorizedkeyscommand /x/keyhole-keys %u %U %C\n");
	box->inquiry.sshd_minor = 4;
	assert_string_equal(box_play(box, trial_command), "command-arguments");
	box->inquiry.sshd_minor = 3;
	assert_string_equal(box_play(box, trial_command), "command-token");
	assert_int_equal(box_step(box, "command-token")->verdict, STEP_REFUSED);
	box->inquiry.sshd_major = 10;
	box->inquiry.sshd_minor = 0;
	assert_string_equal(box_play(box, trial_command), "command-arguments");
	box_close(box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(holds_the_lists_of_users_and_groups_in_sshds_order),
		tree_test(holds_a_list_with_addresses_against_the_clients),
		tree_test(names_commands_for_groups_that_work_without_sshds_files),
		tree_test(asks_whether_one_key_is_enough),
		tree_test(asks_whether_root_may_come_in),
		tree_test(looks_at_the_lock_only_where_sshd_does),
		tree_test(refuses_a_shell_that_can_not_be_run),
		tree_test(names_the_nearest_account_for_one_that_is_none),
		tree_test(says_why_sshd_could_not_be_asked),
		tree_test(tells_an_sshd_that_has_not_read_its_configuration_again),
		tree_test(judges_the_command_before_it_would_be_run),
		tree_test(knows_the_tokens_of_each_version),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
