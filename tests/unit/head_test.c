/* SPDX-License-Identifier: Apache-2.0 */
/* What the head of a line says is what the whole of it says, or nothing. */
#include "tests/unit/sandbox.h"

#include "audit/event.h"
#include "audit/head.h"

#define BEGIN "{\"v\":1,\"seq\":7,\"time\":\"2026-11-22T12:00:00.000000Z\""

static struct head head;
static struct event event;
static struct note note;

/* Reads the head of a line, which has to be what decoding it finds. */
static bool is_sure(const char *text)
{
	struct view line = view_of(text);
	if (!head_read(&head, line))
		return false;
	if (event_decode(line, &event, &note) != 0)
		return true;
	assert_int_equal(event_kind_by_name(head.kind), event.kind);
	if (head.session.len > 0)
		assert_true(view_equal(head.session, event.session));
	return true;
}

static void reads_what_keyhole_writes(void **state)
{
	(void)state;
	assert_true(is_sure(BEGIN ",\"event\":\"logout\",\"session\":\"b-1-2\",\"seconds\":4}"));
	assert_true(view_is(head.kind, "logout"));
	assert_true(view_is(head.session, "b-1-2"));
	assert_true(is_sure(BEGIN ",\"event\":\"added\",\"account\":\"brian\"}"));
	assert_true(view_is(head.kind, "added"));
	assert_int_equal(head.session.len, 0);
	assert_true(is_sure(BEGIN ",\"event\":\"added\"}"));
	assert_true(is_sure("{\"v\":1,\"epoch\":2,\"seq\":123456,\"time\":\"2026-11-22T12:00:00Z\","
			    "\"clock\":\"2026-11-22T11:00:00Z\",\"event\":\"login\",\"session\":"
			    "\"b-1-3\"}"));
	assert_true(view_is(head.kind, "login"));
	assert_true(view_is(head.session, "b-1-3"));
}

static void reads_every_kind_that_is_written(void **state)
{
	(void)state;
	static char line[EVENT_LINE_MAX];
	for (int kind = EVENT_LOGIN; kind < EVENT_KIND_COUNT; kind++) {
		size_t len;
		event_init(&event, (enum event_kind)kind);
		event.time = 1795348800000000;
		event.seq = kind * kind * 1000;
		event.session = view_of(kind % 2 == 0 ? "b-1-2" : "");
		event.detail = view_of("a \"quote\" and {");
		assert_int_equal(event_encode(&event, line, sizeof line, &len, &note), 0);
		assert_true(head_read(&head, (struct view){line, len - 1}));
		assert_int_equal(event_kind_by_name(head.kind), kind);
		assert_int_equal(head.session.len, kind % 2 == 0 ? 5 : 0);
	}
}

static void is_not_sure_of_what_is_escaped_or_nested(void **state)
{
	(void)state;
	assert_false(is_sure(BEGIN ",\"event\":\"logou\\u0074\",\"session\":\"b-1-2\"}"));
	assert_false(is_sure(BEGIN ",\"event\":\"logout\",\"session\":\"b-1-\\u0032\"}"));
	assert_false(is_sure(BEGIN ",\"by\":\"\\\"\",\"event\":\"login\",\"session\":\"b-1-2\"}"));
	assert_false(is_sure(BEGIN ",\"new\":{\"a\":1,\"event\":\"login\",\"session\":\"b-1-3\"},"
				   "\"event\":\"logout\",\"session\":\"b-1-2\"}"));
}

static void is_not_sure_of_other_orders_and_of_what_ends_early(void **state)
{
	(void)state;
	static const char whole[] = BEGIN ",\"event\":\"logout\",\"session\":\"b-1-2\"";
	assert_false(is_sure("{\"event\":\"login\",\"v\":1}"));
	assert_false(is_sure(""));
	assert_true(is_sure(BEGIN ",\"session\":\"b-1-2\",\"event\":\"logout\"}"));
	assert_int_equal(head.session.len, 0);
	for (size_t len = 0; len < sizeof whole - 1; len++) {
		char *cut = strndup(whole, len);
		bool sure = head_read(&head, (struct view){cut, len});
		assert_true(!sure || head.session.len == 0);
		free(cut);
	}
	assert_true(head_read(&head, view_of(whole)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_keyhole_writes),
		cmocka_unit_test(reads_every_kind_that_is_written),
		cmocka_unit_test(is_not_sure_of_what_is_escaped_or_nested),
		cmocka_unit_test(is_not_sure_of_other_orders_and_of_what_ends_early),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
