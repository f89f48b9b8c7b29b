/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=reload_tell,--wrap=reload_judge,--wrap=watch_stop,--wrap=change_record,--wrap=arrivals_await,--wrap=rehearsal_stage_sweep */
/* How an undertaking ends where an sshd runs: what it is told, and when its list may go. */
#include "admin/enable/ending.h"

#include "admin/enable/arrivals.h"
#include "admin/enable/rehearsal_stage.h"
#include "admin/enable/reload.h"
#include "admin/enable/watch.h"
#include "admin/store/change.h"
#include "enable_box.h"

#include <errno.h>

int __wrap_reload_tell(bool starts, struct note *note);
int __wrap_reload_judge(bool ours, struct note *note);
void __wrap_watch_stop(void);
void __wrap_arrivals_await(const char *proc);
void __wrap_rehearsal_stage_sweep(void);
void __wrap_change_record(const struct change *change, const struct change_record *record);

static struct site site;
static int answer, stopped, recorded, awaited, swept;
static bool had_list, had_drop_in;

/* Answers, and looks at what sshd would read. */
int __wrap_reload_tell(bool starts, struct note *note)
{
	assert_int_equal(starts, site.starts);
	had_list = access(sandbox_path(&box, &LIST[1]), F_OK) == 0;
	had_drop_in = access(sandbox_path(&box, &DROP_IN[1]), F_OK) == 0;
	return answer == 0 ? 0 : note_set(note, answer, "it is deaf");
}

/* Is content. */
int __wrap_reload_judge(bool ours, struct note *note)
{
	(void)ours, (void)note;
	return 0;
}

/* Counts. */
void __wrap_watch_stop(void)
{
	stopped++;
}

/* Counts; the list is there for those who are waited for. */
void __wrap_arrivals_await(const char *proc)
{
	assert_string_equal(proc, ARRIVALS_PROC);
	assert_int_equal(access(sandbox_path(&box, &LIST[1]), F_OK), 0);
	assert_int_equal(stopped, 0);
	awaited++;
}

/* Counts. */
void __wrap_rehearsal_stage_sweep(void)
{
	swept++;
}

/* Counts. */
void __wrap_change_record(const struct change *change, const struct change_record *record)
{
	(void)change, (void)record;
	recorded++;
}

/* Enables a machine that is a tree, and leaves it waiting or confirmed. */
static void begin(struct undertaking *undertaking, bool confirmed)
{
	struct note note;
	site = (struct site){.live = true, .revoked = LIST};
	snprintf(site.root, sizeof site.root, "%s", box.folder);
	settings_init(&site.settings);
	undertaking_enter(undertaking);
	assert_int_equal(undertaking_fill_in(undertaking, "RevokedKeys " LIST "\n", &note), 0);
	assert_int_equal(undertaking_stage(undertaking, &note), 0);
	assert_int_equal(undertaking_apply(undertaking, 600, &note), 0);
	assert_int_equal(undertaking_start(undertaking, 600, &note), 0);
	if (confirmed)
		assert_int_equal(undertaking_confirm(undertaking, &note), 0);
	answer = stopped = recorded = awaited = swept = 0;
}

/* Puts back, and gives how that ends. */
static int revert(struct undertaking *undertaking, struct note *note)
{
	struct sandbox_voice voice = sandbox_listen(&box);
	int r = ending_revert(&site, undertaking, "put back", note);
	sandbox_hush(voice);
	return r;
}

static void sshd_is_told_while_its_list_of_revoked_keys_is_still_there(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	begin(&undertaking, false);
	assert_int_equal(revert(&undertaking, &note), 0);
	assert_true(had_list);
	assert_false(had_drop_in);
	sandbox_expect(&box, &LIST[1], NULL);
	assert_int_equal(stopped, 1);
	assert_int_equal(recorded, 1);
	assert_int_equal(awaited, 1);
}

static void an_sshd_that_can_not_be_told_keeps_its_list_and_is_told_again(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	bool broken;
	begin(&undertaking, false);
	answer = -EIO;
	assert_int_equal(revert(&undertaking, &note), -EIO);
	assert_non_null(strstr(note.text, "it is deaf; mend that, then: keyhole revert"));
	sandbox_expect(&box, &DROP_IN[1], NULL);
	sandbox_expect(&box, &LIST[1], "list");
	assert_int_equal(stopped + recorded, 0);
	undertaking_close(&undertaking);
	undertaking_enter(&undertaking);
	answer = 0;
	struct sandbox_voice voice = sandbox_listen(&box);
	assert_int_equal(ending_recover(&site, &undertaking, &broken, &note), 0);
	sandbox_hush(voice);
	assert_true(broken);
	assert_int_equal(swept, 1); /* what one that was killed while it tried the login has left */
	sandbox_expect(&box, &LIST[1], NULL);
	sandbox_expect(&box, "state/" UNDERTAKING_NAME, NULL);
}

static void where_no_sshd_runs_none_has_to_be_told(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	begin(&undertaking, true);
	answer = -ESRCH;
	assert_int_equal(ending_disable(&site, &undertaking, &note), 0);
	assert_int_equal(awaited, 0);
	sandbox_expect(&box, &LIST[1], NULL);
	sandbox_expect(&box, "state/" UNDERTAKING_NAME, NULL);
}

static void before_the_first_sshd_starts_none_is_asked(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	if (access(RELOAD_PID, F_OK) == 0)
		return; /* one has started here */
	begin(&undertaking, false);
	site.starts = true;
	answer = -EINVAL; /* there is no /run/sshd */
	assert_int_equal(revert(&undertaking, &note), 0);
	sandbox_expect(&box, &LIST[1], NULL);
	sandbox_expect(&box, "state/" UNDERTAKING_NAME, NULL);
}

static void a_list_that_somebody_elses_line_names_stays(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	begin(&undertaking, true);
	sandbox_write(&box, SSHD_CONFIG, CONFIG "Match User brian\nRevokedKeys " LIST "\n");
	assert_int_equal(ending_disable(&site, &undertaking, &note), 0);
	sandbox_expect(&box, &DROP_IN[1], NULL);
	sandbox_expect(&box, &LIST[1], "list");
	sandbox_expect(&box, "state/" UNDERTAKING_NAME, NULL);
	assert_int_equal(awaited, 0);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		undertaking_case(sshd_is_told_while_its_list_of_revoked_keys_is_still_there),
		undertaking_case(an_sshd_that_can_not_be_told_keeps_its_list_and_is_told_again),
		undertaking_case(where_no_sshd_runs_none_has_to_be_told),
		undertaking_case(before_the_first_sshd_starts_none_is_asked),
		undertaking_case(a_list_that_somebody_elses_line_names_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
