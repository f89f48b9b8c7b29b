/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=setpwent -Wl,--wrap=getpwent -Wl,--wrap=endpwent -Wl,--wrap=getpwnam */
/* link: -Wl,--wrap=getpwuid -Wl,--wrap=geteuid -Wl,--wrap=setfsuid -Wl,--wrap=setfsgid */
/* link: -Wl,--wrap=setgroups -Wl,--wrap=isatty */
/* keyhole check: keyhole.conf, the store and the log. */
#include "check_tree.h"
#include "key_data.h"

#include <fcntl.h>
#include <time.h>

#define KEYS "etc/keys/brian.keys"

/* Writes a person's file: something, a key of the tests' data, something. */
static void write_keys(const char *name, const char *before, const char *key, const char *after)
{
	struct view line = key_data_read(key);
	char *text = malloc(strlen(before) + line.len + strlen(after) + 1);
	assert_non_null(text);
	sprintf(text, "%s%.*s%s", before, (int)line.len, line.data, after);
	sandbox_write(&box, name, text);
	free(text);
}

/* Runs, and expects to be told one thing of this gravity and nothing else. */
static void expect_one(enum verb_exit status, const char *gravity, const char *words)
{
	assert_int_equal(check_run("", ""), status);
	check_says(gravity);
	check_says(words);
	check_says(status == EXIT_YES ? ": 1 piece of advice\n" : ": 1 grave finding\n");
}

/* The same for something grave. */
static void expect_grave(const char *words)
{
	expect_one(EXIT_NO, "  grave: ", words);
}

/* The same for advice. */
static void expect_advice(const char *words)
{
	expect_one(EXIT_YES, "  advice: ", words);
}

/* Expects the command that opens a file in an editor. */
static void expect_edit(const char *name)
{
	char words[256];
	snprintf(words, sizeof words, "mend it with: keyhole edit %s\n", check_place(name));
	check_says(words);
}

static void a_sound_store_has_no_findings(void **state)
{
	(void)state;
	write_keys(KEYS, "# mine\n\n", "ed25519.pub", "\n");
	sandbox_write(&box, "etc/groups/admins.conf", "people = ( \"brian\" );\n");
	sandbox_write(&box, "etc/accounts/root.conf",
		"grants = ( { people = ( \"brian\", \"@admins\" ); } );\n");
	sandbox_write(&box, "etc/keys/.brian.keys.new", "left behind");
	assert_int_equal(check_run("", ""), EXIT_YES);
	check_says(": nothing is wrong\n");
}

/* Makes a file or folder as old as it has to be. */
static void age(const char *name, time_t seconds)
{
	const time_t then = time(NULL) - seconds;
	const struct timespec times[2] = {{.tv_sec = then}, {.tv_sec = then}};
	assert_int_equal(utimensat(AT_FDCWD, sandbox_path(&box, name), times, 0), 0);
}

static void what_a_broken_off_change_has_left_is_named_after_a_day(void **state)
{
	(void)state;
	sandbox_write(&box, "etc/keys/.brian.keys.new", "left behind");
	age("etc/keys/.brian.keys.new", 23 * 60 * 60);
	assert_int_equal(check_run("", ""), EXIT_YES);
	check_says(": nothing is wrong\n");
	age("etc/keys/.brian.keys.new", 25 * 60 * 60);
	expect_advice("/.brian.keys.new is left of a change that was broken off");
	check_says("mend it with: rm ");
	assert_int_equal(unlink(sandbox_path(&box, "etc/keys/.brian.keys.new")), 0);
	sandbox_write(&box, "etc/.revoked_keys.new", "left behind");
	age("etc/.revoked_keys.new", 25 * 60 * 60);
	expect_advice("/etc/.revoked_keys.new is left");
}

static void a_draft_that_was_left_is_named_after_a_day(void **state)
{
	(void)state;
	char name[64] = "state/edit-AbCdEf";
	sandbox_folder(&box, name);
	assert_int_equal(check_run("", ""), EXIT_YES);
	check_says(": nothing is wrong\n");
	age(name, 25 * 60 * 60);
	expect_advice("edit-AbCdEf is left of a keyhole edit that did not end");
	check_says("mend it with: rm -r ");
}

static void a_bad_line_of_keys_is_shown_with_a_caret(void **state)
{
	(void)state;
	write_keys(KEYS, "# one\nno-such-option,pty ", "ed25519.pub", "\n");
	expect_grave("brian.keys:2: ");
	expect_edit(KEYS);
	check_says("\n      no-such-option,pty ssh-ed25519 AAAA");
	check_says("\n      ^\n");
	write_keys(KEYS, "pty,expiry-time=\"never\" ", "ed25519.pub", "\n");
	expect_grave("brian.keys:1: ");
	check_says("\n          ^\n");
}

static void every_bad_line_is_named(void **state)
{
	(void)state;
	sandbox_write(&box, KEYS, "junk\n# fine\nmore junk\n");
	assert_int_equal(check_run("", ""), EXIT_NO);
	check_says("brian.keys:1: ");
	check_says("brian.keys:3: ");
	check_says(": 2 grave findings\n");
}

static void keys_that_open_nothing_are_advice(void **state)
{
	(void)state;
	write_keys(KEYS, "", "rsa1024.pub", "\n");
	expect_advice("the RSA key has 1024 bits");
	write_keys(KEYS, "expiry-time=\"20200101Z\" ", "ed25519.pub", "\n");
	expect_advice("the key's expiry-time has passed");
	write_keys(KEYS, "", "ed25519.pub", "\n");
	write_keys("etc/revoked", "", "ed25519.pub", "\n");
	expect_advice("the key is revoked by ");
	check_says("mend it with: keyhole remove brian SHA256:");
	sandbox_write(&box, KEYS, "# none\n");
	sandbox_write(&box, "etc/revoked", "# none\n");
	expect_advice("brian.keys has no key in it");
	check_says("mend it with: keyhole remove brian\n");
}

static void a_bad_line_of_revoked_keys_is_grave(void **state)
{
	(void)state;
	sandbox_write(&box, "etc/revoked", "# none\njunk\nSHA256:short\n");
	assert_int_equal(check_run("", ""), EXIT_NO);
	check_says("revoked:2: neither a SHA256: fingerprint nor a public key");
	check_says("revoked:3: neither");
	check_says("\n      junk\n      ^\n");
	expect_edit("etc/revoked");
	sandbox_write(&box, "etc/revoked", "");
	expect_grave("revoked: is empty");
	assert_int_equal(remove(check_place("etc/revoked")), 0);
	expect_grave("revoked is not there");
}

static void what_grants_and_groups_name_in_vain_is_told(void **state)
{
	(void)state;
	sandbox_write(
		&box, "etc/accounts/root.conf", "grants = (\n  { people = ( \"alice\" ); } );\n");
	expect_advice("root.conf:2: alice has no keys: there is no ");
	sandbox_write(
		&box, "etc/accounts/root.conf", "grants = ( { people = ( \"@wheel\" ); } );\n");
	expect_grave("root.conf:1: there is no group @wheel");
	sandbox_write(&box, "etc/accounts/root.conf", "own_account = true;\n");
	sandbox_write(&box, "etc/groups/admins.conf", "people = ( \"carol\" );\n");
	expect_advice("admins.conf: carol has no keys");
	sandbox_write(&box, "etc/groups/admins.conf", "people = ( );\n");
	expect_advice("admins.conf: nobody is in the group admins\n"
		      "    mend it with: keyhole group remove admins");
	sandbox_write(
		&box, "etc/accounts/root.conf", "grants = ( { people = ( \"@admins\" ); } );\n");
	expect_advice(
		"    mend it with: keyhole ungrant root @admins; keyhole group remove admins");
}

static void keys_of_a_person_without_an_account_are_advice(void **state)
{
	(void)state;
	write_keys("etc/keys/dora.keys", "", "ed25519.pub", "\n");
	expect_advice("dora.keys: keyhole opens nothing to these keys: neither an account called "
		      "dora, nor one by");
	sandbox_write(&box, "etc/groups/ops.conf", "people = ( \"dora\" );\n");
	sandbox_write(&box, "etc/accounts/root.conf", "grants = ( { people = ( \"@ops\" ); } );\n");
	assert_int_equal(check_run("", ""), EXIT_YES);
	check_says(": nothing is wrong\n");
	write_keys(KEYS, "", "rsa3072.pub", "\n");
	sandbox_write(&box, "etc/accounts/brian.conf", "own_account = false;\n");
	expect_advice("brian.keys: keyhole opens nothing to these keys");
	sandbox_write(&box, "etc/accounts/root.conf", "nonsense = 1;\n");
	expect_grave("root.conf:1: there is no setting nonsense");
}

static void rules_for_no_account_and_grants_that_ended_are_advice(void **state)
{
	(void)state;
	sandbox_write(&box, "etc/accounts/deploy.conf", "own_account = true;\n");
	expect_advice("deploy.conf: there is no account deploy");
	assert_int_equal(remove(check_place("etc/accounts/deploy.conf")), 0);
	write_keys(KEYS, "", "ed25519.pub", "\n");
	sandbox_write(&box, "etc/accounts/root.conf",
		"grants = ( { people = ( \"brian\" ); until = \"2020-01-01T00:00:00Z\"; } );\n");
	expect_advice("root.conf:1: grant 1 has ended");
}

static void files_that_can_not_be_read_as_rules_are_grave(void **state)
{
	(void)state;
	sandbox_write(&box, "etc/accounts/root.conf", "\n  grant = ();\n");
	expect_grave("root.conf:2: ");
	check_says("\n      grant = ();\n      ^\n");
	expect_edit("etc/accounts/root.conf");
	sandbox_write(&box, "etc/accounts/root.conf", "own_account = true;\n");
	sandbox_write(&box, "etc/groups/admins.conf", "people = \"brian\";\n");
	expect_grave("admins.conf:1: ");
	expect_edit("etc/groups/admins.conf");
}

static void what_nobody_reads_is_advice(void **state)
{
	(void)state;
	sandbox_write(&box, "etc/keys/brian.pub", "");
	expect_advice("etc/keys/brian.pub is not read by anybody");
}

static void a_fault_of_the_configuration_is_grave(void **state)
{
	(void)state;
	sandbox_write(&box, "etc/keyhole.conf", "\nrsa_min_bit = 2048;\n");
	expect_grave("keyhole.conf:2: ");
	check_says("\n      rsa_min_bit = 2048;\n      ^\n");
	check_says("configuration\n");
	assert_int_equal(remove(check_place("etc/keyhole.conf")), 0);
	expect_grave("keyhole.conf is not there");
}

static void break_glass_accounts_that_do_not_exist_are_told(void **state)
{
	(void)state;
	sandbox_write(&box, "etc/keyhole.conf", "break_glass = ( \"root\", \"toor\" );\n");
	expect_advice("break_glass names toor, and there is no such account");
	sandbox_write(&box, "etc/keyhole.conf", "break_glass = ( \"toor\" );\n");
	assert_int_equal(check_run("", ""), EXIT_NO);
	check_says("none of the break_glass accounts exists");
}

static const char *const stored[] = {"etc/keyhole.conf", "etc/revoked", KEYS,
	"etc/accounts/root.conf", "etc/groups/admins.conf"};

/* Makes one file of each kind. */
static void store_all(void)
{
	write_keys(KEYS, "", "ed25519.pub", "\n");
	sandbox_write(&box, "etc/groups/admins.conf", "people = ( \"brian\" );\n");
	sandbox_write(&box, "etc/accounts/root.conf", "own_account = true;\n");
}

static void a_file_that_others_can_write_is_grave_and_mended(void **state)
{
	(void)state;
	store_all();
	for (size_t n = 0; n < sizeof stored / sizeof stored[0]; n++) {
		check_chmod(stored[n], 0666);
		assert_int_equal(check_run("", ""), EXIT_NO);
		check_says("can be written by others than its owner (mode 0666)");
		check_says("mend it with: chmod go-w ");
		assert_int_equal(check_run("--fix --yes", ""), EXIT_YES);
		check_says("    mended\n");
		assert_int_equal(check_mode(stored[n]), 0644);
	}
}

static void a_file_that_the_command_can_not_read_is_grave_and_stays_so(void **state)
{
	(void)state;
	store_all();
	for (size_t n = 0; n < sizeof stored / sizeof stored[0]; n++) {
		check_chmod(stored[n], 0640);
		assert_int_equal(check_run("--fix --yes", ""), EXIT_NO);
		check_says("can't be read by the user keyhole");
		check_says("mend it with: chmod a+r ");
		check_says("    not mended: ");
		assert_int_equal(check_mode(stored[n]), 0640);
		check_chmod(stored[n], 0644);
	}
}

static void links_and_strangers_files_in_the_store_are_grave(void **state)
{
	(void)state;
	assert_int_equal(symlink("../revoked", check_place(KEYS)), 0);
	expect_grave("brian.keys is not a regular file");
	if (getuid() != 0)
		return;
	assert_int_equal(remove(check_place(KEYS)), 0);
	write_keys(KEYS, "", "ed25519.pub", "\n");
	assert_int_equal(chown(check_place(KEYS), 54321, (gid_t)-1), 0);
	check_chmod(KEYS, 0666);
	assert_int_equal(check_run("--fix --yes", ""), EXIT_NO);
	check_says("belongs to uid 54321, not to root");
	assert_int_equal(check_mode(KEYS), 0666);
}

static void folders_that_others_can_write_are_grave_and_mended(void **state)
{
	(void)state;
	static const char *const folders[] = {
		"etc/keys", "etc/accounts", "etc/groups", "log", "cache"};
	for (size_t n = 0; n < sizeof folders / sizeof folders[0]; n++) {
		check_chmod(folders[n], 0777);
		assert_int_equal(check_run("--fix --yes", ""), EXIT_YES);
		check_says("can be written by others than its owner (mode 0777)");
		check_says(": 1 change made; nothing is wrong any more\n");
		assert_int_equal(check_mode(folders[n]), 0755);
	}
	check_chmod("state", 0755);
	assert_int_equal(check_run("--fix --yes", ""), EXIT_YES);
	check_says("can be read or written by others (mode 0755)");
	assert_int_equal(check_mode("state"), 0700);
}

static void the_log_is_its_writers_alone(void **state)
{
	(void)state;
	check_chmod("log/logins.jsonl", 0660);
	assert_int_equal(check_run("--fix --yes", ""), EXIT_YES);
	check_says("log\n  grave: ");
	assert_int_equal(check_mode("log/logins.jsonl"), 0640);
	check_chmod("log/logins.jsonl", 0644);
	expect_advice("logins.jsonl can be read by others (mode 0644)");
	check_chmod("log/logins.jsonl", 0640);
	assert_int_equal(remove(check_place("log/offers.jsonl")), 0);
	expect_advice("offers.jsonl is not there");
	check_says("systemd-tmpfiles --create keyhole.conf");
	if (getuid() != 0)
		return;
	sandbox_write(&box, "log/offers.jsonl", "");
	check_chmod("log/offers.jsonl", 0640);
	expect_grave("belongs to uid 0, not to keyhole");
}

static void a_folder_that_is_missing_is_told(void **state)
{
	(void)state;
	assert_int_equal(rmdir(check_place("cache")), 0);
	assert_int_equal(check_run("", ""), EXIT_YES);
	assert_int_equal(rmdir(check_place("run")), 0);
	expect_advice("run is not there");
	sandbox_folder(&box, "run");
	check_chmod("run", 0700);
	assert_int_equal(rmdir(check_place("etc/groups")), 0);
	expect_grave("groups is not there");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, check_setup, check_teardown)
	const struct CMUnitTest tests[] = {
		TEST(a_sound_store_has_no_findings),
		TEST(what_a_broken_off_change_has_left_is_named_after_a_day),
		TEST(a_draft_that_was_left_is_named_after_a_day),
		TEST(a_bad_line_of_keys_is_shown_with_a_caret),
		TEST(every_bad_line_is_named),
		TEST(keys_that_open_nothing_are_advice),
		TEST(a_bad_line_of_revoked_keys_is_grave),
		TEST(what_grants_and_groups_name_in_vain_is_told),
		TEST(keys_of_a_person_without_an_account_are_advice),
		TEST(rules_for_no_account_and_grants_that_ended_are_advice),
		TEST(files_that_can_not_be_read_as_rules_are_grave),
		TEST(what_nobody_reads_is_advice),
		TEST(a_fault_of_the_configuration_is_grave),
		TEST(break_glass_accounts_that_do_not_exist_are_told),
		TEST(a_file_that_others_can_write_is_grave_and_mended),
		TEST(a_file_that_the_command_can_not_read_is_grave_and_stays_so),
		TEST(links_and_strangers_files_in_the_store_are_grave),
		TEST(folders_that_others_can_write_are_grave_and_mended),
		TEST(the_log_is_its_writers_alone),
		TEST(a_folder_that_is_missing_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
