/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "admin/import/passage.h"

#include <stdlib.h>

/* A line of a list: a key of one letter, and options, in front of which a ? stands if sshd may pass
 * the line over. */
static void add(struct passage_list *list, const char *key, const char *options)
{
	bool conditional = options[0] == '?';
	assert_int_equal(passage_add(list, view_of(key), options + conditional, conditional), 0);
}

/* Whether two lists of lines, key and options by turns, open alike. */
static bool alike(const char *const *before, const char *const *after)
{
	struct passage_list lists[2] = {{.count = 0}, {.count = 0}};
	struct passage_run runs[2];
	bool all = true;
	for (; *before; before += 2)
		add(&lists[0], before[0], before[1]);
	for (; *after; after += 2)
		add(&lists[1], after[0], after[1]);
	passage_sort(&lists[0]);
	passage_sort(&lists[1]);
	struct passage_list rest[2] = {lists[0], lists[1]};
	while (passage_next(rest, runs))
		all = passage_alike(runs) && all;
	passage_list_free(&lists[0]);
	passage_list_free(&lists[1]);
	return all;
}

#define LINES(...)                                                                                 \
	(const char *const[])                                                                      \
	{                                                                                          \
		__VA_ARGS__, NULL                                                                  \
	}
#define NONE LINES(NULL)

static void the_order_of_different_keys_does_not_matter(void **state)
{
	(void)state;
	assert_true(alike(LINES("a", "", "b", "pty"), LINES("b", "pty", "a", "")));
	assert_true(alike(NONE, NONE));
}

static void a_key_more_or_less_is_a_difference(void **state)
{
	(void)state;
	assert_false(alike(LINES("a", ""), LINES("a", "", "b", "")));
	assert_false(alike(LINES("a", "", "b", ""), LINES("a", "")));
	assert_false(alike(LINES("b", ""), NONE));
	assert_false(alike(NONE, LINES("b", "")));
}

static void other_options_are_a_difference(void **state)
{
	(void)state;
	assert_false(alike(LINES("a", ""), LINES("a", "restrict")));
	assert_false(alike(LINES("a", "?x"), LINES("a", "?y")));
}

static void what_stands_behind_a_line_that_always_fits_does_not_count(void **state)
{
	(void)state;
	assert_true(alike(LINES("a", "x", "a", "y"), LINES("a", "x")));
	assert_true(alike(LINES("a", "x"), LINES("a", "x", "a", "?y")));
	assert_false(alike(LINES("a", "x", "a", "y"), LINES("a", "y", "a", "x")));
}

static void what_stands_behind_a_line_that_may_not_fit_counts(void **state)
{
	(void)state;
	assert_false(alike(LINES("a", "?x", "a", "y"), LINES("a", "?x")));
	assert_false(alike(LINES("a", "?x", "a", "?y"), LINES("a", "?y", "a", "?x")));
	assert_true(alike(LINES("a", "?x", "a", "?y"), LINES("a", "?x", "a", "?y")));
}

static void a_line_that_says_the_same_again_does_not_count(void **state)
{
	(void)state;
	assert_true(alike(LINES("a", "?x", "a", "?x", "a", "?y"), LINES("a", "?x", "a", "?y")));
	assert_true(alike(LINES("a", "?x", "a", "?y"), LINES("a", "?x", "a", "?y", "a", "?x")));
}

static void a_cas_key_is_another_than_the_key_itself(void **state)
{
	(void)state;
	struct passage_list lists[2] = {{.count = 0}, {.count = 0}};
	struct passage_run runs[2];
	add(&lists[0], "a", "");
	add(&lists[1], "a", "");
	lists[1].item[0].authority = true;
	struct passage_list rest[2] = {lists[0], lists[1]};
	assert_true(passage_next(rest, runs));
	assert_int_equal(runs[0].count, 1);
	assert_int_equal(runs[1].count, 0);
	assert_true(passage_next(rest, runs));
	assert_int_equal(runs[0].count, 0);
	assert_int_equal(runs[1].count, 1);
	assert_false(passage_next(rest, runs));
	passage_list_free(&lists[0]);
	passage_list_free(&lists[1]);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_of_different_keys_does_not_matter),
		cmocka_unit_test(a_key_more_or_less_is_a_difference),
		cmocka_unit_test(other_options_are_a_difference),
		cmocka_unit_test(what_stands_behind_a_line_that_always_fits_does_not_count),
		cmocka_unit_test(what_stands_behind_a_line_that_may_not_fit_counts),
		cmocka_unit_test(a_line_that_says_the_same_again_does_not_count),
		cmocka_unit_test(a_cas_key_is_another_than_the_key_itself),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
