/* SPDX-License-Identifier: Apache-2.0 */
/* What is in the way of keyhole enable, each with its words. */
#include "admin/enable/premises.h"

#include "enable_box.h"

/* A tree in which one file has a text, and what is said of it. */
struct scene {
	const char *file, *text, *words;
};

/* Plays scenes, each in a tree that is made anew; a scene without words is in nobody's way. */
static void play(const struct scene *scenes, size_t count, const char *words)
{
	void *state = NULL;
	for (size_t i = 0; i < count; i++) {
		enable_setup(&state);
		sandbox_write(&box, scenes[i].file, scenes[i].text);
		if (scenes[i].words)
			enable_expect(&verb_enable, words, EXIT_NO, scenes[i].words);
		else
			enable_expect(&verb_enable, words, EXIT_YES, "nothing was changed");
		sandbox_expect(&box, "var/lib/keyhole/" UNDERTAKING_NAME, NULL);
		undertaking_teardown(&state);
	}
}

#define PLAY(scenes, words) play(scenes, sizeof scenes / sizeof *scenes, words)
#define D "etc/ssh/sshd_config.d/"
#define OTHER "AuthorizedKeysCommand /usr/bin/other %u\n"

static void another_command_is_named_with_file_and_line(void **state)
{
	(void)state;
	static const struct scene scenes[] = {
		{SSHD_CONFIG, CONFIG OTHER,
			"sshd_config:4: another AuthorizedKeysCommand: "
			"/usr/bin/other %u"},
		{D "50-x.conf", "# x\nauthorizedkeyscommand=\"/usr/bin/other\"\n",
			"50-x.conf:2: another AuthorizedKeysCommand"},
		{SSHD_CONFIG, CONFIG "Match User brian\n" OTHER, "sshd_config:5: another"},
		{SSHD_CONFIG, CONFIG "Match User brian\nAuthorizedKeysCommand none\n",
			"sshd_config:5: this Match undoes what keyhole sets"},
		{SSHD_CONFIG, CONFIG OTHER, "mend it with: sed -i '4s/^/#/' "},
		{SSHD_CONFIG, CONFIG "#" OTHER "AuthorizedKeysCommand none\n", NULL},
		{SSHD_CONFIG, CONFIG "AuthorizedKeysCommand /usr/libexec/keyhole-keys %u\n", NULL},
		{D "x.txt", OTHER, NULL},
	};
	PLAY(scenes, "--dry-run");
}

static void what_is_read_before_keyholes_file_wins(void **state)
{
	(void)state;
	static const struct scene scenes[] = {
		{D "05-x.conf", "AuthorizedKeysCommand none\n",
			"05-x.conf:1: AuthorizedKeysCommand none is read before"},
		{SSHD_CONFIG, "RevokedKeys none\n" CONFIG, "sshd_config:1: RevokedKeys none is"},
		{D "50-x.conf", "RevokedKeys none\n", NULL},
		{D "10-keyhole.conf", "RevokedKeys /etc/ssh/other\n",
			"10-keyhole.conf:1: RevokedKeys /etc/ssh/other is a list of another's"},
		{D "10-keyhole.conf", "AuthorizedKeysCommand /usr/bin/other\n",
			"10-keyhole.conf:1: another AuthorizedKeysCommand"},
		{D "05-x.conf", "AuthorizedKeysCommandUser nobody\n",
			"05-x.conf:1: AuthorizedKeysCommandUser nobody is read before"},
		{D "05-x.conf", "AuthorizedKeysCommandUser keyhole\n", NULL},
		{SSHD_CONFIG, CONFIG "RevokedKeys none\n", NULL},
	};
	PLAY(scenes, "--dry-run");
}

static void a_list_of_revoked_keys_of_anothers_is_not_lost(void **state)
{
	(void)state;
	static const struct scene scenes[] = {
		{SSHD_CONFIG, "RevokedKeys /etc/ssh/revoked\n" CONFIG,
			"sshd_config:1: RevokedKeys /etc/ssh/revoked is a list of another's, and "
			"is read before"},
		{D "05-x.conf", "RevokedKeys /etc/ssh/revoked\n",
			"05-x.conf:1: RevokedKeys /etc/ssh/revoked is a list of another's"},
		{SSHD_CONFIG, CONFIG "RevokedKeys revoked\n", "sshd_config:4: RevokedKeys revoked"},
		{SSHD_CONFIG, CONFIG "RevokedKeys /etc/ssh/revoked\n",
			"etc/ssh/revoked: it is missing, and sshd refuses every key by that"},
		{SSHD_CONFIG, CONFIG "Match User brian\nRevokedKeys /etc/x\n",
			"sshd_config:5: below this Match RevokedKeys is /etc/x"},
		{SSHD_CONFIG, CONFIG "Match User brian\nRevokedKeys none\n",
			"sshd_config:5: this Match takes RevokedKeys away (none)"},
		{SSHD_CONFIG, CONFIG "RevokedKeys /etc/keyhole/revoked.krl\n", NULL},
	};
	PLAY(scenes, "--dry-run");
}

static void pam_and_keys_have_to_be_on(void **state)
{
	(void)state;
	static const char include[] = "Include /etc/ssh/sshd_config.d/*.conf\n";
	CLEANUP(free) char *late = NULL;
	assert_true(asprintf(&late, "%s%s", include, "X11Forwarding yes\n") > 0);
	const struct scene scenes[] = {
		{SSHD_CONFIG, "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM no\nUsePAM yes\n",
			"sshd_config:2: UsePAM no: without it keyhole is not asked"},
		{SSHD_CONFIG, late, "does not say UsePAM yes"},
		{SSHD_CONFIG, CONFIG "PubkeyAuthentication no\n",
			"sshd_config:4: PubkeyAuthentication no"},
		{SSHD_CONFIG, CONFIG "Match Group sftp\nPubkeyAuthentication no\n", NULL},
		{SSHD_CONFIG, CONFIG "UsePAM no\n", NULL},
	};
	PLAY(scenes, "--dry-run");
}

static void the_drop_ins_folder_has_to_be_included_for_everybody(void **state)
{
	(void)state;
	static const struct scene scenes[] = {
		{SSHD_CONFIG, "UsePAM yes\n", "does not include /etc/ssh/sshd_config.d/*.conf"},
		{SSHD_CONFIG, "UsePAM yes\nInclude /etc/ssh/other.d/*.conf\n", "does not include"},
		{SSHD_CONFIG,
			"UsePAM yes\nMatch User brian\nInclude /etc/ssh/sshd_config.d/*.conf\n",
			"sshd_config:3: the Include of sshd_config.d stands below a Match"},
		{SSHD_CONFIG, "UsePAM yes\nInclude \"sshd_config.d/*.conf\"\n", NULL},
		{SSHD_CONFIG, "UsePAM yes\nInclude /a.conf /etc/ssh/sshd_config.d/1*.conf\n", NULL},
	};
	PLAY(scenes, "--dry-run");
}

static void a_match_that_undoes_it_is_named(void **state)
{
	(void)state;
	static const struct scene beside[] = {
		{SSHD_CONFIG, CONFIG "Match User brian\nAuthorizedKeysCommandUser nobody\n",
			"sshd_config:5: this Match undoes what keyhole sets"},
		{SSHD_CONFIG, CONFIG "Match User brian\nAuthorizedKeysFile /etc/x\n", NULL},
	};
	static const struct scene exclusive[] = {
		{SSHD_CONFIG, CONFIG "Match User brian\nAuthorizedKeysFile /etc/x\n",
			"sshd_config:5: this Match undoes what keyhole sets: AuthorizedKeysFile"},
		{D "05-x.conf", "AuthorizedKeysFile .ssh/authorized_keys\n",
			"05-x.conf:1: AuthorizedKeysFile .ssh/authorized_keys is read before"},
	};
	PLAY(beside, "--dry-run");
	PLAY(exclusive, "--dry-run --exclusive");
}

static void what_opens_users_files_in_keyholes_own_file_is_named(void **state)
{
	(void)state;
	static const struct scene beside[] = {
		{D "10-keyhole.conf", "AuthorizedKeysFile .ssh/authorized_keys\n", NULL},
	};
	static const struct scene exclusive[] = {
		{D "10-keyhole.conf", "AuthorizedKeysFile .ssh/authorized_keys\n",
			"10-keyhole.conf:1: AuthorizedKeysFile .ssh/authorized_keys, which keyhole "
			"did"},
		{D "10-keyhole.conf", "# c:\\\n\"Match\" User brian\nauthorizedkeysfile=none /x\n",
			"10-keyhole.conf:3: AuthorizedKeysFile none /x, which keyhole did"},
		{D "10-keyhole.conf", "AuthorizedKeysFile " SITE_BREAK_GLASS "\n",
			"10-keyhole.conf:1: AuthorizedKeysFile"},
	};
	PLAY(beside, "--dry-run");
	PLAY(exclusive, "--dry-run --exclusive");
}

static void what_shuts_users_files_in_keyholes_own_file_may_stand_there(void **state)
{
	CLEANUP(free) char *key = sandbox_read_path(TEST_DATA "/keys/ed25519.pub");
	enable_setup(state);
	sandbox_write(&box, "etc/keyhole/break_glass.keys", key);
	sandbox_write(&box, D "10-keyhole.conf",
		"AuthorizedKeysFile \"none\"\nMatch User brian\nAuthorizedKeysFile none\n"
		"Match User alice\nAuthorizedKeysFile " SITE_BREAK_GLASS "\n");
	enable_expect(&verb_enable, "--dry-run --exclusive", EXIT_YES, "nothing was changed");
	undertaking_teardown(state);
}

static void pams_service_has_to_be_there_and_whole(void **state)
{
	(void)state;
	static const struct scene scenes[] = {
		{&PAM[1], "@include common-nothing\n", "an @include names common-nothing"},
		{&PAM[1], "account required pam_a.so\naccount include nothing\n",
			"sshd:2: PAM can't use this line"},
		{&PAM[1], "@include common-account\n" WIRING_ACCOUNT "\n" WIRING_SESSION "\n",
			NULL},
		{&PAM[1],
			"account sufficient pam_permit.so\n" WIRING_ACCOUNT "\n" WIRING_SESSION
			"\n",
			"would be passed over, or its no would not count"},
		{&PAM[1], "account optional pam_keyhole.so\n@include common-account\n",
			"would be passed over, or its no would not count"},
	};
	PLAY(scenes, "--dry-run");
}

static void a_service_without_account_lines_or_none_at_all_is_refused(void **state)
{
	(void)state;
	sandbox_write(&box, &PAM[1], "auth required pam_unix.so\n");
	sandbox_write(&box, "etc/pam.d/other", "account required pam_deny.so\n");
	enable_expect(&verb_enable, "", EXIT_UNSURE, "has no account line");
	assert_int_equal(unlink(sandbox_path(&box, &PAM[1])), 0);
	enable_expect(&verb_enable, "", EXIT_NO, "etc/pam.d/sshd is not there");
}

static void an_unsafe_path_is_named_with_its_mode(void **state)
{
	(void)state;
	assert_int_equal(chmod(sandbox_path(&box, "etc/ssh/sshd_config.d"), 0777), 0);
	enable_expect(&verb_enable, "", EXIT_NO, "(mode 0777); mend it with: chmod go-w ");
	assert_int_equal(rmdir(sandbox_path(&box, "etc/ssh/sshd_config.d")), 0);
	enable_expect(&verb_enable, "", EXIT_NO, "mend it with: mkdir -m 755");
	assert_int_equal(unlink(sandbox_path(&box, SSHD_CONFIG)), 0);
	enable_expect(&verb_enable, "", EXIT_NO, "sshd_config: No such file");
	assert_int_equal(chmod(sandbox_path(&box, &PAM[1]), 0666), 0);
	enable_expect(&verb_enable, "", EXIT_NO, "etc/pam.d/sshd can be written by others");
	assert_int_equal(unlink(sandbox_path(&box, &PAM[1])), 0);
	assert_int_equal(symlink("common-account", box.path), 0);
	enable_expect(&verb_enable, "", EXIT_NO, "etc/pam.d/sshd is a symbolic link");
}

static void everything_in_the_way_is_said_at_once(void **state)
{
	(void)state;
	sandbox_write(&box, SSHD_CONFIG, "UsePAM no\n" OTHER);
	enable_expect(&verb_enable, "", EXIT_NO, ":1: UsePAM no");
	sandbox_expect_part(&box, "err", ":2: another AuthorizedKeysCommand");
	sandbox_expect_part(&box, "err", "does not include");
}

static const char *wrong; /* with what its configuration is refused, NULL: a bad option */

/* Judges what sshd says of itself and of root, and gives how much is in the way. */
static unsigned judge(const char *said, unsigned major, unsigned minor, bool known, bool consents)
{
	static struct site site = {.revoked = "/nowhere/own.krl"};
	static char shell[] = "/bin/sh", name[] = "root", password[] = "*";
	CLEANUP(free) struct inquiry *inquiry = calloc(1, sizeof *inquiry);
	char text[2048];
	struct note note;
	struct premises premises = {.site = &site, .account = "root", .consents = consents};
	settings_init(&site.settings);
	snprintf(text, sizeof text,
		"%sport 22\nusepam yes\npubkeyauthentication yes\nauthorizedkeyscommand none\n"
		"permitrootlogin yes\nauthenticationmethods any\nauthorizedkeysfile none\n",
		said);
	assert_int_equal(effective_read(text, &inquiry->effective, &note), 0);
	inquiry->name = "root";
	inquiry->settings = &site.settings;
	inquiry->settings_fault = -1; /* no store */
	inquiry->account =
		(struct passwd){.pw_name = name, .pw_dir = box.folder, .pw_shell = shell};
	inquiry->shadow.sp_pwdp = password;
	inquiry->sshd_known = known;
	inquiry->sshd_major = major;
	inquiry->sshd_minor = minor;
	snprintf(inquiry->sshd_said.errors, sizeof inquiry->sshd_said.errors, "%s",
		wrong ? wrong
		      : "/etc/ssh/sshd_config line 7: Bad configuration option: Prot\nmore\n");
	struct sandbox_voice voice = sandbox_listen(&box);
	premises_judge_inquiry(&premises, inquiry);
	premises_judge_keyless(&premises);
	sandbox_hush(voice);
	inquiry_close(inquiry);
	return premises.refusals;
}

static void an_sshd_that_is_too_old_or_can_not_read_its_configuration_is_told(void **state)
{
	(void)state;
	assert_int_equal(judge("", 9, 2, true, true), 0);
	assert_int_equal(judge("", 8, 9, true, true), 0);
	assert_int_equal(judge("", 8, 8, true, true), 1);
	sandbox_expect_part(&box, "err", "OpenSSH 8.8 is older than what keyhole knows: 8.9");
	assert_int_equal(judge("", 7, 9, true, true), 1);
	assert_int_equal(judge("", 9, 2, false, true), 1);
	sandbox_expect_part(&box, "err", "line 7: Bad configuration option: Prot\n");
}

static void what_sshd_says_of_itself_counts_too(void **state)
{
	(void)state;
	assert_int_equal(judge("usepam no\n", 9, 2, true, true), 1);
	sandbox_expect_part(&box, "err", "sshd -T says usepam no");
	assert_int_equal(judge("pubkeyauthentication no\n", 9, 2, true, true), 2);
	sandbox_expect_part(&box, "err", "sshd -T says pubkeyauthentication no");
}

static void an_administrator_who_can_not_come_in_is_told_why(void **state)
{
	(void)state;
	assert_int_equal(judge("", 9, 2, true, false), 1);
	sandbox_expect_part(&box, "err", "no key is known that lets root in");
	assert_int_equal(judge("permitrootlogin no\n", 9, 2, true, true), 1);
	sandbox_expect_part(&box, "err", "root can't log in by ssh: PermitRootLogin is no");
	assert_int_equal(judge("allowusers brian\n", 9, 2, true, true), 1);
	sandbox_expect_part(&box, "err", "root can't log in by ssh: AllowUsers does not have root");
}

static void a_list_of_revoked_keys_that_is_missing_is_the_reason_and_not_the_keys(void **state)
{
	(void)state;
	assert_int_equal(judge("revokedkeys /nowhere/revoked\n", 9, 2, true, false), 1);
	sandbox_expect_part(&box, "err", "root can't log in by ssh: /nowhere/revoked");
	/* keyhole's own is made anew. */
	assert_int_equal(judge("revokedkeys /nowhere/own.krl\n", 9, 2, true, false), 0);
}

static void where_no_sshd_runs_and_its_folder_is_gone_the_mend_is_to_start_it(void **state)
{
	(void)state;
	wrong = "Missing privilege separation directory: /run/sshd\n";
	assert_int_equal(judge("", 10, 0, false, true), 1);
	wrong = NULL;
	sandbox_expect_part(&box, "err", "no sshd runs");
	sandbox_expect_part(&box, "err", "mend it with: systemctl start ssh\n");
}

/* Judges a command line, and gives how much is in the way. */
static unsigned judge_started(long pid, const char *line)
{
	struct started started;
	char text[256];
	struct premises premises = {.refusals = 0};
	snprintf(text, sizeof text, "%s", line);
	started_read(text, strlen(text), &started);
	struct sandbox_voice voice = sandbox_listen(&box);
	premises_judge_started(&premises, pid, &started);
	sandbox_hush(voice);
	return premises.refusals;
}

static void what_the_sshd_that_runs_was_started_with_is_looked_at(void **state)
{
	(void)state;
	assert_int_equal(judge_started(7, "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100"), 0);
	assert_int_equal(
		judge_started(7, "/usr/sbin/sshd -D -o Port=23 -f /etc/ssh/sshd_config"), 0);
	assert_int_equal(judge_started(7, "/usr/sbin/sshd -D -f /etc/x"), 1);
	sandbox_expect_part(&box, "err", "(process 7) goes by /etc/x");
	assert_int_equal(
		judge_started(7, "/usr/sbin/sshd -D -o AuthorizedKeysCommand=/usr/bin/eic -o "
				 "usepam=no"),
		2);
	sandbox_expect_part(&box, "err", "started with -o AuthorizedKeysCommand=/usr/bin/eic");
	assert_int_equal(judge_started(0, ""), 1);
	sandbox_expect_part(&box, "err", "no sshd runs");
}

static void the_command_has_to_be_one_that_sshd_runs(void **state)
{
	(void)state;
	struct premises premises = {.refusals = 0};
	char path[256];
	snprintf(path, sizeof path, "%s/usr/bin/keyhole-keys", box.folder);
	struct sandbox_voice voice = sandbox_listen(&box);
	premises_judge_command(&premises, "/bin/sh", "root");
	assert_int_equal(premises.refusals, 0);
	premises_judge_command(&premises, path, "root");
	assert_int_equal(premises.refusals, 1);
	premises_judge_command(&premises, "/bin/sh", "no-such-user");
	assert_int_equal(premises.refusals, 2);
	premises_judge_command(&premises, "/etc/passwd", "root");
	assert_int_equal(premises.refusals, 3);
	sandbox_hush(voice);
	sandbox_expect_part(&box, "err", "sshd would not run");
	sandbox_expect_part(&box, "err", "there is no user no-such-user");
	sandbox_expect_part(&box, "err", "/etc/passwd can't be executed");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_command_is_named_with_file_and_line),
		cmocka_unit_test(what_is_read_before_keyholes_file_wins),
		cmocka_unit_test(a_list_of_revoked_keys_of_anothers_is_not_lost),
		cmocka_unit_test(pam_and_keys_have_to_be_on),
		cmocka_unit_test(the_drop_ins_folder_has_to_be_included_for_everybody),
		cmocka_unit_test(a_match_that_undoes_it_is_named),
		cmocka_unit_test(what_opens_users_files_in_keyholes_own_file_is_named),
		cmocka_unit_test(what_shuts_users_files_in_keyholes_own_file_may_stand_there),
		cmocka_unit_test(pams_service_has_to_be_there_and_whole),
		enable_case(a_service_without_account_lines_or_none_at_all_is_refused),
		enable_case(an_unsafe_path_is_named_with_its_mode),
		enable_case(everything_in_the_way_is_said_at_once),
		enable_case(an_sshd_that_is_too_old_or_can_not_read_its_configuration_is_told),
		enable_case(what_sshd_says_of_itself_counts_too),
		enable_case(an_administrator_who_can_not_come_in_is_told_why),
		enable_case(a_list_of_revoked_keys_that_is_missing_is_the_reason_and_not_the_keys),
		enable_case(where_no_sshd_runs_and_its_folder_is_gone_the_mend_is_to_start_it),
		enable_case(what_the_sshd_that_runs_was_started_with_is_looked_at),
		enable_case(the_command_has_to_be_one_that_sshd_runs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
