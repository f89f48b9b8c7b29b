/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=child_run,--wrap=stack_read,--wrap=stack_module_path,--wrap=stack_module_exists,--wrap=safe_file */
/* What status says of something that waits to be confirmed. */
#include "common/cleanup.h"
#include "server/undertaking.h"
#include "status_box.h"

#include <time.h>

static struct undertaking undertaking;

/* Leaves a record in a phase, which is put back at a moment of the machine's own clock. */
static void leave(enum undertaking_phase phase, int64_t since, int64_t due)
{
	CLEANUP(file) FILE *boot = fopen("/proc/sys/kernel/random/boot_id", "re");
	struct note note;
	assert_non_null(boot);
	assert_int_equal(undertaking_look("", box.settings.state_dir, &undertaking, &note), 0);
	assert_non_null(fgets(undertaking.boot, sizeof undertaking.boot, boot));
	undertaking.since = since;
	undertaking.due = due;
	undertaking.until = 1795345200;
	assert_int_equal(undertaking_save(&undertaking, phase, &note), 0);
	undertaking_close(&undertaking);
	status_look(survey_enable);
}

static void says_that_nothing_waits_or_that_it_is_confirmed(void **state)
{
	(void)state;
	status_look(survey_enable);
	status_expect(STEP_GOOD, "nothing waits");
	leave(UNDERTAKING_CONFIRMED, 1, 2);
	status_expect(STEP_GOOD, "is confirmed, and stays");
	status_close();
}

/* Adds a step that is closed, with a command. */
static void close_step(const char *name, enum cause cause)
{
	step_mend(step_add(box.survey.steps, name, STEP_CLOSED, cause_token(cause), "closed"),
		"by hand");
}

static void where_nothing_is_wired_one_command_mends_it(void **state)
{
	(void)state;
	status_look(survey_enable);
	close_step("command", CAUSE_COMMAND_NONE);
	survey_enable(&box.survey);
	status_expect(STEP_GOOD, "nothing waits");
	assert_string_equal(status_step(STEP_CLOSED)->mend, "by hand");
	close_step("pam", CAUSE_PAM_LINE);
	survey_enable(&box.survey);
	assert_null(status_step(STEP_CLOSED)->mend);
	status_expect(STEP_CLOSED, "keyhole is not enabled");
	status_close();
}

static void says_until_when_something_waits_and_for_what(void **state)
{
	char until[32];
	time_t then = 1795345200;
	struct tm tm;
	(void)state;
	strftime(until, sizeof until, "until %F %T;", localtime_r(&then, &tm));
	leave(UNDERTAKING_APPLIED, 1, INT64_MAX);
	status_expect(STEP_NOTE, "waits for keyhole confirm, from a new connection");
	status_expect(STEP_NOTE, until);
	assert_int_equal(survey_count_bad(&box.survey, 0), 0);
	status_close();
}

static void what_is_overdue_or_was_cut_off_is_not_well(void **state)
{
	(void)state;
	leave(UNDERTAKING_APPLIED, 1, 0);
	status_expect(STEP_CLOSED, "it is being put back");
	assert_string_equal(status_step(STEP_CLOSED)->mend, "keyhole revert");
	leave(UNDERTAKING_APPLYING, 0, INT64_MAX);
	status_expect(STEP_CLOSED, "was cut off (applying)");
	assert_string_equal(status_step(STEP_CLOSED)->mend, "keyhole revert");
	leave(UNDERTAKING_APPLIED, 0, INT64_MAX);
	status_expect(STEP_CLOSED, "was cut off (applied)");
	status_close();
}

static void a_record_that_can_not_be_read_is_told(void **state)
{
	(void)state;
	tree_text(box.tree, "state/" UNDERTAKING_NAME, "nonsense");
	status_look(survey_enable);
	status_expect(STEP_CLOSED, "can't be told");
	status_close();
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		status_test(says_that_nothing_waits_or_that_it_is_confirmed),
		status_test(where_nothing_is_wired_one_command_mends_it),
		status_test(says_until_when_something_waits_and_for_what),
		status_test(what_is_overdue_or_was_cut_off_is_not_well),
		status_test(a_record_that_can_not_be_read_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
