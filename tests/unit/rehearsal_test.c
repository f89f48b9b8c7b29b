/* SPDX-License-Identifier: Apache-2.0 */
/* What of a rehearsal needs no mounts: the words of its programs, and that none of them is left. */
#include "admin/enable/rehearsal_process.h"
#include "admin/enable/rehearsal_words.h"

#include "sandbox.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define EXPECT(view, text) assert_true(view_is(view, text))

/* Starts a line of sh. */
static pid_t start(const char *line, int connection, const char *errors)
{
	char shell[] = "/bin/sh", option[] = "-c", *command = strdup(line);
	char *argv[] = {shell, option, command, NULL};
	struct note note;
	pid_t pid;
	assert_int_equal(rehearsal_process_start(argv, connection, errors, &pid, &note), 0);
	free(command);
	return pid;
}

static void the_cause_is_sshds_last_line_that_says_something(void **state)
{
	(void)state;
	struct view client = view_of("brian@127.0.0.1: Permission denied (publickey).\n");
	EXPECT(rehearsal_words_cause(
		       view_of("User brian from 127.0.0.1 not allowed\r\nConnection closed by "
			       "invalid user brian\r\n\r\n"),
		       client),
		"User brian from 127.0.0.1 not allowed");
	EXPECT(rehearsal_words_cause(view_of("Accepted publickey for brian\nfatal: no"), client),
		"fatal: no");
}

static void the_client_is_asked_where_sshd_says_nothing(void **state)
{
	(void)state;
	EXPECT(rehearsal_words_cause(view_of("Connection reset by 127.0.0.1\r\n"),
		       view_of("Permission denied\r\nDisconnected from brian\n")),
		"Permission denied");
	assert_int_equal(rehearsal_words_cause(view_of(""), view_of("\n")).len, 0);
	assert_int_equal(
		rehearsal_words_cause((struct view){NULL, 0}, (struct view){NULL, 0}).len, 0);
}

static void the_sentence_of_why_is_found_among_its_steps(void **state)
{
	(void)state;
	const char *text = "ok      account   brian has uid 1000\nno  x  brian would not\n\n"
			   "brian would NOT be let in: it is so\nmend it with:\nsshd -t\n";
	EXPECT(rehearsal_words_sentence(view_of(text), "brian"),
		"brian would NOT be let in: it is so");
	assert_int_equal(rehearsal_words_sentence(view_of(text), "bria").len, 0);
	assert_int_equal(rehearsal_words_sentence(view_of(""), "brian").len, 0);
}

static void a_process_talks_over_its_connection_and_complains_to_the_file(void **state)
{
	(void)state;
	char said[8] = "", path[PATH_MAX];
	int ends[2], status = -1;
	struct sandbox tree;
	sandbox_open(&tree);
	snprintf(path, sizeof path, "%s/errors", tree.folder);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = start(
		"echo hello; echo no >&2; ls /proc/self/fd | wc -l >&2; exit 5", ends[1], path);
	assert_int_equal(read(ends[0], said, sizeof said), 6);
	assert_string_equal(said, "hello\n");
	while (!rehearsal_process_ended(pid, &status))
		continue;
	assert_int_equal(status, 5);
	sandbox_expect(&tree, "errors", "no\n4\n");
	close(ends[0]);
	close(ends[1]);
	sandbox_close(&tree);
}

static void nobody_is_left_not_even_a_grandchild(void **state)
{
	(void)state;
	char text[32] = "";
	int ends[2];
	rehearsal_process_adopt();
	(void)prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	start("sh -c 'echo $$; exec >&-; sleep 1000' & wait", ends[1], "/dev/null");
	assert_true(read(ends[0], text, sizeof text - 1) > 1);
	pid_t grandchild = (pid_t)strtol(text, NULL, 10);
	assert_int_equal(kill(grandchild, 0), 0);
	rehearsal_process_sweep(0);
	assert_int_equal(kill(grandchild, 0), -1);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	close(ends[0]);
	close(ends[1]);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cause_is_sshds_last_line_that_says_something),
		cmocka_unit_test(the_client_is_asked_where_sshd_says_nothing),
		cmocka_unit_test(the_sentence_of_why_is_found_among_its_steps),
		cmocka_unit_test(a_process_talks_over_its_connection_and_complains_to_the_file),
		cmocka_unit_test(nobody_is_left_not_even_a_grandchild),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
