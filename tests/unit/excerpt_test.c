/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a bad line that is shown, and where the caret stands. */
#include "admin/why/excerpt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct excerpt excerpt;

static void a_short_line_is_shown_whole(void **state)
{
	(void)state;
	excerpt_make(view_of("no-pty,what ssh-ed25519 AAAA"), 8, &excerpt);
	assert_string_equal(excerpt.text, "no-pty,what ssh-ed25519 AAAA");
	assert_int_equal(excerpt.caret, 7);
	excerpt_make(view_of("junk"), 1, &excerpt);
	assert_int_equal(excerpt.caret, 0);
	excerpt_make(view_of("junk"), 0, &excerpt);
	assert_string_equal(excerpt.text, "junk");
}

static void a_long_line_is_cut_on_both_sides_of_the_fault(void **state)
{
	(void)state;
	char line[400];
	memset(line, 'A', sizeof line);
	line[299] = '!';
	excerpt_make((struct view){line, sizeof line}, 300, &excerpt);
	assert_true(strlen(excerpt.text) <= EXCERPT_ROOM);
	assert_memory_equal(excerpt.text, "...A", 4);
	assert_int_equal(excerpt.text[excerpt.caret], '!');
	assert_string_equal(excerpt.text + strlen(excerpt.text) - 4, "A...");
}

static void the_caret_counts_what_was_escaped(void **state)
{
	(void)state;
	excerpt_make(view_of("\033\t!x"), 3, &excerpt);
	assert_string_equal(excerpt.text, "\\x1b\\x09!x");
	assert_int_equal(excerpt.caret, 8);
}

static void a_column_past_the_end_is_the_end(void **state)
{
	(void)state;
	excerpt_make(view_of("abc"), 50, &excerpt);
	assert_string_equal(excerpt.text, "abc");
	assert_int_equal(excerpt.caret, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_line_is_shown_whole),
		cmocka_unit_test(a_long_line_is_cut_on_both_sides_of_the_fault),
		cmocka_unit_test(the_caret_counts_what_was_escaped),
		cmocka_unit_test(a_column_past_the_end_is_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
