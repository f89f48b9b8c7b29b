/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/deadline.h"

#include "tree.h"

#include <time.h>

#define NOW UINT64_C(1795355110) /* 2026-11-22T13:45:10Z */

/* Runs in a place an hour ahead of UTC, two in summer. */
static int in_berlin(void **state)
{
	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	return 0;
}

/* Expects a text to be this time in UTC. */
static void expect(const char *text, const char *wanted)
{
	struct note note;
	uint64_t seconds;
	char found[32];
	if (deadline_parse(text, NOW, &seconds, &note) != 0)
		fail_msg("%s", note.text);
	time_t moment = (time_t)seconds;
	strftime(found, sizeof found, "%F %T", gmtime(&moment));
	assert_string_equal(found, wanted);
}

static void a_span_is_counted_from_now_on(void **state)
{
	(void)state;
	expect("90s", "2026-11-22 13:46:40");
	expect("30min", "2026-11-22 14:15:10");
	expect("12h", "2026-11-23 01:45:10");
	expect("90d", "2027-02-20 13:45:10");
	expect("1w2d", "2026-12-01 13:45:10");
}

static void a_date_lasts_to_the_end_of_its_day_here(void **state)
{
	(void)state;
	expect("2026-12-31", "2026-12-31 22:59:59");
	expect("2027-06-30", "2027-06-30 21:59:59");
	expect("2026-11-22", "2026-11-22 22:59:59");
	expect("2027-03-28", "2027-03-28 21:59:59");
}

static void a_time_is_of_this_place_unless_it_says_which(void **state)
{
	(void)state;
	expect("2026-12-31 18:00", "2026-12-31 17:00:00");
	expect("2026-12-31T18:00:30", "2026-12-31 17:00:30");
	expect("2026-12-31T18:00:00Z", "2026-12-31 18:00:00");
	expect("2026-12-31T18:00:00+02:00", "2026-12-31 16:00:00");
}

static void sshds_own_forms_mean_what_sshd_takes_them_for(void **state)
{
	(void)state;
	expect("20261231", "2026-12-30 23:00:00");
	expect("20261231Z", "2026-12-31 00:00:00");
	expect("202612311800Z", "2026-12-31 18:00:00");
}

static void what_is_past_or_no_time_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "2026-11-21", "2026-11-22 13:00", "yesterday", "now",
		"13:45", "20", "d", "0d", "5x", "2026-02-30", "2026-13-01", "tomorrow", "-5d"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct note note;
		uint64_t seconds;
		if (deadline_parse(bad[i], NOW, &seconds, &note) == 0)
			fail_msg("\"%s\" is taken", bad[i]);
		assert_says(note, bad[i]);
	}
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_span_is_counted_from_now_on),
		cmocka_unit_test(a_date_lasts_to_the_end_of_its_day_here),
		cmocka_unit_test(a_time_is_of_this_place_unless_it_says_which),
		cmocka_unit_test(sshds_own_forms_mean_what_sshd_takes_them_for),
		cmocka_unit_test(what_is_past_or_no_time_is_refused),
	};
	return cmocka_run_group_tests(tests, in_berlin, NULL);
}
