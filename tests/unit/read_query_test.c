/* SPDX-License-Identifier: Apache-2.0 */
/* Asking the log for a time and a text: all of that is given, and what is not is mostly not read. */
#include "tests/unit/log_tree.h"

#include <stdbool.h>
#include <zlib.h>

#define SECOND INT64_C(1000000)
#define NOON (INT64_C(1795348800) * SECOND) /* 2026-11-22 12:00 UTC */
#define FEW 1500 /* lines, of 100 bytes, that are nearly read for nothing */

static struct read_line line;
static char text[LOG_TEXT_MAX];
static size_t text_len;

/* Adds a record of a second to the text. */
static void add_record(int64_t second, const char *person)
{
	char time[28];
	event_time_text(NOON + second * SECOND, time);
	text_len += (size_t)snprintf(text + text_len, sizeof text - text_len,
		"{\"v\":1,\"seq\":%lld,\"time\":\"%s\",\"event\":\"login\",\"person\":\"%s\"}\n",
		(long long)second + 100000, time, person);
}

/* Adds anything to the text. */
static void add_text(const char *words)
{
	text_len += (size_t)snprintf(text + text_len, sizeof text - text_len, "%s", words);
}

/* Adds a record for each second. */
static void add_records(int64_t first, int64_t last)
{
	for (int64_t second = first; second <= last; second++)
		add_record(second, second % 10 == 0 ? "brian" : "anna");
}

/* Writes the text into a file of the log, and begins with an empty one. */
static void write_file(struct tree *tree, const char *name)
{
	if (strstr(name, ".gz")) {
		gzFile file = gzopen(tree_path(tree, name), "w1");
		assert_true(file && gzwrite(file, text, (unsigned)text_len) == (int)text_len);
		assert_int_equal(gzclose(file), Z_OK);
	} else {
		tree_bytes(tree, name, 0640, text, text_len);
	}
	text_len = 0;
}

/* What an answer has. */
struct answer {
	int64_t first, last, sum; /* seconds of the records that are asked for */
	int records, bad, lines;
};

/* Whether a record is asked for. */
static bool is_asked(const struct read_query *query, const struct event *event)
{
	return event->time >= query->since && event->time < query->until &&
	       (query->needle.len == 0 || view_is(event->person, "brian"));
}

/* Asks for the seconds from one to another, and for a text. */
static struct answer ask(
	struct tree *tree, int64_t since, int64_t until, const char *needle, bool back)
{
	const struct read_query query = {
		NOON + since * SECOND, NOON + until * SECOND, view_of(needle), NULL, NULL, false};
	struct answer answer = {.first = -1};
	struct read_log *log;
	assert_int_equal(
		read_open_query(log_place(tree).log_dir, APPEND_LOGINS, &query, &log, &note), 0);
	while ((back ? read_previous : read_next)(log, &line, &note) > 0) {
		answer.lines++;
		answer.bad += line.bad;
		if (line.bad || !is_asked(&query, &line.event))
			continue;
		answer.last = (line.event.time - NOON) / SECOND;
		answer.first = answer.first < 0 ? answer.last : answer.first;
		answer.sum += answer.last;
		answer.records++;
	}
	read_close(log);
	return answer;
}

/* Sees that all seconds from one to another are given, from both sides, and few lines besides. */
static void assert_window(struct tree *tree, int64_t since, int64_t until)
{
	for (int back = 0; back < 2; back++) {
		struct answer answer = ask(tree, since, until, "", back);
		if (answer.records != until - since)
			fail_msg("%lld to %lld: %d records", (long long)since, (long long)until,
				answer.records);
		assert_int_equal(answer.first, back ? until - 1 : since);
		assert_int_equal(answer.last, back ? since : until - 1);
		assert_int_equal(answer.sum, (until - since) * (since + until - 1) / 2);
		assert_true(answer.lines < until - since + 2 * FEW);
	}
}

static void a_window_is_found_wherever_it_is(void **state)
{
	add_records(0, 29999);
	write_file(*state, LOGINS);
	static const int64_t begins[] = {0, 1, 2, 777, 10000, 14999, 15000, 15001, 22222, 29000};
	static const int64_t lens[] = {1, 2, 10, 1000};
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		for (size_t k = 0; k < sizeof lens / sizeof *lens; k++)
			assert_window(*state, begins[i], begins[i] + lens[k]);
	assert_int_equal(ask(*state, -100, 0, "", false).records, 0);
	assert_int_equal(ask(*state, 30000, 40000, "", false).records, 0);
	assert_int_equal(ask(*state, -100, 1, "", false).records, 1);
	assert_int_equal(ask(*state, 29999, 40000, "", true).records, 1);
}

static void records_of_one_moment_are_all_given(void **state)
{
	for (int i = 0; i < 5000; i++)
		add_record(10, "anna");
	for (int i = 0; i < 5000; i++)
		add_record(11, "anna");
	write_file(*state, LOGINS);
	assert_int_equal(ask(*state, 10, 11, "", false).records, 5000);
	assert_int_equal(ask(*state, 11, 12, "", true).records, 5000);
	assert_int_equal(ask(*state, 10, 12, "", true).records, 10000);
	for (int i = 0; i < 10; i++)
		add_record(10, "anna");
	write_file(*state, LOGINS ".1");
	assert_int_equal(ask(*state, 10, 11, "", false).records, 5010);
}

static void files_outside_the_time_are_not_read(void **state)
{
	add_records(40000, 49999);
	write_file(*state, LOGINS);
	add_records(30000, 39999);
	write_file(*state, LOGINS ".1");
	add_records(20000, 29999);
	write_file(*state, LOGINS ".2.gz");
	add_records(10000, 19999);
	write_file(*state, LOGINS ".3.gz");
	assert_window(*state, 45000, 45010);
	assert_window(*state, 39990, 40010);
	assert_int_equal(ask(*state, 29990, 40010, "", false).records, 10020);
	assert_int_equal(ask(*state, 15000, 15010, "", true).lines, 10000);
	assert_int_equal(ask(*state, 20010, 20011, "", false).lines, 10000);
	assert_int_equal(ask(*state, 19999, 20000, "", false).lines, 10000);
	assert_int_equal(ask(*state, 0, 10000, "", false).lines, 0);
}

static void a_file_without_records_hides_none(void **state)
{
	write_file(*state, LOGINS);
	add_records(30000, 39999);
	write_file(*state, LOGINS ".1");
	add_text("garbage\n");
	write_file(*state, LOGINS ".2");
	add_records(20000, 29999);
	write_file(*state, LOGINS ".3.gz");
	assert_window(*state, 35000, 35010);
	assert_window(*state, 39990, 40000);
	assert_int_equal(ask(*state, 29999, 30001, "", false).records, 2);
}

static void a_few_records_out_of_order_hide_no_others(void **state)
{
	static const int64_t strange[] = {-NOON / SECOND, 250000000000 - NOON / SECOND, 7};
	for (size_t i = 0; i < 3; i++)
		for (int64_t at = 0; at < 30000; at += 2500) {
			add_records(0, at - 1);
			add_record(strange[i], "anna");
			add_records(at, 29999);
			write_file(*state, LOGINS);
			assert_window(*state, 14000, 14100);
			assert_window(*state, 100, 101);
			assert_window(*state, 29900, 30000);
		}
}

static void a_strange_time_at_the_beginning_of_a_file_hides_no_others(void **state)
{
	static const int64_t strange[] = {-NOON / SECOND, 250000000000 - NOON / SECOND};
	for (size_t i = 0; i < 2; i++) {
		add_records(40000, 49999);
		write_file(*state, LOGINS);
		add_record(strange[i], "anna");
		add_records(30000, 39999);
		write_file(*state, LOGINS ".1");
		add_records(20000, 29999);
		write_file(*state, LOGINS ".2");
		assert_window(*state, 35000, 35010);
		assert_window(*state, 29999, 30001);
		assert_window(*state, 39999, 40001);
		struct answer answer = ask(*state, 25000, 45000, "", false);
		assert_int_equal(answer.records, 20000);
		assert_int_equal(answer.first, 25000);
		assert_int_equal(answer.last, 44999);
	}
}

static void what_is_no_record_is_passed_by_the_search(void **state)
{
	add_text("not a record\n\n{\"v\":1}\n");
	add_records(0, 9999);
	add_text("{\"v\":1,\"time\":\"0001-01-01T00:00:00.000000Z\",\"event\":\"login\"}\n"
		 "{\"v\":1,\"time\":\"99999-01-01T00:00:00.000000Z\",\"event\":\"login\"}\n"
		 "{\"v\":1,\"time\":\"2026-02-30T00:00:00.000000Z\",\"event\":\"login\"}\n");
	memset(text + text_len, 'x', 1 << 20);
	text_len += 1 << 20;
	add_text("\n");
	for (int i = 0; i < 20000; i++)
		add_text("\xEF\xBB\xBF{\"v\":1}\r\n");
	add_records(10000, 19999);
	write_file(*state, LOGINS);
	assert_window(*state, 9000, 9100);
	assert_window(*state, 15000, 15100);
	struct answer answer = ask(*state, 9990, 10010, "", true);
	assert_int_equal(answer.records, 20);
	assert_int_equal(answer.bad, 20004);
}

static void times_that_only_go_backwards_end_no_search(void **state)
{
	for (int64_t second = 30000; second > 0; second--)
		add_record(second, "anna");
	write_file(*state, LOGINS);
	for (int64_t since = -1; since < 30000; since += 999)
		for (int back = 0; back < 2; back++)
			assert_true(ask(*state, since, since + 500, "", back).records <= 500);
}

static void what_has_the_needle_is_given_and_little_else(void **state)
{
	add_records(0, 29999);
	write_file(*state, LOGINS);
	for (int back = 0; back < 2; back++) {
		struct answer answer = ask(*state, 0, 40000, "\"brian\"", back);
		assert_int_equal(answer.records, 3000);
		assert_int_equal(answer.lines, 3000);
		answer = ask(*state, 20000, 20100, "\"brian\"", back);
		assert_int_equal(answer.records, 10);
		assert_true(answer.lines < 10 + 2 * FEW / 10);
	}
}

static void the_needle_is_found_however_the_line_is_written(void **state)
{
	static const char *const strange[] = {
		"{ \"v\" : 1 , "
		"\"time\":\"2026-11-22T12:00:00.000000Z\",\"event\":\"login\",\"person\" "
		":\t\"brian\" } ",
		"{\"person\":\"brian\",\"time\":\"2026-11-22T12:00:00.000000Z\",\"event\":"
		"\"login\","
		"\"v\":1}",
		"{\"v\":1,\"time\":\"2026-11-22T12:00:00.000000Z\",\"event\":\"login\",\"person\":"
		"\"\\u0062ri\\u0061n\"}",
		"{\"v\":2,\"time\":\"2026-11-22T12:00:00.000000Z\",\"new\":[1],\"event\":\"login\","
		"\"person\":\"brian\"}"};
	for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
		for (int back = 0; back < 2; back++) {
			add_record(0, "anna");
			add_text(strange[i]);
			add_text("\n");
			add_record(0, "anna");
			write_file(*state, LOGINS);
			assert_int_equal(ask(*state, 0, 1, "\"brian\"", back).records, 1);
		}
}

static void lines_that_are_none_of_keyholes_are_named_though_they_have_no_needle(void **state)
{
	add_record(0, "anna");
	add_text("garbage\n\n\xEF\xBB\xBF{\"v\":1,\"person\":\"anna\"}\n"
		 "{\"v\":1,\"person\":\"anna\"}\r\n{\"v\":1,\"perso\n");
	add_record(0, "anna");
	add_text("{\"v\":1,\"x\":\"");
	memset(text + text_len, 'x', EVENT_LINE_MAX);
	text_len += EVENT_LINE_MAX;
	add_text("\"}\n{\"v\":1,\"person\":\"anna\"}");
	write_file(*state, LOGINS);
	for (int back = 0; back < 2; back++) {
		struct answer answer = ask(*state, 0, 1, "\"brian\"", back);
		assert_int_equal(answer.bad, 7);
		assert_int_equal(answer.lines, 7);
	}
}

/* What was told of a reading. */
static struct {
	uint64_t done, total;
	int times;
} told;

/* Sees that it goes on. */
static void hear(void *context, uint64_t done, uint64_t total)
{
	assert_ptr_equal(context, &told);
	assert_true(done >= told.done && done <= total);
	assert_true(told.times == 0 || told.total == total);
	told.done = done;
	told.total = total;
	told.times++;
}

/* Passes over one second of each minute. */
static bool is_passed(void *context, struct view passed)
{
	(*(int *)context)++;
	return memmem(passed.data, passed.len, ":30.", 4) != NULL;
}

static void lines_that_are_not_wanted_are_passed_over_instead(void **state)
{
	const struct read_query query = {.until = INT64_MAX, .needle = VIEW("\"brian\"")};
	struct read_log *log;
	int asked = 0, given = 0;
	add_records(0, 9999);
	add_text("{\"v\":1,\"torn:30.");
	write_file(*state, LOGINS);
	assert_int_equal(
		read_open_query(log_place(*state).log_dir, APPEND_LOGINS, &query, &log, &note), 0);
	for (int i = 0; i < 300; i++)
		assert_int_equal(read_next(log, &line, &note), 1);
	assert_int_equal(line.event.time, NOON + 2990 * SECOND);
	read_pass_over(log, is_passed, &asked);
	for (; read_next(log, &line, &note) > 0 && !line.bad; given++)
		assert_int_not_equal(line.event.time / SECOND % 60, 30);
	assert_int_equal(asked, 7009);
	assert_int_equal(given, 7009 - 117);
	assert_true(line.torn);
	read_close(log);
}

static void it_is_told_how_far_the_reading_has_come(void **state)
{
	add_records(20000, 39999);
	write_file(*state, LOGINS);
	add_records(10000, 19999);
	write_file(*state, LOGINS ".1.gz");
	for (int back = 0; back < 2; back++) {
		const struct read_query query = {
			0, INT64_MAX, view_of("\"nobody\""), hear, &told, false};
		struct read_log *log;
		memset(&told, 0, sizeof told);
		assert_int_equal(read_open_query(log_place(*state).log_dir, APPEND_LOGINS, &query,
					 &log, &note),
			0);
		assert_int_equal((back ? read_previous : read_next)(log, &line, &note), 0);
		read_close(log);
		assert_true(told.times > 5);
		assert_int_equal(told.done, told.total);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(a_window_is_found_wherever_it_is),
		log_test(records_of_one_moment_are_all_given),
		log_test(files_outside_the_time_are_not_read),
		log_test(a_file_without_records_hides_none),
		log_test(a_few_records_out_of_order_hide_no_others),
		log_test(a_strange_time_at_the_beginning_of_a_file_hides_no_others),
		log_test(what_is_no_record_is_passed_by_the_search),
		log_test(times_that_only_go_backwards_end_no_search),
		log_test(what_has_the_needle_is_given_and_little_else),
		log_test(the_needle_is_found_however_the_line_is_written),
		log_test(lines_that_are_none_of_keyholes_are_named_though_they_have_no_needle),
		log_test(lines_that_are_not_wanted_are_passed_over_instead),
		log_test(it_is_told_how_far_the_reading_has_come),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
