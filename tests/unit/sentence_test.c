/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/sentence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEAL "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define KEY "SHA256:HfOA/pE7PiARiriCqa68Ltgg6tFfdwWRjazhx/zPxMY"

/* An event of a connection of brian's, recorded as number 1842. */
static struct event visit(enum event_kind kind)
{
	struct event event;
	event_init(&event, kind);
	event.seq = 1842;
	event.seal = view_of(SEAL);
	event.account = view_of("brian");
	event.from = view_of("192.0.2.7");
	event.port = 5;
	return event;
}

/* Fails unless the event's line is this one. */
static void expect(const struct event *event, const char *line)
{
	char out[SENTENCE_MAX];
	size_t len = sentence_of(event, out);
	assert_string_equal(out, line);
	assert_int_equal(len, strlen(out));
}

static void says_who_logged_in_by_whose_key_and_the_head(void **state)
{
	(void)state;
	struct event event = visit(EVENT_LOGIN);
	event.person = view_of("alice");
	event.key = view_of(KEY);
	event.method = view_of("publickey");
	expect(&event,
		"login of brian by alice's key " KEY " from 192.0.2.7 port 5 [head 1842 " SEAL "]");
}

static void says_when_nobody_is_known_for_a_key(void **state)
{
	(void)state;
	struct event event = visit(EVENT_LOGIN);
	event.key = view_of(KEY);
	expect(&event, "login of brian by a key of nobody known, " KEY
		       " from 192.0.2.7 port 5 [head 1842 " SEAL "]");
}

static void names_the_method_where_there_is_no_key(void **state)
{
	(void)state;
	struct event event = visit(EVENT_LOGIN);
	event.method = view_of("password");
	event.reason = view_of("key-revoked");
	expect(&event, "login of brian by password [key-revoked] from 192.0.2.7 port 5 "
		       "[head 1842 " SEAL "]");
}

static void says_how_long_a_session_lasted_and_how_it_ended(void **state)
{
	(void)state;
	struct event event = visit(EVENT_LOGOUT);
	event.seconds = 252;
	event.detail = view_of("the session was ended without being closed");
	expect(&event, "logout of brian after 252 s from 192.0.2.7 port 5: the session was ended "
		       "without being closed [head 1842 " SEAL "]");
}

static void begins_a_decision_with_the_account_and_the_reason(void **state)
{
	(void)state;
	struct event event = visit(EVENT_REFUSED);
	event.reason = view_of("ssh-writable");
	event.detail = view_of("/home/brian/.ssh is bad");
	expect(&event, "brian is refused [ssh-writable]: /home/brian/.ssh is bad "
		       "(from 192.0.2.7 port 5) [head 1842 " SEAL "]");
	event.kind = EVENT_WARNED;
	event.from = view_of("");
	expect(&event, "brian is let in [ssh-writable]: /home/brian/.ssh is bad "
		       "[head 1842 " SEAL "]");
}

static void says_admission_of_an_account(void **state)
{
	(void)state;
	struct event event = visit(EVENT_ADMITTED);
	event.seal = view_of("");
	expect(&event, "admission of brian from 192.0.2.7 port 5");
}

static void says_what_an_administrator_changed(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_ADDED);
	event.person = view_of("alice");
	event.key = view_of(KEY);
	event.known_at = view_of("/etc/keyhole/keys.d/alice.keys:1");
	event.by = view_of("root");
	expect(&event, "added alice's key " KEY " at /etc/keyhole/keys.d/alice.keys:1 by root");
	event_init(&event, EVENT_SEALED);
	event.by = view_of("root");
	event.detail = view_of("epoch 1 begins");
	event.seq = 7;
	event.seal = view_of(SEAL);
	expect(&event, "sealed by root: epoch 1 begins [head 7 " SEAL "]");
}

static void says_which_file_was_edited(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_CHANGED);
	event.person = view_of("alice");
	event.known_at = view_of("/etc/keyhole/keys.d/alice.keys");
	event.by = view_of("root");
	expect(&event, "changed /etc/keyhole/keys.d/alice.keys by root");
}

static void says_who_was_let_into_an_account(void **state)
{
	(void)state;
	struct event event;
	event_init(&event, EVENT_GRANTED);
	event.account = view_of("deploy");
	event.person = view_of("alice");
	event.known_at = view_of("/etc/keyhole/accounts.d/deploy.conf");
	event.by = view_of("root");
	event.detail = view_of("until 2027-01-01T00:00:00Z");
	expect(&event, "granted alice for deploy at /etc/keyhole/accounts.d/deploy.conf by root: "
		       "until 2027-01-01T00:00:00Z");
}

static void has_no_head_without_a_number_or_a_whole_seal(void **state)
{
	(void)state;
	struct event event = visit(EVENT_LOGIN);
	event.seq = EVENT_UNKNOWN;
	expect(&event, "login of brian from 192.0.2.7 port 5");
	event.seq = 1;
	event.seal = (struct view){SEAL, 63};
	expect(&event, "login of brian from 192.0.2.7 port 5");
}

/* Fills every text of an event with as many of these characters as fit a buffer. */
static void fill(struct event *event, const char *character)
{
	static char bytes[4096];
	size_t len = strlen(character), used = 0;
	for (; used + len <= sizeof bytes; used += len)
		memcpy(bytes + used, character, len);
	struct view long_text = {bytes, used};
	event->account = event->person = event->key = event->from = event->method = long_text;
	event->reason = event->detail = event->by = event->known_at = long_text;
	event->seq = event->port = event->seconds = INT64_MAX;
}

static void keeps_the_head_whole_however_long_the_rest_is(void **state)
{
	(void)state;
	static const char *const characters[] = {
		"x", "\x1b", "\xE2\x80\xAE", "\xF0\x9F\x94\x91", "%"};
	static const char end[] = " [head 9223372036854775807 " SEAL "]";
	for (enum event_kind kind = EVENT_NONE; kind < EVENT_KIND_COUNT; kind++)
		for (size_t i = 0; i < sizeof characters / sizeof *characters; i++) {
			char *out = malloc(SENTENCE_MAX); /* as long as it is, for the sanitizer */
			struct event event = visit(kind);
			fill(&event, characters[i]);
			size_t len = sentence_of(&event, out);
			assert_true(len < SENTENCE_MAX);
			assert_int_equal(len, strlen(out));
			assert_string_equal(out + len - strlen(end), end);
			free(out);
		}
}

static void keeps_the_address_when_the_words_are_cut(void **state)
{
	(void)state;
	char out[SENTENCE_MAX];
	struct event event = visit(EVENT_REFUSED);
	fill(&event, "x");
	event.account = view_of("brian");
	event.from = view_of("2001:db8::1");
	event.port = 65535;
	event.seq = 1;
	size_t len = sentence_of(&event, out);
	assert_non_null(strstr(out, "x... (from 2001:db8::1 port 65535) [head 1 " SEAL "]"));
	assert_int_equal(len, SENTENCE_MAX - 1);
}

static void escapes_what_could_look_like_another_line(void **state)
{
	(void)state;
	struct event event = visit(EVENT_REFUSED);
	event.seal = view_of("");
	event.account = view_of("bri\x1b[2Jan\n");
	event.reason = view_of("home-writable");
	event.detail = view_of("\xE2\x80\xAE/home\xFF \xC2\x85");
	expect(&event, "bri\\033[2Jan\\012 is refused [home-writable]: "
		       "\\342\\200\\256/home\\377 \\302\\205 (from 192.0.2.7 port 5)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_who_logged_in_by_whose_key_and_the_head),
		cmocka_unit_test(says_when_nobody_is_known_for_a_key),
		cmocka_unit_test(names_the_method_where_there_is_no_key),
		cmocka_unit_test(says_how_long_a_session_lasted_and_how_it_ended),
		cmocka_unit_test(begins_a_decision_with_the_account_and_the_reason),
		cmocka_unit_test(says_admission_of_an_account),
		cmocka_unit_test(says_what_an_administrator_changed),
		cmocka_unit_test(says_which_file_was_edited),
		cmocka_unit_test(says_who_was_let_into_an_account),
		cmocka_unit_test(has_no_head_without_a_number_or_a_whole_seal),
		cmocka_unit_test(keeps_the_head_whole_however_long_the_rest_is),
		cmocka_unit_test(keeps_the_address_when_the_words_are_cut),
		cmocka_unit_test(escapes_what_could_look_like_another_line),
	};
	return cmocka_run_group_tests_name("sentence", tests, NULL, NULL);
}
