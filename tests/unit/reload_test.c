/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=child_run,--wrap=stat,--wrap=kill */
/* How the sshd that runs is told: by which unit of systemd's, and when nobody has to be. */
#include "admin/enable/reload.h"

#include "admin/sshd.h"
#include "common/cleanup.h"
#include "sandbox.h"

#include <errno.h>
#include <signal.h>

int __real_stat(const char *path, struct stat *st);
int __wrap_stat(const char *path, struct stat *st);
int __wrap_kill(pid_t pid, int signal);
int __wrap_child_run(char *const argv[], const struct passwd *user, struct child_said *said);

static struct sandbox box;
static const char *active, *accepts, *silent; /* units; of the socket; what sshd says instead */
static bool systemd, fails;
static char did[256]; /* what systemctl was asked to do */
static int killed;

/* Has systemd where that is asked for, and an sshd. */
int __wrap_stat(const char *path, struct stat *st)
{
	if (strcmp(path, SSHD_PROGRAM) == 0)
		return 0;
	if (strcmp(path, RELOAD_SYSTEMD) != 0)
		return __real_stat(path, st);
	errno = ENOENT;
	return systemd ? 0 : -1;
}

/* Counts. */
int __wrap_kill(pid_t pid, int signal)
{
	(void)pid, (void)signal;
	killed++;
	return 0;
}

/* Does what systemctl would: an sshd that is told writes its pid file anew. */
static int control(const char *verb, const char *unit)
{
	size_t len = strlen(did);
	if (strcmp(verb, "is-active") == 0)
		return strstr(active, unit) ? 0 : 3;
	snprintf(did + len, sizeof did - len, "%s %s;", verb, unit);
	if (fails)
		return 1;
	const struct timespec later[2] = {{.tv_sec = 2000000000}, {.tv_sec = 2000000000}};
	assert_int_equal(utimensat(AT_FDCWD, sandbox_path(&box, "pid"), later, 0), 0);
	return 0;
}

/* Answers for systemctl and sshd. */
int __wrap_child_run(char *const argv[], const struct passwd *user, struct child_said *said)
{
	(void)user;
	*said = (struct child_said){.output = calloc(1, CHILD_OUTPUT_MAX)};
	assert_non_null(said->output);
	if (strstr(argv[0], "systemctl") && strcmp(argv[1], "show") == 0) {
		snprintf(said->output, CHILD_OUTPUT_MAX, "%s\n", accepts);
	} else if (strstr(argv[0], "systemctl")) {
		said->status = control(argv[2], argv[3]);
	} else if (silent) {
		said->status = 255;
		snprintf(said->errors, sizeof said->errors, "%s\n", silent);
	} else {
		snprintf(said->output, CHILD_OUTPUT_MAX,
			"port 22\nusepam yes\npubkeyauthentication yes\nauthorizedkeyscommand "
			"none\n"
			"pidfile %s\n",
			sandbox_path(&box, "pid"));
	}
	return 0;
}

/* Makes a pid file that names no sshd. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	sandbox_write(&box, "pid", "1\n");
	active = "";
	accepts = "no";
	silent = NULL;
	systemd = true;
	fails = false;
	did[0] = '\0';
	killed = 0;
	return 0;
}

/* Takes it away. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Tells it, and expects how that ends and what was done. */
static void expect(int result, const char *done, struct note *note)
{
	assert_int_equal(reload_tell(false, note), result);
	assert_string_equal(did, done);
	assert_int_equal(killed, 0);
}

static void an_active_service_is_reloaded(void **state)
{
	(void)state;
	struct note note;
	active = "sshd.service";
	expect(0, "reload sshd.service;", &note);
}

static void a_service_that_can_not_be_reloaded_is_told(void **state)
{
	(void)state;
	struct note note;
	active = "ssh.service";
	fails = true;
	expect(-EIO, "reload ssh.service;", &note);
	assert_non_null(strstr(note.text, "systemctl reload ssh.service failed"));
}

static void one_that_has_its_socket_of_systemd_is_restarted(void **state)
{
	(void)state;
	struct note note;
	active = "ssh.service ssh.socket";
	expect(0, "restart ssh.service;", &note);
}

static void where_only_the_socket_is_left_its_sshd_is_started(void **state)
{
	(void)state;
	struct note note;
	active = "ssh.socket";
	silent = SSHD_NO_FOLDER ": /run/sshd";
	expect(0, "start ssh.service;", &note);
	did[0] = '\0';
	fails = true;
	expect(-ESRCH, "start ssh.service;", &note);
	assert_non_null(strstr(note.text, "no sshd runs"));
}

static void where_each_connection_has_an_sshd_nobody_is_told(void **state)
{
	(void)state;
	struct note note;
	assert_false(reload_is_awaited());
	active = "sshd.socket";
	accepts = "yes";
	expect(0, "", &note);
	assert_true(reload_is_awaited());
}

static void no_sshd_that_runs_is_no_configuration_that_is_wrong(void **state)
{
	(void)state;
	struct note note;
	silent = "/etc/ssh/sshd_config line 7: Bad configuration option: Prot";
	expect(-EINVAL, "", &note);
	assert_non_null(strstr(note.text, "line 7: Bad configuration option: Prot"));
	silent = SSHD_NO_FOLDER ": /run/sshd";
	if (access(RELOAD_PID, F_OK) != 0) /* one may run here */
		expect(-ESRCH, "", &note);
}

static void a_process_that_is_no_sshd_gets_no_signal(void **state)
{
	(void)state;
	struct note note;
	char pid[32];
	systemd = false;
	snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
	sandbox_write(&box, "pid", pid);
	expect(-ESRCH, "", &note);
	assert_non_null(strstr(note.text, "names no sshd that runs"));
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_active_service_is_reloaded, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_service_that_can_not_be_reloaded_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(
			one_that_has_its_socket_of_systemd_is_restarted, setup, teardown),
		cmocka_unit_test_setup_teardown(
			where_only_the_socket_is_left_its_sshd_is_started, setup, teardown),
		cmocka_unit_test_setup_teardown(
			where_each_connection_has_an_sshd_nobody_is_told, setup, teardown),
		cmocka_unit_test_setup_teardown(
			no_sshd_that_runs_is_no_configuration_that_is_wrong, setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_process_that_is_no_sshd_gets_no_signal, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
