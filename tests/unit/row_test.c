/* SPDX-License-Identifier: Apache-2.0 */
/* How records become rows. */
#include "tests/unit/row_case.h"

/* Adds a record of a connection with a reason. */
static void add_reason(enum event_kind kind, int second, const char *session, const char *reason)
{
	record(kind, second, session)->reason = view_of(reason);
	add();
}

/* Adds a plain record. */
static void add_plain(enum event_kind kind, int second, const char *session)
{
	add_reason(kind, second, session, "");
}

/* Wants every row. */
static bool every(const struct row *row, const void *asked)
{
	(void)row, (void)asked;
	return true;
}

/* Wants the rows of one person. */
static bool of_person(const struct row *row, const void *asked)
{
	return strcmp(row->person, asked) == 0;
}

/* Sees what all rows say: "10 logged in; 20 refused: x". */
static void assert_rows(const char *expected)
{
	char story[4096] = "", result[ROW_TEXT_MAX];
	size_t len = 0;
	row_list_settle(&list, every, NULL);
	for (size_t i = 0; i < list.count; i++) {
		row_result(&list.rows[i], false, true, result);
		len += (size_t)snprintf(story + len, sizeof story - len, "%s%lld %s",
			i > 0 ? "; " : "", (long long)(list.rows[i].time / 1000000), result);
	}
	assert_string_equal(story, expected);
}

static void a_login_and_its_logout_are_one_row(void **state)
{
	(void)state;
	record(EVENT_LOGIN, 10, "a")->person = view_of("ann");
	add();
	add_plain(EVENT_LOGIN, 11, "b");
	record(EVENT_LOGOUT, 20, "a")->seconds = 252;
	add();
	assert_rows("10 logged in; 11 logged in, no logout");
	assert_int_equal(list.rows[0].seconds, 252);
	assert_string_equal(list.rows[0].person, "ann");
	assert_int_equal(list.rows[1].seconds, EVENT_UNKNOWN);
}

static void a_login_without_logout_is_open_while_its_monitor_lives(void **state)
{
	(void)state;
	char result[ROW_TEXT_MAX];
	add_plain(EVENT_LOGIN, 10, "a");
	row_result(&list.rows[0], true, true, result);
	assert_string_equal(result, "still open");
	row_result(&list.rows[0], false, true, result);
	assert_string_equal(result, "logged in, no logout");
	add_plain(EVENT_LOGOUT, 11, "a");
	row_result(&list.rows[0], true, true, result);
	assert_string_equal(result, "logged in");
}

static void a_warning_belongs_to_the_login_after_it(void **state)
{
	(void)state;
	char result[ROW_TEXT_MAX];
	add_reason(EVENT_WARNED, 10, "a", "ssh-writable");
	record(EVENT_LOGIN, 11, "a")->person = view_of("ann");
	add();
	row_result(&list.rows[0], true, true, result);
	assert_string_equal(result, "still open (warned: ssh-writable)");
	add_plain(EVENT_LOGOUT, 20, "a");
	assert_rows("11 logged in (warned: ssh-writable)");
	assert_string_equal(list.rows[0].person, "ann");
}

static void what_was_let_in_and_never_came_says_so(void **state)
{
	(void)state;
	add_plain(EVENT_ADMITTED, 10, "a");
	add_reason(EVENT_WARNED, 11, "b", "home-acl");
	add_plain(EVENT_ADMITTED, 12, "b");
	add_plain(EVENT_ADMITTED, 13, "c");
	add_plain(EVENT_LOGIN, 14, "c");
	assert_rows("10 let in, no login; 11 let in, no login (warned: home-acl); "
		    "14 logged in, no logout");
}

static void a_refusal_is_one_row_with_what_came_before_it(void **state)
{
	(void)state;
	add_reason(EVENT_REFUSED, 10, "a", "ssh-writable");
	add_reason(EVENT_WARNED, 11, "b", "home-acl");
	add_reason(EVENT_REFUSED, 12, "b", "audit-failed");
	add_reason(EVENT_OFFER, 9, "a", "no-such-key");
	assert_rows("10 refused: ssh-writable; 12 refused: audit-failed");
}

static void a_logout_without_its_login_is_a_row_at_its_own_time(void **state)
{
	(void)state;
	record(EVENT_LOGOUT, 100, "a")->seconds = 40;
	add();
	record(EVENT_LOGOUT, 100, "")->seconds = 1000;
	add();
	assert_rows("100 logged out, no login; 100 logged out, no login");
	assert_int_equal(list.rows[0].seconds, 40);
}

static void a_second_login_or_logout_of_a_session_is_a_row_of_its_own(void **state)
{
	(void)state;
	add_plain(EVENT_LOGIN, 10, "a");
	add_plain(EVENT_LOGOUT, 11, "a");
	add_plain(EVENT_LOGOUT, 12, "a");
	add_plain(EVENT_LOGIN, 13, "a");
	assert_rows("10 logged in; 12 logged out, no login; 13 logged in, no logout");
}

static void records_without_a_session_are_not_joined(void **state)
{
	(void)state;
	add_plain(EVENT_LOGIN, 10, "");
	add_plain(EVENT_LOGOUT, 11, "");
	add_reason(EVENT_OFFER, 12, "", "key-type");
	add_reason(EVENT_OFFER, 13, "", "key-type");
	assert_rows("10 logged in, no logout; 11 logged out, no login; 12 refused: key-type; "
		    "13 refused: key-type");
}

static void a_wrong_key_before_the_right_one_is_no_row(void **state)
{
	(void)state;
	add_plain(EVENT_LOGIN, 10, "a");
	add_plain(EVENT_LOGOUT, 11, "a");
	add_reason(EVENT_OFFER, 9, "a", "no-such-key");
	assert_rows("10 logged in");
}

static void the_offers_of_a_connection_are_one_row_with_the_key_that_came_furthest(void **state)
{
	(void)state;
	static const char *const reasons[] = {
		"no-such-key", "key-revoked", "key-short", "unheard-of"};
	static const char *const keys[] = {"SHA256:a", "SHA256:b", "SHA256:c", "SHA256:d"};
	for (int i = 0; i < 4; i++) {
		record(EVENT_OFFER, 10 + i, "a")->reason = view_of(reasons[i]);
		event.key = view_of(keys[i]);
		add();
	}
	assert_rows("10 refused: key-revoked (4 keys)");
	assert_string_equal(list.rows[0].key, "SHA256:b");
}

static void of_keys_that_came_equally_far_the_first_is_told(void **state)
{
	(void)state;
	static const char *const keys[] = {"SHA256:a", "SHA256:b"};
	for (int i = 0; i < 2; i++) {
		record(EVENT_OFFER, 10 + i, "a")->reason = view_of("key-type");
		event.key = view_of(keys[i]);
		add();
	}
	assert_rows("10 refused: key-type (2 keys)");
	assert_string_equal(list.rows[0].key, "SHA256:a");
}

/* Adds an offer of a key. */
static void add_offer(int second, const char *session, const char *key, const char *reason)
{
	record(EVENT_OFFER, second, session)->key = view_of(key);
	event.person = view_of("eve");
	event.reason = view_of(reason);
	add();
}

/* Sees what a row's tries are: "SHA256:a no-such-key told; …". */
static void assert_tries(const struct row *row, const char *expected)
{
	char story[4096] = "";
	size_t len = 0;
	for (const struct row_try *attempt = row->tries; attempt; attempt = attempt->next)
		len += (size_t)snprintf(story + len, sizeof story - len, "%s%s %s%s%s",
			len > 0 ? "; " : "", attempt->key, attempt->sshd ? "sshd: " : "",
			attempt->reason, attempt->told ? " told" : "");
	assert_string_equal(story, expected);
}

static void every_key_that_was_tried_in_vain_is_kept_once(void **state)
{
	(void)state;
	add_offer(10, "a", "SHA256:a", "no-such-key");
	add_offer(11, "a", "SHA256:b", "key-expired");
	add_offer(12, "a", "SHA256:a", "no-such-key");
	add_offer(13, "a", "SHA256:c", "no-such-key");
	assert_rows("10 refused: key-expired (3 keys)");
	assert_tries(&list.rows[0], "SHA256:a no-such-key; SHA256:b key-expired told; "
				    "SHA256:c no-such-key");
}

static void nothing_of_a_refused_offer_gets_into_a_login(void **state)
{
	(void)state;
	add_offer(10, "a", "SHA256:a", "key-expired");
	add_plain(EVENT_LOGIN, 11, "a");
	add_offer(12, "b", "SHA256:b", "key-expired");
	add_plain(EVENT_ADMITTED, 13, "b");
	add_offer(14, "c", "SHA256:c", "key-expired");
	add_reason(EVENT_REFUSED, 15, "c", "home-acl");
	assert_rows("11 logged in, no logout; 13 let in, no login; 15 refused: home-acl");
	for (int i = 0; i < 3; i++) {
		assert_string_equal(list.rows[i].person, "");
		assert_string_equal(list.rows[i].key, "");
		assert_true(!(list.rows[i].kinds & 1U << EVENT_OFFER));
	}
	assert_tries(&list.rows[0], "SHA256:a key-expired");
	assert_tries(&list.rows[2], "SHA256:c key-expired");
}

static void so_many_tries_are_kept_and_all_are_counted(void **state)
{
	(void)state;
	char key[32];
	unsigned kept = 0;
	for (int i = 0; i < 100; i++) {
		snprintf(key, sizeof key, "SHA256:%d", i);
		add_offer(10, "a", key, "no-such-key");
	}
	for (const struct row_try *attempt = list.rows[0].tries; attempt; attempt = attempt->next)
		kept++;
	assert_int_equal(kept, ROW_TRIES_MAX);
	assert_rows("10 refused: no-such-key (100 keys)");
}

/* Adds what sshd said of a monitor. */
static void hear(int second, int monitor, const char *account, const char *reason, int weight)
{
	record(EVENT_OFFER, second, "")->boot = view_of("01234567-89ab-cdef-0123-456789abcdef");
	event.monitor = monitor;
	event.account = view_of(account);
	event.from = view_of("192.0.2.1");
	event.reason = view_of(reason);
	assert_int_equal(row_list_hear(&list, &event, weight, &note), 0);
}

static void what_sshd_said_belongs_to_the_connection_of_its_monitor(void **state)
{
	(void)state;
	add_offer(10, "0123456789ab-7-100", "SHA256:a", "no-such-key");
	hear(11, 7, "brian", "address", 105);
	hear(12, 7, "brian", "left", -1);
	hear(12, 8, "bob", "left", -1);
	hear(13, 9, "", "left", -1);
	assert_rows("10 refused: sshd: address; 12 refused: sshd: left");
	assert_tries(&list.rows[0], "SHA256:a no-such-key;  sshd: address told");
	assert_string_equal(list.rows[0].from, "192.0.2.1");
	assert_string_equal(list.rows[1].account, "bob");
}

static void what_sshd_said_first_goes_on_with_what_is_recorded(void **state)
{
	(void)state;
	hear(10, 7, "", "own-keys-unsafe", 0);
	add_offer(11, "0123456789ab-7-100", "SHA256:a", "no-such-key");
	hear(12, 8, "", "own-keys-unsafe", 0);
	add_plain(EVENT_LOGIN, 13, "0123456789ab-8-200");
	assert_rows("10 refused: no-such-key; 13 logged in, no logout");
	assert_string_equal(list.rows[1].reason, "");
}

static void another_process_with_the_monitors_number_is_another_connection(void **state)
{
	(void)state;
	add_offer(10, "0123456789ab-7-100", "SHA256:a", "no-such-key");
	hear(10 + 151, 7, "bob", "unknown-account", 101);
	assert_rows("10 refused: no-such-key; 161 refused: sshd: unknown-account");
}

static void whom_sshd_let_in_is_not_refused(void **state)
{
	(void)state;
	hear(10, 7, "brian", "method-failed", 0);
	row_list_accept(&list, &event);
	assert_true(list.rows[0].hidden);
	add_plain(EVENT_LOGIN, 11, "0123456789ab-7-100");
	assert_false(list.rows[0].hidden);
	add_plain(EVENT_LOGOUT, 12, "0123456789ab-7-100");
	assert_rows("11 logged in");
}

static void changes_are_rows_with_who_made_them(void **state)
{
	(void)state;
	for (int kind = EVENT_ADDED; kind < EVENT_KIND_COUNT; kind++) {
		record((enum event_kind)kind, kind, "")->by = view_of("root");
		add();
	}
	add_plain(EVENT_CLOCK, 90, "");
	add_plain(EVENT_NONE, 91, "");
	assert_rows(
		"8 key added by root; 9 key removed by root; 10 key revoked by root; "
		"11 access granted by root; 12 access taken away by root; "
		"13 file edited by root; 14 keyhole enabled by root; "
		"15 keyhole disabled by root; 16 log sealed by root; 90 the clock was set back; "
		"91 a record of a newer keyhole");
}

static void why_a_change_was_made_stands_in_the_table(void **state)
{
	(void)state;
	record(EVENT_DISABLED, 1, "")->detail = view_of("put back: nobody confirmed in time");
	add();
	record(EVENT_REVOKED, 2, "")->detail = view_of("lost");
	add();
	assert_rows("1 keyhole disabled: put back: nobody confirmed in time; 2 key revoked: lost");
}

static void keeps_what_is_wanted_in_the_order_of_time(void **state)
{
	(void)state;
	static const int seconds[] = {30, 10, 20, 10};
	static const char *const people[] = {"ann", "ann", "bob", "ann"};
	static const char *const accounts[] = {"1", "2", "3", "4"};
	for (int i = 0; i < 4; i++) {
		record(EVENT_LOGIN, seconds[i], accounts[i])->person = view_of(people[i]);
		event.account = view_of(accounts[i]);
		add();
	}
	row_list_settle(&list, of_person, "ann");
	assert_int_equal(list.count, 3);
	assert_string_equal(list.rows[0].account, "2");
	assert_string_equal(list.rows[1].account, "4");
	assert_string_equal(list.rows[2].account, "1");
}

static void ten_thousand_sessions_find_their_logouts(void **state)
{
	(void)state;
	char session[32];
	for (int i = 0; i < 10000; i++) {
		snprintf(session, sizeof session, "boot-%d-%d", i % 300, i);
		add_plain(EVENT_LOGIN, i, session);
	}
	for (int i = 9999; i >= 0; i--) {
		snprintf(session, sizeof session, "boot-%d-%d", i % 300, i);
		record(EVENT_LOGOUT, 20000, session)->seconds = i;
		add();
	}
	row_list_settle(&list, every, NULL);
	assert_int_equal(list.count, 10000);
	for (int i = 0; i < 10000; i++)
		assert_true(list.rows[i].ended && list.rows[i].seconds == i);
}

static void a_nul_does_not_end_a_text(void **state)
{
	(void)state;
	record(EVENT_LOGIN, 10, "a")->person = (struct view){"root\0brian", 10};
	add();
	assert_string_equal(list.rows[0].person, "root?brian");
}

#define row_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		row_test(a_login_and_its_logout_are_one_row),
		row_test(a_login_without_logout_is_open_while_its_monitor_lives),
		row_test(a_warning_belongs_to_the_login_after_it),
		row_test(what_was_let_in_and_never_came_says_so),
		row_test(a_refusal_is_one_row_with_what_came_before_it),
		row_test(a_logout_without_its_login_is_a_row_at_its_own_time),
		row_test(a_second_login_or_logout_of_a_session_is_a_row_of_its_own),
		row_test(records_without_a_session_are_not_joined),
		row_test(a_wrong_key_before_the_right_one_is_no_row),
		row_test(the_offers_of_a_connection_are_one_row_with_the_key_that_came_furthest),
		row_test(of_keys_that_came_equally_far_the_first_is_told),
		row_test(every_key_that_was_tried_in_vain_is_kept_once),
		row_test(nothing_of_a_refused_offer_gets_into_a_login),
		row_test(so_many_tries_are_kept_and_all_are_counted),
		row_test(what_sshd_said_belongs_to_the_connection_of_its_monitor),
		row_test(what_sshd_said_first_goes_on_with_what_is_recorded),
		row_test(another_process_with_the_monitors_number_is_another_connection),
		row_test(whom_sshd_let_in_is_not_refused),
		row_test(changes_are_rows_with_who_made_them),
		row_test(why_a_change_was_made_stands_in_the_table),
		row_test(keeps_what_is_wanted_in_the_order_of_time),
		row_test(ten_thousand_sessions_find_their_logouts),
		row_test(a_nul_does_not_end_a_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
