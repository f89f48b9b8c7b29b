/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/step.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* The name of the step that decides, "" where none does. */
static const char *deciding(const struct step_list *list, bool open)
{
	const struct step *step = step_deciding(list, open);
	return step ? step->name : "";
}

static void lets_the_first_refusal_decide(void **state)
{
	(void)state;
	struct step_list list = {0};
	step_add(&list, "unknown", STEP_UNKNOWN, "fault", "x");
	step_add(&list, "first", STEP_REFUSED, "fault", "x");
	step_add(&list, "second", STEP_REFUSED, "fault", "x");
	assert_string_equal(deciding(&list, true), "first");
	step_list_free(&list);
}

static void lets_a_closed_way_decide_only_where_none_is_open(void **state)
{
	(void)state;
	struct step_list list = {0};
	step_add(&list, "near", STEP_CLOSED, "key-expired", "x")->weight = 5;
	step_add(&list, "far", STEP_CLOSED, "bad-line", "x")->weight = 7;
	step_add(&list, "equal", STEP_CLOSED, "bad-line", "x")->weight = 7;
	step_add(&list, "note", STEP_NOTE, "keys-file", "x");
	step_add(&list, "unsafe", STEP_UNSAFE, "home-writable", "x");
	assert_string_equal(deciding(&list, false), "far");
	assert_string_equal(deciding(&list, true), "");
	step_add(&list, "unknown", STEP_UNKNOWN, "pam-asks", "x");
	assert_string_equal(deciding(&list, true), "unknown");
	assert_string_equal(deciding(&list, false), "far");
	step_list_free(&list);
}

static void lets_a_way_that_is_perhaps_open_decide_where_none_is_open(void **state)
{
	(void)state;
	struct step_list list = {0};
	step_add(&list, "perhaps", STEP_UNKNOWN, "bad-line", "x")->perhaps = true;
	step_add(&list, "key", STEP_CLOSED, "no-such-key", "x")->weight = 9;
	assert_string_equal(deciding(&list, false), "perhaps");
	assert_string_equal(deciding(&list, true), "");
	list.behind_keys = list.count;
	step_add(&list, "pam", STEP_REFUSED, "account-expired", "x");
	assert_string_equal(deciding(&list, false), "pam");
	step_list_free(&list);
}

static void lets_no_refusal_decide_that_only_a_key_comes_to(void **state)
{
	(void)state;
	struct step_list list = {0};
	step_add(&list, "key", STEP_CLOSED, "no-such-key", "x")->weight = 3;
	list.behind_keys = list.count;
	step_add(&list, "pam", STEP_REFUSED, "account-expired", "x");
	assert_string_equal(deciding(&list, false), "key");
	assert_string_equal(deciding(&list, true), "pam");
	list.behind_keys = 0;
	assert_string_equal(deciding(&list, false), "pam");
	step_list_free(&list);
	step_add(&list, "users", STEP_REFUSED, "deny-users", "x");
	step_add(&list, "key", STEP_CLOSED, "no-such-key", "x")->weight = 3;
	list.behind_keys = list.count;
	assert_string_equal(deciding(&list, false), "users");
	step_list_free(&list);
}

/* The commands that are left of a list, one behind another. */
static const char *commands(struct step_list *list, bool open)
{
	static char left[256];
	left[0] = '\0';
	step_list_spare(list, open);
	for (size_t i = 0; i < list->count; i++)
		if (list->step[i].mend)
			strcat(strcat(left, " "), list->step[i].mend);
	step_list_free(list);
	return left;
}

/* A login with a command for each kind of step. */
static struct step_list begin(void)
{
	struct step_list list = {0};
	step_mend(step_add(&list, "shell", STEP_NOTE, NULL, "x"), "note");
	struct step *person = step_add(&list, "person", STEP_CLOSED, "no-such-key", "x");
	person->weight = 3;
	step_mend(person, "grant");
	struct step *key = step_add(&list, "key", STEP_CLOSED, "algorithm", "x");
	key->weight = 7;
	step_mend(key, "key");
	step_mend(step_add(&list, "files", STEP_CLOSED, "strict-modes", "x"), "chmod");
	step_mend(step_add(&list, "pam", STEP_UNSAFE, "password-locked", "x"), "unsafe");
	step_mend(step_add(&list, "home", STEP_NOTE, "ssh-readable", "x"), "home");
	return list;
}

static void leaves_no_command_of_another_way_than_the_one_that_came_furthest(void **state)
{
	(void)state;
	struct step_list list = begin();
	assert_string_equal(commands(&list, false), " note key chmod unsafe home");
	list = begin();
	step_mend(step_add(&list, "users", STEP_REFUSED, "deny-users", "x"), "users");
	assert_string_equal(commands(&list, false), " note key chmod unsafe home users");
	list = begin();
	step_add(&list, "key", STEP_CLOSED, "from", "x")->weight = 12;
	assert_string_equal(commands(&list, false), " note chmod unsafe home");
}

static void leaves_the_commands_of_what_is_unsafe_where_a_way_is_open(void **state)
{
	(void)state;
	struct step_list list = begin();
	assert_string_equal(commands(&list, true), " chmod unsafe home");
	list = begin();
	step_mend(step_add(&list, "pam", STEP_REFUSED, "nologin", "x"), "nologin");
	assert_string_equal(commands(&list, true), " note chmod unsafe home nologin");
	list = begin();
	step_add(&list, "key", STEP_UNKNOWN, "bad-line", "x")->perhaps = true;
	assert_string_equal(commands(&list, false), " note chmod unsafe home");
}

static void cuts_the_command_out_of_a_note(void **state)
{
	(void)state;
	struct step_list list = {0};
	struct note note;
	note_set(&note, 0, "/etc can be written; mend it with: chmod go-w /etc");
	struct step *step = step_add_note(&list, "settings", STEP_CLOSED, "unsafe-path", &note);
	assert_string_equal(step->what, "/etc can be written");
	assert_string_equal(step->mend, "chmod go-w /etc");
	note_set(&note, 0, "nothing helps");
	step = step_add_note(&list, "settings", STEP_CLOSED, "fault", &note);
	assert_string_equal(step->what, "nothing helps");
	assert_null(step->mend);
	step_list_free(&list);
}

static void replaces_a_command_by_a_later_one(void **state)
{
	(void)state;
	struct step_list list = {0};
	struct step *step = step_add(&list, "x", STEP_REFUSED, "fault", "x");
	step_mend(step, "first");
	step_mend(step, "second %d", 2);
	assert_string_equal(step->mend, "second 2");
	step_list_free(&list);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_the_first_refusal_decide),
		cmocka_unit_test(lets_a_closed_way_decide_only_where_none_is_open),
		cmocka_unit_test(lets_a_way_that_is_perhaps_open_decide_where_none_is_open),
		cmocka_unit_test(lets_no_refusal_decide_that_only_a_key_comes_to),
		cmocka_unit_test(leaves_no_command_of_another_way_than_the_one_that_came_furthest),
		cmocka_unit_test(leaves_the_commands_of_what_is_unsafe_where_a_way_is_open),
		cmocka_unit_test(cuts_the_command_out_of_a_note),
		cmocka_unit_test(replaces_a_command_by_a_later_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
