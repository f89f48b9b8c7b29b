/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=monitor_alive,--wrap=poll */
#include "admin/log/remains.h"
#include "admin/store/closing.h"
#include "admin/store/descendants.h"
#include "admin/verb.h"

#include "audit/event.h"
#include "audit/monitor.h"
#include "common/note.h"
#include "sandbox.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define KEY_ONE "SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ"
#define KEY_TWO "SHA256:tuhqnTecGra3cQWwxE+JP9wNRsL6qH7H2f89gMAMAOU"

/* Whether the process has another in its place the second time that it is asked of, and whether one
 * that was told to end does not. */
static bool reused, deaf;
static int asked;

bool __real_monitor_alive(const char *boot, pid_t pid, uint64_t start);
bool __wrap_monitor_alive(const char *boot, pid_t pid, uint64_t start);
int __real_poll(struct pollfd *wait, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *wait, nfds_t count, int timeout);

/* Compares. */
bool __wrap_monitor_alive(const char *boot, pid_t pid, uint64_t start)
{
	return __real_monitor_alive(boot, pid, start) && !(reused && ++asked > 1);
}

/* Waits, or says at once that the time is over. */
int __wrap_poll(struct pollfd *wait, nfds_t count, int timeout)
{
	return deaf ? 0 : __real_poll(wait, count, timeout);
}

static struct sandbox box;

/* In place of /proc: a folder of the test's own. */
const char *remains_folder(void)
{
	static char folder[PATH_MAX];
	snprintf(folder, sizeof folder, "%s", sandbox_path(&box, "proc"));
	return folder;
}

static char logged[8192];
static pid_t monitors[8];
static size_t monitor_count;

/* Begins with an empty log and no monitor. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	logged[0] = '\0';
	monitor_count = 0;
	reused = deaf = false;
	asked = 0;
	return 0;
}

/* Ends what still runs. */
static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < monitor_count; i++) {
		struct descendants descendants;
		assert_int_equal(descendants_find(monitors[i], &descendants), 0);
		descendants_end(&descendants);
		descendants_free(&descendants);
		kill(monitors[i], SIGKILL);
		waitpid(monitors[i], NULL, 0);
	}
	sandbox_close(&box);
	return 0;
}

static pid_t command; /* what the last monitor's session runs */

/* Starts a command that does not mind a SIGHUP, says which it is, and waits for a signal. */
static void be_monitor(int answer)
{
	signal(SIGHUP, SIG_IGN);
	pid_t pid = fork();
	if (pid > 0 && write(answer, &pid, sizeof pid) != sizeof pid)
		_exit(1);
	for (;;)
		pause();
}

/* Starts a process that stands for a monitor, and adds its login. */
static pid_t login(const char *person, const char *key, const char *more)
{
	struct monitor monitor;
	int answer[2];
	assert_int_equal(pipe(answer), 0);
	pid_t pid = fork();
	if (pid == 0)
		be_monitor(answer[1]);
	assert_true(pid > 0);
	assert_int_equal(read(answer[0], &command, sizeof command), sizeof command);
	close(answer[0]);
	close(answer[1]);
	monitors[monitor_count++] = pid;
	monitor_of(pid, &monitor);
	snprintf(logged + strlen(logged), sizeof logged - strlen(logged),
		"{\"v\":1,\"time\":\"2026-11-22T13:45:10.000000Z\",\"event\":\"login\",\"session\":"
		"\"%s\",\"account\":\"deploy\",\"person\":\"%s\",\"from\":\"192.168.64.2\",\"key\":"
		"\"%s\",\"more_keys\":\"%s\",\"boot\":\"%s\",\"monitor\":%d,\"monitor_start\":%llu}"
		"\n",
		monitor.session, person, key, more, monitor.boot, (int)pid,
		(unsigned long long)monitor.start);
	sandbox_write(&box, "logins.jsonl", logged);
	return pid;
}

/* Whether a process runs still. */
static bool runs(pid_t pid)
{
	siginfo_t info = {.si_pid = 0};
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT), 0);
	return info.si_pid == 0;
}

/* Ends the sessions of a person and of one key. */
static struct closing close_all(const char *person, const char *key)
{
	struct note note;
	const char *keys[] = {key};
	struct closing closing = {.log_dir = box.folder,
		.person = person,
		.fingerprints = keys,
		.count = key ? 1 : 0};
	struct sandbox_voice voice = sandbox_listen(&box);
	int r = closing_run(&closing, &note);
	sandbox_hush(voice);
	assert_int_equal(r, 0);
	return closing;
}

static void ends_and_names_the_sessions_of_a_person(void **state)
{
	(void)state;
	pid_t hers = login("alice", KEY_TWO, ""), other = login("brian", KEY_TWO, "");
	struct closing closing = close_all("alice", NULL);
	assert_int_equal(closing.ended, 1);
	assert_int_equal(closing.left, 0);
	assert_false(runs(hers));
	assert_true(runs(other));
	char line[128];
	snprintf(line, sizeof line, "(monitor %d)\n", (int)hers);
	sandbox_expect_part(&box, "out", "ended the session of deploy from 192.168.64.2 since 20");
	sandbox_expect_part(&box, "out", line);
}

static void ends_the_sessions_by_a_key_whosever_they_are(void **state)
{
	(void)state;
	pid_t first = login("", KEY_ONE, ""), second = login("brian", KEY_TWO, KEY_ONE),
	      other = login("brian", KEY_TWO, "");
	struct closing closing = close_all(NULL, KEY_ONE);
	assert_int_equal(closing.ended, 2);
	assert_false(runs(first));
	assert_false(runs(second));
	assert_true(runs(other));
}

static void ends_what_the_session_runs_without_a_terminal(void **state)
{
	(void)state;
	pid_t hers = login("alice", KEY_TWO, "");
	struct pollfd ended = {.fd = (int)syscall(SYS_pidfd_open, command, 0), .events = POLLIN};
	assert_true(ended.fd >= 0);
	assert_int_equal(__real_poll(&ended, 1, 0), 0);
	close_all("alice", NULL);
	assert_false(runs(hers));
	assert_int_equal(__real_poll(&ended, 1, CLOSING_WAIT_MS), 1);
	close(ended.fd);
}

static void ends_it_by_the_signal_on_which_a_monitor_records_the_logout(void **state)
{
	(void)state;
	pid_t hers = login("alice", KEY_TWO, "");
	close_all("alice", NULL);
	int status;
	assert_int_equal(waitpid(hers, &status, 0), hers);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	monitor_count--;
}

static void does_not_hit_a_process_that_got_the_number_meanwhile(void **state)
{
	(void)state;
	pid_t hers = login("alice", KEY_TWO, "");
	reused = true;
	close_all("alice", NULL);
	assert_true(asked >= 2);
	assert_true(runs(hers));
}

static void names_what_goes_on_of_a_session_that_it_ended(void **state)
{
	(void)state;
	login("alice", KEY_TWO, "");
	char *end = strrchr(logged, '}');
	snprintf(end, sizeof logged - (size_t)(end - logged), ",\"audit_session\":4711}\n");
	sandbox_write(&box, "logins.jsonl", logged);
	assert_int_equal(mkdir(sandbox_path(&box, "proc"), 0700), 0);
	assert_int_equal(mkdir(sandbox_path(&box, "proc/777"), 0700), 0);
	sandbox_write(&box, "proc/777/sessionid", "4711");
	close_all("alice", NULL);
	sandbox_expect_part(&box, "out", "ended the session of deploy");
	sandbox_expect_part(&box, "err",
		"(audit session 4711, first pid 777); to end all that "
		"deploy runs:  pkill -KILL -u deploy\n");
}

static void counts_a_session_that_does_not_end(void **state)
{
	(void)state;
	login("alice", KEY_TWO, "");
	deaf = true;
	struct closing closing = close_all("alice", NULL);
	assert_int_equal(closing.ended, 0);
	assert_int_equal(closing.left, 1);
	sandbox_expect_part(&box, "err", "kill -KILL");
}

static void a_session_that_has_ended_or_was_before_this_boot_is_none(void **state)
{
	(void)state;
	close_all("alice", NULL);
	pid_t hers = login("alice", KEY_TWO, "");
	char *boot = strstr(logged, "\"boot\":\"");
	memset(boot + 8, boot[8] == '0' ? '1' : '0', 1);
	sandbox_write(&box, "logins.jsonl", logged);
	struct closing closing = close_all("alice", NULL);
	assert_int_equal(closing.ended + closing.left, 0);
	assert_true(runs(hers));
}

static void names_what_goes_on_and_the_command_and_ends_nothing(void **state)
{
	(void)state;
	pid_t hers = login("alice", KEY_TWO, "");
	char line[128];
	char name[] = "deploy", person[] = "alice", *first = name, *second = person;
	const struct names accounts = {1, 1, &first}, people = {1, 1, &second};
	struct closing closing = {.log_dir = box.folder, .people = &people, .accounts = &accounts};
	struct sandbox_voice voice = sandbox_listen(&box);
	closing_remind(&closing);
	sandbox_hush(voice);
	snprintf(line, sizeof line, "(monitor %d)\n", (int)hers);
	sandbox_expect_part(&box, "out", "still open: the session of deploy from 192.168.64.2");
	sandbox_expect_part(&box, "out", line);
	snprintf(line, sizeof line, "to end what is still open:  keyhole close %d\n", (int)hers);
	sandbox_expect_part(&box, "out", line);
	assert_true(runs(hers));
	assert_int_equal(closing.left, 1);
}

/* Runs `keyhole close` with a number. */
static int run_close(const char *number)
{
	struct admin admin = {.config_path = ""};
	char verb[] = "close", word[32], *argv[] = {verb, word, NULL};
	settings_init(&admin.settings);
	admin.settings.log_dir = box.folder;
	snprintf(word, sizeof word, "%s", number);
	struct sandbox_voice voice = sandbox_listen(&box);
	optind = 0;
	opterr = 0;
	int status = verb_close.run(&admin, 2, argv);
	sandbox_hush(voice);
	return status;
}

static void close_ends_the_session_of_a_monitor_and_no_other(void **state)
{
	(void)state;
	char number[32];
	pid_t hers = login("alice", KEY_TWO, ""), other = login("alice", KEY_TWO, "");
	snprintf(number, sizeof number, "%d", (int)hers);
	assert_int_equal(run_close(number), EXIT_YES);
	assert_false(runs(hers));
	assert_true(runs(other));
	assert_int_equal(run_close(number), EXIT_NO);
	sandbox_expect_part(&box, "err", "no session that is open");
}

static void close_hits_no_process_that_is_no_session(void **state)
{
	(void)state;
	char number[32];
	pid_t stranger = fork();
	if (stranger == 0)
		for (;;)
			pause();
	monitors[monitor_count++] = stranger;
	login("alice", KEY_TWO, "");
	snprintf(number, sizeof number, "%d", (int)stranger);
	assert_int_equal(run_close(number), EXIT_NO);
	assert_true(runs(stranger));
	assert_int_equal(run_close("0"), EXIT_WRONG_USAGE);
	assert_int_equal(run_close("-1"), EXIT_WRONG_USAGE);
	assert_int_equal(run_close("12x"), EXIT_WRONG_USAGE);
}

static void names_no_session_of_another_account(void **state)
{
	(void)state;
	login("alice", KEY_TWO, "");
	char name[] = "games", *first = name;
	const struct names accounts = {1, 1, &first};
	struct closing closing = {.log_dir = box.folder, .person = "alice", .accounts = &accounts};
	struct sandbox_voice voice = sandbox_listen(&box);
	closing_remind(&closing);
	sandbox_hush(voice);
	assert_int_equal(closing.left, 0);
	sandbox_expect(&box, "out", "");
	sandbox_expect(&box, "err", "");
}

/* Runs the tests. */
int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
	const struct CMUnitTest tests[] = {
		CASE(ends_and_names_the_sessions_of_a_person),
		CASE(ends_the_sessions_by_a_key_whosever_they_are),
		CASE(ends_what_the_session_runs_without_a_terminal),
		CASE(ends_it_by_the_signal_on_which_a_monitor_records_the_logout),
		CASE(does_not_hit_a_process_that_got_the_number_meanwhile),
		CASE(names_what_goes_on_of_a_session_that_it_ended),
		CASE(counts_a_session_that_does_not_end),
		CASE(names_what_goes_on_and_the_command_and_ends_nothing),
		CASE(close_ends_the_session_of_a_monitor_and_no_other),
		CASE(close_hits_no_process_that_is_no_session),
		CASE(names_no_session_of_another_account),
		CASE(a_session_that_has_ended_or_was_before_this_boot_is_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
