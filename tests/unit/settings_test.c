/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/tree.h"

#include "common/reason.h"
#include "common/settings.h"

#include <errno.h>

/* Expects the defaults, root as the only break-glass account among them. */
static void expect_defaults(const struct settings *settings)
{
	assert_string_equal(settings->keys_dir, "/etc/keyhole/keys.d");
	assert_int_equal(settings->home_check, HOME_CHECK_WARN);
	assert_int_equal(settings->rsa_min_bits, 2048);
	assert_int_equal(settings->uid_min, 1000);
	assert_true(settings->own_account);
	assert_int_equal(settings->break_glass.count, 1);
	assert_true(settings_list_has(&settings->break_glass, view_of("root")));
	assert_true(settings_list_has(&settings->services, view_of("sshd")));
	assert_true(settings_list_has(&settings->key_types, view_of("ssh-ed25519")));
	assert_false(settings_list_has(&settings->key_types, view_of("ssh-dss")));
}

/* Expects a text to be refused with these words, and to leave the defaults. */
static void expect_refused(struct tree *tree, const char *text, const char *words)
{
	struct settings settings;
	struct note note = {""};
	int r = settings_load(tree_text(tree, "keyhole.conf", text), &settings, &note);
	if (r >= 0)
		fail_msg("%s was taken", text);
	assert_says(note, tree->path);
	assert_says(note, words);
	expect_defaults(&settings);
	settings_free(&settings);
}

static void a_missing_file_is_a_fault_for_it_may_have_been_narrower(void **state)
{
	struct settings settings;
	struct note note;
	assert_int_equal(settings_load(tree_path(*state, "none"), &settings, &note), -ENOENT);
	assert_says(note, "there is no such file");
	expect_defaults(&settings);
	settings_free(&settings);
}

static void an_empty_file_is_taken_for_one_that_was_cut_off(void **state)
{
	expect_refused(*state, "", "is empty");
}

static void a_list_of_no_break_glass_accounts_is_refused(void **state)
{
	expect_refused(*state, "break_glass = ();", "break_glass names nobody");
	expect_refused(*state, "services = ();", "services names none");
}

static void the_shipped_file_means_the_defaults(void **state)
{
	char text[16384];
	FILE *shipped = fopen("conf/keyhole.conf", "r");
	assert_non_null(shipped);
	text[fread(text, 1, sizeof text - 1, shipped)] = '\0';
	fclose(shipped);
	struct settings settings;
	struct note note = {""};
	assert_int_equal(
		settings_load(tree_text(*state, "keyhole.conf", text), &settings, &note), 0);
	expect_defaults(&settings);
	settings_free(&settings);
}

static void the_shipped_file_shows_settings_that_can_be_read(void **state)
{
	char text[16384], line[512];
	FILE *shipped = fopen("conf/keyhole.conf", "r");
	assert_non_null(shipped);
	text[0] = '\0';
	while (fgets(line, sizeof line, shipped))
		if (strchr(line, '=') || strstr(line, "//                "))
			strcat(text, line + 3);
	fclose(shipped);
	assert_non_null(strstr(text, "\nservices = "));
	struct settings settings;
	struct note note = {""};
	if (settings_load(tree_text(*state, "keyhole.conf", text), &settings, &note) != 0)
		fail_msg("%s", note.text);
	assert_non_null(settings.syntax);
	expect_defaults(&settings);
	settings_free(&settings);
}

static void reads_every_setting(void **state)
{
	struct settings settings;
	struct note note = {""};
	const char *path = tree_text(*state, "keyhole.conf",
		"keys_dir = \"/k\"; accounts_dir = \"/a\"; groups_dir = \"/g\"; revoked_keys = "
		"\"/r\";\n"
		"log_dir = \"/l\"; state_dir = \"/s\"; run_dir = \"/run\"; cache_dir = \"/c\";\n"
		"home_check = \"enforce\"; audit_failure = \"refuse\";\n"
		"rsa_min_bits = 3072; uid_min = 500; own_account = false;\n"
		"key_types = (\"ssh-rsa\"); break_glass = (\"ops\"); services = [\"sshd\", "
		"\"login\"]\n");
	if (settings_load(path, &settings, &note) != 0)
		fail_msg("%s", note.text);
	assert_string_equal(settings.keys_dir, "/k");
	assert_string_equal(settings.accounts_dir, "/a");
	assert_string_equal(settings.groups_dir, "/g");
	assert_string_equal(settings.revoked_keys, "/r");
	assert_string_equal(settings.log_dir, "/l");
	assert_string_equal(settings.state_dir, "/s");
	assert_string_equal(settings.run_dir, "/run");
	assert_string_equal(settings.cache_dir, "/c");
	assert_int_equal(settings.home_check, HOME_CHECK_ENFORCE);
	assert_int_equal(settings.audit_failure, AUDIT_FAILURE_REFUSE);
	assert_int_equal(settings.rsa_min_bits, 3072);
	assert_int_equal(settings.uid_min, 500);
	assert_false(settings.own_account);
	assert_int_equal(settings.key_types.count, 1);
	assert_true(settings_list_has(&settings.break_glass, view_of("ops")));
	assert_false(settings_list_has(&settings.break_glass, view_of("root")));
	assert_true(settings_list_has(&settings.services, view_of("login")));
	settings_free(&settings);
}

static void refuses_an_unknown_setting_and_names_the_nearest(void **state)
{
	expect_refused(*state, "\n\nhome_chek = \"off\";",
		"keyhole.conf:3: there is no setting home_chek; did you mean home_check?");
	expect_refused(*state, "colour = 1;", "keyhole.conf:1: there is no setting colour");
}

static void refuses_a_wrong_type(void **state)
{
	expect_refused(*state, "rsa_min_bits = \"2048\";", ":1: rsa_min_bits must be a number");
	expect_refused(*state, "home_check = true;", "home_check must be a word in quotes");
	expect_refused(*state, "own_account = 1;", "own_account must be true or false");
	expect_refused(*state, "break_glass = \"root\";", "break_glass must be a list");
	expect_refused(*state, "break_glass = (1);", "break_glass must be a list");
	expect_refused(*state, "keys_dir = 5;", "keys_dir must be a path in quotes");
	expect_refused(*state, "rsa_min_bits = 2048.0;", "rsa_min_bits must be a number");
}

static void refuses_impossible_values(void **state)
{
	expect_refused(*state, "rsa_min_bits = 512;", "it must be from 1024 to 16384");
	expect_refused(*state, "rsa_min_bits = -1;", "it must be from 1024 to 16384");
	expect_refused(*state, "home_check = \"enfoce\";", "did you mean \"enforce\"?");
	expect_refused(*state, "keys_dir = \"keys.d\";", "keys_dir must begin with /");
	expect_refused(*state, "key_types = (\"ssh-ed2551\");", "did you mean \"ssh-ed25519\"?");
	expect_refused(*state, "break_glass = (\"../x\");", "break_glass: \"../x\"");
	expect_refused(*state, "services = (\"\");", "it is empty");
	expect_refused(*state, "log_dir = \"/a\\nb\";", "control character");
}

static void refuses_a_setting_twice(void **state)
{
	expect_refused(*state, "uid_min = 1000;\nuid_min = 1;", ":2: duplicate setting name");
}

static void refuses_a_syntax_error_with_its_line(void **state)
{
	expect_refused(*state, "uid_min = 1000;\nhome_check = ;", ":2: syntax error");
	expect_refused(*state, "\xef\xbb\xbfuid_min = 1000;", ":1: ");
	expect_refused(*state, "\xff\xfe\x01", ":1: ");
}

static void refuses_numbers_that_libconfig_reads_wrongly(void **state)
{
	expect_refused(*state, "rsa_min_bits = 04000;", "not begin with 0");
	expect_refused(*state, "rsa_min_bits = 0x1000;", "not begin with 0");
	expect_refused(*state, "rsa_min_bits = 4294969344;", "too many digits");
	expect_refused(*state, "rsa_min_bits = 99999999999999999999;", "too many digits");
}

static void refuses_an_include_which_could_end_the_process(void **state)
{
	expect_refused(*state, "@include \"/etc\"\n", ":1: @include is not supported");
	expect_refused(*state, "uid_min = 1000;\n \t@include \"/etc\"\n", ":2: @include");
	expect_refused(*state, "/* */@include \"/etc\"\n", ":1: @include");
	expect_refused(*state, "/* \n */ @include \"/etc\"\n", ":2: @include");
	expect_refused(*state, "uid_min = 1000; /* a\n b */ @include \"/etc\"\n", ":2: @include");
	expect_refused(*state, "uid_min = 1000; @include \"/etc\"\n", ":1: @include");
	expect_refused(*state, "uid_min = 1000;\r@include \"/etc\"\n", ":1: @include");
}

static void refuses_a_comment_that_is_never_closed(void **state)
{
	expect_refused(*state, "uid_min = 1000;\n/* \nhome_check = \"enforce\";\n",
		":2: a comment begins here and is never closed");
}

static void refuses_a_text_that_is_not_closed_on_its_line(void **state)
{
	expect_refused(*state, "home_check = \"enforce;\n\";", ":1: a text begins");
}

static void reads_comments_of_all_kinds(void **state)
{
	struct settings settings;
	struct note note = {""};
	const char *path = tree_text(*state, "keyhole.conf",
		"# uid_min = 1;\n// uid_min = 2;\n/* uid_min = 3;\n*/ uid_min = /* 4 */ 1005; # 6\n"
		"keys_dir = \"/a//b#c/*d*/\"; // no newline at the end");
	if (settings_load(path, &settings, &note) != 0)
		fail_msg("%s", note.text);
	assert_int_equal(settings.uid_min, 1005);
	assert_string_equal(settings.keys_dir, "/a//b#c/*d*/");
	settings_free(&settings);
}

static void refuses_a_file_that_others_could_have_written(void **state)
{
	struct settings settings;
	struct note note;
	const char *text = "break_glass = (\"mallory\");";
	const char *path = tree_bytes(*state, "keyhole.conf", 0666, text, strlen(text));
	assert_int_equal(settings_load(path, &settings, &note), REASON_UNSAFE_PATH);
	expect_defaults(&settings);
	settings_free(&settings);
}

static void refuses_more_than_256_kib(void **state)
{
	char *text = calloc(1, SETTINGS_FILE_MAX + 2);
	memset(text, '\n', SETTINGS_FILE_MAX + 1);
	struct settings settings;
	struct note note;
	const char *path = tree_text(*state, "keyhole.conf", text);
	assert_int_equal(settings_load(path, &settings, &note), -EFBIG);
	free(text);
	settings_free(&settings);
}

static void borrowed_settings_can_be_pointed_elsewhere_and_own_nothing(void **state)
{
	struct settings settings, borrowed;
	struct note note;
	const char *path = tree_text(*state, "keyhole.conf", "uid_min = 500; keys_dir = \"/a\";");
	assert_int_equal(settings_load(path, &settings, &note), 0);
	settings_borrow(&settings, &borrowed);
	borrowed.keys_dir = "/b";
	assert_int_equal(borrowed.uid_min, 500);
	assert_string_equal(settings.keys_dir, "/a");
	settings_free(&borrowed);
	assert_string_equal(settings.keys_dir, "/a");
	settings_free(&settings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(a_missing_file_is_a_fault_for_it_may_have_been_narrower),
		tree_test(an_empty_file_is_taken_for_one_that_was_cut_off),
		tree_test(a_list_of_no_break_glass_accounts_is_refused),
		tree_test(the_shipped_file_means_the_defaults),
		tree_test(the_shipped_file_shows_settings_that_can_be_read),
		tree_test(reads_every_setting),
		tree_test(refuses_an_unknown_setting_and_names_the_nearest),
		tree_test(refuses_a_wrong_type),
		tree_test(refuses_impossible_values),
		tree_test(refuses_a_setting_twice),
		tree_test(refuses_a_syntax_error_with_its_line),
		tree_test(refuses_numbers_that_libconfig_reads_wrongly),
		tree_test(refuses_an_include_which_could_end_the_process),
		tree_test(refuses_a_comment_that_is_never_closed),
		tree_test(refuses_a_text_that_is_not_closed_on_its_line),
		tree_test(reads_comments_of_all_kinds),
		tree_test(refuses_a_file_that_others_could_have_written),
		tree_test(refuses_more_than_256_kib),
		tree_test(borrowed_settings_can_be_pointed_elsewhere_and_own_nothing),
	};
	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
