/* SPDX-License-Identifier: Apache-2.0 */
/* Times as the log has them, against the C library's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/event_field.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Sees that a time is written so, and read as the same. */
static void assert_time(int64_t time, const char *expected)
{
	char text[28];
	int64_t back = -1;
	event_time_text(time, text);
	assert_string_equal(text, expected);
	assert_true(event_time_parse(view_of(text), &back));
	assert_int_equal(back, time);
}

static void writes_times_as_the_c_library_would(void **state)
{
	(void)state;
	srandom(1);
	for (int i = 0; i < 20000; i++) {
		time_t seconds = (time_t)(random() * 119L + random() % 1000) % 253402300800;
		long micros = random() % 1000000;
		char day[32], expected[64];
		struct tm tm;
		gmtime_r(&seconds, &tm);
		strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
		snprintf(expected, sizeof expected, "%s.%06ldZ", day, micros);
		assert_time(seconds * 1000000 + micros, expected);
	}
}

static void knows_the_leap_years_and_the_ends(void **state)
{
	(void)state;
	assert_time(0, "1970-01-01T00:00:00.000000Z");
	assert_time(951782399999999, "2000-02-28T23:59:59.999999Z");
	assert_time(951782400000000, "2000-02-29T00:00:00.000000Z");
	assert_time(951868800000000, "2000-03-01T00:00:00.000000Z");
	assert_time(4107542400000000, "2100-03-01T00:00:00.000000Z");
	assert_time(4107542399999999, "2100-02-28T23:59:59.999999Z");
	assert_time(EVENT_TIME_MAX, "9999-12-31T23:59:59.999999Z");
}

static void writes_what_is_no_time_as_the_nearest_that_is(void **state)
{
	(void)state;
	char text[28];
	event_time_text(-1, text);
	assert_string_equal(text, "1970-01-01T00:00:00.000000Z");
	event_time_text(INT64_MIN, text);
	assert_string_equal(text, "1970-01-01T00:00:00.000000Z");
	event_time_text(INT64_MAX, text);
	assert_string_equal(text, "9999-12-31T23:59:59.999999Z");
}

static void refuses_every_other_form(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2026-11-22", "2026-11-22T13:45:10Z",
		"2026-11-22T13:45:10.123Z", "2026-11-22T13:45:10.123456",
		"2026-11-22t13:45:10.123456Z", "2026-11-22T13:45:10.123456z",
		"2026-11-22 13:45:10.123456Z", "2026-11-22T13:45:10,123456Z",
		"2026-11-22T13:45:10.1234567Z", "2026-00-22T13:45:10.123456Z",
		"2026-13-22T13:45:10.123456Z", "2026-11-00T13:45:10.123456Z",
		"2026-11-31T13:45:10.123456Z", "2026-02-29T13:45:10.123456Z",
		"2100-02-29T13:45:10.123456Z", "2026-11-22T24:00:00.000000Z",
		"2026-11-22T13:60:10.123456Z", "2026-11-22T13:45:60.123456Z",
		"1969-12-31T23:59:59.999999Z", "2026-11-22T13:45:1x.123456Z",
		"-026-11-22T13:45:10.123456Z"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		int64_t time;
		if (event_time_parse(view_of(bad[i]), &time))
			fail_msg("%s", bad[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_times_as_the_c_library_would),
		cmocka_unit_test(knows_the_leap_years_and_the_ends),
		cmocka_unit_test(writes_what_is_no_time_as_the_nearest_that_is),
		cmocka_unit_test(refuses_every_other_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
