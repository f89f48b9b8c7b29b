/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole who: whose connection lasts, and whose ended without a logout. */
#include "verb_run.h"

#include "admin/log/remains.h"
#include "admin/when.h"
#include "audit/event.h"
#include "audit/monitor.h"

#include <limits.h>
#include <locale.h>
#include <sys/stat.h>
#include <time.h>

#define KEY "SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ"
#define OTHER_BOOT "00000000-1111-2222-3333-444444444444"

static struct sandbox box;
static char logged[8192]; /* the log */
static struct monitor own;
static char began[28], since[WHEN_TEXT_MAX]; /* three hours ago */

/* Begins with an empty log. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	logged[0] = '\0';
	monitor_of(getpid(), &own);
	event_time_text((time(NULL) - 10800) * INT64_C(1000000), began);
	when_text((time(NULL) - 10800) * INT64_C(1000000), since);
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Adds a login or logout of an account, whose session is called the same. */
static void add(const char *event, const char *account, const char *boot, uint64_t start)
{
	snprintf(logged + strlen(logged), sizeof logged - strlen(logged),
		"{\"v\":1,\"time\":\"%s\",\"event\":\"%s\","
		"\"session\":\"%s\",\"account\":\"%s\",\"uid\":1001,\"person\":\"brian\","
		"\"from\":\"192.168.64.2\",\"key\":\"SHA256:kb0oATq\",\"key_type\":\"ssh-rsa\","
		"\"key_bits\":3072,\"boot\":\"%s\",\"monitor\":%d,\"monitor_start\":%llu}\n",
		began, event, account, account, boot, (int)own.pid, (unsigned long long)start);
	sandbox_write(&box, "logins.jsonl", logged);
}

/* In place of /proc: a folder of the test's own. */
const char *remains_folder(void)
{
	static char folder[PATH_MAX];
	snprintf(folder, sizeof folder, "%s", sandbox_path(&box, "proc"));
	return folder;
}

/* Makes a process, with its audit session. */
static void add_process(const char *pid, const char *session)
{
	char path[128];
	mkdir(sandbox_path(&box, "proc"), 0700);
	snprintf(path, sizeof path, "proc/%s", pid);
	assert_int_equal(mkdir(sandbox_path(&box, path), 0700), 0);
	snprintf(path, sizeof path, "proc/%s/sessionid", pid);
	sandbox_write(&box, path, session);
}

/* Adds a login in an audit session. */
static void add_audited(const char *account, const char *boot, uint64_t start, const char *session)
{
	add("login", account, boot, start);
	snprintf(logged + strlen(logged) - 2, sizeof logged - strlen(logged),
		",\"audit_session\":%s}\n", session);
	sandbox_write(&box, "logins.jsonl", logged);
}

static void a_key_that_no_record_gives_a_person_is_whose_the_store_says(void **state)
{
	(void)state;
	add("login", "jack", own.boot, own.start);
	char *person = strstr(logged, "\"person\":\"brian\",");
	memmove(person, person + strlen("\"person\":\"brian\","),
		strlen(person + strlen("\"person\":\"brian\",")) + 1);
	char *key = strstr(logged, "SHA256:kb0oATq");
	memmove(key + strlen(KEY), key + strlen("SHA256:kb0oATq"),
		strlen(key + strlen("SHA256:kb0oATq")) + 1);
	memcpy(key, KEY, strlen(KEY));
	sandbox_write(&box, "logins.jsonl", logged);
	sandbox_write(&box, "revoked_keys", KEY "  mallory: left (2026-11-22T13:45:10Z by root)\n");
	assert_int_equal(verb_run(&box, &verb_who, ""), EXIT_YES);
	sandbox_expect_part(&box, "out", "(mallory)");
}

/* Runs the verb. */
static void run(const char *words)
{
	assert_int_equal(verb_run(&box, &verb_who, words), EXIT_YES);
}

static void shows_an_open_session_with_what_holds_it(void **state)
{
	(void)state;
	char line[256];
	add("login", "deploy", own.boot, own.start);
	run("");
	sandbox_expect_part(&box, "out",
		"ACCOUNT  PERSON  FROM          SINCE                LASTED  KEY                   "
		"  "
		" MONITOR\n");
	snprintf(line, sizeof line,
		"deploy   brian   192.168.64.2  %s   3h00m  RSA 3072 SHA256:kb0oATq  %d\n", since,
		(int)own.pid);
	sandbox_expect_part(&box, "out", line);
}

static void a_session_with_its_logout_is_not_open(void **state)
{
	(void)state;
	add("login", "ann", own.boot, own.start);
	add("logout", "ann", own.boot, own.start);
	run("");
	sandbox_expect(&box, "out", "");
	sandbox_expect(&box, "err", "keyhole: no session is open\n");
	run("--all");
	sandbox_expect(&box, "out", "");
	sandbox_expect(&box, "err", "keyhole: every login has its logout\n");
}

static void another_process_with_the_number_or_another_boot_is_not_the_monitor(void **state)
{
	(void)state;
	add("login", "start", own.boot, own.start + 1);
	add("login", "boot", OTHER_BOOT, own.start);
	run("");
	sandbox_expect(&box, "out", "");
}

static void all_tells_those_without_a_logout_apart(void **state)
{
	(void)state;
	char line[256];
	add("login", "start", own.boot, own.start + 1);
	add("login", "boot", OTHER_BOOT, own.start);
	add("login", "open", own.boot, own.start);
	run("--all");
	snprintf(line, sizeof line,
		"start    brian   192.168.64.2  %s       -  RSA 3072 SHA256:kb0oATq  no logout\n",
		since);
	sandbox_expect_part(&box, "out", line);
	sandbox_expect_part(&box, "out", "\nboot ");
	sandbox_expect_part(&box, "out", "\nopen ");
}

static void finds_what_a_killed_monitor_left_behind(void **state)
{
	(void)state;
	char line[256];
	add_process("300", "7");
	add_process("279", "7");
	add_process("280", "4294967295");
	add_process("x", "8");
	add_audited("left", own.boot, own.start + 1, "7");
	add_audited("gone", own.boot, own.start + 1, "8");
	add_audited("none", own.boot, own.start + 1, "4294967295");
	add_audited("boot", OTHER_BOOT, own.start, "7");
	run("");
	snprintf(line, sizeof line,
		"left     brian   192.168.64.2  %s   3h00m  RSA 3072 SHA256:kb0oATq  "
		"still on, without its monitor (pid 279)\n",
		since);
	sandbox_expect_part(&box, "out", line);
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	assert_null(strstr(out, "gone"));
	assert_null(strstr(out, "none"));
	assert_null(strstr(out, "boot"));
	free(out);
	run("--json");
	sandbox_expect_part(&box, "out", "\"open\":true}\n");
	assert_int_equal(verb_run(&box, &verb_log, "--account left"), EXIT_YES);
	sandbox_expect_part(&box, "out", "  still on, unwatched\n");
}

static void json_is_the_record_and_whether_it_is_open(void **state)
{
	(void)state;
	char expected[8192], all[3 * 8192];
	add("login", "gone", own.boot, own.start + 1);
	size_t first = strlen(logged);
	add("login", "open", own.boot, own.start);
	snprintf(expected, sizeof expected, "%.*s,\"open\":true}\n",
		(int)(strlen(logged + first) - 2), logged + first);
	run("--json");
	sandbox_expect(&box, "out", expected);
	snprintf(all, sizeof all, "%.*s,\"open\":false}\n%s", (int)(first - 2), logged, expected);
	run("--json --all");
	sandbox_expect(&box, "out", all);
}

static void names_a_line_that_it_cannot_read_once(void **state)
{
	(void)state;
	sandbox_write(&box, "logins.jsonl", "garbage\n");
	strcpy(logged, "garbage\n");
	add("login", "open", own.boot, own.start);
	run("--json");
	char *err = sandbox_read_path(sandbox_path(&box, "err"));
	const char *named = strstr(err, "/logins.jsonl:1: ");
	assert_non_null(named);
	assert_null(strstr(named + 1, "/logins.jsonl:1: "));
	free(err);
	sandbox_expect_part(&box, "out", "\"open\":true");
}

static void wrong_usage_and_a_missing_log_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(verb_run(&box, &verb_who, "brian"), EXIT_WRONG_USAGE);
	assert_int_equal(verb_run(&box, &verb_who, "--al1"), EXIT_WRONG_USAGE);
	sandbox_expect_part(&box, "err", "did you mean --all?");
	assert_int_equal(verb_run(&box, &verb_who, ""), EXIT_NO);
	sandbox_expect_part(&box, "err", "there is no log yet");
}

#define who_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		who_test(shows_an_open_session_with_what_holds_it),
		who_test(a_session_with_its_logout_is_not_open),
		who_test(another_process_with_the_number_or_another_boot_is_not_the_monitor),
		who_test(all_tells_those_without_a_logout_apart),
		who_test(finds_what_a_killed_monitor_left_behind),
		who_test(json_is_the_record_and_whether_it_is_open),
		who_test(names_a_line_that_it_cannot_read_once),
		who_test(a_key_that_no_record_gives_a_person_is_whose_the_store_says),
		who_test(wrong_usage_and_a_missing_log_are_told_apart),
	};
	setlocale(LC_ALL, "C");
	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
