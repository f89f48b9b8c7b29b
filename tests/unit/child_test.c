/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/child.h"

#include "root.h"
#include "tree.h"

#include <errno.h>
#include <signal.h>

/* Runs a line of sh. */
static int run_for(const char *line, long long wait_ms, struct child_said *said)
{
	char shell[] = "/bin/sh", option[] = "-c", *command = strdup(line);
	char *argv[] = {shell, option, command, NULL};
	int r = child_run_for(argv, NULL, wait_ms, said);
	free(command);
	return r;
}

/* The same in the usual time. */
static int run(const char *line, struct child_said *said)
{
	return run_for(line, CHILD_WAIT_MS, said);
}

static void keeps_what_was_said_and_how_it_ended(void **state)
{
	struct child_said said;
	(void)state;
	assert_int_equal(run("echo out; echo err >&2; exit 3", &said), 0);
	assert_int_equal(said.status, 3);
	assert_string_equal(said.output, "out\n");
	assert_string_equal(said.errors, "err\n");
	child_free(&said);
	assert_int_equal(run("kill -9 $$", &said), 0);
	assert_int_equal(said.status, 128 + SIGKILL);
	child_free(&said);
}

static void says_why_a_program_can_not_be_run(void **state)
{
	struct child_said said;
	char nothing[] = "/nonexistent/program", folder[] = "/usr", *argv[] = {nothing, NULL};
	(void)state;
	assert_int_equal(child_run(argv, NULL, &said), -ENOENT);
	child_free(&said);
	argv[0] = folder;
	assert_int_equal(child_run(argv, NULL, &said), -EACCES);
	child_free(&said);
	assert_int_equal(run("exit 127", &said), 0);
	assert_int_equal(said.status, 127);
	child_free(&said);
}

static void gives_it_nothing_but_a_clean_place(void **state)
{
	struct child_said said;
	(void)state;
	int open_one = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
	assert_true(open_one > 2);
	setenv("KEYHOLE_SECRET", "x", 1);
	assert_int_equal(
		run("pwd; env | cut -d = -f 1 | grep -E 'SECRET|HOME'; cat; ls /proc/self/fd | "
		    "tr '\\n' ' '",
			&said),
		0);
	assert_string_equal(said.output, "/\n0 1 2 3 ");
	close(open_one);
	child_free(&said);
}

static void kills_what_says_too_much(void **state)
{
	struct child_said said;
	(void)state;
	assert_int_equal(run("exec yes", &said), -EFBIG);
	child_free(&said);
}

static void kills_what_goes_on_after_it_has_closed_its_outputs(void **state)
{
	struct child_said said;
	(void)state;
	assert_int_equal(run_for("exec >/dev/null 2>&1; exec sleep 600", 50, &said), -ETIMEDOUT);
	child_free(&said);
}

static void begins_nothing_for_which_there_is_no_time_left(void **state)
{
	struct child_said said;
	(void)state;
	assert_int_equal(run_for("touch /nonexistent/x", 0, &said), -ETIMEDOUT);
	assert_int_equal(said.status, 127);
	assert_string_equal(said.output, "");
	child_free(&said);
	assert_int_equal(run_for("echo x", -1, &said), -ETIMEDOUT);
	child_free(&said);
}

static void hears_only_the_beginning_of_many_complaints(void **state)
{
	struct child_said said;
	(void)state;
	assert_int_equal(
		run("i=0; while [ $i -lt 5000 ]; do echo complaint >&2; i=$((i + 1)); done; "
		    "echo done",
			&said),
		0);
	assert_string_equal(said.output, "done\n");
	assert_int_equal(strlen(said.errors), sizeof said.errors - 1);
	child_free(&said);
}

static void runs_as_another_user_with_no_group_of_ours(void **state)
{
	struct child_said said;
	(void)state;
	if (without_root(__func__))
		return;
	const struct passwd *user = getpwnam("nobody");
	char program[] = "/usr/bin/id", option[] = "-Gn", *argv[] = {program, option, NULL};
	assert_non_null(user);
	assert_int_equal(child_run(argv, user, &said), 0);
	assert_string_equal(said.output, "nogroup\n");
	child_free(&said);
}

static void leaves_no_descriptor_open(void **state)
{
	struct child_said said;
	(void)state;
	int before = tree_descriptors();
	run("exec yes", &said);
	child_free(&said);
	run("true", &said);
	child_free(&said);
	assert_int_equal(tree_descriptors(), before);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_what_was_said_and_how_it_ended),
		cmocka_unit_test(says_why_a_program_can_not_be_run),
		cmocka_unit_test(gives_it_nothing_but_a_clean_place),
		cmocka_unit_test(kills_what_says_too_much),
		cmocka_unit_test(kills_what_goes_on_after_it_has_closed_its_outputs),
		cmocka_unit_test(begins_nothing_for_which_there_is_no_time_left),
		cmocka_unit_test(hears_only_the_beginning_of_many_complaints),
		cmocka_unit_test(runs_as_another_user_with_no_group_of_ours),
		cmocka_unit_test(leaves_no_descriptor_open),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
