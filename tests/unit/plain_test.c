/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/plain.h"

#include <stdlib.h>

/* Fails unless a text of so many bytes is copied as `wanted`, and known to be changed by it. */
static void assert_copied_bytes(const char *bytes, size_t len, const char *wanted)
{
	char out[256];
	struct view text = {bytes, len};
	assert_true(plain_copy(text, out, sizeof out));
	assert_string_equal(out, wanted);
	assert_int_equal(plain_is(text), view_is(text, wanted));
}

/* The same for a C string. */
static void assert_copied(const char *text, const char *wanted)
{
	assert_copied_bytes(text, strlen(text), wanted);
}

static void keeps_what_a_terminal_only_shows(void **state)
{
	(void)state;
	assert_copied("", "");
	assert_copied("/home/brian/.ssh can't be read \\ \"quoted\"",
		"/home/brian/.ssh can't be read \\ \"quoted\"");
	assert_copied("J\xc3\xb6rg \xe2\x82\xac \xf0\x9f\x94\x91",
		"J\xc3\xb6rg \xe2\x82\xac \xf0\x9f\x94\x91");
}

static void escapes_control_characters(void **state)
{
	(void)state;
	assert_copied("a\nb\tc\x1b[2J\x7f", "a\\012b\\011c\\033[2J\\177");
	assert_copied("\xc2\x9b"
		      "2J",
		"\\302\\2332J");
	assert_copied_bytes("a\0b", 3, "a\\000b");
}

static void escapes_changes_of_direction(void **state)
{
	(void)state;
	/* Byte by byte, so that this file itself has none. */
	static const char override[] = {(char)0xe2, (char)0x80, (char)0xae};
	static const char isolate[] = {(char)0xe2, (char)0x81, (char)0xa6};
	assert_copied_bytes(override, sizeof override, "\\342\\200\\256");
	assert_copied_bytes(isolate, sizeof isolate, "\\342\\201\\246");
}

static void escapes_bytes_that_are_not_utf8(void **state)
{
	(void)state;
	assert_copied("\xff\xc3(", "\\377\\303(");
	assert_copied("\xc0\xaf", "\\300\\257");
	assert_copied("\xed\xa0\x80", "\\355\\240\\200");
	assert_copied("\xe2\x82", "\\342\\202");
}

/* Copies into a block of exactly `cap` bytes, so that a sanitizer sees one too many. */
static void assert_cut(const char *text, size_t cap, bool whole, const char *wanted)
{
	char *out = malloc(cap);
	assert_non_null(out);
	assert_int_equal(plain_copy(view_of(text), out, cap), whole);
	assert_string_equal(out, wanted);
	free(out);
}

static void cuts_what_does_not_fit_and_says_so(void **state)
{
	(void)state;
	assert_cut("abcdefgh", 9, true, "abcdefgh");
	assert_cut("abcdefgh", 8, false, "abcd...");
	assert_cut("abcdefgh", 4, false, "...");
	assert_cut("abc", 4, true, "abc");
}

static void cuts_between_characters(void **state)
{
	(void)state;
	assert_cut("ab\xe2\x82\xac"
		   "cdefgh",
		8, false, "ab...");
	assert_cut("ab\ncdefgh", 9, false, "ab...");
	assert_cut("ab\ncdefgh", 10, false, "ab\\012...");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_a_terminal_only_shows),
		cmocka_unit_test(escapes_control_characters),
		cmocka_unit_test(escapes_changes_of_direction),
		cmocka_unit_test(escapes_bytes_that_are_not_utf8),
		cmocka_unit_test(cuts_what_does_not_fit_and_says_so),
		cmocka_unit_test(cuts_between_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
