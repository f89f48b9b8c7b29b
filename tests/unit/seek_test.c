/* SPDX-License-Identifier: Apache-2.0 */
/* Which part of a file has the records of a time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/event.h"
#include "audit/seek.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECOND INT64_C(1000000)
#define LINE_LEN 69 /* of each record's line, but for its newline */
#define COUNT 7500

static char *text;

/* Writes a record of so many seconds, as a line of a fixed length. */
static void write_record(size_t place, int64_t seconds)
{
	char time[28], line[2 * LINE_LEN];
	event_time_text(seconds * SECOND, time);
	snprintf(line, sizeof line, "{\"v\":1,\"time\":\"%s\",\"event\":\"login\"%9s}\n", time, "");
	assert_int_equal(strlen(line), LINE_LEN + 1);
	memcpy(text + place * (LINE_LEN + 1), line, LINE_LEN + 1);
}

/* Records of the seconds 0, 1, 2 … in a file. */
static int make_file(void)
{
	text = malloc((LINE_LEN + 1) * COUNT);
	assert_non_null(text);
	for (size_t i = 0; i < COUNT; i++)
		write_record(i, (int64_t)i);
	return memfd_create("seek", MFD_CLOEXEC);
}

/* Finds a part. */
static struct seek_part find(int fd, int64_t since, int64_t until)
{
	struct seek_part part;
	int64_t size = (LINE_LEN + 1) * COUNT;
	assert_int_equal(pwrite(fd, text, (size_t)size, 0), size);
	assert_int_equal(seek_part(fd, size, since, until, &part), 0);
	return part;
}

/* Gives the file back. */
static void drop(int fd)
{
	close(fd);
	free(text);
}

static void the_part_begins_and_ends_with_a_line_and_is_short(void **state)
{
	(void)state;
	int fd = make_file();
	for (int64_t second = 0; second < COUNT; second += 123) {
		struct seek_part part = find(fd, second * SECOND, (second + 1) * SECOND);
		int64_t place = second * (LINE_LEN + 1);
		assert_int_equal(part.first % (LINE_LEN + 1), 0);
		assert_true(part.first <= place && place - part.first < 70000);
		if (part.last == SEEK_TO_THE_END)
			assert_true(COUNT * (LINE_LEN + 1) - place < 70000);
		else
			assert_int_equal(part.last % (LINE_LEN + 1), 0);
		assert_true(part.last > place);
	}
	drop(fd);
}

static void all_that_is_not_bounded_is_in_the_part(void **state)
{
	(void)state;
	int fd = make_file();
	struct seek_part part = find(fd, 0, INT64_MAX);
	assert_true(part.first == 0 && part.last == SEEK_TO_THE_END);
	part = find(fd, 0, 10 * SECOND);
	assert_true(part.first == 0 && part.last < 140000);
	part = find(fd, 7490 * SECOND, INT64_MAX);
	assert_true(part.first > 400000 && part.last == SEEK_TO_THE_END);
	drop(fd);
}

static void one_time_of_several_behind_one_another_leads_nowhere(void **state)
{
	(void)state;
	static const int64_t strange[] = {0, 250000000000};
	static const int64_t begins[] = {2, 1022, 3997, 6002, 7499};
	int fd = make_file();
	for (size_t i = 0; i < 10; i++) {
		for (size_t place = 1; place < COUNT; place += 5)
			write_record(place, strange[i % 2]);
		int64_t second = begins[i / 2], place = second * (LINE_LEN + 1);
		struct seek_part part = find(fd, second * SECOND, (second + 1) * SECOND);
		assert_true(part.first <= place && place - part.first < 70000);
		assert_true(part.last > place);
	}
	drop(fd);
}

static void the_middle_one_of_some_times_is_that_of_their_order(void **state)
{
	(void)state;
	const struct seek_times five = {{9, 1, 5, 3, 7}, 5}, two = {{4, 2}, 2}, one = {{6}, 1};
	assert_int_equal(seek_middle(&five), 5);
	assert_int_equal(seek_middle(&two), 4);
	assert_int_equal(seek_middle(&one), 6);
}

static void times_are_taken_from_whole_lines_that_are_records(void **state)
{
	(void)state;
	struct view rest = view_of("garbage\n"
				   "{\"v\":1,\"time\":\"1970-01-01T00:00:07.000000Z\",\"event\":"
				   "\"login\"}\n\n"
				   "{\"v\":1,\"time\":\"1970-01-01T00:00:08.000000Z\"");
	struct seek_times times = seek_times(&rest);
	assert_int_equal(times.count, 1);
	assert_int_equal(times.time[0], 7 * SECOND);
	assert_int_equal(rest.len, strlen("{\"v\":1,\"time\":\"1970-01-01T00:00:08.000000Z\""));
}

static void what_cannot_be_read_is_a_fault(void **state)
{
	(void)state;
	struct seek_part part;
	assert_true(seek_part(-1, 1 << 20, SECOND, INT64_MAX, &part) < 0);
	assert_true(seek_part(-1, 1 << 20, 0, SECOND, &part) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_part_begins_and_ends_with_a_line_and_is_short),
		cmocka_unit_test(all_that_is_not_bounded_is_in_the_part),
		cmocka_unit_test(one_time_of_several_behind_one_another_leads_nowhere),
		cmocka_unit_test(the_middle_one_of_some_times_is_that_of_their_order),
		cmocka_unit_test(times_are_taken_from_whole_lines_that_are_records),
		cmocka_unit_test(what_cannot_be_read_is_a_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
