/* SPDX-License-Identifier: Apache-2.0 */
/* Reading journald's journal: how journalctl is asked, and what it must not be believed. */
#include "sshd_log_fake.h"

#include "admin/log/row_list.h"

#include <errno.h>
#include <sys/wait.h>

#define BOOT "e80f8a220e7242989cedec4613d76423"
#define ENTRY(message)                                                                             \
	"{\"__REALTIME_TIMESTAMP\":\"1795373377857264\",\"_BOOT_ID\":\"" BOOT                      \
	"\",\"X\":[{\"a\":null}],\"_PID\":\"210\",\"MESSAGE\":" message "}\n"
#define INVALID "\"Invalid user bob from 192.0.2.1 port 7\""

static struct sandbox box;
static struct note note;
static struct sshd_log_line line;

/* Begins with a folder. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sshd_log_fake_none();
	sandbox_close(&box);
	return 0;
}

/* Counts the lines that a journal has; it has to end well. */
static unsigned count_lines(const struct sshd_log_query *query)
{
	struct sshd_log *journal;
	unsigned count = 0;
	int r;
	assert_int_equal(sshd_log_open(query, &journal, &note), 0);
	while ((r = sshd_log_next(journal, &line, &note)) > 0)
		count++;
	assert_int_equal(r, 0);
	sshd_log_close(journal);
	return count;
}

/* Reads a journal that is this text. */
static unsigned count_in(const char *text)
{
	struct sshd_log_query query = {0, INT64_MAX, NULL, 0};
	sandbox_write(&box, "lines", text);
	sshd_log_fake(&box, sandbox_path(&box, "lines"));
	return count_lines(&query);
}

static void an_entry_is_an_event_of_its_connection(void **state)
{
	(void)state;
	assert_int_equal(count_in(ENTRY(INVALID)), 1);
	assert_int_equal(line.event.time, INT64_C(1795373377857264));
	assert_int_equal(line.event.monitor, 210);
	assert_int_equal(line.event.port, 7);
	assert_true(view_is(line.event.boot, "e80f8a22-0e72-4298-9ced-ec4613d76423"));
	assert_true(view_is(line.event.account, "bob"));
	assert_true(view_is(line.event.from, "192.0.2.1"));
	assert_true(view_is(line.event.reason, "unknown-account"));
	assert_false(line.accepted);
}

static void a_message_may_be_an_array_of_bytes(void **state)
{
	(void)state;
	assert_int_equal(count_in(ENTRY("[73,110,118,97,108,105,100,32,117,115,101,114,32,98,255,"
					"27,32,102,114,111,109,32,58,58,49,32,112,111,114,116,"
					"32,55]")),
		1);
	assert_true(view_is(line.event.account, "b\xff\x1b"));
	assert_true(view_is(line.event.from, "::1"));
}

static void what_is_no_entry_says_nothing(void **state)
{
	(void)state;
	static char huge[3 * SSHD_LOG_LINE_MAX];
	size_t len = (size_t)snprintf(huge, sizeof huge, "{\"MESSAGE\":\"");
	memset(huge + len, 'a', 2 * SSHD_LOG_LINE_MAX);
	strcat(huge, "\"}\n" ENTRY(INVALID));
	assert_int_equal(count_in(huge), 1);
	assert_int_equal(count_in(ENTRY("[329,110,118,97,108,105,100,32,117,115,101,114,32,98,255,"
					"27,32,102,114,111,109,32,58,58,49,32,112,111,114,116,"
					"32,55]")),
		0);
	assert_int_equal(
		count_in("\n{}\n{\"MESSAGE\":1}\n[]\nno\n" ENTRY("[1000]") ENTRY("null") ENTRY("[]")
				ENTRY("\"Server listening on :: port 22.\"") ENTRY("")),
		0);
	assert_int_equal(count_in("{\"__REALTIME_TIMESTAMP\":\"1\",\"_BOOT_ID\":\"short\",\"_PID\":"
				  "\"1\",\"MESSAGE\":" INVALID "}\n"),
		0);
	assert_int_equal(
		count_in("{\"__REALTIME_TIMESTAMP\":\"x\",\"_BOOT_ID\":\"" BOOT "\",\"_PID\":"
			 "\"1\",\"MESSAGE\":" INVALID "}\n"),
		0);
	assert_int_equal(
		count_in("{\"__REALTIME_TIMESTAMP\":\"1\",\"_BOOT_ID\":\"" BOOT "\",\"_PID\":"
			 "\"\",\"MESSAGE\":" INVALID "}\n"),
		0);
}

static void asks_for_roots_sshd_in_the_time_and_nothing_else(void **state)
{
	(void)state;
	const int64_t monitors[] = {210, 4711};
	struct sshd_log_query query = {INT64_C(1500000), INT64_C(2500000), monitors, 2};
	sshd_log_fake(&box, "/dev/null");
	setenv("SYSTEMD_LESS", "evil", 1);
	assert_int_equal(count_lines(&query), 0);
	unsetenv("SYSTEMD_LESS");
	sandbox_expect(&box, "arguments",
		"--system\n--output=json\n--no-pager\n--quiet\n"
		"--output-fields=MESSAGE,_PID,_BOOT_ID\n_UID=0\nSYSLOG_IDENTIFIER=sshd\n"
		"SYSLOG_IDENTIFIER=sshd-session\n--since=@1\n--until=@3\n_PID=210\n_PID=4711\n");
	char *environment = sandbox_read_path(sandbox_path(&box, "environment"));
	assert_null(strstr(environment, "SYSTEMD_LESS"));
	assert_non_null(strstr(environment, "LC_ALL=C\n"));
	free(environment);
}

static void one_that_is_closed_early_leaves_no_process(void **state)
{
	(void)state;
	struct sshd_log_query query = {0, INT64_MAX, NULL, 0};
	struct sshd_log *journal;
	sshd_log_fake_run(&box, "while :; do echo '" ENTRY(INVALID) "'; done");
	assert_int_equal(sshd_log_open(&query, &journal, &note), 0);
	assert_int_equal(sshd_log_next(journal, &line, &note), 1);
	sshd_log_close(journal);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void a_program_that_fails_is_named_and_finding_nothing_is_no_failure(void **state)
{
	(void)state;
	struct sshd_log_query query = {0, INT64_MAX, NULL, 0};
	struct sshd_log *journal;
	sshd_log_fake_run(&box, "exit 1");
	assert_int_equal(count_lines(&query), 0);
	sshd_log_fake_run(&box, "exit 3");
	assert_int_equal(sshd_log_open(&query, &journal, &note), 0);
	assert_int_equal(sshd_log_next(journal, &line, &note), -EIO);
	assert_non_null(strstr(note.text, "/journalctl failed (status 3)"));
	assert_int_equal(sshd_log_next(journal, &line, &note), 0);
	sshd_log_close(journal);
}

static void says_why_there_is_nothing_to_read(void **state)
{
	(void)state;
	assert_false(sshd_log_is_readable(&note));
	assert_string_equal(note.text, "there is no /nowhere/journalctl");
	sshd_log_fake(&box, "/dev/null");
	assert_true(sshd_log_is_readable(&note));
	unlink(sandbox_path(&box, "journal/0123/system.journal"));
	assert_false(sshd_log_is_readable(&note));
	assert_string_equal(note.text, "journald keeps no journal here");
}

static void both_releases_are_understood(void **state)
{
	(void)state;
	static const char *const paths[] = {
		TEST_DATA "/journal/bookworm.json", TEST_DATA "/journal/trixie.json"};
	for (size_t i = 0; i < 2; i++) {
		struct sshd_log_query query = {0, INT64_MAX, NULL, 0};
		sshd_log_fake(&box, paths[i]);
		assert_in_range(count_lines(&query), 60, 80);
	}
}

#define sshd_log_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		sshd_log_test(an_entry_is_an_event_of_its_connection),
		sshd_log_test(a_message_may_be_an_array_of_bytes),
		sshd_log_test(what_is_no_entry_says_nothing),
		sshd_log_test(asks_for_roots_sshd_in_the_time_and_nothing_else),
		sshd_log_test(one_that_is_closed_early_leaves_no_process),
		sshd_log_test(a_program_that_fails_is_named_and_finding_nothing_is_no_failure),
		sshd_log_test(says_why_there_is_nothing_to_read),
		sshd_log_test(both_releases_are_understood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
