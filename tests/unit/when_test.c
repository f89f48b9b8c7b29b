/* SPDX-License-Identifier: Apache-2.0 */
/* Times as people write them, in a place with summer time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "admin/when.h"
#include "audit/event.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* 2026-11-22T13:45:10.5Z, which is 14:45:10 in Berlin. */
#define NOW INT64_C(1795355110500000)

static struct note note;

/* Sets the place, by a rule that needs no file. */
static int setup(void **state)
{
	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	return 0;
}

/* Sees that a text is this time of UTC. */
static void assert_time(const char *text, const char *utc)
{
	int64_t time = -1;
	char found[28];
	if (when_parse(text, NOW, &time, &note) != 0)
		fail_msg("%s", note.text);
	event_time_text(time, found);
	if (strncmp(found, utc, strlen(utc)) != 0)
		fail_msg("%s is %s, not %s", text, found, utc);
}

static void reads_dates_as_local_midnight(void **state)
{
	(void)state;
	assert_time("2026-11-22", "2026-11-21T23:00:00.000000Z");
	assert_time("2026-07-01", "2026-06-30T22:00:00.000000Z");
	assert_time("2024-02-29", "2024-02-28T23:00:00.000000Z");
	assert_time("1970-01-01", "1970-01-01T00:00:00.000000Z");
	assert_time("9999-12-31", "9999-12-30T23:00:00.000000Z");
}

static void reads_dates_with_a_time_of_day(void **state)
{
	(void)state;
	assert_time("2026-11-22 13:45", "2026-11-22T12:45:00.000000Z");
	assert_time("2026-11-22 13:45:10", "2026-11-22T12:45:10.000000Z");
	assert_time("2026-11-22T13:45:10", "2026-11-22T12:45:10.000000Z");
	assert_time("2026-07-22 13:45", "2026-07-22T11:45:00.000000Z");
	assert_time("2026-11-22 00:00:00", "2026-11-21T23:00:00.000000Z");
	assert_time("2026-11-22 23:59:59", "2026-11-22T22:59:59.000000Z");
}

static void reads_an_hour_that_summer_time_left_out_as_one_next_to_it(void **state)
{
	(void)state;
	int64_t time, before, after;
	assert_int_equal(when_parse("2026-03-29 02:30", NOW, &time, &note), 0);
	assert_int_equal(when_parse("2026-03-29 01:29", NOW, &before, &note), 0);
	assert_int_equal(when_parse("2026-03-29 03:31", NOW, &after, &note), 0);
	assert_true(time > before && time < after);
}

static void reads_days_without_a_year_as_the_last_ones(void **state)
{
	(void)state;
	assert_time("Nov 22", "2026-11-21T23:00:00.000000Z");
	assert_time("november 2", "2026-11-01T23:00:00.000000Z");
	assert_time("Nov 23", "2025-11-22T23:00:00.000000Z");
	assert_time("11-21 20:25", "2026-11-21T19:25:00.000000Z");
	assert_time("11-22 20:25", "2025-11-22T19:25:00.000000Z");
	assert_time("02-29", "2024-02-28T23:00:00.000000Z");
	assert_time("sunday", "2026-11-21T23:00:00.000000Z");
	assert_time("Mon", "2026-11-15T23:00:00.000000Z");
}

static void reads_offsets_and_spans_as_others_write_them(void **state)
{
	(void)state;
	assert_time("2026-11-22T13:45:10+02:30", "2026-11-22T11:15:10.000000Z");
	assert_time("2026-11-22 13:45-05:00", "2026-11-22T18:45:00.000000Z");
	assert_time("2h ago", "2026-11-22T11:45:10.500000Z");
	assert_time("-2h", "2026-11-22T11:45:10.500000Z");
}

static void reads_the_logs_own_times(void **state)
{
	(void)state;
	assert_time("2026-11-22T13:45:10Z", "2026-11-22T13:45:10.000000Z");
	assert_time("2026-11-22T13:45:10.123456Z", "2026-11-22T13:45:10.123456Z");
	assert_time("2026-11-22T13:45:10.5Z", "2026-11-22T13:45:10.500000Z");
	assert_time("2026-11-22T13:45:10.1234567Z", "2026-11-22T13:45:10.123456Z");
	assert_time("2026-11-22 13:45Z", "2026-11-22T13:45:00.000000Z");
}

static void reads_a_time_of_day_as_the_last_one(void **state)
{
	(void)state;
	assert_time("13:45", "2026-11-22T12:45:00.000000Z");
	assert_time("14:45:10", "2026-11-22T13:45:10.000000Z");
	assert_time("14:45:11", "2026-11-21T13:45:11.000000Z");
	assert_time("23:59", "2026-11-21T22:59:00.000000Z");
	assert_time("00:00", "2026-11-21T23:00:00.000000Z");
}

static void reads_words(void **state)
{
	(void)state;
	assert_time("now", "2026-11-22T13:45:10.500000Z");
	assert_time("today", "2026-11-21T23:00:00.000000Z");
	assert_time("yesterday", "2026-11-20T23:00:00.000000Z");
}

static void yesterday_begins_at_its_midnight_though_a_day_had_25_hours(void **state)
{
	(void)state;
	int64_t time;
	int64_t noon =
		INT64_C(1792926000000000); /* 2026-10-25T11:00:00Z, the day after the switch */
	assert_int_equal(when_parse("yesterday", noon + 86400 * INT64_C(1000000), &time, &note), 0);
	char found[28];
	event_time_text(time, found);
	assert_string_equal(found, "2026-10-24T22:00:00.000000Z");
}

static void reads_spans_that_end_now(void **state)
{
	(void)state;
	assert_time("30s", "2026-11-22T13:44:40.500000Z");
	assert_time("10m", "2026-11-22T13:35:10.500000Z");
	assert_time("90min", "2026-11-22T12:15:10.500000Z");
	assert_time("2h", "2026-11-22T11:45:10.500000Z");
	assert_time("3d", "2026-11-19T13:45:10.500000Z");
	assert_time("1w2d", "2026-11-13T13:45:10.500000Z");
	assert_time("1h30m", "2026-11-22T12:15:10.500000Z");
	assert_time("0s", "2026-11-22T13:45:10.500000Z");
	assert_time("99999d", "1970-01-01T00:00:00.000000Z");
}

static void refuses_everything_else_and_shows_the_forms(void **state)
{
	(void)state;
	static const char *const bad[] = {"", " ", "soon", "2026", "2026-11", "2026-1-2",
		"2026-13-01", "2026-00-01", "2026-02-29", "2026-11-31", "2026-11-00", "1969-12-31",
		"26-11-22", "2026-11-22 ", "2026-11-22 24:00", "2026-11-22 13", "2026-11-22 13:60",
		"2026-11-22 13:45:60", "2026-11-22T13:45:10.Z", "2026-11-22T13:45:10Zx",
		"2026-11-22T13:45:10+15:00", "2026-11-22 13:45 ", "13:45:", "1:45", "13:5", "24:00",
		"--2h", "2", "h", "2 h", "2h ", "2x", "2hours", "1234567890d",
		"999999999w999999999w", "todays", "Today"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t time = 0;
		if (when_parse(bad[i], NOW, &time, &note) != -EINVAL)
			fail_msg("\"%s\" is read as %lld", bad[i], (long long)time);
		assert_non_null(strstr(note.text, "2h, \"3d ago\", today, yesterday, monday"));
	}
}

static void writes_times_of_this_place(void **state)
{
	(void)state;
	char text[WHEN_TEXT_MAX];
	when_text(NOW, text);
	assert_string_equal(text, "2026-11-22 14:45:10");
	when_text(INT64_C(1782864000000000), text);
	assert_string_equal(text, "2026-07-01 02:00:00");
	when_text(-1, text);
	assert_string_equal(text, "1970-01-01 01:00:00");
	when_text(INT64_MAX, text);
	assert_string_equal(text, "10000-01-01 00:59:59");
}

static void writes_how_long_it_lasted_by_its_two_greatest_parts(void **state)
{
	(void)state;
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {{-5, "0s"}, {0, "0s"}, {59, "59s"}, {60, "1m00s"}, {252, "4m12s"},
		{3599, "59m59s"}, {3600, "1h00m"}, {86399, "23h59m"}, {86400, "1d00h"},
		{183600, "2d03h"}, {9007199254740991, "104249991374d07h"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[WHEN_TEXT_MAX];
		when_lasted(cases[i].seconds, text);
		assert_string_equal(text, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_dates_as_local_midnight),
		cmocka_unit_test(reads_dates_with_a_time_of_day),
		cmocka_unit_test(reads_an_hour_that_summer_time_left_out_as_one_next_to_it),
		cmocka_unit_test(reads_days_without_a_year_as_the_last_ones),
		cmocka_unit_test(reads_offsets_and_spans_as_others_write_them),
		cmocka_unit_test(reads_the_logs_own_times),
		cmocka_unit_test(reads_a_time_of_day_as_the_last_one),
		cmocka_unit_test(reads_words),
		cmocka_unit_test(yesterday_begins_at_its_midnight_though_a_day_had_25_hours),
		cmocka_unit_test(reads_spans_that_end_now),
		cmocka_unit_test(refuses_everything_else_and_shows_the_forms),
		cmocka_unit_test(writes_times_of_this_place),
		cmocka_unit_test(writes_how_long_it_lasted_by_its_two_greatest_parts),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
