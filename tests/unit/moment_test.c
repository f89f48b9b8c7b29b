/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keys/moment.h"

#include <stdlib.h>
#include <time.h>

/* Reads a text that has to be a time. */
static uint64_t read_time(const char *text)
{
	uint64_t seconds = 0;
	if (!moment_parse(view_of(text), &seconds))
		fail_msg("\"%s\" is refused", text);
	return seconds;
}

/* Prints a time into a buffer of its own. */
static const char *print_time(uint64_t seconds)
{
	static char text[MOMENT_TEXT_MAX];
	moment_print(seconds, text);
	return text;
}

/* Lets local time be that of another place until the next call. */
static void live_in(const char *zone)
{
	assert_int_equal(setenv("TZ", zone, 1), 0);
	tzset();
}

static void reads_utc_in_all_three_lengths(void **state)
{
	(void)state;
	live_in("XYZ-5:45");
	assert_int_equal(read_time("19700102Z"), 86400);
	assert_int_equal(read_time("20260228Z"), 1772236800);
	assert_int_equal(read_time("202602281345Z"), 1772286300);
	assert_int_equal(read_time("20260228134507Z"), 1772286307);
	assert_int_equal(read_time("20260228134507z"), 1772286307);
	assert_int_equal(read_time("20260228134507UTC"), 1772286307);
	assert_int_equal(read_time("20260228134507utc"), 1772286307);
}

static void reads_local_time_without_a_z(void **state)
{
	(void)state;
	live_in("XYZ-5:45");
	assert_int_equal(read_time("202602281345"), 1772286300 - (5 * 3600 + 45 * 60));
}

static void reads_a_summers_local_time_as_sshd_does(void **state)
{
	(void)state;
	live_in("CET-1CEST,M3.5.0,M10.5.0/3");
	struct tm tm = {.tm_year = 126, .tm_mon = 6, .tm_mday = 1, .tm_hour = 12};
	assert_int_equal(read_time("202607011200"), mktime(&tm));
	assert_int_equal(read_time("202607011200"), read_time("202607011100Z"));
}

static void agrees_with_timegm_on_every_day_of_400_years(void **state)
{
	(void)state;
	live_in("UTC0");
	for (time_t day = 1; day < 146097; day++) {
		char text[MOMENT_TEXT_MAX], expected[32];
		time_t seconds = day * 86400 + day % 86400;
		struct tm tm;
		gmtime_r(&seconds, &tm);
		strftime(expected, sizeof expected, "%Y%m%d%H%M%SZ", &tm);
		moment_print((uint64_t)seconds, text);
		assert_string_equal(text, expected);
		assert_int_equal(read_time(text), seconds);
	}
}

static void carries_a_day_past_the_end_of_its_month_over(void **state)
{
	(void)state;
	assert_int_equal(read_time("20260231Z"), read_time("20260303Z"));
	assert_int_equal(read_time("20260630235960Z"), read_time("20260701Z"));
	assert_int_equal(read_time("20260630235961Z"), read_time("20260701000001Z"));
}

static void refuses_what_no_calendar_has(void **state)
{
	(void)state;
	static const char *const texts[] = {"20260001Z", "20261301Z", "20260100Z", "20260132Z",
		"202601012400Z", "202601010060Z", "20260101000062Z"};
	uint64_t seconds = 7;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(moment_parse(view_of(texts[i]), &seconds));
	assert_int_equal(seconds, 7);
}

static void refuses_any_other_form(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "Z", "UTC", "2026Z", "202601Z", "2026010Z",
		"2026010112Z", "2026010112345Z", "202601011234567Z", "2026-01-01Z", "2026 1 1Z",
		"+2026101Z", "20260101ZZ", "20260101 Z", " 20260101", "20260101\n", "0x20260Z",
		"always", "forever", "20260101GMT"};
	uint64_t seconds;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(moment_parse(view_of(texts[i]), &seconds));
}

static void refuses_1970_and_before(void **state)
{
	(void)state;
	uint64_t seconds;
	live_in("UTC0");
	assert_false(moment_parse(view_of("19700101Z"), &seconds));
	assert_false(moment_parse(view_of("19700101"), &seconds));
	assert_false(moment_parse(view_of("19691231235959Z"), &seconds));
	assert_false(moment_parse(view_of("00000101Z"), &seconds));
	assert_int_equal(read_time("19700101000001Z"), 1);
}

static void prints_the_last_second_for_what_is_past_it(void **state)
{
	(void)state;
	live_in("XYZ+12");
	assert_string_equal(print_time(MOMENT_LAST), "99991231235959Z");
	assert_string_equal(print_time(MOMENT_LAST + 1), "99991231235959Z");
	assert_string_equal(print_time(UINT64_MAX), "99991231235959Z");
	assert_true(read_time("99991231235959") == MOMENT_LAST);
	assert_true(read_time("99991231235960Z") == MOMENT_LAST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_utc_in_all_three_lengths),
		cmocka_unit_test(reads_local_time_without_a_z),
		cmocka_unit_test(reads_a_summers_local_time_as_sshd_does),
		cmocka_unit_test(agrees_with_timegm_on_every_day_of_400_years),
		cmocka_unit_test(carries_a_day_past_the_end_of_its_month_over),
		cmocka_unit_test(refuses_what_no_calendar_has),
		cmocka_unit_test(refuses_any_other_form),
		cmocka_unit_test(refuses_1970_and_before),
		cmocka_unit_test(prints_the_last_second_for_what_is_past_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
