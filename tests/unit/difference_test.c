/* SPDX-License-Identifier: Apache-2.0 */
#include "server/difference.h"

#include "common/cleanup.h"
#include "sandbox.h"

/* Compares two texts and expects what is shown; NULL is no file. */
static void expect(const char *before, const char *after, const char *shown)
{
	CLEANUP(path_text) struct path_text out = {NULL, 0};
	struct note note;
	assert_int_equal(difference_of("/f", view_of(before), view_of(after), &out, &note), 0);
	assert_string_equal(out.bytes, shown);
}

static void the_same_shows_nothing(void **state)
{
	(void)state;
	expect("a\nb\n", "a\nb\n", "");
	expect("", "", "");
	expect(NULL, NULL, "");
}

static void shows_a_line_between_others_with_three_around_it(void **state)
{
	(void)state;
	expect("1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nnew\n5\n6\n7\n8\n",
		"--- /f\n+++ /f\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n");
	expect("1\n2\n3\n", "1\nx\n3\n", "--- /f\n+++ /f\n@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n");
}

static void changes_that_are_far_apart_are_two_hunks(void **state)
{
	(void)state;
	expect("a\n1\n2\n3\n4\n5\n6\n7\nb\n", "1\n2\n3\n4\n5\n6\n7\n",
		"--- /f\n+++ /f\n@@ -1,4 +1,3 @@\n-a\n 1\n 2\n 3\n@@ -6,4 +5,3 @@\n 5\n 6\n "
		"7\n-b\n");
	expect("a\n1\n2\n3\n4\n5\n6\nb\n", "1\n2\n3\n4\n5\n6\n",
		"--- /f\n+++ /f\n@@ -1,8 +1,6 @@\n-a\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n");
}

static void a_file_that_is_made_or_goes_is_dev_null(void **state)
{
	(void)state;
	expect(NULL, "a\n", "--- /dev/null\n+++ /f\n@@ -0,0 +1 @@\n+a\n");
	expect("a\n", NULL, "--- /f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
	expect(NULL, "", "--- /dev/null\n+++ /f\n");
}

static void a_missing_newline_at_the_end_is_shown(void **state)
{
	(void)state;
	expect("a", "a\n", "--- /f\n+++ /f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

/* Writes a text of lines that often are the same. */
static void scramble(char *text, unsigned *seed)
{
	size_t count = (size_t)(rand_r(seed) % 8);
	for (size_t i = 0; i < count; i++)
		text += sprintf(text, "%c\n", 'a' + rand_r(seed) % 4);
	*text = '\0';
	if (count > 0 && rand_r(seed) % 8 == 0)
		text[-1] = '\0';
}

/* Puts a line of a difference, without its mark, behind a text. */
static void put(char **to, const char *line, size_t len, bool bare)
{
	*to += sprintf(*to, "%.*s%s", (int)len - 1, line + 1, bare ? "" : "\n");
}

/* Reads the old and the new text out of a difference that shows all of both. */
static void read_both(const char *shown, char *before, char *after)
{
	static const char none[] = "\n\\ No newline at end of file\n";
	const char *line = strstr(shown, "@@\n") + 3;
	while (*line) {
		size_t len = strcspn(line, "\n");
		bool bare = strncmp(line + len, none, sizeof none - 1) == 0;
		if (*line != '+')
			put(&before, line, len, bare);
		if (*line != '-')
			put(&after, line, len, bare);
		line += len + (bare ? sizeof none - 1 : 1);
	}
}

static void what_is_shown_has_both_texts_in_it(void **state)
{
	(void)state;
	unsigned seed = 7;
	int seen = 0;
	/* Of so few lines that all of them are near a change. */
	for (int i = 0; i < 3000; i++) {
		char before[64], after[64], old[64] = "", new[64] = "";
		CLEANUP(path_text) struct path_text out = {NULL, 0};
		struct note note;
		scramble(before, &seed);
		scramble(after, &seed);
		assert_int_equal(
			difference_of("f", view_of(before), view_of(after), &out, &note), 0);
		char *hunk = out.len > 0 ? strstr(out.bytes, "\n@@ ") : NULL;
		size_t lines = strlen(before) / 2 + (strlen(before) % 2);
		if (!hunk ||
			strtoul(strchr(hunk, ',') ? strchr(hunk, ',') + 1 : "", NULL, 10) != lines)
			continue;
		read_both(out.bytes, old, new);
		assert_string_equal(old, before);
		assert_string_equal(new, after);
		seen++;
	}
	assert_true(seen > 300);
}

/* Makes a text of many different lines. */
static void many(char *text, size_t count, int from)
{
	for (size_t i = 0; i < count; i++)
		text += sprintf(text, "%d\n", from + (int)i);
}

static void too_many_lines_are_taken_away_and_written_anew(void **state)
{
	(void)state;
	enum { COUNT = DIFFERENCE_LINES_MAX + 1 };
	static char before[COUNT * 8], after[COUNT * 8];
	CLEANUP(path_text) struct path_text out = {NULL, 0};
	struct note note;
	many(before, COUNT, 10000);
	many(after, COUNT, 20000);
	assert_int_equal(difference_of("/f", view_of(before), view_of(after), &out, &note), 0);
	assert_int_equal(
		strncmp(out.bytes, "--- /f\n+++ /f\n@@ -1,2001 +1,2001 @@\n-10000\n", 43), 0);
	assert_non_null(strstr(out.bytes, "-12000\n+20000\n"));
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_shows_nothing),
		cmocka_unit_test(shows_a_line_between_others_with_three_around_it),
		cmocka_unit_test(changes_that_are_far_apart_are_two_hunks),
		cmocka_unit_test(a_file_that_is_made_or_goes_is_dev_null),
		cmocka_unit_test(a_missing_newline_at_the_end_is_shown),
		cmocka_unit_test(what_is_shown_has_both_texts_in_it),
		cmocka_unit_test(too_many_lines_are_taken_away_and_written_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
