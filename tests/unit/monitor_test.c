/* SPDX-License-Identifier: Apache-2.0 */
/* What names a process for ever. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/monitor.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* A child that only waits to be ended, under a name that looks like fields of /proc/PID/stat. */
static pid_t begin_child(void)
{
	int ready[2];
	char byte;
	assert_int_equal(pipe(ready), 0);
	pid_t child = fork();
	if (child == 0) {
		prctl(PR_SET_NAME, ") S 1 (2) Z 3 4");
		if (write(ready[1], "x", 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	close(ready[1]);
	return child;
}

/* Ends a child and waits until it is gone, but does not reap it. */
static void end_child(pid_t child)
{
	siginfo_t info;
	kill(child, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
}

static void a_session_is_made_of_boot_process_and_start(void **state)
{
	(void)state;
	struct monitor monitor;
	char expected[64];
	monitor_of(getpid(), &monitor);
	assert_int_equal(strlen(monitor.boot), 36);
	assert_int_equal(monitor.pid, getpid());
	snprintf(expected, sizeof expected, "%.8s%.4s-%d-%llu", monitor.boot, monitor.boot + 9,
		(int)getpid(), (unsigned long long)monitor.start);
	assert_string_equal(monitor.session, expected);
}

static void knows_the_start_of_a_process_whatever_its_name_is(void **state)
{
	(void)state;
	struct monitor own, other;
	pid_t child = begin_child();
	monitor_of(getpid(), &own);
	monitor_of(child, &other);
	end_child(child);
	waitpid(child, NULL, 0);
	assert_true(own.start > 0);
	assert_true(other.start >= own.start && other.start < own.start + 100 * 60);
	assert_string_not_equal(own.session, other.session);
}

static void a_process_lives_until_it_ends_and_a_zombie_does_not(void **state)
{
	(void)state;
	struct monitor monitor;
	pid_t child = begin_child();
	monitor_of(child, &monitor);
	bool before = monitor_alive(monitor.boot, child, monitor.start);
	end_child(child);
	bool as_zombie = monitor_alive(monitor.boot, child, monitor.start);
	waitpid(child, NULL, 0);
	assert_true(before);
	assert_false(as_zombie);
	assert_false(monitor_alive(monitor.boot, child, monitor.start));
}

static void another_boot_or_start_is_another_process(void **state)
{
	(void)state;
	struct monitor monitor;
	monitor_of(getpid(), &monitor);
	assert_true(monitor_alive(monitor.boot, monitor.pid, monitor.start));
	assert_false(monitor_alive(monitor.boot, monitor.pid, monitor.start + 1));
	assert_false(monitor_alive(monitor.boot, monitor.pid, 0));
	assert_false(monitor_alive("", monitor.pid, monitor.start));
	assert_false(
		monitor_alive("00000000-0000-0000-0000-000000000000", monitor.pid, monitor.start));
	assert_false(monitor_alive(monitor.boot, 0, monitor.start));
	assert_false(monitor_alive(monitor.boot, -1, monitor.start));
}

static void what_cannot_be_read_stays_unknown(void **state)
{
	(void)state;
	struct monitor monitor;
	memset(&monitor, 'x', sizeof monitor);
	monitor_of(INT32_MAX, &monitor);
	assert_int_equal(monitor.start, 0);
	assert_string_equal(monitor.session, "");
	assert_int_equal(strlen(monitor.boot), 36);
	assert_int_equal(monitor.pid, INT32_MAX);
}

static void the_audit_session_is_the_kernels(void **state)
{
	(void)state;
	char text[32] = "";
	FILE *file = fopen("/proc/self/sessionid", "r");
	if (file) {
		assert_non_null(fgets(text, sizeof text, file));
		fclose(file);
	}
	int64_t expected = file && strcmp(text, "4294967295") != 0 ? atoll(text) : -1;
	assert_int_equal(monitor_audit_session(), expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_session_is_made_of_boot_process_and_start),
		cmocka_unit_test(knows_the_start_of_a_process_whatever_its_name_is),
		cmocka_unit_test(a_process_lives_until_it_ends_and_a_zombie_does_not),
		cmocka_unit_test(another_boot_or_start_is_another_process),
		cmocka_unit_test(what_cannot_be_read_stays_unknown),
		cmocka_unit_test(the_audit_session_is_the_kernels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
