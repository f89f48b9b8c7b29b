/* SPDX-License-Identifier: Apache-2.0 */
#include "server/shadow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>

#define TODAY 20000

/* An entry without any date. */
static struct spwd entry_of(char *password)
{
	return (struct spwd){.sp_pwdp = password,
		.sp_lstchg = TODAY,
		.sp_min = -1,
		.sp_max = -1,
		.sp_warn = -1,
		.sp_inact = -1,
		.sp_expire = -1};
}

static void closes_an_account_on_the_day_of_its_end_as_pam_does(void **state)
{
	(void)state;
	char password[] = "*";
	struct spwd entry = entry_of(password);
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_NONE);
	entry.sp_expire = TODAY + 1;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_NONE);
	entry.sp_expire = TODAY;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_ACCOUNT_EXPIRED);
	entry.sp_expire = 0;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_ACCOUNT_EXPIRED);
}

static void leaves_an_account_open_on_that_day_as_sshd_does(void **state)
{
	(void)state;
	char password[] = "*";
	struct spwd entry = entry_of(password);
	entry.sp_expire = TODAY;
	assert_int_equal(shadow_sshd(&entry, TODAY), CAUSE_NONE);
	assert_int_equal(shadow_sshd(&entry, TODAY + 1), CAUSE_ACCOUNT_EXPIRED);
	entry.sp_expire = -1;
	assert_int_equal(shadow_sshd(&entry, TODAY), CAUSE_NONE);
}

static void lets_a_locked_password_keep_out_by_sshd_alone(void **state)
{
	(void)state;
	char locked[] = "!$y$x", none[] = "*";
	struct spwd entry = entry_of(locked);
	assert_int_equal(shadow_sshd(&entry, TODAY), CAUSE_ACCOUNT_LOCKED);
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_NONE);
	assert_true(shadow_locked(&entry));
	entry = entry_of(none);
	assert_false(shadow_locked(&entry));
}

static void tells_a_password_that_is_old_from_one_that_is_too_old(void **state)
{
	(void)state;
	char password[] = "*";
	struct spwd entry = entry_of(password);
	entry.sp_max = 10;
	entry.sp_lstchg = TODAY - 9;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_NONE);
	entry.sp_lstchg = TODAY - 11;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_PASSWORD_CHANGE);
	entry.sp_inact = 5;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_PASSWORD_CHANGE);
	entry.sp_lstchg = TODAY - 16;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_PASSWORD_EXPIRED);
	entry.sp_max = LONG_MAX - 1;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_NONE);
}

static void asks_for_a_change_after_day_0_but_not_without_a_day(void **state)
{
	(void)state;
	char password[] = "*";
	struct spwd entry = entry_of(password);
	entry.sp_max = 10;
	entry.sp_lstchg = 0;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_PASSWORD_CHANGE);
	entry.sp_lstchg = -1;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_NONE);
	entry.sp_lstchg = TODAY + 5;
	assert_int_equal(shadow_pam(&entry, TODAY), CAUSE_NONE);
}

static void writes_a_day_as_chage_does(void **state)
{
	(void)state;
	char day[16];
	shadow_day(0, day);
	assert_string_equal(day, "1970-01-01");
	shadow_day(TODAY, day);
	assert_string_equal(day, "2024-10-04");
	shadow_day(LONG_MAX, day);
	assert_string_equal(day, "day unknown");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(closes_an_account_on_the_day_of_its_end_as_pam_does),
		cmocka_unit_test(leaves_an_account_open_on_that_day_as_sshd_does),
		cmocka_unit_test(lets_a_locked_password_keep_out_by_sshd_alone),
		cmocka_unit_test(tells_a_password_that_is_old_from_one_that_is_too_old),
		cmocka_unit_test(asks_for_a_change_after_day_0_but_not_without_a_day),
		cmocka_unit_test(writes_a_day_as_chage_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
