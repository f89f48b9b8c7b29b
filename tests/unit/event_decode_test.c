/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that this project did not write, or not like this. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/event.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define PLAIN "\"v\":1,\"time\":\"1970-01-01T00:00:00.000000Z\",\"event\":\"login\""

static struct event event;
static struct note note;

/* Reads a line from memory of just its length, so that a sanitizer sees every step too far; the event
 * looks at it until the next one. */
static int decode(struct view line)
{
	static char *copy;
	free(copy);
	copy = malloc(line.len + 1);
	assert_non_null(copy);
	char *begin = line.len > 0 ? copy + 1 : copy;
	memcpy(begin, line.len > 0 ? line.data : "", line.len);
	return event_decode((struct view){begin, line.len}, &event, &note);
}

/* Sees that a line can be read. */
static void assert_good(const char *line)
{
	if (decode(view_of(line)) != 0)
		fail_msg("%s: %s", line, note.text);
}

/* Sees that a line is no record, and that the note has these words. */
static void assert_bad(const char *line, const char *words)
{
	if (decode(view_of(line)) != -EBADMSG || !strstr(note.text, words))
		fail_msg("%s: %s", line, note.text);
}

/* Sees what a written text is read as. */
static void assert_reads(const char *written, const char *text, size_t len)
{
	char line[256];
	snprintf(line, sizeof line, "{" PLAIN ",\"detail\":\"%s\"}", written);
	assert_good(line);
	if (!view_equal(event.detail, (struct view){text, len}))
		fail_msg("%s is read as %.*s", written, (int)event.detail.len, event.detail.data);
}

static void reads_fields_in_any_order_and_with_spaces(void **state)
{
	(void)state;
	assert_good("{ \"person\" : \"brian\" ,\t" PLAIN " , \"uid\" : 0 } ");
	assert_true(view_is(event.person, "brian"));
	assert_int_equal(event.uid, 0);
	assert_int_equal(event.port, EVENT_UNKNOWN);
	assert_int_equal(event.account.len, 0);
}

static void a_plain_text_stays_in_the_line_and_others_do_not(void **state)
{
	(void)state;
	char line[512], detail[64];
	for (int len = 1; len < 60; len++)
		for (int at = 0; at <= len; at++) {
			memset(detail, 'x', sizeof detail);
			detail[len] = '\0';
			if (at < len)
				memcpy(detail + at, "\xC3\xBC", 2);
			detail[at == len ? len : at + 2 > len ? at + 2 : len] = '\0';
			int r = snprintf(
				line, sizeof line, "{" PLAIN ",\"detail\":\"%s\"}", detail);
			assert_int_equal(
				event_decode((struct view){line, (size_t)r}, &event, &note), 0);
			assert_true(view_is(event.detail, detail));
			bool in_line = event.detail.data > line && event.detail.data < line + r;
			assert_int_equal(in_line, at == len);
		}
}

static void a_bare_control_character_is_seen_anywhere_in_a_text(void **state)
{
	(void)state;
	char line[512], detail[48];
	for (char c = 1; c < 0x20; c++)
		for (size_t at = 0; at < sizeof detail - 1; at++) {
			memset(detail, 'x', sizeof detail);
			detail[sizeof detail - 1] = '\0';
			detail[at] = c;
			snprintf(line, sizeof line, "{" PLAIN ",\"detail\":\"%s\"}", detail);
			assert_bad(line, "a bare control character");
		}
}

static void reads_every_escape_that_json_has(void **state)
{
	(void)state;
	assert_reads("\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t", 8);
	assert_reads("\\u0000\\u001F\\u00fC", "\0\x1F\xC3\xBC", 4);
	assert_reads("\\u20ac\\ud83d\\udddd", "\xE2\x82\xAC\xF0\x9F\x97\x9D", 7);
}

static void reads_half_a_surrogate_as_the_replacement(void **state)
{
	(void)state;
	assert_reads("\\ud83d", "\xEF\xBF\xBD", 3);
	assert_reads("\\udddd", "\xEF\xBF\xBD", 3);
	assert_reads("\\ud83dA",
		"\xEF\xBF\xBD"
		"A",
		4);
	assert_reads("\\ud83d\\u0041",
		"\xEF\xBF\xBD"
		"A",
		4);
	assert_reads("\\ud83d\\ud83d\\udddd", "\xEF\xBF\xBD\xF0\x9F\x97\x9D", 7);
	assert_reads("\\ud83d\\n", "\xEF\xBF\xBD\n", 4);
}

static void passes_over_fields_that_it_does_not_know(void **state)
{
	(void)state;
	static const char *const values[] = {"1", "-1.5e+9", "true", "false", "null",
		"\"a\\u0022\"", "{}", "[]", "[ 1 , \"]\" , {\"a\" : [null]} ]",
		"{\"a\":{\"b\":\"}\"},\"c\":2}", "[[[[[[[[]]]]]]]]"};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char line[256];
		snprintf(line, sizeof line, "{\"new\":%s," PLAIN ",\"new\":%s,\"uid\":7}",
			values[i], values[i]);
		assert_good(line);
		assert_int_equal(event.uid, 7);
	}
}

static void reads_a_line_of_a_newer_version(void **state)
{
	(void)state;
	assert_good("{\"v\":2,\"time\":\"1970-01-01T00:00:00.000001Z\",\"event\":\"frobbed\"}");
	assert_int_equal(event.version, 2);
	assert_int_equal(event.kind, EVENT_NONE);
	assert_int_equal(event.time, 1);
}

static void refuses_a_field_twice(void **state)
{
	(void)state;
	assert_bad("{" PLAIN ",\"uid\":1,\"uid\":1}", "byte 75: a field stands there twice");
	assert_bad("{" PLAIN ",\"v\":1}", "twice");
	assert_bad("{" PLAIN ",\"seal\":\"a\",\"seal\":\"b\"}", "twice");
}

static void refuses_a_record_without_version_time_or_event(void **state)
{
	(void)state;
	assert_bad("{}", "no \"v\"");
	assert_bad("{\"v\":1,\"event\":\"login\"}", "no \"time\"");
	assert_bad("{\"v\":1,\"time\":\"1970-01-01T00:00:00.000000Z\"}", "no \"event\"");
}

static void refuses_what_is_no_object_and_what_follows_one(void **state)
{
	(void)state;
	assert_bad("", "empty");
	assert_bad(" ", "byte 2: a record begins with {");
	assert_bad("garbage", "byte 1: a record begins with {");
	assert_bad("[" PLAIN "]", "begins with {");
	assert_bad("\xEF\xBB\xBF{" PLAIN "}", "byte 1: a record begins with {");
	assert_bad("{" PLAIN "}\r", "follows");
	assert_bad("{" PLAIN "}{" PLAIN "}", "follows");
	assert_bad("{" PLAIN, "a comma or the end is expected");
	assert_bad("{" PLAIN ",}", "a text in quotes is expected");
	assert_bad("{," PLAIN "}", "a text in quotes is expected");
	assert_bad("{" PLAIN ",\"uid\"}", "a colon is expected");
	assert_bad("{" PLAIN ",\"uid\":}", "a whole number is expected");
	assert_bad("{" PLAIN ",\"new\"1}", "a colon is expected");
	assert_bad("{" PLAIN ",\"new\":}", "a value is expected");
	assert_bad("{" PLAIN ",\"new\":[1 2]}", "a comma or the end is expected");
	assert_bad("{" PLAIN ",\"new\":[1}", "a comma or the end is expected");
	assert_bad("{" PLAIN ",\"new\":{\"a\" 1}}", "a colon is expected");
	assert_bad("{" PLAIN ",\"new\":[[[[[[[[[]]]]]]]]]}", "nested too deep");
}

static void refuses_texts_that_json_has_not(void **state)
{
	(void)state;
	assert_bad("{" PLAIN ",\"by\":\"a", "the text has no end");
	assert_bad("{" PLAIN ",\"by\":\"a\\", "no such escape");
	assert_bad("{" PLAIN ",\"by\":\"a\\x\"}", "no such escape");
	assert_bad("{" PLAIN ",\"by\":\"\\u12\"}", "no such escape");
	assert_bad("{" PLAIN ",\"by\":\"\\u12G4\"}", "no such escape");
	assert_bad("{" PLAIN ",\"by\":\"\\ud83d\\u12\"}", "no such escape");
	assert_bad("{" PLAIN ",\"by\":\"a\tb\"}", "a bare control character");
	assert_bad("{" PLAIN ",\"by\":\"a\xFFz\"}", "not UTF-8");
	assert_bad("{" PLAIN ",\"by\":\"a\xC3", "not UTF-8");
	static const char nul[] = "{" PLAIN ",\"by\":\"a\0\"}";
	assert_int_equal(decode((struct view){nul, sizeof nul - 1}), -EBADMSG);
}

static void refuses_a_value_of_another_type(void **state)
{
	(void)state;
	assert_bad("{" PLAIN ",\"by\":1}", "a text in quotes is expected");
	assert_bad("{" PLAIN ",\"by\":null}", "a text in quotes is expected");
	assert_bad("{" PLAIN ",\"uid\":\"1\"}", "a whole number is expected");
	assert_bad("{" PLAIN ",\"uid\":-1}", "a whole number is expected");
	assert_bad("{" PLAIN ",\"uid\":01}", "a whole number is expected");
	assert_bad("{" PLAIN ",\"uid\":1.0}", "a comma or the end is expected");
	assert_bad("{\"v\":1,\"time\":0,\"event\":\"login\"}", "a text in quotes is expected");
	assert_bad("{\"v\":1,\"time\":\"now\",\"event\":\"login\"}", "not a time");
	assert_bad("{\"v\":1,\"event\":7}", "a text in quotes is expected");
}

static void refuses_numbers_beyond_2_to_the_53(void **state)
{
	(void)state;
	assert_good("{" PLAIN ",\"seq\":9007199254740991}");
	assert_true(event.seq == 9007199254740991);
	assert_bad("{" PLAIN ",\"seq\":9007199254740992}", "too great");
	assert_bad("{" PLAIN ",\"seq\":99999999999999999999999999999999}", "too great");
}

/* A record whose one text makes its line so long. */
static struct view long_line(size_t len)
{
	static char line[EVENT_LINE_MAX + 2];
	static const char before[] = "{" PLAIN ",\"detail\":\"";
	memset(line, 'a', sizeof line);
	memcpy(line, before, sizeof before - 1);
	memcpy(line + len - 2, "\"}", 2);
	return (struct view){line, len};
}

static void refuses_a_line_over_the_maximum_and_no_shorter_one(void **state)
{
	(void)state;
	assert_int_equal(decode(long_line(EVENT_LINE_MAX - 1)), 0);
	assert_int_equal(decode(long_line(EVENT_LINE_MAX)), -EBADMSG);
	assert_non_null(strstr(note.text, "longer than 8192 bytes"));
}

static void no_line_cut_short_is_a_record(void **state)
{
	(void)state;
	static const char line[] =
		"{" PLAIN ",\"uid\":10,\"from\":\"\\u00e9\xC3\xA9\",\"new\":[{}]}";
	assert_good(line);
	for (size_t len = 0; len < sizeof line - 1; len++)
		assert_int_equal(decode((struct view){line, len}), -EBADMSG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_fields_in_any_order_and_with_spaces),
		cmocka_unit_test(a_plain_text_stays_in_the_line_and_others_do_not),
		cmocka_unit_test(a_bare_control_character_is_seen_anywhere_in_a_text),
		cmocka_unit_test(reads_every_escape_that_json_has),
		cmocka_unit_test(reads_half_a_surrogate_as_the_replacement),
		cmocka_unit_test(passes_over_fields_that_it_does_not_know),
		cmocka_unit_test(reads_a_line_of_a_newer_version),
		cmocka_unit_test(refuses_a_field_twice),
		cmocka_unit_test(refuses_a_record_without_version_time_or_event),
		cmocka_unit_test(refuses_what_is_no_object_and_what_follows_one),
		cmocka_unit_test(refuses_texts_that_json_has_not),
		cmocka_unit_test(refuses_a_value_of_another_type),
		cmocka_unit_test(refuses_numbers_beyond_2_to_the_53),
		cmocka_unit_test(refuses_a_line_over_the_maximum_and_no_shorter_one),
		cmocka_unit_test(no_line_cut_short_is_a_record),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
