/* SPDX-License-Identifier: Apache-2.0 */
/* Texts from outside, as they stand in a line of the log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/event.h"

#include <stdio.h>

#define PLAIN "{\"v\":1,\"time\":\"1970-01-01T00:00:00.000000Z\",\"event\":\"login\""

static char buffer[EVENT_LINE_MAX];
static struct note note;

/* The line of an event, without its newline. */
static struct view written(const struct event *event)
{
	size_t len = 0;
	assert_int_equal(event_encode(event, buffer, sizeof buffer, &len, &note), 0);
	assert_int_equal(buffer[len - 1], '\n');
	return (struct view){buffer, len - 1};
}

/* Sees that a view holds this text. */
static void assert_text(struct view view, const char *text)
{
	char copy[EVENT_LINE_MAX + 1];
	snprintf(copy, sizeof copy, "%.*s", (int)view.len, view.len > 0 ? view.data : "");
	assert_string_equal(copy, text);
	assert_int_equal(view.len, strlen(text));
}

/* How a text is written, as the one field of an event that otherwise is known. */
static struct view written_text(struct view text)
{
	struct event event;
	static const char before[] = PLAIN ",\"detail\":\"";
	event_init(&event, EVENT_LOGIN);
	event.time = 0;
	event.detail = text;
	struct view line = written(&event);
	assert_memory_equal(line.data, before, sizeof before - 1);
	assert_memory_equal(line.data + line.len - 2, "\"}", 2);
	return (struct view){line.data + sizeof before - 1, line.len - sizeof before - 1};
}

static void writes_each_of_the_256_bytes_so_that_it_does_no_harm(void **state)
{
	(void)state;
	for (int byte = 0; byte < 256; byte++) {
		char c = (char)byte, expected[8] = {c};
		if (byte >= 0x80)
			strcpy(expected, "\xEF\xBF\xBD");
		else if (byte < 0x20 || byte == 0x7F || byte == '"' || byte == '\\')
			snprintf(expected, sizeof expected, "\\u%04x", (unsigned)byte);
		assert_text(written_text((struct view){&c, 1}), expected);
	}
}

static void escapes_controls_separators_and_directions_and_no_other_characters(void **state)
{
	(void)state;
	static const char *const cases[][2] = {{"\xC2\x80", "\\u0080"}, {"\xC2\x9F", "\\u009f"},
		{"\xC2\xA0", "\xC2\xA0"}, {"\xD8\x9C", "\\u061c"}, {"\xE2\x80\x8E", "\\u200e"},
		{"\xE2\x80\x8F", "\\u200f"}, {"\xE2\x80\x90", "\xE2\x80\x90"},
		{"\xE2\x80\xA7", "\xE2\x80\xA7"}, {"\xE2\x80\xA8", "\\u2028"},
		{"\xE2\x80\xA9", "\\u2029"}, {"\xE2\x80\xAA", "\\u202a"},
		{"\xE2\x80\xAE", "\\u202e"}, {"\xE2\x80\xAF", "\xE2\x80\xAF"},
		{"\xE2\x81\xA5", "\xE2\x81\xA5"}, {"\xE2\x81\xA6", "\\u2066"},
		{"\xE2\x81\xA9", "\\u2069"}, {"\xE2\x81\xAA", "\xE2\x81\xAA"},
		{"gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F"},
		{"\xF0\x9F\x97\x9D", "\xF0\x9F\x97\x9D"}, {"\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_text(written_text(view_of(cases[i][0])), cases[i][1]);
}

static void replaces_every_byte_that_is_not_utf8(void **state)
{
	(void)state;
#define R "\xEF\xBF\xBD"
	static const char *const cases[][2] = {{"a\x80z", "a" R "z"}, {"\xC3", R}, {"\xC3(", R "("},
		{"\xC0\xAF", R R}, {"\xC1\xBF", R R}, {"\xE0\x80\xAF", R R R}, {"\xE2\x80", R R},
		{"\xED\xA0\x80", R R R}, {"\xED\xBF\xBF", R R R}, {"\xF0\x80\x80\xAF", R R R R},
		{"\xF4\x90\x80\x80", R R R R}, {"\xF5\x80\x80\x80", R R R R}, {"\xFE\xFF", R R},
		{"\xF0\x9F\x97", R R R}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_text(written_text(view_of(cases[i][0])), cases[i][1]);
}

/* Writes `piece` so often that it is over every limit, and sees where it was cut. */
static void assert_cut(const char *piece, const char *as_written, size_t limit)
{
	char text[EVENT_LINE_MAX * 2] = "";
	size_t len = 0, each = strlen(as_written);
	while (len + 8 < sizeof text)
		len += (size_t)snprintf(text + len, sizeof text - len, "%s", piece);
	struct view cut = written_text((struct view){text, len});
	assert_true(cut.len <= limit && cut.len + each > limit);
	assert_memory_equal(cut.data + cut.len - 3, "...", 3);
	assert_int_equal((cut.len - 3) % each, 0);
	for (size_t at = 0; at + 3 < cut.len; at += each)
		assert_memory_equal(cut.data + at, as_written, each);
}

static void cuts_a_text_over_its_limit_between_two_characters(void **state)
{
	(void)state;
	char text[2000];
	memset(text, 'a', sizeof text);
	assert_int_equal(written_text((struct view){text, 1280}).len, 1280);
	assert_memory_equal(written_text((struct view){text, 1280}).data + 1277, "aaa", 3);
	assert_memory_equal(written_text((struct view){text, 1281}).data + 1276, "a...", 4);
	assert_cut("a", "a", 1280);
	assert_cut("\xC3\xBC", "\xC3\xBC", 1280);
	assert_cut("\xE2\x82\xAC", "\xE2\x82\xAC", 1280);
	assert_cut("\xF0\x9F\x97\x9D", "\xF0\x9F\x97\x9D", 1280);
	assert_cut("\"", "\\u0022", 1280);
	assert_cut("\x80", "\xEF\xBF\xBD", 1280);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_each_of_the_256_bytes_so_that_it_does_no_harm),
		cmocka_unit_test(
			escapes_controls_separators_and_directions_and_no_other_characters),
		cmocka_unit_test(replaces_every_byte_that_is_not_utf8),
		cmocka_unit_test(cuts_a_text_over_its_limit_between_two_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
