/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole enable, disable and revert on a tree of files. */
#include "admin/enable/rewiring.h"
#include "enable_box.h"

static void enable_wires_a_tree_and_disable_gives_it_back_byte_for_byte(void **state)
{
	(void)state;
	CLEANUP(free) char *before = undertaking_snapshot();
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM_WIRED);
	sandbox_expect_part(&box, &DROP_IN[1], BASE);
	sandbox_expect_part(&box, &DROP_IN[1], "\nRevokedKeys /etc/keyhole/revoked.krl\n");
	sandbox_expect_part(&box, &LIST[1], "SSHKRL");
	sandbox_expect(&box, &SETTINGS[1], "// ours\n");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	CLEANUP(free) char *after = undertaking_snapshot();
	assert_string_equal(before, after);
}

static void a_second_time_changes_nothing_and_says_so(void **state)
{
	(void)state;
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	CLEANUP(free) char *before = undertaking_snapshot();
	enable_expect(&verb_enable, "", EXIT_YES, "nothing to change");
	CLEANUP(free) char *after = undertaking_snapshot();
	assert_string_equal(before, after);
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	enable_expect(&verb_disable, "", EXIT_YES, "nothing to put back");
}

static void a_dry_run_shows_the_difference_and_changes_nothing(void **state)
{
	(void)state;
	CLEANUP(free) char *before = undertaking_snapshot();
	enable_expect(&verb_enable, "--dry-run", EXIT_YES, "\n+" WIRING_ACCOUNT "\n @include");
	sandbox_expect_part(&box, "out", "--- /dev/null\n+++ " DROP_IN "\n@@ -0,0 +1,");
	sandbox_expect_part(&box, "out", "of sshd and PAM nothing was changed.\n");
	CLEANUP(free) char *after = undertaking_snapshot();
	assert_string_equal(before, after);
	sandbox_expect(&box, "var/lib/keyhole/" UNDERTAKING_NAME, NULL);
}

static void makes_a_configuration_that_is_missing(void **state)
{
	(void)state;
	assert_int_equal(unlink(sandbox_path(&box, &SETTINGS[1])), 0);
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_expect(&box, &SETTINGS[1], "// home_check = \"warn\";\n");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &SETTINGS[1], NULL);
}

/* Plans with clean homes, and expects what keyhole.conf is to be. */
static void expect_settings(const char *now, const char *wanted)
{
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	static struct site site;
	const struct admin admin = {.config_path = SETTINGS_PATH};
	const struct rewiring plan = {.site = &site, .enforces = true};
	struct note note = {""};
	sandbox_write(&box, &SETTINGS[1], now);
	assert_int_equal(site_open(&admin, box.folder, &site, &note), 0);
	undertaking_enter(&undertaking);
	if (rewiring_make(&plan, &undertaking, &note) != 0)
		fail_msg("%s", note.text);
	assert_string_equal(rewiring_text(&undertaking, SETTINGS_PATH).data, wanted);
	site_close(&site);
}

static void where_homes_are_clean_they_are_watched_unless_somebody_chose_otherwise(void **state)
{
	(void)state;
	expect_settings("uid_min = 500;\n", "uid_min = 500;\nhome_check = \"enforce\";\n");
	expect_settings("// home_check = \"warn\";\n",
		"// home_check = \"warn\";\nhome_check = \"enforce\";\n");
	expect_settings("home_check = \"off\";\n", "home_check = \"off\";\n");
	expect_settings("home_check = \"warn\";\n", "home_check = \"warn\";\n");
}

static void exclusive_follows_and_stays(void **state)
{
	(void)state;
	enable_expect(&verb_enable, "--exclusive", EXIT_NO, "break_glass.keys has no key");
	CLEANUP(free) char *key = sandbox_read_path(TEST_DATA "/keys/ed25519.pub");
	sandbox_write(&box, "etc/keyhole/break_glass.keys", key);
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	enable_expect(&verb_enable, "--exclusive", EXIT_YES, "+AuthorizedKeysFile none\n");
	sandbox_expect_part(&box, &DROP_IN[1],
		"\nMatch User root\n    AuthorizedKeysFile /etc/keyhole/break_glass.keys\n");
	enable_expect(&verb_enable, "", EXIT_YES, "nothing to change");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &DROP_IN[1], NULL);
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM);
}

static void exclusive_does_not_go_with_a_guest_agent(void **state)
{
	(void)state;
	CLEANUP(free) char *key = sandbox_read_path(TEST_DATA "/keys/ed25519.pub");
	sandbox_write(&box, "etc/keyhole/break_glass.keys", key);
	sandbox_write(&box, "usr/bin/google_guest_agent", "");
	enable_expect(&verb_enable, "--exclusive", EXIT_NO, "google_guest_agent: this guest agent");
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
}

static void disable_keeps_what_others_edited_since(void **state)
{
	(void)state;
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_write(&box, &PAM[1], DEBIAN_PAM_WIRED "session optional pam_motd.so\n");
	sandbox_write(&box, &DROP_IN[1], BASE "MaxAuthTries 3\n");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM "session optional pam_motd.so\n");
	sandbox_expect(&box, &DROP_IN[1], "MaxAuthTries 3\n");
}

static void enable_keeps_what_others_wrote_into_its_file(void **state)
{
	(void)state;
	sandbox_write(&box, &DROP_IN[1], "X11Forwarding no\n");
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_expect_part(&box, &DROP_IN[1], "\nX11Forwarding no\n");
	sandbox_expect_part(&box, &DROP_IN[1], BASE);
	enable_expect(&verb_enable, "", EXIT_YES, "nothing to change");
	CLEANUP(free) char *text = sandbox_read_path(sandbox_path(&box, &DROP_IN[1]));
	CLEANUP(free) char *more = NULL;
	assert_true(asprintf(&more, "%sMatch User brian\nPermitTTY no\n", text) > 0);
	sandbox_write(&box, &DROP_IN[1], more);
	enable_expect(&verb_enable, "", EXIT_YES, "nothing to change");
	CLEANUP(free) char *key = sandbox_read_path(TEST_DATA "/keys/ed25519.pub");
	sandbox_write(&box, "etc/keyhole/break_glass.keys", key);
	enable_expect(&verb_enable, "--exclusive", EXIT_YES, "is wired");
	sandbox_expect_part(&box, &DROP_IN[1],
		"\nX11Forwarding no\n# Keys are keyhole's alone: no file of a user's own "
		"counts.\nAuthorizedKeysFile none\n");
	sandbox_expect_part(
		&box, &DROP_IN[1], "break_glass.keys\nMatch User brian\nPermitTTY no\n");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &DROP_IN[1], "X11Forwarding no\nMatch User brian\nPermitTTY no\n");
}

static void a_package_stays_where_nobody_would_get_in_without_it(void **state)
{
	(void)state;
	sandbox_folder(&box, "etc/site");
	sandbox_write(&box, SSHD_CONFIG, CONFIG "Include /etc/site/*.conf\n");
	sandbox_write(&box, "etc/site/ssh.conf", BASE);
	enable_expect(&verb_disable, "--package", EXIT_YES, "ssh.conf:2 has sshd still ask");
	sandbox_write(&box, "etc/site/ssh.conf", BASE "\nauthorizedkeysfile none\n");
	enable_expect(&verb_disable, "--package", EXIT_NO, "the package stays");
	sandbox_expect_part(&box, "err", "/etc/site/ssh.conf:5 (AuthorizedKeysFile)");
	static const char *const shut[] = {"\"none\"", "none # mine", "none none", "/dev/null",
		"/etc/keyhole/break_glass.keys"};
	for (size_t i = 0; i < sizeof shut / sizeof *shut; i++) {
		char text[256];
		snprintf(text, sizeof text, "%sAuthorizedKeysFile %s\n", BASE, shut[i]);
		sandbox_write(&box, "etc/site/ssh.conf", text);
		enable_expect(&verb_disable, "--package", EXIT_NO, "the package stays");
	}
	sandbox_write(&box, "etc/site/ssh.conf", BASE "AuthorizedKeysFile none %h/.ssh/keys\n");
	enable_expect(&verb_disable, "--package", EXIT_YES, "ssh.conf:2 has sshd still ask");
	sandbox_write(&box, "usr/bin/wrap", "#!/bin/sh\nexec /usr/libexec/keyhole-keys \"$@\"\n");
	sandbox_write(&box, "etc/site/ssh.conf",
		"AuthorizedKeysCommand /usr/bin/wrap %u\nAuthorizedKeysFile none\n");
	enable_expect(&verb_disable, "--package", EXIT_NO, "ssh.conf:1 has sshd still ask");
	sandbox_write(&box, "etc/site/ssh.conf", "AuthorizedKeysFile none\n");
	enable_expect(&verb_disable, "--package", EXIT_YES, "nothing to put back");
}

static void disable_says_where_nobodys_key_opens_anything_after_it(void **state)
{
	(void)state;
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_write(&box, SSHD_CONFIG, CONFIG "AuthorizedKeysFile none\n");
	enable_expect(&verb_disable, "", EXIT_YES, "nobody's key opens anything now");
	sandbox_expect_part(&box, "err", "/etc/ssh/sshd_config:4 shuts users' own files");
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_write(&box, SSHD_CONFIG,
		CONFIG "AuthorizedKeysFile .ssh/x\nMatch User brian\nAuthorizedKeysFile none\n");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, "err", "");
}

static void a_record_is_found_whatever_keyhole_conf_is_edited_to(void **state)
{
	(void)state;
	sandbox_write(&box, &PAM[1], DEBIAN_PAM "# mine\n");
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	CLEANUP(free) char *now = sandbox_read_path(sandbox_path(&box, &SETTINGS[1]));
	CLEANUP(free) char *edited = NULL;
	assert_true(asprintf(&edited, "%sstate_dir = \"/var/lib/other\";\n", now) > 0);
	sandbox_folder(&box, "var/lib/other");
	sandbox_write(&box, &SETTINGS[1], edited);
	enable_expect(&verb_enable, "", EXIT_YES, "nothing to change");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM "# mine\n");
	sandbox_expect(&box, "var/lib/keyhole/" UNDERTAKING_NAME, NULL);
}

static void disable_names_a_line_that_goes_by_keyholes_list(void **state)
{
	(void)state;
	sandbox_write(&box, SSHD_CONFIG, CONFIG "RevokedKeys \"/etc/keyhole/revoked.krl\"\n");
	enable_expect(&verb_disable, "", EXIT_NO, "sshd_config:4 has sshd still go by keyhole");
	sandbox_expect_part(&box, "out", "nothing else to put back");
	sandbox_expect(&box, "var/lib/keyhole/listed", NULL);
	enable_expect(
		&verb_disable, "--package", EXIT_YES, "sshd_config:4 has sshd still go by keyhole");
	sandbox_expect_part(&box, "var/lib/keyhole/listed", "goes by the list");
	sandbox_write(&box, SSHD_CONFIG, CONFIG);
	enable_expect(&verb_disable, "--package", EXIT_YES, "nothing to put back");
	sandbox_expect(&box, "var/lib/keyhole/listed", NULL);
}

static void disable_ends_one_that_was_cut_off(void **state)
{
	(void)state;
	struct note note;
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	assert_int_equal(undertaking_open(box.folder, undertaking_state, &undertaking, &note), 0);
	assert_int_equal(undertaking_put_back(&undertaking, UNDERTAKING_DISABLING, &note), 0);
	undertaking_release(&undertaking);
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect_part(&box, "err", "an earlier keyhole disable had been cut off");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM);
	enable_expect(&verb_disable, "", EXIT_YES, "nothing to put back");
}

static void disable_takes_away_what_was_wired_by_hand(void **state)
{
	(void)state;
	sandbox_write(&box, &PAM[1], DEBIAN_PAM_WIRED);
	sandbox_write(&box, &DROP_IN[1], BASE);
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM);
	sandbox_expect(&box, &DROP_IN[1], NULL);
	sandbox_write(
		&box, SSHD_CONFIG, CONFIG "AuthorizedKeysCommand /usr/libexec/keyhole-keys\n");
	enable_expect(&verb_disable, "", EXIT_NO, "sshd_config:4 has sshd still ask keyhole");
	enable_expect(&verb_disable, "--package", EXIT_YES, "sshd_config:4");
}

static void disable_works_without_a_configuration(void **state)
{
	(void)state;
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_write(&box, &SETTINGS[1], "no_such_setting = 1;\n");
	enable_expect(&verb_enable, "", EXIT_NO, "there is no setting no_such_setting");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM);
}

static void disable_works_without_its_record(void **state)
{
	(void)state;
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_write(&box, "var/lib/keyhole/" UNDERTAKING_NAME, "keyhole undertaking 1\nphase");
	enable_expect(&verb_enable, "", EXIT_UNSURE, "keyhole disable takes its lines out");
	enable_expect(&verb_disable, "", EXIT_YES, "are taken out without it");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM);
	sandbox_expect(&box, &DROP_IN[1], NULL);
	enable_expect(&verb_disable, "", EXIT_YES, "nothing to put back");
}

/* Applies an undertaking by hand and leaves it unconfirmed. */
static void leave_unconfirmed(void)
{
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	undertaking_enter(&undertaking);
	assert_int_equal(
		undertaking_add(&undertaking, WIRING_PAM, PAM, view_of(DEBIAN_PAM_WIRED), &note),
		0);
	assert_int_equal(undertaking_stage(&undertaking, &note), 0);
	assert_int_equal(undertaking_apply(&undertaking, 600, &note), 0);
	assert_int_equal(undertaking_start(&undertaking, 600, &note), 0);
}

static void what_waits_is_not_begun_upon_and_can_be_put_back(void **state)
{
	(void)state;
	leave_unconfirmed();
	enable_expect(&verb_enable, "", EXIT_NO, "waits to be confirmed");
	enable_expect(&verb_enable, "--dry-run", EXIT_NO, "waits to be confirmed");
	assert_int_equal(enable_run(&verb_revert, "--due"), EXIT_YES);
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM_WIRED);
	enable_expect(&verb_revert, "", EXIT_YES, "as it was before");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM);
	leave_unconfirmed();
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM);
}

static void what_was_cut_off_is_brought_to_its_end_first(void **state)
{
	(void)state;
	CLEANUP(undertaking) struct undertaking undertaking = {.lock = -1};
	struct note note;
	leave_unconfirmed();
	undertaking_enter(&undertaking);
	assert_int_equal(undertaking_save(&undertaking, UNDERTAKING_APPLYING, &note), 0);
	enable_expect(&verb_enable, "", EXIT_UNSURE, "is at work");
	undertaking_close(&undertaking);
	enable_expect(&verb_enable, "--dry-run", EXIT_NO, "cut off (applying)");
	enable_expect(&verb_enable, "", EXIT_YES, "cut off (applying), and was brought to its end");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM_WIRED);
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, &PAM[1], DEBIAN_PAM);
}

static void wrong_calls_are_told_so(void **state)
{
	(void)state;
	enable_expect(&verb_enable, "--exclusiv --nonsense", EXIT_WRONG_USAGE, "--nonsense");
	enable_expect(&verb_enable, "now", EXIT_WRONG_USAGE, "nothing to do for \"now\"");
	static const char *const times[] = {"5s", "x", "2d", "", "10mm", "-5m", "25h"};
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		char words[64];
		snprintf(words, sizeof words, "--revert-after=%s", times[i]);
		enable_expect(&verb_enable, words, EXIT_WRONG_USAGE, "from 30s to 24h");
	}
	enable_expect(&verb_enable, "--revert-after 30 --dry-run", EXIT_YES, "nothing was changed");
	enable_expect(
		&verb_enable, "--revert-after 24h --dry-run", EXIT_YES, "nothing was changed");
	enable_expect(&verb_enable, "--root etc", EXIT_UNSURE, "must begin with /");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		enable_case(enable_wires_a_tree_and_disable_gives_it_back_byte_for_byte),
		enable_case(a_second_time_changes_nothing_and_says_so),
		enable_case(a_dry_run_shows_the_difference_and_changes_nothing),
		enable_case(makes_a_configuration_that_is_missing),
		enable_case(where_homes_are_clean_they_are_watched_unless_somebody_chose_otherwise),
		enable_case(exclusive_follows_and_stays),
		enable_case(exclusive_does_not_go_with_a_guest_agent),
		enable_case(disable_keeps_what_others_edited_since),
		enable_case(enable_keeps_what_others_wrote_into_its_file),
		enable_case(a_package_stays_where_nobody_would_get_in_without_it),
		enable_case(disable_says_where_nobodys_key_opens_anything_after_it),
		enable_case(a_record_is_found_whatever_keyhole_conf_is_edited_to),
		enable_case(disable_names_a_line_that_goes_by_keyholes_list),
		enable_case(disable_ends_one_that_was_cut_off),
		enable_case(disable_takes_away_what_was_wired_by_hand),
		enable_case(disable_works_without_a_configuration),
		enable_case(disable_works_without_its_record),
		enable_case(what_waits_is_not_begun_upon_and_can_be_put_back),
		enable_case(what_was_cut_off_is_brought_to_its_end_first),
		enable_case(wrong_calls_are_told_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
