/* SPDX-License-Identifier: Apache-2.0 */
/* What a row says of a key. */
#include "tests/unit/row_case.h"

/* Sees how the key of a login is shown. */
static void assert_key(enum row_detail detail, const char *expected)
{
	char text[ROW_TEXT_MAX];
	row_list_free(&list);
	add();
	row_key(&list.rows[0], detail, "~", text);
	assert_string_equal(text, expected);
}

static void shows_as_much_of_a_key_as_is_asked_for(void **state)
{
	(void)state;
	record(EVENT_LOGIN, 10, "a")->key = view_of("SHA256:kb0oAT");
	event.key_type = view_of("ssh-rsa");
	event.key_bits = 3072;
	event.key_comment = view_of("ubuntu@primary");
	event.method = view_of("publickey");
	assert_key(ROW_WHOLE, "RSA 3072 SHA256:kb0oAT ubuntu@primary");
	assert_key(ROW_COMMENT, "RSA 3072 SHA256:kb0o~ ubuntu@primary");
	assert_key(ROW_BRIEF, "RSA 3072 SHA256:kb0o~");
	assert_key(ROW_NAME, "ubuntu@prim~");
	event.method = view_of("publickey,password");
	assert_key(ROW_COMMENT, "RSA 3072 SHA256:kb0o~ ubuntu@primary (publickey,password)");
}

static void shows_certificates_other_methods_and_odd_keys(void **state)
{
	(void)state;
	record(EVENT_LOGIN, 10, "a")->method = view_of("password");
	assert_key(ROW_WHOLE, "password");
	assert_key(ROW_NAME, "password");
	event.method = view_of("");
	assert_key(ROW_WHOLE, "");
	event.key = view_of("SHA256:abcd");
	assert_key(ROW_BRIEF, "key SHA256:abcd");
	event.key_type = view_of("ssh-ed25519-cert-v01@openssh.com");
	event.cert_id = view_of("brian 2026");
	assert_key(ROW_WHOLE, "ED25519 SHA256:abcd (certificate brian 2026)");
	event.key_type = view_of("sk-ssh-ed25519-cert-v01@openssh.com");
	assert_key(ROW_BRIEF, "ED25519-SK SHA256:abcd");
}

static void names_a_login_by_a_key_that_keyhole_would_refuse(void **state)
{
	(void)state;
	char out[ROW_TEXT_MAX];
	record(EVENT_WARNED, 9, "a")->reason = view_of("ssh-readable");
	add();
	record(EVENT_LOGIN, 10, "a")->reason = view_of("key-revoked");
	add();
	record(EVENT_LOGOUT, 11, "a")->seconds = 1;
	add();
	row_result(&list.rows[0], false, true, out);
	assert_string_equal(out, "logged in (keyhole would refuse: key-revoked)");
}

static void keeps_the_words_of_a_reason_and_the_clocks_own_time(void **state)
{
	(void)state;
	record(EVENT_REFUSED, 10, "a")->reason = view_of("ssh-writable");
	event.detail = view_of("/home/brian/.ssh can be written by everybody");
	event.clock = 7000000;
	add();
	assert_string_equal(list.rows[0].detail, "/home/brian/.ssh can be written by everybody");
	assert_int_equal(list.rows[0].clock, 7000000);
	assert_int_equal(list.rows[0].time, 10000000);
}

/* Sees how a change is told. */
static void assert_change(
	enum event_kind kind, const char *account, const char *detail, const char *expected)
{
	char out[ROW_TEXT_MAX];
	row_list_free(&list);
	record(kind, 10, "a")->account = view_of(account);
	event.detail = view_of(detail);
	event.known_at = view_of("/etc/keyhole/groups.d/admins.conf");
	event.by = view_of("carol");
	add();
	row_result(&list.rows[0], false, true, out);
	assert_string_equal(out, expected);
}

static void says_what_was_changed_and_for_whom(void **state)
{
	(void)state;
	assert_change(EVENT_GRANTED, "deploy", "", "access granted by carol");
	assert_change(EVENT_GRANTED, "deploy", "@admins until 2037-01-01T00:00:00Z",
		"access granted to @admins by carol");
	assert_change(
		EVENT_UNGRANTED, "deploy", "@admins", "access taken away from @admins by carol");
	assert_change(EVENT_GRANTED, "", "@admins", "joined @admins by carol");
	assert_change(EVENT_UNGRANTED, "", "@admins", "left @admins by carol");
	assert_change(EVENT_CHANGED, "", "", "groups.d/admins.conf edited by carol");
	assert_change(EVENT_REMOVED, "", "", "groups.d/admins.conf removed by carol");
	event.known_at = view_of("/revoked_keys");
	row_list_free(&list);
	add();
	char out[ROW_TEXT_MAX];
	row_result(&list.rows[0], false, true, out);
	assert_string_equal(out, "revoked_keys removed by carol");
	row_list_free(&list);
	event.key = view_of("SHA256:abcd");
	add();
	row_result(&list.rows[0], false, true, out);
	assert_string_equal(out, "key removed by carol");
}

static void no_text_is_too_long_for_a_row(void **state)
{
	(void)state;
	static char text[EVENT_LINE_MAX], out[ROW_TEXT_MAX + 1];
	memset(text, 'a', sizeof text);
	out[ROW_TEXT_MAX] = 'x';
	record(EVENT_LOGIN, 10, "a")->key = (struct view){text, sizeof text};
	event.key_type = event.key_comment = event.cert_id = event.key;
	add();
	row_key(&list.rows[0], ROW_WHOLE, "~", out);
	assert_int_equal(strlen(out), ROW_TEXT_MAX - 1);
	record(EVENT_REFUSED, 10, "")->reason = (struct view){text, sizeof text};
	add();
	row_result(&list.rows[1], false, true, out);
	assert_int_equal(strlen(out), ROW_TEXT_MAX - 1);
	assert_int_equal(out[ROW_TEXT_MAX], 'x');
}

#define row_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		row_test(shows_as_much_of_a_key_as_is_asked_for),
		row_test(shows_certificates_other_methods_and_odd_keys),
		row_test(names_a_login_by_a_key_that_keyhole_would_refuse),
		row_test(keeps_the_words_of_a_reason_and_the_clocks_own_time),
		row_test(says_what_was_changed_and_for_whom),
		row_test(no_text_is_too_long_for_a_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
