/* SPDX-License-Identifier: Apache-2.0 */
/* The line of a record: what is written, and what comes back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/event_field.h"
#include "audit/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

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

/* Sets a field to something that only this field has. */
static void set_field(struct event *event, size_t i)
{
	static char text[16];
	snprintf(text, sizeof text, "text %zu", i);
	if (event_fields[i].type == EVENT_FIELD_TEXT)
		*event_field_text(event, &event_fields[i]) = view_of(text);
	else if (event_fields[i].type == EVENT_FIELD_KIND)
		event->kind = EVENT_SEALED;
	else
		*event_field_number(event, &event_fields[i]) = (int64_t)i;
}

/* Sees that two events say the same. */
static void assert_same(struct event *a, struct event *b)
{
	assert_int_equal(a->kind, b->kind);
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		const struct event_field *field = &event_fields[i];
		if (field->type == EVENT_FIELD_TEXT)
			assert_true(view_equal(
				*event_field_text(a, field), *event_field_text(b, field)));
		else if (field->type != EVENT_FIELD_KIND)
			assert_int_equal(
				*event_field_number(a, field), *event_field_number(b, field));
	}
}

static void writes_the_known_fields_in_their_order(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_LOGIN);
	event.seal = view_of("00ff");
	event.monitor = 4711;
	event.boot = view_of("01234567-89ab");
	event.known_at = view_of("/etc/keyhole/keys.d/brian.keys:1");
	event.key_bits = 3072;
	event.account = view_of("brian");
	event.uid = 0;
	event.time = 1795355110123456;
	event.seq = 1842;
	assert_text(written(&event),
		"{\"v\":1,\"seq\":1842,\"time\":\"2026-11-22T13:45:10.123456Z\",\"event\":"
		"\"login\","
		"\"account\":\"brian\",\"uid\":0,\"key_bits\":3072,"
		"\"known_at\":\"/etc/keyhole/keys.d/brian.keys:1\",\"boot\":\"01234567-89ab\","
		"\"monitor\":4711,\"seal\":\"00ff\"}");
}

static void the_table_has_every_field_in_the_order_of_the_struct(void **state)
{
	(void)state;
	for (size_t i = 1; i < EVENT_FIELD_COUNT; i++)
		assert_true(event_fields[i].offset > event_fields[i - 1].offset);
	assert_int_equal(event_fields[EVENT_FIELD_COUNT - 1].offset + sizeof(struct view),
		offsetof(struct event, store));
	assert_string_equal(event_fields[EVENT_FIELD_COUNT - 1].name.data, "seal");
}

static void nothing_is_known_of_an_event_at_first(void **state)
{
	(void)state;
	struct event event;
	memset(&event, 0x55, sizeof event);
	event_init(&event, EVENT_LOGIN);
	assert_int_equal(event.kind, EVENT_LOGIN);
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		const struct event_field *field = &event_fields[i];
		if (field->type == EVENT_FIELD_TEXT)
			assert_int_equal(event_field_text(&event, field)->len, 0);
		else if (field->type != EVENT_FIELD_KIND)
			assert_int_equal(*event_field_number(&event, field),
				i == 0 ? EVENT_VERSION : EVENT_UNKNOWN);
	}
}

static void the_table_has_each_name_as_it_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		char own[64] = {0};
		snprintf(own, sizeof own, "\"%s\":", event_fields[i].name.data);
		assert_true(strlen(own) <= EVENT_OWN_NAME);
		assert_memory_equal(event_fields[i].own, own, EVENT_OWN_NAME);
	}
}

static void reads_each_field_back_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
		struct event event, back;
		event_init(&event, EVENT_LOGIN);
		event.time = 0;
		set_field(&event, i);
		if (i == 0)
			event.version = 7;
		assert_int_equal(event_decode(written(&event), &back, &note), 0);
		assert_same(&event, &back);
	}
}

static void leaves_numbers_out_that_are_below_0_or_beyond_2_to_the_53(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_LOGIN);
	event.time = 0;
	event.uid = -2;
	event.port = INT64_MIN;
	event.seconds = JSON_NUMBER_MAX + 1;
	event.seq = INT64_MAX;
	assert_text(written(&event), PLAIN "}");
	event.seconds = JSON_NUMBER_MAX;
	assert_text(written(&event), PLAIN ",\"seconds\":9007199254740991}");
}

static void no_line_is_longer_than_its_maximum(void **state)
{
	(void)state;
	static const char *const pieces[] = {"a", "\"", "\x01", "\x80", "\xF0\x9F\x97\x9D"};
	char text[EVENT_LINE_MAX * 2] = "";
	for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
		struct event event;
		event_init(&event, EVENT_DISABLED);
		for (size_t i = 0; i < sizeof text; i += strlen(pieces[p]))
			snprintf(text + i, sizeof text - i, "%s", pieces[p]);
		for (size_t i = 0; i < EVENT_FIELD_COUNT; i++)
			if (event_fields[i].type == EVENT_FIELD_TEXT)
				*event_field_text(&event, &event_fields[i]) = view_of(text);
			else if (event_fields[i].type == EVENT_FIELD_NUMBER)
				*event_field_number(&event, &event_fields[i]) = JSON_NUMBER_MAX;
		event.time = EVENT_TIME_MAX;
		struct event back;
		assert_true(written(&event).len > EVENT_LINE_MAX / 2);
		assert_int_equal(event_decode(written(&event), &back, &note), 0);
	}
}

static void refuses_every_buffer_that_is_too_short_and_writes_nothing_behind_it(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_LOGIN);
	event.time = 0;
	event.detail = view_of("a\"\x80");
	size_t whole = written(&event).len + 1, len;
	for (size_t cap = 0; cap < whole; cap++) {
		char *out = malloc(cap + 1);
		out[cap] = 'x';
		assert_int_equal(event_encode(&event, out, cap, &len, &note), -ENOSPC);
		assert_int_equal(out[cap], 'x');
		assert_true(len <= cap);
		free(out);
	}
	assert_int_equal(event_encode(&event, buffer, whole, &len, &note), 0);
}

/* A text of random length and content, hostile more often than not. */
static struct view random_text(char *out, size_t cap)
{
	static const char *const pieces[] = {"a", "Z", "0", " ", "\"", "\\", "\n", "\x1b", "\x7f",
		"\xC2\x85", "\xC3\xBC", "\xE2\x80\xAE", "\xF0\x9F\x97\x9D", "\x80", "\xC3", "...",
		"\\u0041", "/", "\xED\xA0\x80"};
	size_t len = 0;
	for (long n = random() % 4 == 0 ? random() % 600 : random() % 12; n > 0; n--) {
		const char *piece = pieces[(size_t)random() % (sizeof pieces / sizeof *pieces)];
		if (len + strlen(piece) > cap)
			break;
		memcpy(out + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return (struct view){out, len};
}

static void encoding_what_was_decoded_gives_the_same_line(void **state)
{
	(void)state;
	static char texts[EVENT_FIELD_COUNT][2048], first[EVENT_LINE_MAX];
	for (unsigned seed = 1; seed <= 3000; seed++) {
		struct event event, back;
		srandom(seed);
		event_init(&event, (enum event_kind)(random() % EVENT_KIND_COUNT));
		for (size_t i = 0; i < EVENT_FIELD_COUNT; i++) {
			const struct event_field *field = &event_fields[i];
			if (field->type == EVENT_FIELD_TEXT)
				*event_field_text(&event, field) =
					random_text(texts[i], sizeof *texts);
			else if (field->type == EVENT_FIELD_NUMBER && random() % 3 > 0 && i > 0)
				*event_field_number(&event, field) =
					random() * random() % JSON_NUMBER_MAX;
		}
		event.time = random() * (random() % 100000);
		struct view line = written(&event);
		memcpy(first, line.data, line.len);
		line.data = first;
		if (event_decode(line, &back, &note) != 0 || !view_equal(written(&back), line))
			fail_msg("seed %u: %s", seed, note.text);
	}
}

static void every_kind_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < EVENT_KIND_COUNT; kind++) {
		struct view name = view_of(event_kind_name((enum event_kind)kind));
		assert_true(name.len > 0);
		assert_int_equal(event_kind_by_name(name), kind);
	}
	assert_string_equal(event_kind_name(EVENT_LOGIN), "login");
	assert_string_equal(event_kind_name(EVENT_KIND_COUNT), "none");
	assert_string_equal(event_kind_name((enum event_kind) - 1), "none");
	assert_int_equal(event_kind_by_name(view_of("logins")), EVENT_NONE);
	assert_int_equal(event_kind_by_name(view_of("")), EVENT_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_known_fields_in_their_order),
		cmocka_unit_test(the_table_has_every_field_in_the_order_of_the_struct),
		cmocka_unit_test(nothing_is_known_of_an_event_at_first),
		cmocka_unit_test(the_table_has_each_name_as_it_is_written),
		cmocka_unit_test(reads_each_field_back_alone),
		cmocka_unit_test(leaves_numbers_out_that_are_below_0_or_beyond_2_to_the_53),
		cmocka_unit_test(no_line_is_longer_than_its_maximum),
		cmocka_unit_test(
			refuses_every_buffer_that_is_too_short_and_writes_nothing_behind_it),
		cmocka_unit_test(encoding_what_was_decoded_gives_the_same_line),
		cmocka_unit_test(every_kind_has_a_name_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
