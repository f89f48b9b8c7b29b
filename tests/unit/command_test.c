/* SPDX-License-Identifier: Apache-2.0 */
/* The command as sshd runs it: its arguments, exit status, silence, and the record of a refusal. */
#include "tests/unit/key_data.h"
#include "tests/unit/tree.h"

#include "audit/event.h"
#include "common/cleanup.h"

#include <errno.h>
#include <sys/wait.h>
#include <sysexits.h>

/* What a run printed and how it ended. */
struct run {
	int status; /* exit status; 128 and more: a signal */
	char out[8192], err[1024];
};

/* Reads what a file has. */
static void slurp(const char *path, char *text, size_t cap)
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	text[fread(text, 1, cap - 1, file)] = '\0';
	fclose(file);
}

/* Runs the command with these arguments, NULL after the last, its output going to `out`. */
static int run_into(struct tree *tree, const char *out, const char *const *arguments)
{
	char err[600];
	const char *argv[16] = {TEST_BUILD "/tests/keyhole-keys"};
	for (int i = 0; (argv[i + 1] = arguments[i]); i++)
		;
	strcpy(err, tree_path(tree, "err"));
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		/* Looking for leaks at exit takes what the sandbox forbids. */
		setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
		int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		int fd2 = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
		if (fd < 0 || dup2(fd, 1) < 0 || dup2(fd2, 2) < 0)
			_exit(99);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(98);
	}
	int status = 0;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Runs the command, and keeps what it printed; it has to keep silent on standard error. */
static struct run run_command(struct tree *tree, const char *const *arguments)
{
	struct run run;
	char out[600];
	strcpy(out, tree_path(tree, "out"));
	run.status = run_into(tree, out, arguments);
	slurp(out, run.out, sizeof run.out);
	slurp(tree_path(tree, "err"), run.err, sizeof run.err);
	assert_string_equal(run.err, "");
	return run;
}

#define RUN(tree, ...) run_command(tree, (const char *const[]){__VA_ARGS__, NULL})

/* Makes a store with brian's key, and settings that name it; gives the settings' path. */
static const char *store(struct tree *tree)
{
	static char path[600];
	char text[4096];
	struct view key = key_data_read("ed25519.pub");
	snprintf(text, sizeof text, "%.*s\n", (int)key.len, key.data);
	tree_folder(tree, "keys.d", 0755);
	tree_folder(tree, "log", 0755);
	tree_folder(tree, "a", 0755);
	tree_folder(tree, "g", 0755);
	tree_text(tree, "r", "# none\n");
	tree_text(tree, "keys.d/brian.keys", text);
	tree_bytes(tree, "log/offers.jsonl", 0640, "", 0);
	snprintf(text, sizeof text,
		"keys_dir = \"%s/keys.d\"; accounts_dir = \"%s/a\"; groups_dir = \"%s/g\"; "
		"revoked_keys = \"%s/r\"; log_dir = \"%s/log\"; state_dir = \"%s\";",
		tree->root, tree->root, tree->root, tree->root, tree->root, tree->root);
	strcpy(path, tree_text(tree, "keyhole.conf", text));
	return path;
}

/* The base64 of a test key, for the command line. */
static const char *key_text(const char *name)
{
	static char text[65536];
	struct view line = key_data_read(name);
	const char *start = (const char *)memchr(line.data, ' ', line.len) + 1;
	snprintf(text, sizeof text, "%.*s", (int)strcspn(start, " "), start);
	return text;
}

static void prints_the_line_of_an_offered_key_without_its_comment(void **state)
{
	const char *conf = store(*state);
	const char *key = key_text("ed25519.pub");
	char line[512];
	struct run run =
		RUN(*state, "--config", conf, "brian", "1000", "SHA256:x", "ssh-ed25519", key);
	assert_int_equal(run.status, 0);
	snprintf(line, sizeof line, "ssh-ed25519 %s\n", key);
	assert_string_equal(run.out, line);
}

static void prints_nothing_and_exits_0_where_nobody_gets_in(void **state)
{
	const char *conf = store(*state);
	struct run run = RUN(*state, "--config", conf, "brian", "1000", "SHA256:x", "ssh-rsa",
		key_text("rsa3072.pub"));
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, "");
}

static void lists_the_keys_by_hand(void **state)
{
	const char *conf = store(*state);
	struct run run = RUN(*state, "--config", conf, "brian", "1000");
	assert_int_equal(run.status, 0);
	assert_non_null(strstr(run.out, key_text("ed25519.pub")));
	run = RUN(*state, "--config", conf, "brian");
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, "");
}

static void records_a_refusal_once_for_a_key_and_connection(void **state)
{
	const char *conf = store(*state);
	char log[8192];
	for (int i = 0; i < 3; i++)
		RUN(*state, "--config", conf, "brian", "1000", "SHA256:x", "ssh-rsa",
			key_text("rsa3072.pub"));
	slurp(tree_path(*state, "log/offers.jsonl"), log, sizeof log);
	char *newline = strchr(log, '\n');
	assert_non_null(newline);
	assert_string_equal(newline, "\n");
	struct event event;
	struct note note;
	assert_int_equal(
		event_decode((struct view){log, (size_t)(newline - log)}, &event, &note), 0);
	assert_int_equal(event.kind, EVENT_OFFER);
	assert_true(view_is(event.account, "brian"));
	assert_int_equal(event.uid, 1000);
	assert_true(view_is(event.reason, "no-such-key"));
	assert_true(view_is(event.key_type, "ssh-rsa"));
	assert_int_equal(event.key_bits, 3072);
	assert_int_equal(event.monitor, getpid());
	assert_true(event.monitor_start > 0);
	assert_int_equal(event.key.len, 50);
}

static void keeps_silent_where_a_refusal_cannot_be_recorded(void **state)
{
	const char *conf = store(*state);
	assert_int_equal(unlink(tree_path(*state, "log/offers.jsonl")), 0);
	struct run run = RUN(*state, "--config", conf, "brian", "1000", "SHA256:x", "ssh-rsa",
		key_text("rsa3072.pub"));
	assert_int_equal(run.status, 0);
}

static void a_fault_is_an_exit_status_of_its_own(void **state)
{
	char conf[600];
	strcpy(conf, tree_text(*state, "broken.conf", "home_check = ;"));
	struct run run = RUN(*state, "--config", conf, "brian", "1000");
	assert_int_equal(run.status, EX_SOFTWARE);
	assert_string_equal(run.out, "");
	strcpy(conf, tree_bytes(*state, "unsafe.conf", 0666, "", 0));
	run = RUN(*state, "--config", conf, "brian", "1000");
	assert_int_equal(run.status, EX_SOFTWARE);
}

static void a_full_standard_output_voids_the_keys(void **state)
{
	const char *conf = store(*state);
	const char *arguments[] = {"--config", conf, "brian", "1000", NULL};
	assert_int_equal(run_into(*state, "/dev/full", arguments), EX_SOFTWARE);
}

static void refuses_wrong_usage_without_a_word(void **state)
{
	const char *conf = store(*state);
	assert_int_equal(RUN(*state, "--config", conf).status, EX_USAGE);
	assert_int_equal(RUN(*state, "--config", conf, "brian", "x").status, EX_USAGE);
	assert_int_equal(RUN(*state, "--config", conf, "brian", "-1").status, EX_USAGE);
	assert_int_equal(RUN(*state, "--config", conf, "brian", "4294967295").status, EX_USAGE);
	assert_int_equal(RUN(*state, "--config", conf, "brian", "1000", "x").status, EX_USAGE);
	assert_int_equal(
		RUN(*state, "--config", conf, "a", "1", "2", "3", "4", "5").status, EX_USAGE);
}

static void hostile_account_names_open_nothing(void **state)
{
	static const char *const names[] = {"..", "a/b", "-h", "a*", "\xff\xfe", "", "--config",
		"--version", "$(id)", "keys.d/brian"};
	const char *conf = store(*state);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct run run = RUN(*state, "--config", conf, names[i], "1000", "SHA256:x",
			"ssh-ed25519", key_text("ed25519.pub"));
		assert_int_equal(run.status, 0);
		assert_string_equal(run.out, "");
	}
	char name[301];
	memset(name, 'a', 300);
	name[300] = '\0';
	struct run run = RUN(*state, "--config", conf, name, "1000");
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, "");
}

static void a_key_that_is_no_key_is_refused_not_a_fault(void **state)
{
	static const char *const keys[] = {"", "!!!!", "AAAA", "AAAAC3NzaC1lZDI1NTE5AAAA"};
	const char *conf = store(*state);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		struct run run = RUN(
			*state, "--config", conf, "brian", "1000", "SHA256:x", "ssh-new", keys[i]);
		assert_int_equal(run.status, 0);
		assert_string_equal(run.out, "");
	}
}

static void prints_options_however_long_they_are(void **state)
{
	const char *conf = store(*state);
	const char *key = key_text("ed25519.pub");
	static char text[80000], out[80000];
	char path[600];
	size_t len = (size_t)snprintf(text, sizeof text, "command=\"%070000d\"", 0);
	snprintf(text + len, sizeof text - len, " ssh-ed25519 %s\n", key);
	tree_text(*state, "keys.d/brian.keys", text);
	strcpy(path, tree_path(*state, "long"));
	const char *arguments[] = {"--config", conf, "brian", "1000", NULL};
	assert_int_equal(run_into(*state, path, arguments), 0);
	slurp(path, out, sizeof out);
	assert_string_equal(out, text);
}

static void prints_people_for_a_certificate_and_records_its_refusal(void **state)
{
	const char *conf = store(*state);
	char log[8192];
	tree_text(*state, "a/deploy.conf",
		"grants = ( { people = ( \"alice\" ); }, { people = ( \"brian\" ); from = ( "
		"\"10.0.0.0/8\" ); options = \"no-pty\"; } );");
	struct run run = RUN(*state, "--config", conf, "--principals", "deploy", "900");
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, "alice\nno-pty,from=\"10.0.0.0/8\" brian\n");
	run = RUN(*state, "--config", conf, "--principals", "deploy", "900", "SHA256:x",
		"ssh-rsa-cert-v01@openssh.com", key_text("user_rsa2048-cert.pub"));
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, "no-pty,from=\"10.0.0.0/8\" brian\n");
	tree_text(*state, "r", "SHA256:d67WYR+fyYY+HKjpYSvTrzlPPzcHuEiEj+j90dJlaZg lost\n");
	run = RUN(*state, "--config", conf, "--principals", "deploy", "900", "SHA256:x",
		"ssh-rsa-cert-v01@openssh.com", key_text("user_rsa2048-cert.pub"));
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, "");
	slurp(tree_path(*state, "log/offers.jsonl"), log, sizeof log);
	assert_non_null(strstr(log, "\"person\":\"brian\""));
	assert_non_null(strstr(log, "deploy.conf:1\""));
	assert_non_null(strstr(log, "\"reason\":\"key-revoked\""));
}

static void asked_for_principals_it_keeps_the_rules_on_faults_and_usage(void **state)
{
	const char *conf = store(*state);
	assert_int_equal(RUN(*state, "--config", conf, "--principals").status, EX_USAGE);
	assert_int_equal(
		RUN(*state, "--config", conf, "--principals", "brian", "x").status, EX_USAGE);
	assert_int_equal(RUN(*state, "--config", conf, "--principals", "1000", "SHA256:x",
				 "ssh-ed25519", key_text("ed25519.pub"))
				 .status,
		EX_USAGE);
	struct run run = RUN(*state, "--config", conf, "--principals", "brian", "1000", "SHA256:x",
		"ssh-ed25519", key_text("ed25519.pub"));
	assert_int_equal(run.status, 0);
	assert_string_equal(run.out, "");
	tree_text(*state, "a/brian.conf", "grants = ;");
	run = RUN(*state, "--config", conf, "--principals", "brian", "1000");
	assert_int_equal(run.status, EX_SOFTWARE);
	assert_string_equal(run.out, "");
}

static void tells_what_it_is_when_asked(void **state)
{
	assert_non_null(strstr(RUN(*state, "--help").out, "usage: keyhole-keys"));
	assert_non_null(strstr(RUN(*state, "--version").out, "keyhole-keys "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(prints_the_line_of_an_offered_key_without_its_comment),
		tree_test(prints_nothing_and_exits_0_where_nobody_gets_in),
		tree_test(lists_the_keys_by_hand),
		tree_test(records_a_refusal_once_for_a_key_and_connection),
		tree_test(keeps_silent_where_a_refusal_cannot_be_recorded),
		tree_test(a_fault_is_an_exit_status_of_its_own),
		tree_test(a_full_standard_output_voids_the_keys),
		tree_test(refuses_wrong_usage_without_a_word),
		tree_test(hostile_account_names_open_nothing),
		tree_test(a_key_that_is_no_key_is_refused_not_a_fault),
		tree_test(prints_options_however_long_they_are),
		tree_test(prints_people_for_a_certificate_and_records_its_refusal),
		tree_test(asked_for_principals_it_keeps_the_rules_on_faults_and_usage),
		tree_test(tells_what_it_is_when_asked),
	};
	return cmocka_run_group_tests_name("command", tests, NULL, NULL);
}
