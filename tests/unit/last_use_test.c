/* SPDX-License-Identifier: Apache-2.0 */
/* When each key last opened each account, by the log. */
#include "sandbox.h"

#include "admin/log/last_use.h"

#include <errno.h>

static struct sandbox box;
static char logged[16384]; /* the log */
static struct last_use last;
static struct note note;

/* Begins without a log. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	logged[0] = '\0';
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	last_use_free(&last);
	sandbox_close(&box);
	return 0;
}

/* Adds a record to the log. */
static void add(const char *event, int second, const char *account, const char *keys)
{
	snprintf(logged + strlen(logged), sizeof logged - strlen(logged),
		"{\"v\":1,\"time\":\"2026-11-22T13:45:%02d.000000Z\",\"event\":\"%s\","
		"\"session\":\"b-%d-1\",\"account\":\"%s\",\"person\":\"p%d\",\"from\":\"10.0.0.%"
		"d\",%s}\n",
		second, event, second, account, second, second, keys);
	sandbox_write(&box, "logins.jsonl", logged);
}

/* The time of a second, as records have it. */
static int64_t at(int second)
{
	return (INT64_C(1795355100) + second) * 1000000;
}

/* Reads the log, which has to work. */
static void read_all(void)
{
	assert_int_equal(last_use_read(&last, box.folder, &note), 0);
}

static void of_several_logins_the_last_counts_whoever_and_from_wherever_it_was(void **state)
{
	(void)state;
	add("login", 10, "deploy", "\"key\":\"SHA256:aaaa\"");
	add("login", 12, "deploy", "\"key\":\"SHA256:aaaa\"");
	add("login", 11, "deploy", "\"key\":\"SHA256:bbbb\"");
	add("login", 13, "brian", "\"key\":\"SHA256:aaaa\"");
	add("login", 9, "deploy", "\"key\":\"SHA256:aaaa\"");
	read_all();
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:aaaa"), at(12));
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:bbbb"), at(11));
	assert_int_equal(last_use_of(&last, "brian", "SHA256:aaaa"), at(13));
	assert_int_equal(last_use_of(&last, "brian", "SHA256:bbbb"), EVENT_UNKNOWN);
}

static void what_is_no_login_is_no_use_but_the_log_begins_with_it(void **state)
{
	(void)state;
	add("refused", 10, "deploy", "\"key\":\"SHA256:aaaa\"");
	add("offer", 11, "login", "\"key\":\"SHA256:aaaa\"");
	add("login", 12, "deploy", "\"method\":\"password\"");
	read_all();
	assert_int_equal(last.begins, at(10));
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:aaaa"), EVENT_UNKNOWN);
	assert_int_equal(last_use_of(&last, "login", "SHA256:aaaa"), EVENT_UNKNOWN);
	assert_int_equal(last_use_of(&last, "deploy", ""), EVENT_UNKNOWN);
}

static void each_key_of_a_login_counts(void **state)
{
	(void)state;
	add("login", 10, "deploy",
		"\"key\":\"SHA256:aaaa\",\"more_keys\":\"SHA256:bbbb SHA256:cccc\"");
	read_all();
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:aaaa"), at(10));
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:bbbb"), at(10));
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:cccc"), at(10));
}

static void a_certificate_is_its_cas(void **state)
{
	(void)state;
	add("login", 10, "deploy", "\"key\":\"SHA256:aaaa\",\"cert_ca\":\"SHA256:dddd\"");
	read_all();
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:dddd"), at(10));
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:aaaa"), EVENT_UNKNOWN);
}

static void where_there_is_no_log_nothing_was_used(void **state)
{
	(void)state;
	read_all();
	assert_int_equal(last.begins, EVENT_UNKNOWN);
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:aaaa"), EVENT_UNKNOWN);
}

static void a_log_that_can_not_be_opened_is_a_fault(void **state)
{
	(void)state;
	sandbox_folder(&box, "logins.jsonl");
	assert_true(last_use_read(&last, box.folder, &note) < 0);
	assert_non_null(strstr(note.text, "logins.jsonl"));
}

static void lines_that_can_not_be_read_are_counted(void **state)
{
	(void)state;
	snprintf(logged, sizeof logged, "{\"event\":\"login\n");
	add("login", 10, "deploy", "\"key\":\"SHA256:aaaa\"");
	read_all();
	assert_int_equal(last.unread.count, 1);
	assert_int_equal(last_use_of(&last, "deploy", "SHA256:aaaa"), at(10));
}

#define use_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		use_test(of_several_logins_the_last_counts_whoever_and_from_wherever_it_was),
		use_test(what_is_no_login_is_no_use_but_the_log_begins_with_it),
		use_test(each_key_of_a_login_counts),
		use_test(a_certificate_is_its_cas),
		use_test(where_there_is_no_log_nothing_was_used),
		use_test(a_log_that_can_not_be_opened_is_a_fault),
		use_test(lines_that_can_not_be_read_are_counted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
