/* SPDX-License-Identifier: Apache-2.0 */
/* Lines that are read fast say what they say to the slow reader. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/event_field.h"
#include "audit/event_own.h"

#include <stdio.h>
#include <stdlib.h>

#define PLAIN "{\"v\":1,\"time\":\"1970-01-01T00:00:00.000000Z\",\"event\":\"login\""

static struct event fast, slow;
static struct note note;

/* Reads a line fast, from memory of just its length, so that a sanitizer sees every step too far. */
static bool read_fast(struct view line)
{
	static char *copy;
	free(copy);
	copy = malloc(line.len + 1);
	assert_non_null(copy);
	memcpy(copy + 1, line.len > 0 ? line.data : "", line.len);
	return event_own_decode((struct view){copy + 1, line.len}, &fast);
}

/* Reads a line slowly: no line of this project's ends in a space. */
static bool read_slowly(struct view line)
{
	static char copy[EVENT_LINE_MAX + 1];
	memcpy(copy, line.data, line.len);
	copy[line.len] = ' ';
	struct view longer = {copy, line.len + 1};
	assert_false(event_own_decode(longer, &slow));
	return event_decode(longer, &slow, &note) == 0;
}

/* Whether both have read the same. */
static bool is_same(void)
{
	bool same = fast.kind == slow.kind;
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		const struct event_field *field = &event_fields[i];
		if (field->type == EVENT_FIELD_TEXT)
			same = same && view_equal(*event_field_text(&fast, field),
					       *event_field_text(&slow, field));
		else if (field->type != EVENT_FIELD_KIND)
			same = same && *event_field_number(&fast, field) ==
					       *event_field_number(&slow, field);
	}
	return same;
}

/* Sees that a line is read fast, and as the slow reader reads it. */
static void assert_fast(struct view line)
{
	if (!read_fast(line) || !read_slowly(line) || !is_same())
		fail_msg("%.*s", (int)line.len, line.data);
}

/* Fills in a field, or not; a text of any length up to 50, now and then with something special. */
static void fill(struct event *event, const struct event_field *field, char text[64])
{
	static const char *const specials[] = {"\"", "\\", "\xC3\xBC", "\n", "\x7F", "\xFF", "{}"};
	if (field->type == EVENT_FIELD_NUMBER && random() % 3 > 0)
		*event_field_number(event, field) = (random() << 22) >> random() % 54;
	if (field->type != EVENT_FIELD_TEXT || random() % 3 == 0)
		return;
	size_t len = (size_t)random() % 50;
	memset(text, 'x', len);
	text[len] = '\0';
	if (random() % 8 == 0)
		strcpy(text + (size_t)random() % (len + 1), specials[random() % 7]);
	*event_field_text(event, field) = view_of(text);
}

static void reads_whatever_this_project_writes(void **state)
{
	(void)state;
	static char texts[EVENT_FIELD_COUNT][64], line[EVENT_LINE_MAX];
	srandom(1);
	for (int i = 0; i < 20000; i++) {
		struct event event;
		size_t len;
		event_init(&event, (enum event_kind)(1 + random() % (EVENT_KIND_COUNT - 1)));
		for (size_t at = 0; at < EVENT_FIELD_COUNT; at++)
			fill(&event, &event_fields[at], texts[at]);
		event.version = 1;
		event.time = random() * 1000003;
		assert_int_equal(event_encode(&event, line, sizeof line, &len, &note), 0);
		assert_fast((struct view){line, len - 1});
	}
}

static void a_line_with_any_other_byte_is_read_alike_or_left(void **state)
{
	(void)state;
	static const char line[] =
		"{\"v\":1,\"epoch\":1,\"seq\":12345678,\"time\":\"2026-11-22T13:45:10.123456Z\","
		"\"event\":\"login\",\"uid\":0,\"from\":\"\\u00e9\xC3\xA9\",\"port\":1234567890,"
		"\"key\":\"SHA256:0123456789abcdef\",\"monitor\":1,\"audit_session\":12}";
	static const char others[] = "\"\\,:{} \t0189aSZ\x01\x1F\x7F\x80\xC3\xFF";
	char changed[sizeof line];
	size_t alike = 0;
	assert_fast(view_of(line));
	for (size_t at = 0; at < sizeof line - 1; at++)
		for (size_t i = 0; i < sizeof others; i++) {
			memcpy(changed, line, sizeof line);
			changed[at] = others[i];
			struct view text = {changed, sizeof line - 1};
			if (!read_fast(text))
				continue;
			alike++;
			if (!read_slowly(text) || !is_same())
				fail_msg("%s", changed);
		}
	assert_true(alike > 500);
	for (size_t len = 0; len < sizeof line - 1; len++)
		assert_false(read_fast((struct view){line, len}));
}

static void numbers_of_all_lengths_are_read_wherever_they_stand(void **state)
{
	(void)state;
	static const char *const ends[] = {"}", ",\"by\":\"brian\"}"};
	char line[256];
	for (int64_t number = 9; number < INT64_C(9007199254740991); number = number * 10 + 7)
		for (int i = 0; i < 4; i++) {
			int64_t expected = i % 2 == 0 ? number : number + 1;
			snprintf(line, sizeof line, PLAIN ",\"seconds\":%lld%s",
				(long long)expected, ends[i / 2]);
			assert_fast(view_of(line));
			assert_true(fast.seconds == expected);
		}
	static const char *const bad[] = {"", "01", "00", "9007199254740992", "12345678901234567",
		"-1", "1.0", "12345678x", "\"1\"", "123456789012345678901234567890"};
	for (size_t i = 0; i < 2 * sizeof bad / sizeof *bad; i++) {
		snprintf(line, sizeof line, PLAIN ",\"seconds\":%s%s", bad[i / 2], ends[i % 2]);
		assert_false(read_fast(view_of(line)));
	}
}

static void leaves_every_line_that_is_another(void **state)
{
	(void)state;
	static const char *const others[] = {"", "{}", "[]", " " PLAIN "}", PLAIN "} ", PLAIN "}}",
		PLAIN ",}", PLAIN, PLAIN ",\"uid\":1", PLAIN ",\"by\"}", PLAIN ",\"by\":}",
		PLAIN ",\"by\":1}", PLAIN ",\"new\":1}", PLAIN ",\"uid\":1,\"uid\":1}",
		PLAIN ",\"by\":\"a\",\"uid\":1}", PLAIN ", \"uid\":1}", PLAIN ",\"uid\" :1}",
		"{\"time\":\"1970-01-01T00:00:00.000000Z\",\"event\":\"login\"}",
		"{\"v\":1,\"event\":\"login\"}",
		"{\"v\":1,\"time\":\"1970-01-01T00:00:00.000000Z\"}",
		"{\"v\":1,\"time\":\"1970-02-30T00:00:00.000000Z\",\"event\":\"login\"}",
		"{\"v\":1,\"time\":\"1970-01-01T00:00:00.000000Z\",\"event\":\"frobbed\"}"};
	assert_true(read_fast(view_of(PLAIN "}")));
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (read_fast(view_of(others[i])))
			fail_msg("%s", others[i]);
}

static void leaves_a_line_that_is_too_long(void **state)
{
	(void)state;
	static char line[EVENT_LINE_MAX];
	static const char before[] = PLAIN ",\"detail\":\"";
	memset(line, 'a', sizeof line);
	memcpy(line, before, sizeof before - 1);
	memcpy(line + sizeof line - 3, "\"}}", 3);
	assert_true(read_fast((struct view){line, sizeof line - 1}));
	memcpy(line + sizeof line - 3, "a\"}", 3);
	assert_false(read_fast((struct view){line, sizeof line}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_whatever_this_project_writes),
		cmocka_unit_test(a_line_with_any_other_byte_is_read_alike_or_left),
		cmocka_unit_test(numbers_of_all_lengths_are_read_wherever_they_stand),
		cmocka_unit_test(leaves_every_line_that_is_another),
		cmocka_unit_test(leaves_a_line_that_is_too_long),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
