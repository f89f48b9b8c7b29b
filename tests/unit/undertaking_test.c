/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=clock_gettime */
#include "common/reason.h"
#include "undertaking_tree.h"

#include <errno.h>
#include <sys/xattr.h>
#include <time.h>

/* Seconds that the clock of the machine's start is ahead. */
static int64_t ahead;

int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

/* The clock, ahead. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	int r = __real_clock_gettime(clock, now);
	if (clock == CLOCK_BOOTTIME)
		now->tv_sec += ahead;
	return r;
}

/* Makes the change and lets it be applied. */
static void apply(struct undertaking *undertaking, const char *drop_in)
{
	struct note note = {""};
	if (undertaking_fill_in(undertaking, drop_in, &note) != 0 ||
		undertaking_stage(undertaking, &note) != 0 ||
		undertaking_apply(undertaking, 600, &note) != 0)
		fail_msg("%s", note.text);
}

/* Closes it and opens it anew, as another process would. */
static void again(struct undertaking *undertaking)
{
	undertaking_close(undertaking);
	undertaking_enter(undertaking);
}

static void changes_every_file_and_puts_all_back_byte_for_byte(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	CLEANUP(free) char *before = undertaking_snapshot();
	struct note note;
	undertaking_enter(&undertaking);
	apply(&undertaking, "Port 22\n");
	sandbox_expect(&box, &PAM[1], PAM_AFTER);
	sandbox_expect(&box, &DROP_IN[1], "Port 22\n");
	sandbox_expect(&box, &LIST[1], "list");
	again(&undertaking);
	assert_int_equal(undertaking.phase, UNDERTAKING_APPLIED);
	assert_int_equal(undertaking_revert(&undertaking, &note), 0);
	CLEANUP(free) char *after = undertaking_snapshot();
	assert_string_equal(before, after);
	sandbox_expect(&box, "state/" UNDERTAKING_NAME, NULL);
}

static void a_file_keeps_its_mode_and_its_attributes(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct stat st;
	char value[8];
	/* Where the file system has none of these the mode alone is looked at. */
	bool attributes = setxattr(sandbox_path(&box, &PAM[1]), "user.keyhole", "x", 1, 0) == 0;
	undertaking_enter(&undertaking);
	apply(&undertaking, "Port 22\n");
	assert_int_equal(stat(sandbox_path(&box, &PAM[1]), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	if (attributes)
		assert_int_equal(getxattr(box.path, "user.keyhole", value, sizeof value), 1);
	assert_int_equal(stat(sandbox_path(&box, &DROP_IN[1]), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(stat(sandbox_path(&box, "state/" UNDERTAKING_NAME), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
}

static void what_is_as_it_should_be_is_no_change(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	undertaking_enter(&undertaking);
	assert_int_equal(
		undertaking_add(&undertaking, WIRING_PAM, PAM, view_of(PAM_BEFORE), &note), 0);
	assert_int_equal(undertaking_count(&undertaking), 0);
	assert_int_equal(
		undertaking_add(&undertaking, WIRING_LIST, LIST, view_of("list"), &note), 0);
	assert_int_equal(undertaking_count(&undertaking), 1);
}

static void what_was_confirmed_stays_until_it_is_disabled(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	CLEANUP(free) char *before = undertaking_snapshot();
	struct note note;
	undertaking_enter(&undertaking);
	apply(&undertaking, "Port 22\n");
	assert_int_equal(undertaking_confirm(&undertaking, &note), 0);
	again(&undertaking);
	assert_false(undertaking_is_due(&undertaking));
	assert_int_equal(undertaking_recover(&undertaking, &note), 0);
	sandbox_expect(&box, &PAM[1], PAM_AFTER);
	assert_int_equal(undertaking_disable(&undertaking, &note), 0);
	CLEANUP(free) char *after = undertaking_snapshot();
	assert_string_equal(before, after);
}

static void a_second_change_goes_back_to_the_first_and_that_to_the_beginning(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	CLEANUP(free) char *before = undertaking_snapshot();
	struct note note;
	undertaking_enter(&undertaking);
	apply(&undertaking, "Port 22\n");
	assert_int_equal(undertaking_confirm(&undertaking, &note), 0);
	again(&undertaking);
	apply(&undertaking, "Port 23\n");
	again(&undertaking);
	assert_int_equal(undertaking_revert(&undertaking, &note), 0);
	sandbox_expect(&box, &DROP_IN[1], "Port 22\n");
	again(&undertaking);
	assert_int_equal(undertaking.phase, UNDERTAKING_CONFIRMED);
	apply(&undertaking, "Port 24\n");
	assert_int_equal(undertaking_confirm(&undertaking, &note), 0);
	again(&undertaking);
	assert_int_equal(undertaking_disable(&undertaking, &note), 0);
	CLEANUP(free) char *after = undertaking_snapshot();
	assert_string_equal(before, after);
}

static void what_others_edited_meanwhile_stays(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	undertaking_enter(&undertaking);
	apply(&undertaking, "Port 22\n");
	assert_int_equal(undertaking_confirm(&undertaking, &note), 0);
	sandbox_write(&box, &PAM[1], PAM_AFTER "session optional pam_motd.so\n");
	sandbox_write(&box, &DROP_IN[1], "Port 22\nBanner none\n");
	again(&undertaking);
	apply(&undertaking, "Port 23\n");
	sandbox_write(&box, &SETTINGS[1], "uid_min = 500;\nhome_check = \"enforce\";\n");
	assert_int_equal(undertaking_disable(&undertaking, &note), 0);
	sandbox_expect(&box, &PAM[1], PAM_BEFORE "session optional pam_motd.so\n");
	sandbox_expect(&box, &DROP_IN[1], "Banner none\n");
	sandbox_expect(&box, &SETTINGS[1], "uid_min = 500;\n");
}

static void refuses_a_file_that_changed_since_it_was_staged(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	undertaking_enter(&undertaking);
	assert_int_equal(undertaking_fill_in(&undertaking, "Port 22\n", &note), 0);
	assert_int_equal(undertaking_stage(&undertaking, &note), 0);
	sandbox_write(&box, &PAM[1], "account required pam_permit.so\n");
	CLEANUP(free) char *before = undertaking_snapshot();
	assert_int_equal(undertaking_apply(&undertaking, 600, &note), -ESTALE);
	assert_non_null(strstr(note.text, "etc/pam.d/sshd was changed by somebody else"));
	assert_int_equal(undertaking_recover(&undertaking, &note), 0);
	CLEANUP(free) char *after = undertaking_snapshot();
	assert_string_equal(before, after);
}

static void follows_no_link_and_believes_no_file_of_others(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	undertaking_enter(&undertaking);
	assert_int_equal(symlink("sshd", sandbox_path(&box, "etc/pam.d/link")), 0);
	assert_int_equal(
		undertaking_add(&undertaking, WIRING_PAM, "/etc/pam.d/link", view_of("x"), &note),
		REASON_UNSAFE_PATH);
	assert_int_equal(chmod(sandbox_path(&box, &PAM[1]), 0666), 0);
	assert_int_equal(undertaking_add(&undertaking, WIRING_PAM, PAM, view_of("x"), &note),
		REASON_UNSAFE_PATH);
	assert_non_null(strstr(note.text, "mode 0666"));
	assert_int_equal(chmod(sandbox_path(&box, "etc/ssh/sshd_config.d"), 0777), 0);
	assert_int_equal(undertaking_add(&undertaking, WIRING_SSHD, DROP_IN, view_of("x"), &note),
		REASON_UNSAFE_PATH);
}

static void a_second_one_at_the_same_time_is_told_so(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking one = {.lock = -1}, two = {.lock = -1};
	struct note note;
	undertaking_enter(&one);
	assert_int_equal(undertaking_open(box.folder, undertaking_state, &two, &note), -EBUSY);
	assert_non_null(strstr(note.text, "is at work"));
	assert_int_equal(undertaking_look(box.folder, undertaking_state, &two, &note), 0);
	undertaking_close(&one);
	undertaking_enter(&two);
}

static void is_due_at_its_moment_or_after_another_start_of_the_machine(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	ahead = 0;
	undertaking_enter(&undertaking);
	assert_false(undertaking_is_due(&undertaking));
	apply(&undertaking, "Port 22\n");
	assert_int_equal(undertaking.since, 0);
	assert_true(undertaking_is_due(&undertaking)); /* nobody has told sshd, nor will */
	ahead = 300;
	assert_int_equal(undertaking_start(&undertaking, 600, &note), 0);
	again(&undertaking);
	assert_true(undertaking.since >= 300000);
	ahead = 898;
	assert_false(undertaking_is_due(&undertaking));
	ahead = 900;
	assert_true(undertaking_is_due(&undertaking));
	ahead = 0;
	assert_true(undertaking_is_fresh(&undertaking));
	undertaking.boot[0] ^= 1;
	assert_true(undertaking_is_due(&undertaking));
	assert_false(undertaking_is_fresh(&undertaking));
}

static void what_was_applied_but_never_started_is_broken_off(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	CLEANUP(free) char *before = undertaking_snapshot();
	struct note note;
	ahead = 0;
	undertaking_enter(&undertaking);
	assert_false(undertaking_is_broken(&undertaking));
	apply(&undertaking, "Port 22\n");
	again(&undertaking);
	assert_true(undertaking_is_broken(&undertaking));
	assert_int_equal(undertaking_start(&undertaking, 600, &note), 0);
	assert_false(undertaking_is_broken(&undertaking));
	undertaking.since = 0;
	assert_int_equal(undertaking_recover(&undertaking, &note), 0);
	CLEANUP(free) char *after = undertaking_snapshot();
	assert_string_equal(before, after);
}

static void the_list_of_revoked_keys_goes_last_and_stays_where_sshd_may_need_it(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	undertaking_enter(&undertaking);
	apply(&undertaking, "Port 22\n");
	assert_int_equal(undertaking_put_back(&undertaking, UNDERTAKING_REVERTING, &note), 0);
	sandbox_expect(&box, &DROP_IN[1], NULL);
	sandbox_expect(&box, &LIST[1], "list");
	undertaking.keeps_list = true;
	assert_int_equal(undertaking_revert(&undertaking, &note), 0);
	sandbox_expect(&box, &LIST[1], "list");
	sandbox_expect(&box, "state/" UNDERTAKING_NAME, NULL);
	again(&undertaking);
	apply(&undertaking, "Port 22\n");
	assert_int_equal(undertaking_confirm(&undertaking, &note), 0);
	undertaking.keeps_list = true;
	assert_int_equal(undertaking_disable(&undertaking, &note), 0);
	sandbox_expect(&box, &PAM[1], PAM_BEFORE);
	sandbox_expect(&box, &LIST[1], "list");
}

static void a_record_that_is_not_whole_is_not_believed(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	undertaking_enter(&undertaking);
	apply(&undertaking, "Port 22\n");
	const char *record = sandbox_path(&box, "state/" UNDERTAKING_NAME);
	CLEANUP(free) char *text = sandbox_read_path(record);
	size_t len = strlen(text);
	for (size_t cut = 0; cut < len; cut++) {
		undertaking_close(&undertaking);
		assert_int_equal(truncate(record, (off_t)(len - 1 - cut)), 0);
		assert_int_equal(
			undertaking_open(box.folder, undertaking_state, &undertaking, &note),
			-EBADMSG);
	}
	assert_non_null(strstr(note.text, "reload sshd"));
}

static void a_folder_that_was_taken_away_is_made_again(void **state)
{
	struct undertaking other;
	struct note note;
	(void)state;
	const char *gone = sandbox_path(&box, "gone");
	assert_int_equal(undertaking_open(box.folder, gone, &other, &note), 0);
	assert_int_equal(other.count, 0);
	undertaking_close(&other);
	assert_int_equal(access(sandbox_path(&box, "gone"), F_OK), 0);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		undertaking_case(changes_every_file_and_puts_all_back_byte_for_byte),
		undertaking_case(a_folder_that_was_taken_away_is_made_again),
		undertaking_case(a_file_keeps_its_mode_and_its_attributes),
		undertaking_case(what_is_as_it_should_be_is_no_change),
		undertaking_case(what_was_confirmed_stays_until_it_is_disabled),
		undertaking_case(a_second_change_goes_back_to_the_first_and_that_to_the_beginning),
		undertaking_case(what_others_edited_meanwhile_stays),
		undertaking_case(refuses_a_file_that_changed_since_it_was_staged),
		undertaking_case(follows_no_link_and_believes_no_file_of_others),
		undertaking_case(a_second_one_at_the_same_time_is_told_so),
		undertaking_case(is_due_at_its_moment_or_after_another_start_of_the_machine),
		undertaking_case(what_was_applied_but_never_started_is_broken_off),
		undertaking_case(
			the_list_of_revoked_keys_goes_last_and_stays_where_sshd_may_need_it),
		undertaking_case(a_record_that_is_not_whole_is_not_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
