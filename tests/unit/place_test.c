/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/reason.h"
#include "keys/place.h"

/* Reads a place that has to be one. */
static struct place read_place(const char *text, bool listen)
{
	struct place place;
	struct note note;
	if (place_parse(view_of(text), listen, &place, &note) != 0)
		fail_msg("%s", note.text);
	return place;
}

/* Expects a host and a port. */
static void expect(struct place place, const char *host, const char *port)
{
	if (!view_is(place.host, host) || !view_is(place.port, port))
		fail_msg("got %.*s and %.*s", (int)place.host.len, place.host.data,
			(int)place.port.len, place.port.data);
}

/* Expects that a place is refused, with words that name the fault. */
static void refuses(const char *text, bool listen, const char *words)
{
	struct place place;
	struct note note = {"accepted"};
	assert_int_equal(place_parse(view_of(text), listen, &place, &note), REASON_BAD_LINE);
	if (!strstr(note.text, words))
		fail_msg("%s", note.text);
}

/* Joins two places to connect to, given as texts. */
static bool joins(const char *a, const char *b, struct place *joined)
{
	struct place left = read_place(a, false), right = read_place(b, false);
	return place_join(&left, &right, joined);
}

static void reads_a_host_and_a_port(void **state)
{
	(void)state;
	expect(read_place("host.example:22", false), "host.example", "22");
	expect(read_place("*:*", false), "*", "*");
	expect(read_place("10.0.0.1:65535", false), "10.0.0.1", "65535");
	expect(read_place("[2001:db8::1]:443", false), "2001:db8::1", "443");
	expect(read_place("[host]:1", false), "host", "1");
}

static void a_port_alone_is_for_listening_only(void **state)
{
	(void)state;
	expect(read_place("8080", true), "*", "8080");
	expect(read_place("*", true), "*", "*");
	expect(read_place("localhost:8080", true), "localhost", "8080");
	refuses("8080", false, "no host and port");
	refuses("localhost", true, "no host and port");
}

static void refuses_port_0_and_others_that_are_none(void **state)
{
	(void)state;
	static const char *const texts[] = {"host:0", "host:65536", "host:022", "host:", "host:-1",
		"host:+1", "host: 1", "host:1 ", "host:ssh", "host:22:22",
		"host:99999999999999999999", "host:1x", "host:**"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		refuses(texts[i], false, "port");
	refuses("0", true, "colon");
	refuses("*:0", true, "port");
}

static void refuses_a_host_that_is_none(void **state)
{
	(void)state;
	refuses(":22", false, "host");
	refuses("[]:22", false, "host");
	refuses("a b:22", false, "host");
	refuses("a\\\"b:22", false, "host");
	refuses("a/b:22", false, "host");
	refuses("a]:22", false, "host");
	refuses("a\x01:22", false, "host");
}

static void refuses_a_slash_in_place_of_the_colon(void **state)
{
	(void)state;
	refuses("host/22", false, "colon");
	refuses("host/22", true, "colon");
}

static void refuses_brackets_that_are_not_closed_or_followed_by_more(void **state)
{
	(void)state;
	refuses("[::1", false, "colon");
	refuses("[::1]", false, "colon");
	refuses("[::1]22", false, "colon");
	refuses("[::1]x:22", false, "colon");
	refuses("::1:22", false, "host");
	refuses("", false, "colon");
	refuses("[", false, "colon");
}

static void refuses_a_host_that_is_too_long(void **state)
{
	(void)state;
	char text[PLACE_HOST_MAX + 8];
	memset(text, 'a', PLACE_HOST_MAX);
	strcpy(text + PLACE_HOST_MAX - 1, ":22");
	read_place(text, false);
	text[PLACE_HOST_MAX - 1] = 'a';
	strcpy(text + PLACE_HOST_MAX, ":22");
	refuses(text, false, "host");
}

static void joins_to_what_both_allow(void **state)
{
	(void)state;
	struct place joined;
	assert_true(joins("a:1", "a:1", &joined));
	expect(joined, "a", "1");
	assert_true(joins("*:1", "a:*", &joined));
	expect(joined, "a", "1");
	assert_true(joins("a:*", "*:*", &joined));
	expect(joined, "a", "*");
	assert_true(joins("*:1", "*:*", &joined));
	expect(joined, "*", "1");
}

static void joins_nothing_where_hosts_or_ports_differ(void **state)
{
	(void)state;
	struct place joined;
	assert_false(joins("a:1", "b:1", &joined));
	assert_false(joins("a:1", "a:2", &joined));
	assert_false(joins("*:1", "a:2", &joined));
	assert_false(joins("A:1", "a:1", &joined));
	assert_false(joins("10.*:1", "10.0.0.1:1", &joined));
}

static void compares_host_and_port(void **state)
{
	(void)state;
	struct place a = read_place("[a]:1", false), b = read_place("a:1", false);
	struct place c = read_place("a:2", false), d = read_place("b:1", false);
	assert_true(place_equal(&a, &b));
	assert_false(place_equal(&a, &c));
	assert_false(place_equal(&a, &d));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_host_and_a_port),
		cmocka_unit_test(a_port_alone_is_for_listening_only),
		cmocka_unit_test(refuses_port_0_and_others_that_are_none),
		cmocka_unit_test(refuses_a_host_that_is_none),
		cmocka_unit_test(refuses_a_slash_in_place_of_the_colon),
		cmocka_unit_test(refuses_brackets_that_are_not_closed_or_followed_by_more),
		cmocka_unit_test(refuses_a_host_that_is_too_long),
		cmocka_unit_test(joins_to_what_both_allow),
		cmocka_unit_test(joins_nothing_where_hosts_or_ports_differ),
		cmocka_unit_test(compares_host_and_port),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
