/* SPDX-License-Identifier: Apache-2.0 */
#include "inquiry_box.h"
#include "key_data.h"

/* Writes brian's file of rules. */
static void given_rules(struct tree *tree, const char *text)
{
	tree_text(tree, "accounts.d/brian.conf", text);
}

/* Reads keyhole.conf again. */
static void read_settings(struct inquiry_box *box)
{
	struct settings settings;
	box->inquiry.settings_fault =
		settings_load(box->inquiry.config_path, &settings, &box->inquiry.settings_note);
	settings_free(&settings);
}

static void says_who_may_use_the_account_and_how(void **state)
{
	struct inquiry_box *box = box_open(*state);
	tree_text(*state, "keys.d/brian.keys", "# none yet\n");
	assert_string_equal(box_play(box, trial_people), "");
	given_rules(*state, "grants = ( { people = ( \"alice\" ); until = "
			    "\"2099-01-01T00:00:00Z\"; } );");
	tree_text(*state, "keys.d/alice.keys", "# none yet\n");
	assert_string_equal(box_play(box, trial_people), "");
	bool said = false;
	for (size_t i = 0; i < box->inquiry.steps.count; i++)
		said = said || strstr(box->inquiry.steps.step[i].what, "to alice until 2099-01-01");
	assert_true(said);
	box_close(box);
}

static void offers_no_new_key_to_somebody_whose_keys_were_revoked(void **state)
{
	struct inquiry_box *box = box_open(*state);
	box_play(box, trial_people);
	assert_non_null(box_step(box, "no-such-key")->mend);
	tree_text(*state, "revoked_keys",
		"SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ  brian: left "
		"(2026-11-22T13:45:10Z by root)\n");
	box_play(box, trial_people);
	assert_null(box_step(box, "no-such-key")->mend);
	assert_non_null(strstr(box_step(box, "no-such-key")->what, "revoked_keys:1): left (2026"));
	box_close(box);
}

static void names_what_is_wrong_with_people_and_grants(void **state)
{
	static const struct {
		const char *rules, *token;
	} rows[] = {{"own_account = true;", "no-such-key"}, {"own_account = false;", "not-granted"},
		{"grants = ( { people = ( \"@none\" ); } );", "not-granted"},
		{"own_account = false; grants = ( { people = ( \"@none\" ); } );", "not-granted"},
		{"grants = (", "fault"}, {"grant = 1;", "fault"}};
	struct inquiry_box *box = box_open(*state);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		given_rules(*state, rows[i].rules);
		const char *token = box_play(box, trial_people);
		if (strcmp(token, rows[i].token) != 0)
			fail_msg("\"%s\", not \"%s\", for %s", token, rows[i].token, rows[i].rules);
	}
	tree_text(*state, "keys.d/alice.keys", "# none yet\n");
	given_rules(*state, "own_account = false; grants = ( { people = ( \"alice\" ); until = "
			    "\"2020-01-01T00:00:00Z\"; } );");
	assert_string_equal(box_play(box, trial_people), "grant-expired");
	box_close(box);
}

static void lets_rules_that_can_not_be_read_keep_everybody_out_but_break_glass(void **state)
{
	struct inquiry_box *box = box_open(*state);
	given_rules(*state, "grants = (");
	box_play(box, trial_people);
	assert_int_equal(box_step(box, "fault")->verdict, STEP_REFUSED);
	assert_true(box->inquiry.store_closed);
	box->inquiry.break_glass = true;
	box_play(box, trial_people);
	assert_int_equal(box_step(box, "fault")->verdict, STEP_CLOSED);
	box->inquiry.break_glass = false;
	box_sshd(box, "usepam no\n");
	box_play(box, trial_people);
	assert_int_equal(box_step(box, "fault")->verdict, STEP_CLOSED);
	box_close(box);
}

static void names_the_verb_that_grants(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	box->inquiry.account.pw_uid = 5;
	assert_string_equal(box_play(box, trial_people), "not-granted");
	assert_string_equal(box_step(box, "not-granted")->mend, "keyhole grant brian PERSON");
	tree_text(tree, "keys.d/brian.keys", "");
	box_play(box, trial_people);
	assert_string_equal(box_step(box, "not-granted")->mend, "keyhole grant brian brian");
	box_close(box);
}

static void wants_no_key_for_an_account_that_others_use(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	given_rules(tree, "grants = ( { people = ( \"alice\" ); } );");
	tree_text(tree, "keys.d/alice.keys", "# none yet\n");
	assert_string_equal(box_play(box, trial_people), "");
	for (size_t i = 0; i < box->inquiry.steps.count; i++)
		assert_null(box->inquiry.steps.step[i].mend);
	assert_true(box->inquiry.for_others);
	tree_text(tree, "keys.d/brian.keys", "# none yet\n");
	box_play(box, trial_people);
	assert_false(box->inquiry.for_others);
	box_close(box);
}

/* Asks for a key of the tests' data, which a person has. */
static void ask_for_a_key_of(struct inquiry_box *box, struct tree *tree, const char *person)
{
	struct note note;
	struct view key = key_data_read("ed25519.pub");
	char name[128];
	static char path[] = TEST_DATA "/keys/ed25519.pub";
	if (person) {
		snprintf(name, sizeof name, "keys.d/%s.keys", person);
		tree_bytes(tree, name, 0644, key.data, key.len);
	}
	given_free(&box->inquiry.key);
	assert_int_equal(given_read(path, &box->inquiry.key, &note), 0);
}

static void makes_nobodys_key_another_persons(void **state)
{
	char text[128];
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	ask_for_a_key_of(box, tree, NULL);
	box_play(box, trial_people);
	assert_int_equal(strncmp(box_step(box, "no-such-key")->mend, "keyhole add brian ", 18), 0);
	box->inquiry.account.pw_uid = 5;
	box_play(box, trial_people);
	assert_string_equal(box_step(box, "not-granted")->mend,
		"keyhole add PERSON " TEST_DATA "/keys/ed25519.pub && keyhole grant brian PERSON");
	tree_text(tree, "keys.d/brian.keys", "# none yet\n");
	box_play(box, trial_people);
	assert_int_equal(strncmp(box_step(box, "not-granted")->mend, "keyhole add PERSON ", 19), 0);
	unlink(tree_path(tree, "keys.d/brian.keys"));
	box->inquiry.account.pw_uid = 1001;
	ask_for_a_key_of(box, tree, "alice");
	box_play(box, trial_people);
	assert_null(box_step(box, "no-such-key")->mend);
	assert_int_equal(box_step(box, "no-such-key")->weight, 0);
	box->inquiry.account.pw_uid = 5;
	box_play(box, trial_people);
	assert_string_equal(box_step(box, "not-granted")->mend, "keyhole grant brian alice");
	snprintf(text, sizeof text, "%s left\n", box->inquiry.key.fingerprint);
	tree_text(tree, "revoked_keys", text);
	box_play(box, trial_people);
	assert_null(box_step(box, "not-granted")->mend);
	box->inquiry.account.pw_uid = 1001;
	box_play(box, trial_people);
	assert_null(box_step(box, "no-such-key")->mend);
	box_close(box);
}

static void looks_no_odd_name_up(void **state)
{
	struct inquiry_box *box = box_open(*state);
	box->inquiry.name = "../brian";
	assert_string_equal(box_play(box, trial_people), "bad-name");
	assert_true(box->inquiry.store_closed);
	box_close(box);
}

static void says_what_is_wrong_with_the_settings(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	read_settings(box);
	assert_string_equal(box_play(box, trial_settings), "");
	tree_text(tree, "keyhole.conf", "home_chek = \"warn\";\n");
	read_settings(box);
	assert_string_equal(box_play(box, trial_settings), "fault");
	assert_int_equal(box_step(box, "fault")->verdict, STEP_REFUSED);
	assert_true(box->inquiry.store_closed);
	chmod(tree_path(tree, "keyhole.conf"), 0666);
	read_settings(box);
	assert_string_equal(box_play(box, trial_settings), "unsafe-path");
	assert_non_null(strstr(box_step(box, "unsafe-path")->mend, "chmod go-w"));
	unlink(tree_path(tree, "keyhole.conf"));
	read_settings(box);
	assert_string_equal(box_play(box, trial_settings), "fault");
	assert_non_null(strstr(box_step(box, "fault")->mend, "/usr/share/keyhole/keyhole.conf"));
	box_close(box);
}

static void says_what_is_wrong_with_the_list_of_revoked_keys(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	tree_text(tree, "revoked_keys", "");
	assert_string_equal(box_play(box, trial_settings), "fault");
	assert_int_equal(box_step(box, "fault")->verdict, STEP_CLOSED);
	assert_non_null(box_step(box, "fault")->mend);
	unlink(tree_path(tree, "revoked_keys"));
	assert_string_equal(box_play(box, trial_settings), "fault");
	box_close(box);
}

static void says_what_the_commands_user_can_not_read(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	chmod(tree_path(tree, "revoked_keys"), 0600);
	assert_string_equal(box_play(box, trial_settings), "unreadable");
	assert_non_null(strstr(box_step(box, "unreadable")->mend, "chmod a+r"));
	assert_true(box->inquiry.store_closed);
	box_close(box);
}

static void makes_of_the_home_what_the_settings_say(void **state)
{
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	box->inquiry.account.pw_uid = getuid();
	box->inquiry.account.pw_gid = getgid();
	tree_folder(tree, "home/.ssh", 0700);
	chmod(tree_path(tree, "home/.ssh"), 0777);
	box_play(box, trial_home);
	assert_int_equal(box_step(box, "ssh-writable")->verdict, STEP_UNSAFE);
	assert_int_equal(box->inquiry.home, 0);
	box->inquiry.home_check = HOME_CHECK_ENFORCE;
	box_play(box, trial_home);
	assert_int_equal(box_step(box, "ssh-writable")->verdict, STEP_UNSAFE);
	box->inquiry.module_asked = true;
	assert_null(box->inquiry.home_warning);
	box_play(box, trial_home);
	assert_int_equal(box_step(box, "ssh-writable")->verdict, STEP_REFUSED);
	assert_int_not_equal(box->inquiry.home, 0);
	box->inquiry.home = 0;
	box->inquiry.break_glass = true;
	box_play(box, trial_home);
	assert_int_equal(box_step(box, "ssh-writable")->verdict, STEP_UNSAFE);
	box->inquiry.home_check = HOME_CHECK_WARN;
	box_play(box, trial_home);
	assert_null(box->inquiry.home_warning);
	box->inquiry.break_glass = false;
	box_play(box, trial_home);
	assert_non_null(strstr(box->inquiry.home_warning, "home/.ssh can be written"));
	box->inquiry.home_check = HOME_CHECK_OFF;
	box_play(box, trial_home);
	assert_non_null(box_step(box, "home-unchecked"));
	box_close(box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(says_who_may_use_the_account_and_how),
		tree_test(offers_no_new_key_to_somebody_whose_keys_were_revoked),
		tree_test(names_what_is_wrong_with_people_and_grants),
		tree_test(lets_rules_that_can_not_be_read_keep_everybody_out_but_break_glass),
		tree_test(names_the_verb_that_grants),
		tree_test(wants_no_key_for_an_account_that_others_use),
		tree_test(makes_nobodys_key_another_persons),
		tree_test(looks_no_odd_name_up),
		tree_test(says_what_is_wrong_with_the_settings),
		tree_test(says_what_is_wrong_with_the_list_of_revoked_keys),
		tree_test(says_what_the_commands_user_can_not_read),
		tree_test(makes_of_the_home_what_the_settings_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
