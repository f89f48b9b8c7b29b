/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of sshd's configuration, taken apart as sshd does. */
#include "server/sshd_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void a_line_ends_with_its_newline_alone(void **state)
{
	(void)state;
	struct view text = view_of("# c:\\\nMatch all\nlast"), line;
	static const char *const lines[] = {"# c:\\\n", "Match all\n", "last"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_true(sshd_line_next(&text, &line));
		assert_true(view_is(line, lines[i]));
	}
	assert_false(sshd_line_next(&text, &line));
}

static void a_keyword_has_no_case_and_may_be_quoted(void **state)
{
	(void)state;
	static const char *const are[] = {"Match all", " \tmatch all\n", "\"Match\" all",
		"MATCH=all", "Match", "\r\fMatch\tall\r\n", "Match\n"};
	static const char *const are_not[] = {"", "\n", "# Match all", "#Match", "Matches all",
		"Mat", "x Match", "\"Match all\"", "\"\" Match"};
	for (size_t i = 0; i < sizeof are / sizeof *are; i++)
		if (!sshd_line_is(view_of(are[i]), "Match"))
			fail_msg("no Match: %s", are[i]);
	for (size_t i = 0; i < sizeof are_not / sizeof *are_not; i++)
		if (sshd_line_is(view_of(are_not[i]), "Match"))
			fail_msg("a Match: %s", are_not[i]);
	assert_true(sshd_line_exists(view_of("Port 22\n Match all\n"), "Match"));
	assert_false(sshd_line_exists(view_of("Port 22\n# Match all\n"), "Match"));
}

static void knows_the_one_value_of_a_line(void **state)
{
	(void)state;
	static const char *const are[] = {
		"File none", "file \"none\"\n", "FILE = None", "File=none # x", "\tFile none #"};
	static const char *const are_not[] = {"File", "File none none", "File nones", "# File none",
		"Files none", "File x none", "File \"\" none"};
	for (size_t i = 0; i < sizeof are / sizeof *are; i++)
		if (!sshd_line_sets(view_of(are[i]), "File", "none"))
			fail_msg("not none: %s", are[i]);
	for (size_t i = 0; i < sizeof are_not / sizeof *are_not; i++)
		if (sshd_line_sets(view_of(are_not[i]), "File", "none"))
			fail_msg("none: %s", are_not[i]);
}

static void lines_say_the_same_in_other_blanks_and_quotes(void **state)
{
	(void)state;
	static const char line[] = "Command /x a=b %u\n";
	static const char *const same[] = {"command  /x\ta=b %u", "\"Command\"=/x \"a=b\" %u \r\n"};
	static const char *const others[] = {"Command /x a b %u\n", "Command /X a=b %u\n",
		"Command /x a=b\n", "Command /x a=b %u more\n", "Command /x a=b %u \"\" more\n",
		""};
	for (size_t i = 0; i < sizeof same / sizeof *same; i++)
		if (!sshd_line_same(view_of(line), view_of(same[i])))
			fail_msg("another one: %s", same[i]);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (sshd_line_same(view_of(line), view_of(others[i])))
			fail_msg("the same: %s", others[i]);
	assert_true(sshd_line_same(view_of("\n"), view_of(" \t\n")));
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_ends_with_its_newline_alone),
		cmocka_unit_test(a_keyword_has_no_case_and_may_be_quoted),
		cmocka_unit_test(knows_the_one_value_of_a_line),
		cmocka_unit_test(lines_say_the_same_in_other_blanks_and_quotes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
