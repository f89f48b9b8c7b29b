/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=child_run,--wrap=stack_read,--wrap=stack_module_path,--wrap=stack_module_exists,--wrap=safe_file,--wrap=statvfs,--wrap=open */
#include "admin/verb.h"
#include "audit/append.h"
#include "sandbox.h"
#include "status_box.h"

#include <signal.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>

int __wrap_statvfs(const char *path, struct statvfs *disk);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

static uint64_t room;
static int append_fault; /* of a file that is opened to be written to */

/* Fails where that is asked for. */
int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (append_fault == 0 || !(flags & O_APPEND))
		return __real_open(path, flags, mode);
	errno = append_fault;
	return -1;
}

/* A disk with so much room. */
int __wrap_statvfs(const char *path, struct statvfs *disk)
{
	(void)path;
	*disk = (struct statvfs){.f_bfree = room, .f_frsize = 1, .f_files = 10, .f_ffree = 5};
	return 0;
}

/* Writes a moment so many days from now: as a grant has it, or as a key's option has it. */
static const char *in_days(int days, bool grant)
{
	static char text[64];
	time_t then = time(NULL) + days * 86400L;
	struct tm tm;
	gmtime_r(&then, &tm);
	if (grant)
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm);
	else
		strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &tm);
	return text;
}

/* The text of a key. */
static const char *key_text(void)
{
	static char text[2048];
	FILE *file = fopen(TEST_DATA "/keys/ed25519.pub", "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof text, file));
	fclose(file);
	return text;
}

static void names_the_command_that_is_asked_as_root(void **state)
{
	(void)state;
	status_look(survey_command);
	status_expect(STEP_CLOSED, "AuthorizedKeysCommandUser is root");
	assert_int_equal(survey_count_bad(&box.survey, 0), 1);
	assert_string_equal(box.survey.command_version, KEYHOLE_VERSION);
	status_close();
}

static void names_a_command_that_gives_no_version(void **state)
{
	(void)state;
	box.version = "something else\n";
	status_look(survey_command);
	status_expect(STEP_CLOSED, "another answer than its version");
	box.version_fault = -EACCES;
	status_look(survey_command);
	status_expect(STEP_CLOSED, "Permission denied");
	assert_string_equal(box.survey.command_version, "");
	status_close();
}

static void names_another_package_that_sshd_asks(void **state)
{
	(void)state;
	box.sshd = "authorizedkeyscommand /usr/bin/userdbctl ssh-authorized-keys %u\n";
	status_look(survey_command);
	status_expect(STEP_CLOSED, "sshd asks /usr/bin/userdbctl");
	assert_string_equal(box.survey.command, "");
	status_close();
}

static void names_the_account_that_a_match_leaves_out(void **state)
{
	(void)state;
	status_look(survey_accounts);
	status_expect(STEP_GOOD, "no Match undoes any of this for the 1 account that");
	box.root = "authorizedkeyscommand none\n";
	status_look(survey_accounts);
	status_expect(STEP_CLOSED, "for root: AuthorizedKeysCommand is none");
	box.root = "pubkeyauthentication no\n";
	status_look(survey_accounts);
	status_expect(STEP_CLOSED, "for root: PubkeyAuthentication is no");
	box.root = "revokedkeys none\n";
	status_look(survey_accounts);
	status_expect(STEP_CLOSED, "for root: sshd's RevokedKeys is none");
	box.root = "authenticationmethods publickey,password\n";
	status_look(survey_accounts);
	assert_int_equal(survey_count_bad(&box.survey, 0), 0);
	status_close();
}

static void sees_whom_the_exclusive_mode_leaves_out(void **state)
{
	static const struct view root = {"root", 4};
	(void)state;
	box.settings.break_glass = (struct settings_list){1, &root};
	box.sshd = "authorizedkeysfile none\n";
	status_look(survey_accounts);
	status_expect(STEP_NOTE, "root is a break_glass account");
	box.root = "authorizedkeysfile .ssh/authorized_keys\n";
	status_look(survey_accounts);
	assert_null(status_step(STEP_NOTE));
	assert_int_equal(survey_count_bad(&box.survey, 0), 0);
	box.settings.break_glass = (struct settings_list){0, NULL};
	status_look(survey_accounts);
	status_expect(STEP_CLOSED, "for root: AuthorizedKeysFile is .ssh/authorized_keys");
	status_close();
}

static void says_what_sshd_has_instead_of_the_list_of_revoked_keys(void **state)
{
	(void)state;
	box.sshd = "revokedkeys none\n";
	status_look(survey_revoked);
	status_expect(STEP_CLOSED, "sshd's RevokedKeys is none");
	/* Never before there is a list. */
	const char *mend = status_step(STEP_CLOSED)->mend;
	assert_int_equal(strncmp(mend, "keyhole revoke --rebuild && ", 28), 0);
	assert_non_null(strstr(mend, "RevokedKeys "));
	tree_text(box.tree, "revoked.krl", "");
	status_look(survey_revoked);
	mend = status_step(STEP_CLOSED)->mend;
	assert_null(strstr(mend, "--rebuild"));
	assert_non_null(strstr(mend, "RevokedKeys "));
	box.sshd = "revokedkeys /etc/passwd-other\n";
	status_look(survey_revoked);
	assert_int_equal(survey_count_bad(&box.survey, 0), 1);
	tree_text(box.tree, "other", "# no key\n");
	char other[600];
	snprintf(other, sizeof other, "revokedkeys %s\n", tree_path(box.tree, "other"));
	box.sshd = other;
	status_look(survey_revoked);
	status_expect(STEP_CLOSED, "/other, not ");
	assert_null(status_step(STEP_CLOSED)->mend);
	status_close();
}

static void makes_a_list_of_revoked_keys_anew_that_is_gone(void **state)
{
	(void)state;
	status_look(survey_revoked);
	status_expect(STEP_REFUSED, "sshd refuses every key");
	assert_string_equal(status_step(STEP_REFUSED)->mend, "keyhole revoke --rebuild");
	status_close();
}

static void holds_the_versions_against_one_another(void **state)
{
	(void)state;
	status_look(survey_command);
	survey_versions(&box.survey);
	status_expect(STEP_GOOD, "are all of keyhole's version " KEYHOLE_VERSION);
	status_module("pam_keyhole.so, version 0.0.9");
	survey_versions(&box.survey);
	status_expect(STEP_CLOSED, "pam_keyhole.so 0.0.9");
	status_module("no mark");
	survey_versions(&box.survey);
	status_expect(STEP_CLOSED, "pam_keyhole.so unknown");
	box.module = NULL;
	survey_versions(&box.survey);
	status_expect(STEP_NOTE, "pam_keyhole.so not installed");
	box.version = "keyhole-keys 0.0.8\n";
	status_look(survey_command);
	survey_versions(&box.survey);
	status_expect(STEP_CLOSED, "keyhole-keys 0.0.8");
	status_close();
}

static void finds_the_version_in_the_module_that_is_built(void **state)
{
	char path[PATH_MAX];
	(void)state;
	snprintf(path, sizeof path, "%s/module", box.tree->root);
	assert_int_equal(unlink(path), 0);
	char *built = realpath(TEST_BUILD "/pam_keyhole.so", NULL);
	assert_non_null(built);
	assert_int_equal(symlink(built, path), 0);
	free(built);
	status_look(survey_command);
	survey_versions(&box.survey);
	status_expect(STEP_GOOD, "are all of keyhole's version " KEYHOLE_VERSION);
	status_close();
}

static void says_whether_pam_asks_the_module(void **state)
{
	(void)state;
	status_look(survey_module);
	status_expect(STEP_GOOD, "asks pam_keyhole.so");
	tree_text(box.tree, "sshd", "account required pam_permit.so\nsession optional x.so\n");
	status_look(survey_module);
	status_expect(STEP_UNSAFE, "no account line");
	status_expect(STEP_UNSAFE, "no session line");
	unlink(tree_path(box.tree, "sshd"));
	status_look(survey_module);
	status_expect(STEP_UNKNOWN, "can't be read");
	status_close();
}

static void shows_what_check_finds_in_settings_and_store(void **state)
{
	(void)state;
	status_look(survey_files);
	status_expect(STEP_GOOD, "are root's, and can be read");
	assert_int_equal(survey_count_bad(&box.survey, 0), 0);
	for (int i = 0; i < 5; i++) {
		char name[32];
		snprintf(name, sizeof name, "keys.d/p%d.keys", i);
		tree_bytes(box.tree, name, 0664, key_text(), strlen(key_text()));
	}
	status_look(survey_files);
	status_expect(STEP_CLOSED, "p0.keys can be written by others than its owner (mode 0664)");
	assert_non_null(strstr(status_step(STEP_CLOSED)->mend, "chmod go-w "));
	status_expect(STEP_CLOSED, "and 2 more of that kind");
	assert_int_equal(survey_count_bad(&box.survey, 0), 4);
	status_close();
}

static void says_once_what_is_wrong_with_the_list_of_revoked_keys(void **state)
{
	(void)state;
	tree_bytes(box.tree, "revoked_keys", 0664, "# none\n", 7);
	status_look(survey_files);
	assert_int_equal(survey_count_bad(&box.survey, 0), 1);
	status_close();
}

static void says_whether_the_log_can_be_written(void **state)
{
	(void)state;
	room = 1UL << 30;
	status_look(survey_log);
	status_expect(STEP_GOOD, "can be written, and has 1024 MiB of room");
	status_expect(STEP_NOTE, "no login is recorded yet");
	tree_folder(box.tree, "log/" APPEND_LOGINS, 0750);
	status_look(survey_log);
	assert_true(survey_count_bad(&box.survey, 0) > 0);
	rmdir(tree_path(box.tree, "log/" APPEND_LOGINS));
	rmdir(tree_path(box.tree, "log"));
	status_look(survey_log);
	status_expect(STEP_CLOSED, "/log is not there");
	status_close();
}

static void names_a_log_that_can_not_be_opened_to_be_written_to(void **state)
{
	(void)state;
	room = 1UL << 30;
	tree_bytes(box.tree, "log/" APPEND_LOGINS, 0640, "", 0);
	append_fault = EPERM;
	status_look(survey_log);
	append_fault = 0;
	status_expect(STEP_CLOSED, "logins.jsonl can't be written: Operation not permitted");
	status_close();
}

static void says_how_much_room_the_log_has(void **state)
{
	(void)state;
	room = 100UL << 20;
	status_look(survey_log);
	status_expect(STEP_NOTE, "has 100 MiB left");
	assert_int_equal(survey_count_bad(&box.survey, 0), 0);
	room = 1UL << 20;
	status_look(survey_log);
	status_expect(STEP_CLOSED, "hardly any room");
	status_expect(STEP_CLOSED, "no login is recorded");
	box.settings.audit_failure = AUDIT_FAILURE_REFUSE;
	status_look(survey_log);
	status_expect(STEP_CLOSED, "nobody but break_glass accounts gets in");
	status_close();
}

static void names_a_list_of_offers_that_is_full(void **state)
{
	(void)state;
	room = 1UL << 30;
	tree_text(box.tree, "log/" APPEND_OFFERS, "");
	assert_int_equal(truncate(tree_path(box.tree, "log/" APPEND_OFFERS), APPEND_OFFER_MAX), 0);
	status_look(survey_log);
	status_expect(STEP_CLOSED, "offers.jsonl is full");
	status_close();
}

static void finds_the_last_login_behind_what_came_after_it(void **state)
{
	(void)state;
	room = 1UL << 30;
	tree_text(box.tree, "log/" APPEND_LOGINS,
		"{\"v\":1,\"seq\":1,\"time\":\"2026-11-22T10:00:00.000000Z\",\"event\":\"login\","
		"\"account\":\"alice\"}\n"
		"{\"v\":1,\"seq\":2,\"time\":\"2026-11-22T11:00:00.000000Z\",\"event\":\"login\","
		"\"account\":\"deploy\",\"person\":\"brian\",\"from\":\"10.0.0.1\"}\n"
		"{\"v\":1,\"seq\":3,\"time\":\"2026-11-22T12:00:00.000000Z\",\"event\":\"refused\","
		"\"account\":\"login\"}\n");
	status_look(survey_log);
	status_expect(STEP_GOOD, "deploy, by brian, from 10.0.0.1, at ");
	assert_int_equal(box.survey.login.time, 1795345200000000);
	status_close();
}

static void tells_a_seal_that_is_gone_from_none(void **state)
{
	(void)state;
	status_look(survey_seal);
	status_expect(STEP_NOTE, "the log is not sealed");
	assert_string_equal(status_step(STEP_NOTE)->mend, "keyhole seal");
	assert_int_equal(box.survey.seal, SURVEY_UNSEALED);
	tree_text(box.tree, "log/" APPEND_LOGINS,
		"{\"v\":1,\"epoch\":1,\"seq\":1,\"time\":\"2026-11-22T10:00:00.000000Z\",\"event\":"
		"\"login\",\"seal\":\""
		"0000000000000000000000000000000000000000000000000000000000000000\"}\n");
	status_look(survey_seal);
	status_expect(STEP_CLOSED, "the state of the seal is gone");
	assert_int_equal(box.survey.seal, SURVEY_SEAL_LOST);
	tree_bytes(box.tree, "state/seal", 0600, "garbage", 7);
	status_look(survey_seal);
	status_expect(STEP_CLOSED, "is not sealed");
	box.survey.root = false;
	survey_seal(&box.survey);
	status_expect(STEP_UNKNOWN, "only root");
	status_close();
}

static void names_keys_and_grants_that_end_within_thirty_days(void **state)
{
	static const int days[] = {-1, 29, 31};
	char text[8192] = "", name[32];
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		snprintf(text, sizeof text, "expiry-time=\"%s\" %s", in_days(days[i], false),
			key_text());
		snprintf(name, sizeof name, "keys.d/p%zu.keys", i);
		tree_text(box.tree, name, text);
	}
	tree_text(box.tree, "keys.d/p9.keys", key_text());
	snprintf(text, sizeof text,
		"grants = ( { people = ( \"p1\", \"p2\" ); until = \"%s\"; }, { people = ( \"p9\" "
		"); "
		"} );",
		in_days(3, true));
	tree_text(box.tree, "accounts.d/deploy.conf", text);
	status_look(survey_expiry);
	status_expect(STEP_NOTE, "p1's key ED25519 SHA256:");
	status_expect(STEP_NOTE, "/keys.d/p1.keys:1)");
	status_expect(STEP_NOTE, "the grant of deploy to p1 and others ends at");
	assert_int_equal(box.survey.steps->count, 2);
	assert_string_equal(box.survey.steps->step[0].mend,
		"keyhole add p1 SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ --expires 90d");
	assert_int_equal(box.survey.expiry.keys, 1);
	assert_int_equal(box.survey.expiry.grants, 1);
	assert_true(box.survey.expiry.next <= (uint64_t)time(NULL) + 3 * 86400);
	assert_int_equal(box.survey.keys, 4);
	assert_int_equal(box.survey.people, 4);
	assert_int_equal(box.survey.restricting, 1);
	survey_mode(&box.survey);
	status_expect(STEP_NOTE, "(1 grant asks for something)");
	status_close();
}

static void names_no_more_than_ten_that_end(void **state)
{
	char text[4096], name[32];
	(void)state;
	snprintf(text, sizeof text, "expiry-time=\"%s\" %s", in_days(2, false), key_text());
	for (int i = 0; i < 13; i++) {
		snprintf(name, sizeof name, "keys.d/p%d.keys", i);
		tree_text(box.tree, name, text);
	}
	status_look(survey_expiry);
	assert_int_equal(box.survey.steps->count, 11);
	assert_int_equal(box.survey.expiry.keys, 13);
	status_expect(STEP_NOTE, "and 3 more of that kind");
	status_close();
}

static void says_what_beside_and_exclusive_mean(void **state)
{
	(void)state;
	box.settings.home_check = HOME_CHECK_ENFORCE;
	status_look(survey_mode);
	status_expect(STEP_GOOD, "beside: sshd looks into .ssh/authorized_keys first");
	status_expect(STEP_GOOD, "kept out; homes are not looked at here, but by keyhole check");
	assert_int_equal(box.survey.mode, SURVEY_BESIDE);
	box.sshd = "authorizedkeysfile none\n";
	box.settings.home_check = HOME_CHECK_WARN;
	status_look(survey_mode);
	status_expect(STEP_GOOD, "exclusive: only keys of the store");
	status_expect(STEP_NOTE, "home_check is warn");
	status_expect(STEP_NOTE, "homes are not looked at here: where keyhole check");
	box.sshd = "authorizedkeysfile none\ntrustedusercakeys /etc/ssh/ca.pub\n";
	status_look(survey_mode);
	status_expect(STEP_NOTE, "TrustedUserCAKeys /etc/ssh/ca.pub: certificates of these CAs");
	box.settings.home_check = HOME_CHECK_OFF;
	status_look(survey_mode);
	status_expect(STEP_NOTE, "home_check is off");
	box.settings.home_check = HOME_CHECK_WARN;
	tree_text(box.tree, "accounts.d/deploy.conf", "home_check = \"off\";\n");
	status_look(survey_expiry);
	status_expect(STEP_NOTE, "deploy.conf has home_check = \"off\"");
	status_close();
}

static void takes_a_configuration_that_is_not_read_yet_for_a_fault(void **state)
{
	const struct timespec old[] = {{1000, 0}, {1000, 0}};
	(void)state;
	tree_text(box.tree, "pid", "1\n");
	status_look(survey_sshd);
	assert_int_equal(survey_count_bad(&box.survey, 0), 0);
	utimensat(AT_FDCWD, tree_path(box.tree, "pid"), old, 0);
	if (access("/etc/ssh/sshd_config", F_OK) == 0) {
		status_look(survey_sshd);
		status_expect(STEP_CLOSED, "after sshd read it");
	}
	unlink(tree_path(box.tree, "pid"));
	status_look(survey_sshd);
	status_expect(STEP_NOTE, "no sshd runs that has written");
	box.survey.root = false;
	survey_sshd(&box.survey);
	status_expect(STEP_UNKNOWN, "only root can ask sshd");
	status_close();
}

/* Starts a process that is called as sshd with these words would be, and waits until it is. */
static pid_t start_as(const char *title)
{
	int ends[2];
	char byte;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = fork();
	if (pid == 0) {
		execl("/bin/sleep", title, "60", (char *)NULL);
		_exit(1);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 0);
	close(ends[0]);
	return pid;
}

/* Looks at sshd while such a process is what its pid file names. */
static void look_at_one_started_as(const char *title)
{
	char text[32];
	pid_t pid = start_as(title);
	snprintf(text, sizeof text, "%d\n", (int)pid);
	tree_text(box.tree, "pid", text);
	status_look(survey_sshd);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void names_what_sshd_was_started_with_that_wins_over_files(void **state)
{
	(void)state;
	look_at_one_started_as("sshd: /usr/sbin/sshd -D -o UsePAM=no [listener]");
	status_expect(STEP_CLOSED, "was started with -o UsePAM=no, which wins");
	look_at_one_started_as("sshd: /usr/sbin/sshd -D -o UsePAM=yes -o Port=22 [listener]");
	status_expect(STEP_GOOD, "was told nothing else on its command line");
	look_at_one_started_as("sshd: /usr/sbin/sshd -D -f /srv/sshd_config [listener]");
	status_expect(STEP_UNKNOWN, "goes by /srv/sshd_config");
	status_close();
}

/* What a form of the report is, of these steps. */
static char *print(void (*form)(const struct survey *))
{
	struct sandbox sandbox;
	sandbox_open(&sandbox);
	struct sandbox_voice voice = sandbox_listen(&sandbox);
	form(&box.survey);
	sandbox_hush(voice);
	char *text = sandbox_read_path(sandbox_path(&sandbox, "out"));
	sandbox_close(&sandbox);
	assert_non_null(text);
	return text;
}

/* Begins with one good step. */
static void look_at_nothing(struct survey *survey)
{
	step_add(survey->steps, "sshd", STEP_GOOD, NULL, "fine");
}

static void counts_what_is_wrong_before_what_is_not_known(void **state)
{
	(void)state;
	status_look(look_at_nothing);
	assert_int_equal(report_status(&box.survey), EXIT_YES);
	step_add(box.survey.steps, "log", STEP_NOTE, NULL, "so");
	assert_int_equal(report_status(&box.survey), EXIT_YES);
	step_add(box.survey.steps, "log", STEP_UNKNOWN, NULL, "who knows");
	assert_int_equal(report_status(&box.survey), EXIT_UNSURE);
	step_add(box.survey.steps, "pam", STEP_UNSAFE, NULL, "bad");
	assert_int_equal(report_status(&box.survey), EXIT_NO);
	status_close();
	status_look(look_at_nothing);
	box.survey.steps->lost = true;
	assert_int_equal(report_status(&box.survey), EXIT_UNSURE);
	status_close();
}

static void ends_with_one_sentence_for_people(void **state)
{
	(void)state;
	status_look(look_at_nothing);
	char *text = print(report_print);
	assert_string_equal(text, "ok      sshd      fine\n\nkeyhole is in force\n");
	free(text);
	step_add(box.survey.steps, "log", STEP_UNKNOWN, NULL, "who knows");
	text = print(report_print);
	assert_non_null(
		strstr(text, "\nwhether keyhole is in force can't be told; 1 could not be told\n"));
	free(text);
	step_add(box.survey.steps, "log", STEP_NOTE, NULL, "so");
	step_mend(step_add(box.survey.steps, "pam", STEP_CLOSED, "pam-line", "bad"), "mend it");
	text = print(report_print);
	assert_non_null(
		strstr(text, "no      pam       bad [pam-line]\n                  mend it\n"));
	assert_non_null(strstr(text,
		"\nkeyhole is NOT wholly in force: 1 thing is not as it should be; 1 could not be "
		"told; 1 note\n"));
	free(text);
	status_close();
}

static void is_one_object_for_programs(void **state)
{
	(void)state;
	status_look(look_at_nothing);
	step_mend(step_add(box.survey.steps, "pam", STEP_CLOSED, "pam-line", "a \"quote\""), "x");
	box.survey.mode = SURVEY_EXCLUSIVE;
	box.survey.seal = SURVEY_SEALED;
	box.survey.login = (struct survey_login){1795345200000000, "deploy", "", "10.0.0.1"};
	char *text = print(report_print_json);
	assert_string_equal(text,
		"{\"in_force\":false,\"version\":\"" KEYHOLE_VERSION
		"\",\"mode\":\"exclusive\",\"seal\":\"sealed\",\"last_login\":{\"time\":"
		"\"2026-11-22T11:00:00.000000Z\",\"account\":\"deploy\",\"person\":null,\"from\":"
		"\"10.0.0.1\"},\"expiring\":{\"days\":30,\"keys\":0,\"grants\":0,\"next\":null},"
		"\"people\":0,\"keys\":0,\"steps\":[{\"step\":\"sshd\",\"verdict\":\"ok\","
		"\"token\":null,\"what\":\"fine\",\"mend\":null},{\"step\":\"pam\",\"verdict\":"
		"\"no\",\"token\":\"pam-line\",\"what\":\"a \\\"quote\\\"\",\"mend\":\"x\"}]}\n");
	free(text);
	status_close();
}

static void is_metrics_for_a_monitoring_system(void **state)
{
	(void)state;
	status_look(look_at_nothing);
	step_add(box.survey.steps, "log", STEP_NOTE, NULL, "so");
	step_add(box.survey.steps, "sshd", STEP_CLOSED, NULL, "bad");
	box.survey.room_known = true;
	box.survey.room = 4096;
	char *text = print(report_print_metrics);
	assert_non_null(strstr(text, "# TYPE keyhole_in_force gauge\n# HELP keyhole_in_force "));
	assert_non_null(strstr(text, "\nkeyhole_in_force 0\n"));
	assert_non_null(strstr(text, "keyhole_build_info{version=\"" KEYHOLE_VERSION "\"} 1\n"));
	assert_non_null(strstr(text, "keyhole_status{part=\"sshd\",verdict=\"ok\"} 1\n"));
	assert_non_null(strstr(text, "keyhole_status{part=\"sshd\",verdict=\"no\"} 1\n"));
	assert_non_null(strstr(text, "keyhole_status{part=\"log\",verdict=\"note\"} 1\n"));
	assert_non_null(strstr(text, "# UNIT keyhole_log_free_bytes bytes\n"));
	assert_non_null(strstr(text, "\nkeyhole_log_free_bytes 4096\n"));
	assert_null(strstr(text, "keyhole_exclusive"));
	assert_null(strstr(text, "keyhole_last_login"));
	char *again = strstr(text, "keyhole_status{part=\"sshd\",verdict=\"ok\"}");
	assert_null(strstr(again + 1, "keyhole_status{part=\"sshd\",verdict=\"ok\"}"));
	assert_string_equal(text + strlen(text) - 6, "# EOF\n");
	free(text);
	status_close();
}

static void looks_at_all_of_it_in_one_run(void **state)
{
	static const char *const parts[] = {"sshd", "started", "command", "revoked", "accounts",
		"pam", "versions", "enable", "settings", "store", "programs", "log", "login",
		"seal", "expiry", "mode", "homes"};
	(void)state;
	room = 1UL << 30;
	status_look(look_at_nothing);
	survey_run(&box.survey);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		struct report_count count = report_count(&box.survey, parts[i]);
		if (count.good + count.notes + count.unknown + count.bad == 0)
			fail_msg("nothing is said of %s", parts[i]);
	}
	assert_null(status_step(STEP_REFUSED));
	assert_null(status_step(STEP_UNSAFE));
	status_close();
}

static void refuses_what_it_does_not_know(void **state)
{
	char verb[] = "status", unknown[] = "--jsn", account[] = "brian", json[] = "--json",
	     metrics[] = "--metrics";
	char *wrong[][4] = {
		{verb, unknown, NULL}, {verb, account, NULL}, {verb, json, metrics, NULL}};
	struct admin admin = {.config_path = box.texts[15]};
	struct sandbox sandbox;
	(void)state;
	sandbox_open(&sandbox);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct sandbox_voice voice = sandbox_listen(&sandbox);
		optind = 0;
		opterr = 0;
		int status = verb_status.run(&admin, i == 2 ? 3 : 2, wrong[i]);
		sandbox_hush(voice);
		assert_int_equal(status, EXIT_WRONG_USAGE);
	}
	sandbox_close(&sandbox);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		status_test(names_the_command_that_is_asked_as_root),
		status_test(names_a_command_that_gives_no_version),
		status_test(names_another_package_that_sshd_asks),
		status_test(names_the_account_that_a_match_leaves_out),
		status_test(sees_whom_the_exclusive_mode_leaves_out),
		status_test(says_what_sshd_has_instead_of_the_list_of_revoked_keys),
		status_test(makes_a_list_of_revoked_keys_anew_that_is_gone),
		status_test(holds_the_versions_against_one_another),
		status_test(finds_the_version_in_the_module_that_is_built),
		status_test(says_whether_pam_asks_the_module),
		status_test(shows_what_check_finds_in_settings_and_store),
		status_test(says_once_what_is_wrong_with_the_list_of_revoked_keys),
		status_test(says_whether_the_log_can_be_written),
		status_test(names_a_log_that_can_not_be_opened_to_be_written_to),
		status_test(says_how_much_room_the_log_has),
		status_test(names_a_list_of_offers_that_is_full),
		status_test(finds_the_last_login_behind_what_came_after_it),
		status_test(tells_a_seal_that_is_gone_from_none),
		status_test(names_keys_and_grants_that_end_within_thirty_days),
		status_test(names_no_more_than_ten_that_end),
		status_test(says_what_beside_and_exclusive_mean),
		status_test(takes_a_configuration_that_is_not_read_yet_for_a_fault),
		status_test(names_what_sshd_was_started_with_that_wins_over_files),
		status_test(counts_what_is_wrong_before_what_is_not_known),
		status_test(ends_with_one_sentence_for_people),
		status_test(is_one_object_for_programs),
		status_test(is_metrics_for_a_monitoring_system),
		status_test(looks_at_all_of_it_in_one_run),
		status_test(refuses_what_it_does_not_know),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
