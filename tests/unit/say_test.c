/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/say.h"

#include "admin/verb.h"
#include "sandbox.h"

#include <locale.h>

/* Escapes a text of bytes, NULs among them. */
static const char *escape(const char *text, size_t len, size_t cap)
{
	static char out[1024];
	memset(out, 'X', sizeof out);
	size_t written = say_escape((struct view){text, len}, out, cap);
	assert_int_equal(written, strlen(out));
	assert_true(written < cap);
	return out;
}

#define ESCAPED(literal) escape(literal, sizeof(literal) - 1, 1024)

/* Tests begin in a locale of UTF-8. */
static int in_utf8(void **state)
{
	(void)state;
	return setlocale(LC_ALL, "C.UTF-8") ? 0 : -1;
}

static void leaves_printable_text_as_it_is(void **state)
{
	(void)state;
	assert_string_equal(ESCAPED("ubuntu@primary ~!"), "ubuntu@primary ~!");
	assert_string_equal(ESCAPED("J\xC3\xB6rg \xE2\x82\xAC \xF0\x9F\x94\x91"),
		"J\xC3\xB6rg \xE2\x82\xAC \xF0\x9F\x94\x91");
}

static void escapes_control_characters(void **state)
{
	(void)state;
	assert_string_equal(ESCAPED("\x1b[2J"), "\\x1b[2J");
	assert_string_equal(ESCAPED("a\nb\rc\td\x7f"), "a\\x0ab\\x0dc\\x09d\\x7f");
	assert_string_equal(ESCAPED("a\0b"), "a\\x00b");
	assert_string_equal(ESCAPED("\xC2\x9B"
				    "31m"),
		"\\xc2\\x9b31m");
}

static void escapes_what_turns_or_hides_text(void **state)
{
	(void)state;
	assert_string_equal(ESCAPED("\xE2\x80\xAE"), "\\u202e");
	assert_string_equal(ESCAPED("\xE2\x81\xA6"), "\\u2066");
	assert_string_equal(ESCAPED("\xE2\x80\x8B"), "\\u200b");
	assert_string_equal(ESCAPED("\xEF\xBB\xBF"), "\\ufeff");
	assert_string_equal(ESCAPED("\xE2\x80\xA8"), "\\u2028");
	assert_string_equal(ESCAPED("\xF3\xA0\x81\x81"), "\\U000e0041");
}

static void escapes_each_byte_that_is_not_utf8(void **state)
{
	(void)state;
	assert_string_equal(ESCAPED("J\xF6rg"), "J\\xf6rg");
	assert_string_equal(ESCAPED("\x80"), "\\x80");
	assert_string_equal(ESCAPED("\xC0\xAF"), "\\xc0\\xaf");
	assert_string_equal(ESCAPED("\xE0\x80\xAF"), "\\xe0\\x80\\xaf");
	assert_string_equal(ESCAPED("\xED\xA0\x80"), "\\xed\\xa0\\x80");
	assert_string_equal(ESCAPED("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
	assert_string_equal(ESCAPED("\xE2\x82"), "\\xe2\\x82");
	assert_string_equal(ESCAPED("\xFF"), "\\xff");
}

static void escapes_all_beyond_ascii_where_the_locale_is_not_utf8(void **state)
{
	(void)state;
	setlocale(LC_ALL, "C");
	assert_string_equal(ESCAPED("J\xC3\xB6rg"), "J\\xc3\\xb6rg");
}

static void cuts_between_two_characters_and_marks_the_cut(void **state)
{
	(void)state;
	assert_string_equal(escape("abcdefgh", 8, 9), "abcdefgh");
	assert_string_equal(escape("abcdefgh", 8, 8), "abcd...");
	assert_string_equal(escape("\x1b\x1b\x1b", 3, 12), "\\x1b\\x1b...");
	assert_string_equal(escape("\x1b\x1b\x1b", 3, 11), "\\x1b...");
	assert_string_equal(
		escape("\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC", 9, 8), "\xE2\x82\xAC...");
	assert_string_equal(escape("abcdefgh", 8, 4), "...");
	assert_string_equal(escape("abcdefgh", 8, 3), "");
	assert_string_equal(escape("abcdefgh", 8, 1), "");
}

static void never_writes_past_the_buffer(void **state)
{
	(void)state;
	static const char text[] = "a\x1b\xE2\x82\xAC\xE2\x80\xAE\xF3\xA0\x81\x81\xFF z";
	for (size_t cap = 1; cap < 60; cap++)
		escape(text, sizeof text - 1, cap);
	assert_true(strlen(ESCAPED("\xFF\xFF\xFF")) < SAY_ESCAPED_MAX(3));
}

/* The words for a kind of key. */
static const char *key_words(const char *type, int64_t bits)
{
	static char out[SAY_KEY_MAX];
	say_key(view_of(type), bits, out);
	return out;
}

static void names_each_type_of_key_as_people_do(void **state)
{
	(void)state;
	assert_string_equal(key_words("ssh-rsa", 3072), "RSA 3072");
	assert_string_equal(key_words("ssh-rsa", -1), "RSA");
	assert_string_equal(key_words("ssh-ed25519", 256), "ED25519");
	assert_string_equal(key_words("ecdsa-sha2-nistp521", 521), "ECDSA 521");
	assert_string_equal(key_words("sk-ssh-ed25519@openssh.com", 256), "ED25519-SK");
	assert_string_equal(key_words("sk-ecdsa-sha2-nistp256@openssh.com", 256), "ECDSA-SK");
	assert_string_equal(key_words("ssh-\x1b", 1), "ssh-\\x1b");
}

static void finds_the_word_that_was_meant(void **state)
{
	(void)state;
	static const char *const words[] = {"add", "log", "remove", "revoke", "status", NULL};
	assert_string_equal(admin_nearest("ad", words), "add");
	assert_string_equal(admin_nearest("dad", words), "add");
	assert_string_equal(admin_nearest("lgo", words), "log");
	assert_string_equal(admin_nearest("sttaus", words), "status");
	assert_string_equal(admin_nearest("revoek", words), "revoke");
	assert_null(admin_nearest("frobnicate", words));
	assert_null(admin_nearest("xyz", words));
	assert_null(admin_nearest("", words));
}

/* What admin_usage_option says of arguments, after getopt_long. */
static void expect_option(const char *argument, const char *words)
{
	static const struct option options[] = {
		{"account", required_argument, NULL, 'a'}, {"json", no_argument, NULL, 'j'}, {0}};
	struct sandbox box;
	char name[] = "log", text[64];
	char *argv[] = {name, text, NULL};
	snprintf(text, sizeof text, "%s", argument);
	sandbox_open(&box);
	struct sandbox_voice voice = sandbox_listen(&box);
	optind = 0;
	opterr = 0;
	int c = getopt_long(2, argv, ":a:j", options, NULL);
	int status = admin_usage_option(NULL, options, argv, c);
	sandbox_hush(voice);
	assert_int_equal(status, EXIT_WRONG_USAGE);
	sandbox_expect(&box, "out", "");
	sandbox_expect_part(&box, "err", words);
	sandbox_close(&box);
}

static void names_the_wrong_option_and_the_nearest_right_one(void **state)
{
	(void)state;
	expect_option("--acount", "there is no option --acount; did you mean --account?");
	expect_option("--jsno=3", "there is no option --jsno; did you mean --json?");
	expect_option("--frobnicate", "there is no option --frobnicate\n");
	expect_option("--account", "--account needs a value after it");
	expect_option("-a", "-a needs a value after it");
	expect_option("-x", "there is no option -x");
	expect_option("--json=1", "--json takes no value");
}

static void speaks_escaped_on_standard_error(void **state)
{
	(void)state;
	struct sandbox box;
	struct note note = {"a\x1b[31m\xE2\x80\xAE.keys:1: broken"};
	sandbox_open(&box);
	struct sandbox_voice voice = sandbox_listen(&box);
	int status = admin_fail(EXIT_UNSURE, &note);
	sandbox_hush(voice);
	assert_int_equal(status, EXIT_UNSURE);
	sandbox_expect(&box, "out", "");
	sandbox_expect(&box, "err", "keyhole: a\\x1b[31m\\u202e.keys:1: broken\n");
	sandbox_close(&box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(leaves_printable_text_as_it_is, in_utf8),
		cmocka_unit_test_setup(escapes_control_characters, in_utf8),
		cmocka_unit_test_setup(escapes_what_turns_or_hides_text, in_utf8),
		cmocka_unit_test_setup(escapes_each_byte_that_is_not_utf8, in_utf8),
		cmocka_unit_test_setup(
			escapes_all_beyond_ascii_where_the_locale_is_not_utf8, in_utf8),
		cmocka_unit_test_setup(cuts_between_two_characters_and_marks_the_cut, in_utf8),
		cmocka_unit_test_setup(never_writes_past_the_buffer, in_utf8),
		cmocka_unit_test_setup(names_each_type_of_key_as_people_do, in_utf8),
		cmocka_unit_test(finds_the_word_that_was_meant),
		cmocka_unit_test(names_the_wrong_option_and_the_nearest_right_one),
		cmocka_unit_test_setup(speaks_escaped_on_standard_error, in_utf8),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
