/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/tree.h"

#include "access/until.h"

/* Expects a time to be read as these seconds. */
static void expect_read(const char *text, uint64_t expected)
{
	uint64_t seconds = 1;
	if (!until_parse(view_of(text), &seconds))
		fail_msg("%s was refused", text);
	assert_int_equal(seconds, expected);
}

static void reads_utc_and_offsets(void **state)
{
	(void)state;
	expect_read("1970-01-01T00:00:01Z", 1);
	expect_read("2026-12-31T18:00:00Z", 1798740000);
	expect_read("2026-12-31T19:00:00+01:00", 1798740000);
	expect_read("2026-12-31T12:30:00-05:30", 1798740000);
	expect_read("2028-02-29T00:00:00Z", 1835395200);
	expect_read("2106-02-07T06:28:16Z", 4294967296);
	expect_read("9999-12-31T23:59:59Z", 253402300799);
}

static void refuses_every_other_form(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2026-12-31", "2026-12-31T18:00:00", "tomorrow",
		"2026-12-31 18:00:00Z", "2026-12-31T18:00:00z", "2026-12-31T18:00Z",
		"2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
		"2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:60Z",
		"1970-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "10000-01-01T00:00:00Z",
		"2026-12-31T18:00:00+24:00", "2026-12-31T18:00:00+01:60",
		"2026-12-31T18:00:00+0100", "2026-12-31T18:00:00Z ", " 2026-12-31T18:00:00Z",
		"+026-12-31T18:00:00Z"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		uint64_t seconds;
		if (until_parse(view_of(bad[i]), &seconds))
			fail_msg("%s was taken", bad[i]);
	}
}

static void the_fault_shows_the_form(void **state)
{
	(void)state;
	struct note note = {""};
	assert_true(until_check(view_of("tomorrow"), &note) < 0);
	assert_says(note, "2026-12-31T18:00:00Z");
}

static void writes_sshds_form(void **state)
{
	(void)state;
	char text[UNTIL_OPTION_MAX];
	until_option(1798740000, text);
	assert_string_equal(text, "20261231180000Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_utc_and_offsets),
		cmocka_unit_test(refuses_every_other_form),
		cmocka_unit_test(the_fault_shows_the_form),
		cmocka_unit_test(writes_sshds_form),
	};
	return cmocka_run_group_tests_name("until", tests, NULL, NULL);
}
