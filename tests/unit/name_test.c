/* SPDX-License-Identifier: Apache-2.0 */
#include "home/name.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static struct name name;

static void calls_by_the_name_in_words_and_in_commands(void **state)
{
	(void)state;
	name_set(&name, "bob_2.x-y", 1002);
	assert_true(name.known);
	assert_string_equal(name.text, "bob_2.x-y");
	assert_string_equal(name.word, "bob_2.x-y");
}

static void without_a_name_calls_by_the_number(void **state)
{
	(void)state;
	name_set(&name, "", 4294967295UL);
	assert_false(name.known);
	assert_string_equal(name.text, "4294967295");
	assert_string_equal(name.word, "4294967295");
}

static void a_name_that_a_shell_would_take_apart_is_the_number_in_commands(void **state)
{
	(void)state;
	static const char *const odd[] = {"the users", "$(id)", "a;b", "host$", "-x", "a:b", "a\nb",
		"DOMAIN\\bob", "bob'", "*", "\xc3\xa9", "a/b", "a@b"};
	for (size_t n = 0; n < sizeof odd / sizeof odd[0]; n++) {
		name_set(&name, odd[n], 7);
		assert_string_equal(name.text, odd[n]);
		assert_string_equal(name.word, "7");
	}
}

static void a_name_that_does_not_fit_is_the_number(void **state)
{
	(void)state;
	char text[2 * NAME_TEXT_MAX] = "";
	memset(text, 'n', NAME_TEXT_MAX - 1);
	name_set(&name, text, 7);
	assert_string_equal(name.text, text);
	text[NAME_TEXT_MAX - 1] = 'n';
	name_set(&name, text, 7);
	assert_false(name.known);
	assert_string_equal(name.text, "7");
	assert_string_equal(name.word, "7");
}

static void looks_a_user_up(void **state)
{
	(void)state;
	name_of_user(0, &name);
	assert_true(name.known);
	assert_string_equal(name.text, "root");
	name_of_user(3999999999U, &name);
	assert_false(name.known);
	assert_string_equal(name.text, "3999999999");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(calls_by_the_name_in_words_and_in_commands),
		cmocka_unit_test(without_a_name_calls_by_the_number),
		cmocka_unit_test(a_name_that_a_shell_would_take_apart_is_the_number_in_commands),
		cmocka_unit_test(a_name_that_does_not_fit_is_the_number),
		cmocka_unit_test(looks_a_user_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
