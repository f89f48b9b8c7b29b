/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pam_module/verdict.h"

/* Adds a finding with nothing but a reason and a path. */
static void add(struct verdict *verdict, enum reason reason, bool grave, const char *path)
{
	static struct finding finding;
	finding_begin(&finding, reason, grave, path);
	verdict_add(verdict, &finding);
}

static void begins_with_nothing(void **state)
{
	(void)state;
	static struct verdict verdict;
	verdict_init(&verdict);
	assert_int_equal(verdict.grave_count, 0);
	assert_int_equal(verdict.advice.reason, REASON_NONE);
}

static void keeps_the_first_grave_findings_and_counts_them_all(void **state)
{
	(void)state;
	static struct verdict verdict;
	verdict_init(&verdict);
	add(&verdict, REASON_HOME_WRITABLE, true, "/1");
	add(&verdict, REASON_SSH_WRITABLE, true, "/2");
	add(&verdict, REASON_KEYS_WRITABLE, true, "/3");
	add(&verdict, REASON_NOT_A_FILE, true, "/4");
	add(&verdict, REASON_NOT_A_FILE, true, "/5");
	assert_int_equal(verdict.grave_count, 5);
	assert_string_equal(verdict.grave[0].path, "/1");
	assert_string_equal(verdict.grave[1].path, "/2");
	assert_string_equal(verdict.grave[2].path, "/3");
	assert_int_equal(verdict.advice.reason, REASON_NONE);
}

static void keeps_the_advice_that_weighs_most(void **state)
{
	(void)state;
	static struct verdict verdict;
	verdict_init(&verdict);
	add(&verdict, REASON_SSH_READABLE, false, "/1");
	add(&verdict, REASON_SSH_WRITABLE, false, "/2");
	add(&verdict, REASON_SSH_WRITABLE, false, "/3");
	add(&verdict, REASON_HOME_MISSING, false, "/4");
	assert_int_equal(verdict.advice.reason, REASON_SSH_WRITABLE);
	assert_string_equal(verdict.advice.path, "/2");
	assert_int_equal(verdict.grave_count, 0);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_with_nothing),
		cmocka_unit_test(keeps_the_first_grave_findings_and_counts_them_all),
		cmocka_unit_test(keeps_the_advice_that_weighs_most),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
