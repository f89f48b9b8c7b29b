/* SPDX-License-Identifier: Apache-2.0 */
/* Remarks beside a table, and words that are broken between lines. */
#include "sandbox.h"

#include "admin/table.h"
#include "admin/verb.h"
#include "admin/why/sheet_text.h"

static struct sandbox box;

/* Makes the folder. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

static void remarks_stand_behind_what_was_printed_before_in_the_same_pipe(void **state)
{
	(void)state;
	struct sandbox_voice voice = sandbox_listen(&box);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	puts("one");
	fputs("two\n", table_aside());
	puts("three");
	admin_remark("four");
	puts("five");
	admin_warn("six");
	sandbox_hush(voice);
	sandbox_expect(
		&box, "out", "one\ntwo\nthree\nkeyhole: four\nfive\nkeyhole: warning: six\n");
}

/* Expects how a text is broken. */
static void expect_wrapped(size_t room, const char *lead, const char *lines)
{
	struct sandbox_voice voice = sandbox_listen(&box);
	sheet_text_wrap(room, lead, "one two three four");
	sandbox_hush(voice);
	sandbox_expect(&box, "out", lines);
}

static void what_is_broken_goes_on_further_in_than_its_lead(void **state)
{
	(void)state;
	expect_wrapped(0, "lead: ", "lead: one two three four\n");
	expect_wrapped(14, "lead: ", "lead: one two\n    three four\n");
	expect_wrapped(14, "  lead: ", "  lead: one\n    two three\n    four\n");
	expect_wrapped(
		20, "        lead: ", "        lead: one\n          two three\n          four\n");
}

#define table_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		table_test(remarks_stand_behind_what_was_printed_before_in_the_same_pipe),
		table_test(what_is_broken_goes_on_further_in_than_its_lead),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
