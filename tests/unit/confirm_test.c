/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=watch_stop,--wrap=reload_listener */
/* keyhole confirm: which connection counts, and when. */
#include "admin/enable/confirm.h"

#include "admin/enable/watch.h"
#include "audit/append.h"
#include "audit/monitor.h"
#include "enable_box.h"

#include <sys/wait.h>

static struct site site;
static int stopped;

static pid_t listener; /* 0: none is known */

void __wrap_watch_stop(void);
pid_t __wrap_reload_listener(void);

/* The sshd that was told. */
pid_t __wrap_reload_listener(void)
{
	return listener;
}

/* Counts. */
void __wrap_watch_stop(void)
{
	stopped++;
}

/* Begins a tree with an undertaking that sshd has read, so many milliseconds ago at the least. */
static void begin(struct undertaking *undertaking, int64_t since)
{
	struct note note;
	settings_init(&site.settings);
	site.settings.log_dir = box.folder;
	undertaking_enter(undertaking);
	assert_int_equal(
		undertaking_add(undertaking, WIRING_PAM, PAM, view_of(DEBIAN_PAM_WIRED), &note), 0);
	assert_int_equal(undertaking_stage(undertaking, &note), 0);
	assert_int_equal(undertaking_apply(undertaking, 600, &note), 0);
	undertaking->since = since;
	stopped = 0;
}

/* Records a login whose monitor is a process; `shift` makes it another one of that number. */
static void record(pid_t pid, int64_t shift)
{
	static struct event event;
	struct monitor monitor;
	char line[EVENT_LINE_MAX];
	size_t len;
	struct note note;
	monitor_of(pid, &monitor);
	event_init(&event, EVENT_LOGIN);
	event.version = EVENT_VERSION;
	event.time = 1;
	event.account = view_of("brian");
	event.from = view_of("192.168.64.2");
	event.boot = view_of(monitor.boot);
	event.monitor = pid;
	event.monitor_start = (int64_t)monitor.start + shift;
	assert_int_equal(event_encode(&event, line, sizeof line, &len, &note), 0);
	line[len] = '\0';
	sandbox_write(&box, APPEND_LOGINS, line);
}

/* Confirms in a grandchild of this process, as in a shell of a connection, and gives how it ends. */
static int confirm_below(struct undertaking *undertaking)
{
	int status;
	fflush(NULL);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		pid_t shell = fork();
		if (shell > 0) {
			waitpid(shell, &status, 0);
			_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 99);
		}
		struct sandbox_voice voice = sandbox_listen(&box);
		int ended = confirm_run(&site, undertaking);
		sandbox_hush(voice);
		_exit(ended == EXIT_YES && stopped != 1 ? 98 : ended);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_recorded_login_after_the_change_confirms(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	begin(&undertaking, 1);
	record(getpid(), 0);
	assert_int_equal(confirm_below(&undertaking), EXIT_YES);
	sandbox_expect_part(&box, "out", "confirmed: ");
	sandbox_expect_part(&box, "var/lib/keyhole/" UNDERTAKING_NAME, "\nphase confirmed\n");
}

static void an_older_connection_does_not_count(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	begin(&undertaking, INT64_MAX);
	record(getpid(), 0);
	assert_int_equal(confirm_below(&undertaking), EXIT_NO);
	sandbox_expect_part(
		&box, "err", "this connection (brian from 192.168.64.2) is older than the change");
	sandbox_expect_part(&box, "var/lib/keyhole/" UNDERTAKING_NAME, "\nphase applied\n");
}

static void a_login_by_another_sshd_does_not_count(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	begin(&undertaking, 1);
	record(getpid(), 0);
	listener = getpid(); /* the monitor itself is none above it */
	assert_int_equal(confirm_below(&undertaking), EXIT_NO);
	sandbox_expect_part(&box, "err", "did not come by the sshd that was told");
	sandbox_expect_part(&box, "var/lib/keyhole/" UNDERTAKING_NAME, "\nphase applied\n");
	listener = getppid();
	assert_int_equal(confirm_below(&undertaking), EXIT_YES);
	listener = 0;
}

static void what_comes_from_no_recorded_login_does_not_count(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	begin(&undertaking, 1);
	record(1, 0); /* the first process is above everybody */
	assert_int_equal(confirm_below(&undertaking), EXIT_NO);
	sandbox_expect_part(&box, "err", "does not come from a login that keyhole recorded");
	record(getpid(), 1); /* another process that had this number before */
	assert_int_equal(confirm_below(&undertaking), EXIT_NO);
	sandbox_expect_part(&box, "err", "does not come from a login that keyhole recorded");
	assert_int_equal(unlink(sandbox_path(&box, APPEND_LOGINS)), 0);
	assert_int_equal(confirm_below(&undertaking), EXIT_NO);
	sandbox_expect_part(&box, "err", "Log in anew, by ssh");
}

/* Expects what is said of a phase in which nothing can be confirmed. */
static void expect_phase(struct undertaking *undertaking, int status, const char *words)
{
	struct sandbox_voice voice = sandbox_listen(&box);
	int ended = confirm_run(&site, undertaking);
	sandbox_hush(voice);
	assert_int_equal(ended, status);
	assert_int_equal(stopped, 0);
	CLEANUP(free) char *out = sandbox_read_path(sandbox_path(&box, "out"));
	CLEANUP(free) char *err = sandbox_read_path(sandbox_path(&box, "err"));
	if (!strstr(out, words) && !strstr(err, words))
		fail_msg("it said: %s%s", out, err);
}

static void what_does_not_wait_is_said_to_be_so(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	begin(&undertaking, 0);
	record(getppid(), 0);
	expect_phase(&undertaking, EXIT_NO, "did not come to its end (applied)");
	undertaking.since = 1;
	undertaking.due = 0;
	expect_phase(&undertaking, EXIT_NO, "the time to confirm is over");
	undertaking.phase = UNDERTAKING_REVERTING;
	expect_phase(&undertaking, EXIT_NO, "did not come to its end (reverting)");
	undertaking.phase = UNDERTAKING_CONFIRMED;
	expect_phase(&undertaking, EXIT_YES, "nothing waits");
	undertaking.phase = UNDERTAKING_NONE;
	expect_phase(&undertaking, EXIT_NO, "nothing waits to be confirmed");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		enable_case(a_recorded_login_after_the_change_confirms),
		enable_case(an_older_connection_does_not_count),
		enable_case(a_login_by_another_sshd_does_not_count),
		enable_case(what_comes_from_no_recorded_login_does_not_count),
		enable_case(what_does_not_wait_is_said_to_be_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
