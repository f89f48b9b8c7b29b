/* SPDX-License-Identifier: Apache-2.0 */
#include "server/wiring.h"

#include "common/cleanup.h"
#include "server/dispatch.h"
#include "tree.h"

#include <errno.h>
#include <security/_pam_types.h>

#define BEGIN                                                                                      \
	"# PAM configuration for the Secure Shell service\n\n@include common-auth\n\n"             \
	"account    required     pam_nologin.so\n\n# Standard authorization.\n"
#define END                                                                                        \
	"@include common-account\n\nsession required pam_loginuid.so\n"                            \
	"@include common-session\n@include common-password\n"
#define ACCOUNT WIRING_ACCOUNT "\n"
#define SESSION WIRING_SESSION "\n"

static struct path_text out;
static struct note note;

/* Wires a service and expects a text. */
static void expect(const char *before, const char *after)
{
	assert_int_equal(wiring_pam(view_of(before), "/etc/pam.d/sshd", &out, &note), 0);
	assert_string_equal(out.bytes, after);
	assert_int_equal(out.len, strlen(after));
	path_text_free(&out);
}

static void puts_the_account_line_before_the_include_and_the_session_line_last(void **state)
{
	(void)state;
	expect(BEGIN END, BEGIN ACCOUNT END SESSION);
}

static void a_second_time_changes_nothing(void **state)
{
	(void)state;
	expect(BEGIN ACCOUNT END SESSION, BEGIN ACCOUNT END SESSION);
	expect("account required /lib/security/pam_keyhole.so\n-session optional pam_keyhole.so\n",
		"account required /lib/security/pam_keyhole.so\n-session optional "
		"pam_keyhole.so\n");
	expect("account required pam_keyhole.so\n", "account required pam_keyhole.so\n" SESSION);
	expect("session optional pam_keyhole.so\naccount required pam_unix.so\n",
		"session optional pam_keyhole.so\naccount required pam_unix.so\n" ACCOUNT);
}

static void stands_before_whatever_may_end_the_phase_well(void **state)
{
	(void)state;
	static const char *const enders[] = {"account sufficient pam_localuser.so\n",
		"-account [default=bad success=done] pam_sss.so\n",
		"account [success=1 default=ignore] pam_unix.so\n", "account include system-auth\n",
		"account substack password-auth\n", "account \\\n  Sufficient pam_x.so\n",
		"@include site-account\n", "@include /etc/pam.d/common-account\n"};
	for (size_t i = 0; i < sizeof enders / sizeof *enders; i++) {
		char before[512], after[1024];
		snprintf(before, sizeof before,
			"@include common-auth\naccount required pam_nologin.so\n%saccount required "
			"pam_permit.so\n",
			enders[i]);
		snprintf(after, sizeof after,
			"@include common-auth\naccount required pam_nologin.so\n" ACCOUNT
			"%saccount required pam_permit.so\n" SESSION,
			enders[i]);
		expect(before, after);
	}
}

static void stands_behind_account_lines_that_all_count(void **state)
{
	(void)state;
	expect("account required pam_nologin.so\naccount [default=bad success=ok] pam_unix.so\n"
	       "session required pam_unix.so",
		"account required pam_nologin.so\naccount [default=bad success=ok] "
		"pam_unix.so\n" ACCOUNT "session required pam_unix.so\n" SESSION);
	expect("account required pam_unix.so", "account required pam_unix.so\n" ACCOUNT SESSION);
}

static void a_comment_is_no_line(void **state)
{
	(void)state;
	expect("# account sufficient pam_x.so\n#@include common-account\naccount required pam_a.so "
	       "# sufficient pam_keyhole.so\n",
		"# account sufficient pam_x.so\n#@include common-account\naccount required "
		"pam_a.so # sufficient pam_keyhole.so\n" ACCOUNT SESSION);
}

static void refuses_a_service_without_an_account_line(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "# nothing\n", "auth required pam_unix.so\n",
		"@include common-auth\nsession required pam_unix.so\n"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_int_equal(
			wiring_pam(view_of(texts[i]), "/etc/pam.d/sshd", &out, &note), -ENODATA);
		assert_non_null(strstr(note.text, "/etc/pam.d/sshd has no account line"));
	}
}

/* All agree but keyhole. */
static int object(void *context, const struct stack_line *line)
{
	(void)context;
	return stack_is(line, WIRING_MODULE) ? PAM_PERM_DENIED : PAM_SUCCESS;
}

static void the_modules_no_is_heeded_where_the_line_stands(void **state)
{
	struct tree *tree = *state;
	CLEANUP(stack) struct stack stack = {0, NULL};
	tree_text(tree, "common-account",
		"account [success=1 new_authtok_reqd=done default=ignore] pam_unix.so\n"
		"account requisite pam_deny.so\naccount required pam_permit.so\n");
	tree_text(tree, "common-auth", "auth required pam_unix.so\n");
	tree_text(tree, "common-session", "session required pam_unix.so\n");
	tree_text(tree, "common-password", "password required pam_unix.so\n");
	assert_int_equal(wiring_pam(view_of(BEGIN END), "sshd", &out, &note), 0);
	tree_text(tree, "sshd", out.bytes);
	path_text_free(&out);
	assert_int_equal(stack_read(tree->root, "sshd", "account", &stack, &note), 0);
	assert_int_equal(dispatch_run(&stack, object, NULL).status, PAM_PERM_DENIED);
}

static void takes_the_modules_lines_out_and_no_other(void **state)
{
	(void)state;
	assert_int_equal(
		wiring_pam_without(view_of(BEGIN ACCOUNT "# pam_keyhole.so\n" END SESSION
							 "-auth optional \\\n /x/pam_keyhole.so\n"),
			view_of(""), &out, &note),
		0);
	assert_string_equal(out.bytes, BEGIN "# pam_keyhole.so\n" END);
	path_text_free(&out);
}

/* Makes a drop-in. */
static void make(const char *base, bool exclusive)
{
	static const struct view names[] = {VIEW("root"), VIEW("rescue")};
	static const struct settings_list list = {2, names};
	const struct wiring_choice choice = {view_of(base), "/etc/keyhole/revoked.krl", exclusive,
		"/etc/keyhole/break_glass.keys", &list, {NULL, 0}};
	path_text_free(&out);
	assert_int_equal(wiring_sshd(&choice, &out, &note), 0);
}

static void the_drop_in_names_the_list_of_revoked_keys_once(void **state)
{
	(void)state;
	make("AuthorizedKeysCommand /x\n", false);
	assert_non_null(strstr(out.bytes, "AuthorizedKeysCommand /x\n# "));
	assert_non_null(strstr(out.bytes, "\nRevokedKeys /etc/keyhole/revoked.krl\n"));
	make("AuthorizedKeysCommand /x\n  revokedkeys /y\n", false);
	assert_string_equal(out.bytes, "AuthorizedKeysCommand /x\n  revokedkeys /y\n");
	make("# RevokedKeys /y", false);
	assert_non_null(strstr(out.bytes, "# RevokedKeys /y\n"));
	assert_non_null(strstr(out.bytes, "\nRevokedKeys /etc/keyhole/revoked.krl\n"));
	path_text_free(&out);
}

static void exclusively_only_break_glass_accounts_have_files_of_their_own(void **state)
{
	(void)state;
	make("AuthorizedKeysCommand /x\n", true);
	const char *none = strstr(out.bytes, "\nAuthorizedKeysFile none\n");
	assert_non_null(none);
	assert_non_null(strstr(none, "\nMatch User root,rescue\n    AuthorizedKeysFile "
				     "/etc/keyhole/break_glass.keys\n"));
	assert_string_equal(out.bytes + out.len - 21, "ole/break_glass.keys\n");
	path_text_free(&out);
}

/* Sets a setting and expects a text. */
static void expect_set(const char *before, const char *value, const char *after)
{
	assert_int_equal(wiring_set(view_of(before), "home_check", view_of(value), &out, &note), 0);
	assert_string_equal(out.bytes, after);
	path_text_free(&out);
}

static void a_setting_is_replaced_where_it_stands(void **state)
{
	(void)state;
	expect_set("a = 1;\nhome_check = \"warn\"; // why\nb = 2;\n", "\"enforce\"",
		"a = 1;\nhome_check = \"enforce\"; // why\nb = 2;\n");
	expect_set("home_check:\"warn\"\nb = 2;\n", "\"off\"", "home_check:\"off\"\nb = 2;\n");
	expect_set("home_check = \"warn\" // why", "\"off\"", "home_check = \"off\" // why");
	expect_set("/* x */home_check\n=\n\"a;b\" ; c = 1;", "\"off\"",
		"/* x */home_check\n=\n\"off\" ; c = 1;");
}

static void a_setting_in_a_comment_a_text_or_a_group_is_none(void **state)
{
	(void)state;
	static const char *const texts[] = {"// home_check = \"warn\";\n",
		"# home_check = \"warn\";\n", "/* home_check = \"warn\"; */\n",
		"a = \"home_check = 1\";\n", "a = ( { home_check = \"warn\"; } );\n",
		"my_home_check = \"x\";\n", "home_check_too = \"x\";\n", ""};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char after[128];
		snprintf(after, sizeof after, "%shome_check = \"enforce\";\n", texts[i]);
		expect_set(texts[i], "\"enforce\"", after);
		assert_int_equal(wiring_value(view_of(texts[i]), "home_check").len, 0);
	}
	expect_set("a = 1;", "\"off\"", "a = 1;\nhome_check = \"off\";\n");
}

static void a_setting_is_taken_out_with_its_line(void **state)
{
	(void)state;
	expect_set("a = 1;\n  home_check = \"warn\"; \nb = 2;\n", "", "a = 1;\nb = 2;\n");
	expect_set("a = 1; home_check = \"warn\"; b = 2;\n", "", "a = 1;  b = 2;\n");
	expect_set("a = 1;\n", "", "a = 1;\n");
	expect_set("home_check = \"warn\";", "", "");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			puts_the_account_line_before_the_include_and_the_session_line_last),
		cmocka_unit_test(a_second_time_changes_nothing),
		cmocka_unit_test(stands_before_whatever_may_end_the_phase_well),
		cmocka_unit_test(stands_behind_account_lines_that_all_count),
		cmocka_unit_test(a_comment_is_no_line),
		cmocka_unit_test(refuses_a_service_without_an_account_line),
		cmocka_unit_test_setup_teardown(
			the_modules_no_is_heeded_where_the_line_stands, tree_setup, tree_teardown),
		cmocka_unit_test(takes_the_modules_lines_out_and_no_other),
		cmocka_unit_test(the_drop_in_names_the_list_of_revoked_keys_once),
		cmocka_unit_test(exclusively_only_break_glass_accounts_have_files_of_their_own),
		cmocka_unit_test(a_setting_is_replaced_where_it_stands),
		cmocka_unit_test(a_setting_in_a_comment_a_text_or_a_group_is_none),
		cmocka_unit_test(a_setting_is_taken_out_with_its_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
