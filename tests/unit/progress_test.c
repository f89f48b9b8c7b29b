/* SPDX-License-Identifier: Apache-2.0 */
/* How far a long reading has come, as it is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "admin/progress.h"

#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int ours, before;

/* Makes standard error a terminal, or a pipe. */
static struct progress begin(int terminal)
{
	int ends[2];
	if (terminal)
		assert_int_equal(openpty(&ends[0], &ends[1], NULL, NULL, NULL), 0);
	else
		assert_int_equal(pipe(ends), 0);
	ours = ends[0];
	before = dup(STDERR_FILENO);
	dup2(ends[1], STDERR_FILENO);
	close(ends[1]);
	return progress_begin("reading the log");
}

/* Gives standard error back; what was written on it. */
static const char *end(void)
{
	static char text[4096];
	fflush(stderr);
	size_t len = 0;
	/* A terminal gives what was written bit by bit: once nobody can write, reading waits for all of
	 * it and then fails, as at the end of a pipe it gives nothing. */
	dup2(before, STDERR_FILENO);
	close(before);
	for (ssize_t more; (more = read(ours, text + len, sizeof text - 1 - len)) > 0;)
		len += (size_t)more;
	text[len] = '\0';
	close(ours);
	return text;
}

static void nothing_is_shown_in_the_first_second(void **state)
{
	(void)state;
	struct progress progress = begin(1);
	assert_true(progress.next > 0);
	progress.next = INT64_MAX;
	progress_show(&progress, 50, 100);
	progress_hide(&progress);
	assert_string_equal(end(), "");
}

static void the_part_that_is_done_is_shown_and_erased(void **state)
{
	(void)state;
	struct progress progress = begin(1);
	progress.next = 0;
	progress_show(&progress, 429, 1000);
	assert_true(progress.next > 0);
	progress.next = INT64_MAX;
	progress_show(&progress, 500, 1000);
	progress_hide(&progress);
	progress_hide(&progress);
	assert_string_equal(end(), "\rkeyhole: reading the log: 42 %"
				   "\r                              \r");
}

static void a_log_that_grows_is_never_more_than_read(void **state)
{
	(void)state;
	struct progress progress = begin(1);
	progress.next = 0;
	progress_show(&progress, 0, 0);
	assert_int_equal(progress.next, 0);
	progress_show(&progress, 2000, 1000);
	assert_string_equal(end(), "\rkeyhole: reading the log: 100 %");
}

static void nothing_is_shown_where_there_is_no_terminal(void **state)
{
	(void)state;
	struct progress progress = begin(0);
	progress.next = 0;
	progress_show(&progress, 500, 1000);
	progress_hide(&progress);
	assert_string_equal(end(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_shown_in_the_first_second),
		cmocka_unit_test(the_part_that_is_done_is_shown_and_erased),
		cmocka_unit_test(a_log_that_grows_is_never_more_than_read),
		cmocka_unit_test(nothing_is_shown_where_there_is_no_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
