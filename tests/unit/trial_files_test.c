/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=guise_take -Wl,--wrap=guise_drop */
/* The keys that sshd finds by itself in a file of the account's own. */
#include "inquiry_box.h"

#include "admin/why/guise.h"
#include "key_data.h"

int __wrap_guise_take(const struct passwd *account, struct rights *rights, struct note *note);
void __wrap_guise_drop(struct rights *rights);

/* Everything is read as whoever runs the tests. */
int __wrap_guise_take(const struct passwd *account, struct rights *rights, struct note *note)
{
	(void)account, (void)rights, (void)note;
	return 0;
}

/* Nothing was taken. */
void __wrap_guise_drop(struct rights *rights)
{
	(void)rights;
}

/* Plays the file with these bytes; gives the step that decides. */
static const struct step *play(struct inquiry_box *box, struct tree *tree, const char *text)
{
	(void)mkdir(tree_path(tree, "home/.ssh"), 0700);
	tree_bytes(tree, "home/.ssh/authorized_keys", 0600, text, strlen(text));
	box->inquiry.account.pw_uid = getuid();
	box_sshd(box, "");
	box_play(box, trial_files);
	return step_deciding(&box->inquiry.steps, box->inquiry.open_count > 0);
}

static void a_line_that_sshd_may_take_is_not_said_to_be_refused(void **state)
{
	char text[512];
	struct inquiry_box *box = box_open(*state);
	snprintf(text, sizeof text, "command=\"\x01\" %.200s\n", key_data_read("ed25519.pub").data);
	const struct step *step = play(box, *state, text);
	assert_int_equal(step->verdict, STEP_UNKNOWN);
	assert_string_equal(step->token, "bad-line");
	assert_non_null(strstr(step->what,
		":1: keyhole can't read this line, and sshd may let in with it: option "
		"\"command\": its value has a control character"));
	box_close(box);
}

static void a_line_that_sshd_takes_nothing_from_is_closed(void **state)
{
	char text[512];
	struct inquiry_box *box = box_open(*state);
	snprintf(text, sizeof text, "no-ptyy %.200s\n", key_data_read("ed25519.pub").data);
	assert_int_equal(play(box, *state, text)->verdict, STEP_CLOSED);
	box_close(box);
}

static void where_a_key_is_asked_for_only_lines_that_may_have_it_count(void **state)
{
	char text[512];
	struct note note;
	struct inquiry_box *box = box_open(*state);
	assert_int_equal(given_read(TEST_DATA "/keys/ecdsa256.pub", &box->inquiry.key, &note), 0);
	snprintf(text, sizeof text, "command=\"\x01\" %.200s\n", key_data_read("ed25519.pub").data);
	assert_null(play(box, *state, text));
	snprintf(
		text, sizeof text, "command=\"\x01\" %.200s\n", key_data_read("ecdsa256.pub").data);
	assert_int_equal(play(box, *state, text)->verdict, STEP_UNKNOWN);
	box_close(box);
}

static void of_many_lines_that_can_not_be_read_the_number_is_said(void **state)
{
	static char text[200 * 128];
	size_t len = 0;
	struct inquiry_box *box = box_open(*state);
	for (int i = 0; i < 120; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
			"x\ncommand=\"\x01\" %.200s\n", key_data_read("ed25519.pub").data);
	play(box, *state, text);
	const struct step_list *steps = &box->inquiry.steps;
	assert_int_equal(steps->count, 1 + 100 + 100 + 2); /* the first is the file's own */
	assert_non_null(strstr(steps->step[201].what, ": 20 more lines that keyhole can't read"));
	assert_int_equal(steps->step[201].verdict, STEP_CLOSED);
	assert_int_equal(steps->step[202].verdict, STEP_UNKNOWN);
	box_close(box);
}

static void what_is_behind_the_end_of_a_very_long_file_is_not_known(void **state)
{
	struct inquiry_box *box = box_open(*state);
	char *text = malloc(4UL * 1024 * 1024 + 2);
	assert_non_null(text);
	memset(text, '#', 4UL * 1024 * 1024 + 1);
	text[4UL * 1024 * 1024 + 1] = '\0';
	const struct step *step = play(box, *state, text);
	assert_int_equal(step->verdict, STEP_UNKNOWN);
	assert_non_null(strstr(step->what, "is very long"));
	free(text);
	box_close(box);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(a_line_that_sshd_may_take_is_not_said_to_be_refused),
		tree_test(a_line_that_sshd_takes_nothing_from_is_closed),
		tree_test(where_a_key_is_asked_for_only_lines_that_may_have_it_count),
		tree_test(of_many_lines_that_can_not_be_read_the_number_is_said),
		tree_test(what_is_behind_the_end_of_a_very_long_file_is_not_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
