/* SPDX-License-Identifier: Apache-2.0 */
/* Looking for a text in many lines at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/find.h"

#include <stdlib.h>

#define ROOM 4096

static char *memory;

/* A text of dots in memory that ends just where it may be looked at. */
static char *dots(size_t len)
{
	free(memory);
	memory = malloc(len + FIND_SLACK);
	assert_non_null(memory);
	memset(memory, '.', len + FIND_SLACK);
	return memory;
}

/* Where a needle is found in a text; its length where it is not. */
static size_t find(const char *needle, const char *text, size_t len)
{
	struct find search = find_open(view_of(needle));
	return (size_t)(find_next(&search, text, text + len) - text);
}

static void finds_a_needle_wherever_it_is(void **state)
{
	(void)state;
	static const char *const needles[] = {"x", "\"", "\"x\"", "ab", "\"brian\"", "SHA256:kb0o",
		("a needle that is longer than the sixteen bytes that are compared at once, and "
		 "longer than a block of them")};
	for (size_t i = 0; i < sizeof needles / sizeof *needles; i++) {
		size_t len = strlen(needles[i]);
		for (size_t at = 0; at + len <= 300; at++) {
			char *text = dots(300);
			memcpy(text + at, needles[i], len);
			assert_int_equal(find(needles[i], text, 300), at);
			assert_int_equal(find(needles[i], text + at, 300 - at), 0);
			assert_int_equal(find(needles[i], text + at + 1, 299 - at), 299 - at);
		}
	}
}

static void a_backslash_is_found_too(void **state)
{
	(void)state;
	char *text = dots(200);
	text[130] = '\\';
	text[140] = '\\';
	memcpy(text + 150, "brian", 5);
	assert_int_equal(find("brian", text, 200), 130);
	assert_int_equal(find("brian", text + 131, 69), 9);
	assert_int_equal(find("brian", text + 141, 59), 9);
}

static void what_is_only_alike_is_passed(void **state)
{
	(void)state;
	char *text = dots(400);
	memcpy(text + 10, "\"user0416\" \"user0427\" \"user0517\" \"vser0417\" user0417", 52);
	assert_int_equal(find("\"user0417\"", text, 400), 400);
	memcpy(text + 333, "\"user0417\"", 10);
	assert_int_equal(find("\"user0417\"", text, 400), 333);
}

static void what_is_behind_the_end_is_not_found(void **state)
{
	(void)state;
	char *text = dots(100);
	memcpy(text + 105, "brian\\", 6);
	assert_int_equal(find("brian", text, 100), 100);
	assert_int_equal(find("brian", text, 0), 0);
}

static void of_a_long_needle_the_beginning_is_looked_for(void **state)
{
	(void)state;
	char needle[2 * FIND_NEEDLE_MAX];
	memset(needle, 'n', sizeof needle);
	needle[sizeof needle - 1] = '\0';
	char *text = dots(ROOM);
	memset(text + 77, 'n', FIND_NEEDLE_MAX);
	assert_int_equal(find(needle, text, ROOM), 77);
	text[77 + FIND_NEEDLE_MAX / 2] = '.';
	assert_int_equal(find(needle, text, ROOM), ROOM);
}

/* Frees the text of the last test. */
static int forget(void **state)
{
	(void)state;
	free(memory);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_a_needle_wherever_it_is),
		cmocka_unit_test(a_backslash_is_found_too),
		cmocka_unit_test(what_is_only_alike_is_passed),
		cmocka_unit_test(what_is_behind_the_end_is_not_found),
		cmocka_unit_test(of_a_long_needle_the_beginning_is_looked_for),
	};
	return cmocka_run_group_tests(tests, NULL, forget);
}
