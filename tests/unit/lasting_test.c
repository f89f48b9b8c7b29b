/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=monitor_of,--wrap=monitor_alive */
/* How long sessions lasted is found as far behind their logins as it may stand, and not sought where it can't be. */
#include "tests/unit/sandbox.h"

#include "admin/log/history.h"
#include "admin/log/lasting.h"
#include "audit/append.h"
#include "audit/monitor.h"

#define SECOND INT64_C(1000000)
#define BEGIN (INT64_C(1795000000) * SECOND)
#define HOUR (3600 * SECOND)
#define BOOT "b0070000-1111-4222-8333-444455556666"
#define SESSION(pid, start) "b00700001111-" #pid "-" #start
#define TEXT_MAX (1 << 20)

static struct sandbox box;
static struct note note;
static struct lasting lasting;
static char *text, *end; /* the log, and where the next line begins */
static int running;      /* the process that runs in this test's world */
static int looks;        /* how often it is still seen there */
static bool real;        /* the world is asked, and not this test */

void __real_monitor_of(pid_t pid, struct monitor *monitor);
void __wrap_monitor_of(pid_t pid, struct monitor *monitor);
bool __wrap_monitor_alive(const char *boot, pid_t pid, uint64_t start);

/* Knows one process, which began at 77, for as often as it may be seen, and the one that asks, which
 * began at 5: whatever its number is, no login here is its own. */
void __wrap_monitor_of(pid_t pid, struct monitor *monitor)
{
	if (real) {
		__real_monitor_of(pid, monitor);
		return;
	}
	bool asks = pid == getpid();
	int start = asks ? 5 : 77;
	*monitor = (struct monitor){.boot = BOOT, .pid = pid, .start = (uint64_t)start};
	if (asks || (pid == running && looks-- > 0))
		snprintf(monitor->session, sizeof monitor->session, "b00700001111-%d-%d", (int)pid,
			start);
}

/* Knows nobody: by the time when a row is looked at, everyone is gone. */
bool __wrap_monitor_alive(const char *boot, pid_t pid, uint64_t start)
{
	(void)boot, (void)pid, (void)start;
	return false;
}

/* Begins with a folder and no log. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	end = text = calloc(1, TEXT_MAX);
	lasting = (struct lasting){0};
	running = looks = 0;
	real = false;
	return text ? 0 : -1;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	lasting_free(&lasting);
	sandbox_close(&box);
	free(text);
	return 0;
}

/* Adds a line with a time, and the rest of it as it is. */
static void add_line(int64_t time, const char *rest)
{
	char words[28];
	event_time_text(time, words);
	end += sprintf(end, "{\"v\":1,\"time\":\"%s\",%s}\n", words, rest);
}

/* Adds a login of the session with this name. */
static void add_login(int64_t time, const char *session, int pid)
{
	char rest[256];
	snprintf(rest, sizeof rest,
		"\"event\":\"login\",\"session\":\"%s\",\"account\":\"brian\",\"boot\":\"" BOOT
		"\",\"monitor\":%d,\"monitor_start\":77",
		session, pid);
	add_line(time, rest);
}

/* Adds a logout of the session with this name. */
static void add_logout(int64_t time, const char *session, int seconds)
{
	char rest[256];
	snprintf(rest, sizeof rest, "\"event\":\"logout\",\"session\":\"%s\",\"seconds\":%d",
		session, seconds);
	add_line(time, rest);
}

/* Adds many connections that begin and end behind the window, between two times. */
static void add_others(int64_t from, int64_t to)
{
	for (int i = 0; i < 400; i++) {
		char session[64];
		int64_t time = from + (to - from) / 400 * i;
		snprintf(session, sizeof session, "b00700001111-%d-99", 20000 + i);
		add_login(time, session, 20000 + i);
		add_logout(time + 1, session, 1);
	}
}

/* Reads ahead for the logins of the first hour. */
static void read_hour(void)
{
	sandbox_write(&box, APPEND_LOGINS, text);
	if (lasting_read(&lasting, box.folder, BEGIN, BEGIN + HOUR, NULL, &note) != 0)
		fail_msg("%s", note.text);
}

/* What is known of a session. */
static int64_t known(const char *session)
{
	return lasting_seconds(&lasting, view_of(session));
}

static void a_logout_is_found_far_behind_many_others(void **state)
{
	(void)state;
	add_login(BEGIN, SESSION(100, 77), 100);
	add_others(BEGIN + HOUR, BEGIN + 50 * HOUR);
	add_logout(BEGIN + 51 * HOUR, SESSION(100, 77), 183600);
	add_others(BEGIN + 52 * HOUR, BEGIN + 60 * HOUR);
	read_hour();
	assert_int_equal(known(SESSION(100, 77)), 183600);
	assert_int_equal(known(SESSION(20000, 99)), LASTING_UNKNOWN);
}

static void a_session_whose_monitor_runs_is_not_awaited(void **state)
{
	(void)state;
	running = 100;
	looks = 1;
	add_login(BEGIN, SESSION(100, 77), 100);
	add_login(BEGIN + 1, SESSION(101, 77), 101);
	add_logout(BEGIN + HOUR, SESSION(101, 77), 3600);
	add_others(BEGIN + 2 * HOUR, BEGIN + 3 * HOUR);
	add_logout(BEGIN + 4 * HOUR, SESSION(100, 77), 14400);
	read_hour();
	assert_int_equal(known(SESSION(101, 77)), 3600);
	assert_int_equal(known(SESSION(100, 77)), LASTING_OPEN);
}

static void only_the_process_that_began_then_is_the_monitor(void **state)
{
	(void)state;
	running = 100;
	looks = 1;
	add_login(BEGIN, SESSION(100, 76), 100);
	add_others(BEGIN + HOUR, BEGIN + 2 * HOUR);
	add_logout(BEGIN + 2 * HOUR, SESSION(100, 76), 7200);
	read_hour();
	assert_int_equal(looks, 0);
	assert_int_equal(known(SESSION(100, 76)), 7200);
}

static void this_process_is_known_to_run(void **state)
{
	(void)state;
	struct monitor monitor;
	real = true;
	monitor_of(getpid(), &monitor);
	add_login(BEGIN, monitor.session, getpid());
	add_others(BEGIN + HOUR, BEGIN + 2 * HOUR);
	add_login(BEGIN + 2 * HOUR, SESSION(101, 77), 101);
	read_hour();
	assert_int_equal(known(monitor.session), LASTING_NEVER);
	end = text;
	add_login(BEGIN, monitor.session, getpid());
	char other[64];
	snprintf(other, sizeof other, "%.13s5-5", monitor.session);
	add_login(BEGIN + HOUR, other, 5);
	add_logout(BEGIN + 2 * HOUR, monitor.session, 7200);
	read_hour();
	assert_int_equal(known(monitor.session), LASTING_OPEN);
}

static void what_a_running_monitor_wrote_meanwhile_is_taken(void **state)
{
	(void)state;
	running = 100;
	looks = 1;
	add_login(BEGIN, SESSION(100, 77), 100);
	add_login(BEGIN + 1, SESSION(101, 77), 101);
	add_others(BEGIN + HOUR, BEGIN + 3 * HOUR);
	add_logout(BEGIN + 4 * HOUR, SESSION(100, 77), 14400);
	add_logout(BEGIN + 5 * HOUR, SESSION(101, 77), 18000);
	read_hour();
	assert_int_equal(known(SESSION(100, 77)), 14400);
	assert_int_equal(known(SESSION(101, 77)), 18000);
}

static void a_killed_monitors_logout_is_sought_to_the_next_boot(void **state)
{
	(void)state;
	add_login(BEGIN, SESSION(100, 77), 100);
	add_login(BEGIN + 1, SESSION(101, 77), 101);
	add_others(BEGIN + HOUR, BEGIN + 30 * HOUR);
	add_logout(BEGIN + 40 * HOUR, SESSION(101, 77), 144000);
	add_login(BEGIN + 50 * HOUR, "b00800001111-100-10", 100);
	add_logout(BEGIN + 51 * HOUR, "b00800001111-100-10", 3600);
	add_logout(BEGIN + 52 * HOUR, SESSION(100, 77), 1);
	read_hour();
	assert_int_equal(known(SESSION(100, 77)), LASTING_NEVER);
	assert_int_equal(known(SESSION(101, 77)), 144000);
}

static void a_logout_is_found_however_it_is_written(void **state)
{
	(void)state;
	static const char *const ways[] = {
		"\"event\":\"logou\\u0074\",\"session\":\"" SESSION(100, 77) "\",\"seconds\":9",
		"\"session\":\"" SESSION(100, 77) "\",\"event\":\"logout\",\"seconds\":9",
		"\"event\":\"logout\",\"session\":\"" SESSION(100, 7) "\\u0037\",\"seconds\":9",
		"\"event\":\"logout\", \"session\":\"" SESSION(100, 77) "\",\"seconds\":9",
		"\"detail\":\"a\\\"b\",\"event\":\"logout\",\"session\":\"" SESSION(
			100, 77) "\",\"seconds\":9",
		"\"new\":{\"a\":1,\"event\":\"logout\",\"session\":\"" SESSION(
			20000, 99) "\"},\"event\":\"logout\",\"session\":\"" SESSION(100,
			77) "\",\"seconds\":9",
	};
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		end = text;
		add_login(BEGIN, SESSION(100, 77), 100);
		add_others(BEGIN + HOUR, BEGIN + 2 * HOUR);
		add_line(BEGIN + 3 * HOUR, ways[i]);
		read_hour();
		if (known(SESSION(100, 77)) != 9)
			fail_msg("%s: %lld", ways[i], (long long)known(SESSION(100, 77)));
	}
}

static void what_looks_like_a_logout_is_none(void **state)
{
	(void)state;
	add_login(BEGIN, SESSION(100, 77), 100);
	add_login(BEGIN + HOUR, SESSION(101, 77), 101);
	add_line(BEGIN + 2 * HOUR, "\"event\":\"warned\",\"detail\":\"\\\"event\\\":\\\"logout\\\","
				   "\\\"session\\\":\\\"" SESSION(100, 77) "\\\"\",\"seconds\":1");
	add_line(BEGIN + 3 * HOUR, "\"new\":{\"a\":1,\"event\":\"logout\",\"session\":\"" SESSION(
					   100, 77) "\"},\"event\":\"refused\",\"seconds\":1");
	add_logout(BEGIN + 4 * HOUR, SESSION(100, 77), 4 * 3600);
	read_hour();
	assert_int_equal(known(SESSION(100, 77)), 4 * 3600);
}

static void the_table_grows_with_the_sessions(void **state)
{
	(void)state;
	char session[64];
	for (int i = 0; i < 2000; i++) {
		snprintf(session, sizeof session, "b00700001111-%d-77", 100 + i);
		add_login(BEGIN + i, session, 100 + i);
	}
	for (int i = 0; i < 2000; i += 2) {
		snprintf(session, sizeof session, "b00700001111-%d-77", 100 + i);
		add_logout(BEGIN + HOUR + i, session, i);
	}
	read_hour();
	for (int i = 0; i < 2000; i++) {
		snprintf(session, sizeof session, "b00700001111-%d-77", 100 + i);
		assert_int_equal(known(session), i % 2 == 0 ? i : LASTING_NEVER);
	}
	assert_in_range(lasting.room, 4000, 8192);
	assert_int_equal(
		lasting_read(&lasting, box.folder, BEGIN + 2 * HOUR, INT64_MAX, NULL, &note), 0);
	assert_true(lasting_meet(&lasting, view_of(SESSION(100, 77))));
	assert_false(lasting_meet(&lasting, view_of(SESSION(101, 77))));
}

/* Keeps how long the session with the number 100 lasted. */
static int take_row(void *context, struct row *row, struct note *unused)
{
	(void)unused;
	if (strcmp(row->session, SESSION(100, 77)) == 0)
		*(int64_t *)context = row->seconds;
	row_free(row);
	return 0;
}

static void who_logs_out_while_the_log_is_read_is_looked_for_again(void **state)
{
	(void)state;
	static struct unread unread;
	struct filter filter;
	int64_t seconds = EVENT_UNKNOWN;
	filter_init(&filter);
	filter.since = BEGIN;
	filter.until = BEGIN + HOUR;
	struct history history = {.log_dir = box.folder,
		.filter = &filter,
		.unread = &unread,
		.take = take_row,
		.context = &seconds};
	running = 100;
	looks = 1;
	add_login(BEGIN, SESSION(99, 77), 99);
	add_login(BEGIN + 1, SESSION(100, 77), 100);
	add_logout(BEGIN + 2 * HOUR, SESSION(99, 77), 7200);
	add_others(BEGIN + 3 * HOUR, BEGIN + 4 * HOUR);
	add_logout(BEGIN + 5 * HOUR, SESSION(100, 77), 18000);
	sandbox_write(&box, APPEND_LOGINS, text);
	if (history_read(&history, &note) != 0)
		fail_msg("%s", note.text);
	assert_true(looks < 0);
	assert_int_equal(seconds, 18000);
}

#define lasting_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		lasting_test(a_logout_is_found_far_behind_many_others),
		lasting_test(a_session_whose_monitor_runs_is_not_awaited),
		lasting_test(only_the_process_that_began_then_is_the_monitor),
		lasting_test(this_process_is_known_to_run),
		lasting_test(what_a_running_monitor_wrote_meanwhile_is_taken),
		lasting_test(a_killed_monitors_logout_is_sought_to_the_next_boot),
		lasting_test(a_logout_is_found_however_it_is_written),
		lasting_test(what_looks_like_a_logout_is_none),
		lasting_test(the_table_grows_with_the_sessions),
		lasting_test(who_logs_out_while_the_log_is_read_is_looked_for_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
