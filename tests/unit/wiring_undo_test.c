/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wiring_undo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define PAM "account required pam_unix.so\nsession required pam_unix.so\n"
#define WIRED                                                                                      \
	"account required pam_unix.so\n" WIRING_ACCOUNT                                            \
	"\nsession required pam_unix.so\n" WIRING_SESSION "\n"
#define DROP_IN "# keyhole\nAuthorizedKeysCommand /x\nAuthorizedKeysCommandUser keyhole\n"
#define EXCLUSIVE DROP_IN "AuthorizedKeysFile none\nMatch User root\n\tAuthorizedKeysFile /y\n"

/* Undoes a file and expects what it becomes; NULL is no file. */
static void expect(enum wiring_kind kind, const char *now, const char *after, const char *before,
	const char *result)
{
	const struct wiring_times times = {view_of(now), view_of(after), view_of(before)};
	struct path_text out;
	struct note note;
	assert_int_equal(wiring_undo(kind, &times, &out, &note), 0);
	if (result)
		assert_string_equal(out.bytes ? out.bytes : "(no file)", result);
	else
		assert_null(out.bytes);
	path_text_free(&out);
}

static void gives_back_byte_for_byte_what_nobody_edited(void **state)
{
	(void)state;
	for (enum wiring_kind kind = 0; kind < WIRING_KIND_COUNT; kind++) {
		expect(kind, "ours", "ours", "odd bytes, no newline", "odd bytes, no newline");
		expect(kind, "ours", "ours", "", "");
		expect(kind, "ours", "ours", NULL, NULL);
	}
}

static void a_file_that_was_removed_stays_away(void **state)
{
	(void)state;
	for (enum wiring_kind kind = 0; kind < WIRING_KIND_COUNT; kind++)
		expect(kind, NULL, "ours", "before", NULL);
}

static void of_a_service_that_was_edited_only_our_lines_go(void **state)
{
	(void)state;
	expect(WIRING_PAM, WIRED "session optional pam_motd.so\n", WIRED, PAM,
		PAM "session optional pam_motd.so\n");
	expect(WIRING_PAM, "# new\n" PAM, WIRED, PAM, "# new\n" PAM);
	expect(WIRING_PAM, "account [default=ignore] pam_keyhole.so config=/x\n", WIRED, PAM, "");
}

static void lines_of_the_module_that_were_there_before_stay(void **state)
{
	(void)state;
	expect(WIRING_PAM, WIRING_ACCOUNT "\n" PAM WIRING_SESSION "\n# edited\n",
		WIRING_ACCOUNT "\n" PAM WIRING_SESSION "\n", WIRING_ACCOUNT "\n" PAM,
		WIRING_ACCOUNT "\n" PAM "# edited\n");
	expect(WIRING_PAM, WIRING_ACCOUNT "\n" PAM, WIRED, WIRING_ACCOUNT "\n" PAM,
		WIRING_ACCOUNT "\n" PAM);
}

static void of_a_drop_in_that_was_edited_what_is_not_ours_stays(void **state)
{
	(void)state;
	expect(WIRING_SSHD, DROP_IN "MaxAuthTries 3\n", DROP_IN, NULL, "MaxAuthTries 3\n");
	expect(WIRING_SSHD, "# keyhole\nAuthorizedKeysCommand /x\n\n", DROP_IN, NULL, NULL);
	expect(WIRING_SSHD, DROP_IN "MaxAuthTries 3\n", DROP_IN, "# keyhole\n",
		"# keyhole\nMaxAuthTries 3\n");
}

static void what_was_written_into_our_match_keeps_it(void **state)
{
	(void)state;
	expect(WIRING_SSHD, EXCLUSIVE "# note\n\tPermitTTY no\n", EXCLUSIVE, NULL,
		"# note\nMatch User root\n\tPermitTTY no\n");
	expect(WIRING_SSHD, EXCLUSIVE "# note\n", EXCLUSIVE, NULL, "# note\n");
	expect(WIRING_SSHD, EXCLUSIVE "Match User brian\nPermitTTY no\n", EXCLUSIVE, NULL,
		"Match User brian\nPermitTTY no\n");
	expect(WIRING_SSHD, "Banner none\n" EXCLUSIVE, EXCLUSIVE, NULL, "Banner none\n");
}

static void our_lines_go_in_whatever_blanks_and_case(void **state)
{
	(void)state;
	expect(WIRING_SSHD, "Banner none\n# keyhole\nauthorizedkeyscommand   /x", DROP_IN, NULL,
		"Banner none\n");
	expect(WIRING_SSHD, "# keyhole\r\nAuthorizedKeysCommand /x\r\n", DROP_IN, NULL, NULL);
	expect(WIRING_SSHD, "Banner none\n\tAuthorizedKeysCommand\t/x \n", DROP_IN, NULL,
		"Banner none\n");
	expect(WIRING_SSHD, DROP_IN "AuthorizedKeysCommand /X\n", DROP_IN, NULL,
		"AuthorizedKeysCommandUser keyhole\nAuthorizedKeysCommand /X\n");
	expect(WIRING_PAM, PAM WIRING_SESSION "\r\n", WIRED, PAM, PAM);
}

static void who_runs_a_command_stays_as_long_as_one_does(void **state)
{
	(void)state;
	expect(WIRING_SSHD, "AuthorizedKeysCommand /wrap\nAuthorizedKeysCommandUser keyhole\n",
		DROP_IN "AuthorizedKeysCommandUser keyhole\n", NULL,
		"AuthorizedKeysCommand /wrap\nAuthorizedKeysCommandUser keyhole\n");
	expect(WIRING_SSHD, "authorizedkeyscommand=/wrap\nAuthorizedKeysCommandUser keyhole\n",
		DROP_IN "AuthorizedKeysCommandUser keyhole\n", NULL,
		"authorizedkeyscommand=/wrap\nAuthorizedKeysCommandUser keyhole\n");
	expect(WIRING_SSHD, DROP_IN "Banner none\nAuthorizedKeysCommandUser keyhole\n",
		DROP_IN "AuthorizedKeysCommandUser keyhole\n", NULL, "Banner none\n");
	expect(WIRING_SSHD, DROP_IN "Match User brian\nAuthorizedKeysCommand None\n", DROP_IN, NULL,
		"Match User brian\nAuthorizedKeysCommand None\n");
}

static void what_shuts_one_account_is_not_what_shuts_them_all(void **state)
{
	(void)state;
	static const char one[] = "Match User brian\n  AuthorizedKeysFile none\n";
	expect(WIRING_SSHD, EXCLUSIVE "Match User brian\n  AuthorizedKeysFile none\n", EXCLUSIVE,
		NULL, one);
	expect(WIRING_SSHD, EXCLUSIVE "\"Match\" User brian\n  AuthorizedKeysFile none\n",
		EXCLUSIVE, NULL, "\"Match\" User brian\n  AuthorizedKeysFile none\n");
	expect(WIRING_SSHD, DROP_IN "Match User brian\n  AuthorizedKeysFile none\n", EXCLUSIVE,
		NULL, one);
	expect(WIRING_SSHD, DROP_IN "Match User brian\n  AuthorizedKeysFile /y\n", EXCLUSIVE, NULL,
		"Match User brian\n  AuthorizedKeysFile /y\n");
}

static void what_shuts_all_goes_with_the_command_unless_it_was_there_before(void **state)
{
	(void)state;
	expect(WIRING_SSHD, DROP_IN "AuthorizedKeysFile \"none\"\n", DROP_IN, NULL, NULL);
	expect(WIRING_SSHD, DROP_IN "Banner none\nAuthorizedKeysFile none\n", DROP_IN,
		"AuthorizedKeysFile none\n", "Banner none\nAuthorizedKeysFile none\n");
	expect(WIRING_SSHD, "AuthorizedKeysFile none\n", DROP_IN, NULL,
		"AuthorizedKeysFile none\n");
	expect(WIRING_SSHD, EXCLUSIVE "Match all\nAuthorizedKeysFile none\n", EXCLUSIVE, DROP_IN,
		DROP_IN "Match all\nAuthorizedKeysFile none\n");
	expect(WIRING_SSHD, DROP_IN "AuthorizedKeysFile none\nBanner none\n", EXCLUSIVE,
		DROP_IN "#\n", DROP_IN "Banner none\n");
	expect(WIRING_SSHD, DROP_IN "AuthorizedKeysFile none\n", DROP_IN "# 2\n", DROP_IN "# 1\n",
		DROP_IN "AuthorizedKeysFile none\n");
	expect(WIRING_SSHD, "AuthorizedKeysCommand /wrap\nAuthorizedKeysFile none\n", DROP_IN, NULL,
		"AuthorizedKeysCommand /wrap\nAuthorizedKeysFile none\n");
}

static void a_setting_that_is_still_ours_gets_its_old_value(void **state)
{
	(void)state;
	expect(WIRING_SETTINGS, "uid_min = 500;\nhome_check = \"enforce\";\n",
		"home_check = \"enforce\";\n", "", "uid_min = 500;\n");
	expect(WIRING_SETTINGS, "home_check = \"enforce\"; // x\n", "home_check = \"enforce\";\n",
		"home_check = \"warn\";\n", "home_check = \"warn\"; // x\n");
	expect(WIRING_SETTINGS, "home_check = \"off\";\n", "home_check = \"enforce\";\n",
		"home_check = \"warn\";\n", "home_check = \"off\";\n");
}

static void a_list_of_revoked_keys_that_was_changed_stays(void **state)
{
	(void)state;
	expect(WIRING_LIST, "more", "ours", NULL, "more");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_back_byte_for_byte_what_nobody_edited),
		cmocka_unit_test(a_file_that_was_removed_stays_away),
		cmocka_unit_test(of_a_service_that_was_edited_only_our_lines_go),
		cmocka_unit_test(lines_of_the_module_that_were_there_before_stay),
		cmocka_unit_test(of_a_drop_in_that_was_edited_what_is_not_ours_stays),
		cmocka_unit_test(what_was_written_into_our_match_keeps_it),
		cmocka_unit_test(our_lines_go_in_whatever_blanks_and_case),
		cmocka_unit_test(who_runs_a_command_stays_as_long_as_one_does),
		cmocka_unit_test(what_shuts_one_account_is_not_what_shuts_them_all),
		cmocka_unit_test(what_shuts_all_goes_with_the_command_unless_it_was_there_before),
		cmocka_unit_test(a_setting_that_is_still_ours_gets_its_old_value),
		cmocka_unit_test(a_list_of_revoked_keys_that_was_changed_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
