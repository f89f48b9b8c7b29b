/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "common/reason.h"
#include "keys/address_list.h"

#include <stdio.h>

/* Reads a list that has to be one, into one of two places. */
static const struct address_list *read_list(const char *text, int place)
{
	static struct address_list lists[2];
	struct note note;
	if (address_list_parse(view_of(text), &lists[place], &note) != 0)
		fail_msg("%s", note.text);
	return &lists[place];
}

/* Whether a list lets an address in. */
static bool lets_in(const char *list, const char *address)
{
	return address_list_matches(read_list(list, 0), address);
}

/* Expects that a list is refused, with words that name the fault. */
static void refuses(const char *text, const char *words)
{
	static struct address_list list;
	struct note note = {"accepted"};
	int r = address_list_parse(view_of(text), &list, &note);
	if (r != REASON_BAD_LINE || !strstr(note.text, words))
		fail_msg("\"%s\": %d, %s", text, r, note.text);
}

/* Joins two lists and expects a list, in both orders the same as far as matching goes. */
static void joins(const char *a, const char *b, const char *expected)
{
	char out[512];
	size_t len = 0;
	struct note note = {"joined"};
	int r = address_list_join(read_list(a, 0), read_list(b, 1), out, sizeof out, &len, &note);
	if (r != 0 || !view_is((struct view){out, len}, expected))
		fail_msg("\"%s\" and \"%s\": %d, %.*s, %s", a, b, r, (int)len, out, note.text);
}

/* Expects that two lists can't be joined, in either order, and the words that say why. */
static void refuses_to_join(const char *a, const char *b, const char *words)
{
	char out[512];
	size_t len = 0;
	for (int turn = 0; turn < 2; turn++) {
		struct note note = {"joined"};
		int r = address_list_join(read_list(turn ? b : a, 0), read_list(turn ? a : b, 1),
			out, sizeof out, &len, &note);
		assert_int_equal(r, REASON_ADDRESS);
		if (!strstr(note.text, words))
			fail_msg("%s", note.text);
	}
}

static void matches_addresses_and_blocks_of_both_families(void **state)
{
	(void)state;
	assert_true(lets_in("10.0.0.1", "10.0.0.1"));
	assert_false(lets_in("10.0.0.1", "10.0.0.2"));
	assert_true(lets_in("10.0.0.0/8", "10.255.1.2"));
	assert_false(lets_in("10.0.0.0/8", "11.0.0.0"));
	assert_true(lets_in("10.1.2.128/25", "10.1.2.129"));
	assert_false(lets_in("10.1.2.128/25", "10.1.2.127"));
	assert_true(lets_in("0.0.0.0/0", "203.0.113.9"));
	assert_true(lets_in("2001:db8::/33", "2001:db8:7fff::1"));
	assert_false(lets_in("2001:db8::/33", "2001:db8:8000::1"));
	assert_true(lets_in("::1", "0:0:0:0:0:0:0:1"));
	assert_true(lets_in("::1/128", "::1"));
	assert_false(lets_in("::1/128", "::2"));
	assert_false(lets_in("0.0.0.0/0", "::1"));
	assert_false(lets_in("::/0", "10.0.0.1"));
}

static void matches_patterns_against_the_usual_text(void **state)
{
	(void)state;
	assert_true(lets_in("*", "10.0.0.1"));
	assert_true(lets_in("192.168.*", "192.168.64.2"));
	assert_true(lets_in("192.168.?.2", "192.168.6.2"));
	assert_false(lets_in("192.168.?.2", "192.168.64.2"));
	assert_true(lets_in("*.*.64.*", "192.168.64.2"));
	assert_true(lets_in("2001:DB8:*", "2001:0db8:0::5"));
	assert_false(lets_in("host.example", "10.0.0.1"));
	assert_false(lets_in("192.168.64.?", "192.168.64.22"));
}

static void an_exclusion_wins_wherever_it_stands(void **state)
{
	(void)state;
	assert_false(lets_in("!10.0.0.5,10.0.0.0/8", "10.0.0.5"));
	assert_false(lets_in("10.0.0.0/8,!10.0.0.5", "10.0.0.5"));
	assert_true(lets_in("10.0.0.0/8,!10.0.0.5", "10.0.0.6"));
	assert_false(lets_in("*,!2001:DB8:*", "2001:db8::1"));
}

static void an_ipv4_address_mapped_into_ipv6_counts_as_itself(void **state)
{
	(void)state;
	assert_true(lets_in("10.0.0.0/8", "::ffff:10.1.2.3"));
	assert_true(lets_in("10.1.*", "::ffff:10.1.2.3"));
}

static void what_is_no_address_is_never_let_in(void **state)
{
	(void)state;
	assert_false(lets_in("*", "UNKNOWN"));
	assert_false(lets_in("*", ""));
	assert_false(lets_in("*", "host.example"));
	assert_false(lets_in("*", "10.1"));
}

static void refuses_empty_entries(void **state)
{
	(void)state;
	refuses("", "empty");
	refuses("!", "empty");
	refuses("10.0.0.1,", "empty");
	refuses(",10.0.0.1", "empty");
	refuses("10.0.0.1,,10.0.0.2", "empty");
}

static void refuses_blocks_that_sshd_would_not_match(void **state)
{
	(void)state;
	refuses("10.0.0.1/8", "bits set beyond");
	refuses("10.0.0.128/24", "bits set beyond");
	refuses("2001:db8::1/64", "bits set beyond");
	refuses("10.0.0.0/33", "length after the slash");
	refuses("::/129", "length after the slash");
	refuses("10.0.0.0/", "length after the slash");
	refuses("10.0.0.0/+8", "character");
	refuses("10.0.0.0/x8", "length after the slash");
	refuses("10.0.0.0/8/8", "length after the slash");
	refuses("10.0.0.0/4294967304", "length after the slash");
	refuses("host.example/8", "no address before the slash");
	refuses("10.*/8", "no address before the slash");
	refuses("/8", "no address before the slash");
}

static void refuses_numbers_that_are_no_address_for_everyone(void **state)
{
	(void)state;
	static const char *const texts[] = {"10.1", "10", "0x0a.0.0.1", "010.0.0.1", "10.0.0.256",
		"10.0.0.0.1", "10.0.0.", "1:2:3", "::1::", "12345::"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		refuses(texts[i], "is no address");
	refuses("fe80::1%eth0", "character");
}

static void refuses_characters_that_need_quoting(void **state)
{
	(void)state;
	static const char *const texts[] = {"a b", "a\"b", "a\\b", " 10.0.0.1", "10.0.0.1 ", "a\tb",
		"!!10.0.0.1", "a;b", "\xc3\xa9", "a@b", "a\nb"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		refuses(texts[i], "character");
	static struct address_list list;
	struct note note;
	assert_int_equal(
		address_list_parse((struct view){"a\0b", 3}, &list, &note), REASON_BAD_LINE);
}

static void refuses_a_list_of_nothing_but_exclusions(void **state)
{
	(void)state;
	refuses("!10.0.0.1", "only shuts out");
	refuses("!10.0.0.1,!*.example", "only shuts out");
}

static void refuses_more_entries_than_there_is_room_for(void **state)
{
	(void)state;
	char text[ADDRESS_LIST_MAX * 2 + 2];
	for (size_t i = 0; i < ADDRESS_LIST_MAX * 2; i += 2)
		memcpy(text + i, "*,", 2);
	text[ADDRESS_LIST_MAX * 2 - 1] = '\0';
	read_list(text, 0);
	strcat(text, ",*");
	refuses(text, "more than 128");
}

static void refuses_a_pattern_that_is_too_long(void **state)
{
	(void)state;
	char text[ADDRESS_PATTERN_MAX + 2] = {0};
	memset(text, 'a', ADDRESS_PATTERN_MAX);
	read_list(text, 0);
	text[ADDRESS_PATTERN_MAX] = 'a';
	refuses(text, "too long");
	memcpy(text + 100, "/8", 2);
	refuses(text, "no address before the slash");
}

static void a_pattern_of_many_stars_is_matched_quickly(void **state)
{
	(void)state;
	assert_false(lets_in("*1*1*1*1*1*1*1*1*1*1*1*1*1*1*1*1*1*1*1*1*1*1*x",
		"1111:1111:1111:1111:1111:1111:1111:1111"));
}

static void joins_blocks_to_the_smaller_one(void **state)
{
	(void)state;
	joins("10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/16");
	joins("10.1.0.0/16", "10.0.0.0/8", "10.1.0.0/16");
	joins("10.0.0.0/8", "10.2.3.4", "10.2.3.4");
	joins("10.0.0.0/8,192.168.0.0/16", "10.1.0.0/16,192.168.1.1,172.16.0.1",
		"10.1.0.0/16,192.168.1.1");
	joins("2001:db8::/32", "2001:db8:1::/48,10.0.0.1", "2001:db8:1::/48");
	joins("10.0.0.0/8", "10.0.0.0/8", "10.0.0.0/8");
	joins("10.0.0.0/8", "10.0.0.0/08", "10.0.0.0/8");
	joins("10.0.0.0/8,10.1.0.0/16", "10.0.0.0/8", "10.0.0.0/8,10.1.0.0/16");
}

static void keeps_what_either_shuts_out(void **state)
{
	(void)state;
	joins("10.0.0.0/8,!10.0.0.5", "10.0.0.0/16,!10.0.0.6", "10.0.0.0/16,!10.0.0.5,!10.0.0.6");
	joins("*,!10.0.0.5", "*,!10.0.0.5", "*,!10.0.0.5");
	joins("*,!*.example", "10.0.0.1", "10.0.0.1,!*.example");
}

static void joins_patterns_with_the_same_one_and_with_a_star(void **state)
{
	(void)state;
	joins("*.example", "*", "*.example");
	joins("*.Example", "*.eXAMPLE", "*.Example");
	joins("*", "10.0.0.0/8,*.example", "10.0.0.0/8,*.example");
	joins("*.example,10.0.0.0/8", "*.example,10.1.0.0/16", "*.example,10.1.0.0/16");
	joins("*", "*", "*");
}

static void says_that_nothing_is_common(void **state)
{
	(void)state;
	refuses_to_join("10.0.0.0/8", "192.168.0.0/16", "no address in common");
	refuses_to_join("10.0.0.0/8", "::/0", "no address in common");
	refuses_to_join("10.0.0.0/9", "10.128.0.0/9", "no address in common");
}

static void says_that_a_pattern_can_not_be_intersected(void **state)
{
	(void)state;
	refuses_to_join("*.example", "10.0.0.0/8", "can't be intersected");
	refuses_to_join("*.example", "*.org", "can't be intersected");
	refuses_to_join("10.1.*", "10.1.2.3", "can't be intersected");
	refuses_to_join("10.1.*,10.0.0.0/8", "10.0.0.0/16,11.0.0.1", "can't be intersected");
}

static void says_that_a_joined_list_is_too_long(void **state)
{
	(void)state;
	char out[18];
	size_t len = 99;
	struct note note;
	const struct address_list *a = read_list("10.0.0.1,!10.0.0.2", 0);
	const struct address_list *b = read_list("*", 1);
	assert_int_equal(address_list_join(a, b, out, 16, &len, &note), REASON_ADDRESS);
	assert_non_null(strstr(note.text, "takes more than 16 bytes"));
	assert_int_equal(len, 99);
	assert_int_equal(address_list_join(a, b, out, 7, &len, &note), REASON_ADDRESS);
	assert_non_null(strstr(note.text, "takes more than 7 bytes"));
	assert_int_equal(address_list_join(a, b, out, 17, &len, &note), REASON_ADDRESS);
	assert_int_equal(address_list_join(a, b, out, 18, &len, &note), 0);
	assert_int_equal(len, 18);
}

static void a_joined_list_lets_in_exactly_what_both_do(void **state)
{
	(void)state;
	static const char *const lists[] = {"10.0.0.0/8,!10.0.1.0/24", "10.0.0.0/16,192.168.1.0/24",
		"*,!10.0.0.1", "10.0.0.0/30,192.168.0.0/16,!192.168.1.1", "2001:db8::/32,10.0.0.2",
		"0.0.0.0/0,::/0", "192.168.1.1,10.0.1.1"};
	static const char *const addresses[] = {"10.0.0.1", "10.0.0.2", "10.0.1.1", "10.1.0.1",
		"192.168.1.1", "192.168.1.2", "192.168.2.1", "2001:db8::1", "2001:db9::1",
		"8.8.8.8"};
	char out[512];
	size_t count = sizeof lists / sizeof *lists;
	for (size_t pair = 0; pair < count * count; pair++) {
		const char *a = lists[pair / count], *b = lists[pair % count];
		size_t len = 0;
		struct note note;
		int r = address_list_join(
			read_list(a, 0), read_list(b, 1), out, sizeof out - 1, &len, &note);
		out[r == 0 ? len : 0] = '\0';
		for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
			bool both = lets_in(a, addresses[i]) && lets_in(b, addresses[i]);
			assert_int_equal(r == 0 && lets_in(out, addresses[i]), both);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches_addresses_and_blocks_of_both_families),
		cmocka_unit_test(matches_patterns_against_the_usual_text),
		cmocka_unit_test(an_exclusion_wins_wherever_it_stands),
		cmocka_unit_test(an_ipv4_address_mapped_into_ipv6_counts_as_itself),
		cmocka_unit_test(what_is_no_address_is_never_let_in),
		cmocka_unit_test(refuses_empty_entries),
		cmocka_unit_test(refuses_blocks_that_sshd_would_not_match),
		cmocka_unit_test(refuses_numbers_that_are_no_address_for_everyone),
		cmocka_unit_test(refuses_characters_that_need_quoting),
		cmocka_unit_test(refuses_a_list_of_nothing_but_exclusions),
		cmocka_unit_test(refuses_more_entries_than_there_is_room_for),
		cmocka_unit_test(refuses_a_pattern_that_is_too_long),
		cmocka_unit_test(a_pattern_of_many_stars_is_matched_quickly),
		cmocka_unit_test(joins_blocks_to_the_smaller_one),
		cmocka_unit_test(keeps_what_either_shuts_out),
		cmocka_unit_test(joins_patterns_with_the_same_one_and_with_a_star),
		cmocka_unit_test(says_that_nothing_is_common),
		cmocka_unit_test(says_that_a_pattern_can_not_be_intersected),
		cmocka_unit_test(says_that_a_joined_list_is_too_long),
		cmocka_unit_test(a_joined_list_lets_in_exactly_what_both_do),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
