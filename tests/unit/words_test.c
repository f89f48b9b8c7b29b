/* SPDX-License-Identifier: Apache-2.0 */
/* The small nouns of lib/common: note, reason, account, nearest. */
#include "tests/unit/tree.h"

#include "common/account.h"
#include "common/nearest.h"
#include "common/reason.h"

#include <errno.h>

static void a_note_that_does_not_fit_ends_in_dots(void **state)
{
	(void)state;
	char text[2 * NOTE_MAX];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	struct note note;
	assert_int_equal(note_set(&note, -EIO, "%s", text), -EIO);
	assert_int_equal(strlen(note.text), NOTE_MAX - 1);
	assert_string_equal(note.text + NOTE_MAX - 5, "x...");
}

static void a_note_that_fits_exactly_is_not_cut(void **state)
{
	(void)state;
	char text[NOTE_MAX];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	struct note note;
	note_set(&note, 0, "%s", text);
	assert_string_equal(note.text, text);
}

static void an_error_number_is_named_in_words(void **state)
{
	(void)state;
	struct note note;
	assert_int_equal(note_errno(&note, -ENOENT, "/x"), -ENOENT);
	assert_string_equal(note.text, "/x: No such file or directory");
}

static void every_reason_has_a_token_of_its_own(void **state)
{
	(void)state;
	for (int reason = 1; reason < REASON_COUNT; reason++) {
		const char *token = reason_token(reason);
		assert_non_null(token);
		assert_int_equal(reason_by_token(view_of(token)), reason);
		assert_int_equal(strspn(token, "abcdefghijklmnopqrstuvwxyz-"), strlen(token));
		assert_true(strlen(reason_sentence(reason)) > 10);
	}
}

static void a_number_that_is_no_reason_is_a_fault(void **state)
{
	(void)state;
	assert_string_equal(reason_token(-1), "fault");
	assert_string_equal(reason_token(REASON_COUNT), "fault");
	assert_int_equal(reason_by_token(view_of("no such token")), REASON_NONE);
}

/* Expects a name to be sound, or not. */
static void expect_name(const char *name, size_t len, int expected)
{
	struct note note = {""};
	int r = account_name_check((struct view){name, len}, &note);
	if (r != expected)
		fail_msg("%.*s: %d %s", (int)len, name, r, note.text);
}

static void takes_the_names_that_people_have(void **state)
{
	(void)state;
	static const char *const names[] = {"brian", "b", "_apt", "brian.o-neil", "brian@corp",
		"www-data", "a+b", "HOST$", "4711", "B_2"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		expect_name(names[i], strlen(names[i]), 0);
}

static void refuses_the_names_that_are_none(void **state)
{
	(void)state;
	static const char *const names[] = {"", ".", "..", "a/b", "/", "-h", "--config", "a*",
		"a b", "$(id)", "a\nb", "a\tb", "\xff\xfe", "br\xc3\xafn", ".ssh", "@admins", "~",
		"a:b", "a\\b", "a\"b", "\x7f"};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		expect_name(names[i], strlen(names[i]), REASON_BAD_NAME);
	expect_name("a\0b", 3, REASON_BAD_NAME);
}

static void refuses_a_name_of_more_than_128_bytes(void **state)
{
	(void)state;
	char name[300];
	memset(name, 'a', sizeof name);
	expect_name(name, 128, 0);
	expect_name(name, 129, REASON_BAD_NAME);
	expect_name(name, 300, REASON_BAD_NAME);
}

/* The nearest of three words. */
static const char *nearest_of(const char *word)
{
	struct nearest search;
	nearest_start(&search, view_of(word));
	nearest_offer(&search, "home_check");
	nearest_offer(&search, "rsa_min_bits");
	nearest_offer(&search, "log");
	return search.best;
}

static void finds_the_word_that_was_meant(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("home_chek"), "home_check");
	assert_string_equal(nearest_of("hoem_check"), "home_check");
	assert_string_equal(nearest_of("homecheck"), "home_check");
	assert_string_equal(nearest_of("rsa_minbit"), "rsa_min_bits");
	assert_string_equal(nearest_of("lgo"), "log");
}

static void finds_nothing_for_a_word_far_from_all(void **state)
{
	(void)state;
	assert_null(nearest_of("colour"));
	assert_null(nearest_of(""));
	char longer[200];
	memset(longer, 'l', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	assert_null(nearest_of(longer));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_that_does_not_fit_ends_in_dots),
		cmocka_unit_test(a_note_that_fits_exactly_is_not_cut),
		cmocka_unit_test(an_error_number_is_named_in_words),
		cmocka_unit_test(every_reason_has_a_token_of_its_own),
		cmocka_unit_test(a_number_that_is_no_reason_is_a_fault),
		cmocka_unit_test(takes_the_names_that_people_have),
		cmocka_unit_test(refuses_the_names_that_are_none),
		cmocka_unit_test(refuses_a_name_of_more_than_128_bytes),
		cmocka_unit_test(finds_the_word_that_was_meant),
		cmocka_unit_test(finds_nothing_for_a_word_far_from_all),
	};
	return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
