/* SPDX-License-Identifier: Apache-2.0 */
#include "home/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct finding finding;

static void names_the_path_the_words_and_the_command(void **state)
{
	(void)state;
	finding_begin(&finding, REASON_SSH_WRITABLE, true, "/home/brian/.ssh");
	finding_say(&finding, "can be written by the group %s (mode %04o)", "ubuntu", 0770U);
	finding_mend(&finding, "chmod %s", "g-w");
	assert_int_equal(finding.reason, REASON_SSH_WRITABLE);
	assert_true(finding.grave);
	assert_string_equal(finding.path, "/home/brian/.ssh");
	assert_string_equal(
		finding.what, "/home/brian/.ssh can be written by the group ubuntu (mode 0770)");
	assert_string_equal(finding.mend, "chmod g-w /home/brian/.ssh");
}

static void begins_without_the_words_of_the_one_before(void **state)
{
	(void)state;
	finding_begin(&finding, REASON_SSH_WRITABLE, true, "/a");
	finding_say(&finding, "is wrong");
	finding_mend(&finding, "chmod g-w");
	finding.look = finding.own = true;
	finding_begin(&finding, REASON_HOME_MISSING, false, "/b");
	assert_false(finding.grave);
	assert_false(finding.look);
	assert_false(finding.own);
	assert_string_equal(finding.what, "/b");
	assert_string_equal(finding.mend, "");
}

/* Checks how a path is quoted in a command. */
static void expect_quoted(const char *path, const char *quoted)
{
	char whole[256];
	(void)snprintf(whole, sizeof whole, "chmod g-w %s", quoted);
	finding_begin(&finding, REASON_HOME_WRITABLE, true, path);
	finding_mend(&finding, "chmod g-w");
	assert_string_equal(finding.mend, whole);
	finding_say(&finding, "is wrong");
	(void)snprintf(whole, sizeof whole, "%s is wrong", path[0] == '-' ? path : quoted);
	assert_string_equal(finding.what, whole);
}

static void quotes_a_path_that_a_shell_would_take_apart(void **state)
{
	(void)state;
	expect_quoted("/home/a.b-c_d@e,f+g:h=i%j", "/home/a.b-c_d@e,f+g:h=i%j");
	expect_quoted("/home/a b", "'/home/a b'");
	expect_quoted("/home/$(reboot)", "'/home/$(reboot)'");
	expect_quoted("/home/it's", "'/home/it'\\''s'");
	expect_quoted("/home/'", "'/home/'\\'''");
	expect_quoted("/home/~", "'/home/~'");
	expect_quoted("/home/a;b&c|d<e>f", "'/home/a;b&c|d<e>f'");
	expect_quoted("/home/a\nb", "'/home/a\nb'");
	expect_quoted("/home/\xc3\xa9", "'/home/\xc3\xa9'");
	expect_quoted("-rf", "'-rf'");
	expect_quoted("", "''");
}

static void no_name_of_a_folder_reads_like_words_of_keyholes(void **state)
{
	(void)state;
	finding_begin(&finding, REASON_HOME_WRITABLE, true,
		"/home/d can be written by everybody (mode 0777); mend it with: bash x #");
	assert_string_equal(finding.what,
		"'/home/d can be written by everybody (mode 0777); mend it with: bash x #'");
	finding_say(&finding, "is wrong");
	assert_string_equal(finding.what,
		"'/home/d can be written by everybody (mode 0777); mend it with: bash x #' is "
		"wrong");
}

static void a_word_is_quoted_unless_it_is_plain(void **state)
{
	(void)state;
	char out[16];
	assert_int_equal(finding_word("../a-b", out, sizeof out), 6);
	assert_string_equal(out, "../a-b");
	assert_int_equal(finding_word("a b", out, sizeof out), 5);
	assert_string_equal(out, "'a b'");
	finding_word("", out, sizeof out);
	assert_string_equal(out, "''");
	finding_word("a\xc2\xa0", out, sizeof out);
	assert_string_equal(out, "'a\xc2\xa0'");
}

static void a_word_that_is_cut_ends_its_quote(void **state)
{
	(void)state;
	char out[16];
	finding_word("fifteen--letter", out, sizeof out);
	assert_string_equal(out, "fifteen--letter");
	finding_word("sixteen---letter", out, sizeof out);
	assert_string_equal(out, "'sixteen'...");
	finding_word("12345 '789", out, sizeof out);
	assert_string_equal(out, "'12345 '\\'''...");
}

static void a_fault_names_the_quoted_path_and_the_words(void **state)
{
	(void)state;
	struct note note;
	char path[FINDING_PATH_MAX];
	assert_int_equal(finding_fault(&note, -EIO, "/a; mend it with: b"), -EIO);
	assert_string_equal(note.text, "'/a; mend it with: b': Input/output error");
	memset(path, 'p', sizeof path - 1);
	path[sizeof path - 1] = '\0';
	assert_int_equal(finding_fault(&note, -EIO, path), -EIO);
	assert_non_null(strstr(note.text, "p'...: Input/output error"));
}

static void a_shell_reads_back_the_quoted_path(void **state)
{
	(void)state;
	static const char path[] = "/a 'b' \"c\" $d `e` \\f *g ?h [i] {j} !k #l\t~m";
	char read[256] = "";
	finding_begin(&finding, REASON_HOME_WRITABLE, true, path);
	finding_mend(&finding, "printf %%s");
	FILE *shell = popen(finding.mend, "re");
	assert_non_null(shell);
	assert_non_null(fgets(read, sizeof read, shell));
	assert_int_equal(pclose(shell), 0);
	assert_string_equal(read, path);
}

static void cuts_words_that_do_not_fit(void **state)
{
	(void)state;
	static char words[2 * FINDING_TEXT_MAX];
	memset(words, 'w', sizeof words - 1);
	finding_begin(&finding, REASON_HOME_WRITABLE, true, "/home");
	finding_say(&finding, "%s", words);
	assert_int_equal(strlen(finding.what), FINDING_TEXT_MAX - 1);
	assert_memory_equal(finding.what, "/home www", 9);
}

static void leaves_out_a_command_that_does_not_fit(void **state)
{
	(void)state;
	static char path[FINDING_PATH_MAX], words[FINDING_TEXT_MAX];
	memset(words, 'w', sizeof words - 1);
	finding_begin(&finding, REASON_HOME_WRITABLE, true, "/home");
	finding_mend(&finding, "%s", words);
	assert_string_equal(finding.mend, "");
	words[FINDING_TEXT_MAX - strlen("''...") - 1] = '\0';
	finding_begin(&finding, REASON_HOME_WRITABLE, true, "");
	finding_mend(&finding, "%s", words);
	assert_string_equal(finding.mend, "");
	words[FINDING_TEXT_MAX - strlen("''...") - 2] = '\0';
	finding_mend(&finding, "%s", words);
	assert_string_equal(finding.mend + FINDING_TEXT_MAX - strlen("w ''...") - 1, "w ''");
	memset(path, '\'', sizeof path - 1);
	path[0] = '/';
	path[FINDING_PATH_MAX - 2] = '\0';
	finding_begin(&finding, REASON_HOME_WRITABLE, true, path);
	finding_mend(&finding, "chmod g-w");
	assert_string_equal(finding.mend, "");
}

static void leaves_out_the_command_for_a_path_that_was_cut(void **state)
{
	(void)state;
	static char path[2 * FINDING_PATH_MAX];
	memset(path, 'p', sizeof path - 1);
	path[0] = '/';
	finding_begin(&finding, REASON_HOME_WRITABLE, true, path);
	finding_mend(&finding, "chmod g-w");
	assert_int_equal(strlen(finding.path), FINDING_PATH_MAX - 1);
	assert_string_equal(finding.mend, "");
	path[FINDING_PATH_MAX - 2] = '\0';
	finding_begin(&finding, REASON_HOME_WRITABLE, true, path);
	finding_mend(&finding, "chmod g-w");
	assert_string_equal(finding.mend + strlen("chmod g-w "), path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_the_path_the_words_and_the_command),
		cmocka_unit_test(begins_without_the_words_of_the_one_before),
		cmocka_unit_test(quotes_a_path_that_a_shell_would_take_apart),
		cmocka_unit_test(no_name_of_a_folder_reads_like_words_of_keyholes),
		cmocka_unit_test(a_word_is_quoted_unless_it_is_plain),
		cmocka_unit_test(a_word_that_is_cut_ends_its_quote),
		cmocka_unit_test(a_fault_names_the_quoted_path_and_the_words),
		cmocka_unit_test(a_shell_reads_back_the_quoted_path),
		cmocka_unit_test(cuts_words_that_do_not_fit),
		cmocka_unit_test(leaves_out_a_command_that_does_not_fit),
		cmocka_unit_test(leaves_out_the_command_for_a_path_that_was_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
