/* SPDX-License-Identifier: Apache-2.0 */
#include "server/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void matches_as_sshd_does(void **state)
{
	(void)state;
	static const struct {
		const char *pattern, *text;
		bool matches;
	} rows[] = {{"brian", "brian", true}, {"brian", "bria", false}, {"brian", "brianx", false},
		{"b*", "brian", true}, {"*", "", true}, {"", "", true}, {"", "a", false},
		{"?rian", "brian", true}, {"?rian", "rian", false}, {"b*n", "brian", true},
		{"b*n", "briana", false}, {"*i*n", "brian", true}, {"**a**", "brian", true},
		{"Brian", "brian", false}, {"a*b*c", "aXbXbXc", true}, {"a*b*c", "aXbXb", false}};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(pattern_matches(rows[i].pattern, rows[i].text), rows[i].matches);
}

static void lets_an_exclusion_win_over_the_rest_of_a_list(void **state)
{
	(void)state;
	assert_true(pattern_list_has("ssh-rsa,ssh-ed25519", "ssh-ed25519"));
	assert_true(pattern_list_has("ssh-*", "ssh-ed25519"));
	assert_false(pattern_list_has("ssh-rsa", "ssh-ed25519"));
	assert_false(pattern_list_has("ssh-*,!ssh-ed25519", "ssh-ed25519"));
	assert_false(pattern_list_has("!ssh-ed25519,ssh-*", "ssh-ed25519"));
	assert_false(pattern_list_has("!ssh-rsa", "ssh-ed25519"));
	assert_false(pattern_list_has("", "ssh-ed25519"));
}

static void cuts_a_user_from_its_hosts_at_the_last_at(void **state)
{
	(void)state;
	const char *hosts;
	assert_true(pattern_user("brian", "brian", &hosts));
	assert_null(hosts);
	assert_true(pattern_user("b*@10.0.0.0/8", "brian", &hosts));
	assert_string_equal(hosts, "10.0.0.0/8");
	assert_true(pattern_user("brian@corp@host", "brian@corp", &hosts));
	assert_string_equal(hosts, "host");
	assert_false(pattern_user("alice@10.0.0.0/8", "brian", &hosts));
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches_as_sshd_does),
		cmocka_unit_test(lets_an_exclusion_win_over_the_rest_of_a_list),
		cmocka_unit_test(cuts_a_user_from_its_hosts_at_the_last_at),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
