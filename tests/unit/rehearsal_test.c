/* SPDX-License-Identifier: Apache-2.0 */
/* What of a rehearsal needs no mounts: its key, the words of its programs, and that none is left. */
#include "admin/enable/interruption.h"
#include "admin/enable/rehearsal_key.h"
#include "admin/enable/rehearsal_process.h"
#include "admin/enable/rehearsal_words.h"

#include "common/cleanup.h"
#include "sandbox.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sys/wait.h>

#define EXPECT(view, text) assert_true(view_is(view, text))

/* Starts a line of sh. */
static pid_t start(const char *line, int connection, const char *errors)
{
	char shell[] = "/bin/sh", option[] = "-c", *command = strdup(line);
	char *argv[] = {shell, option, command, NULL};
	struct note note;
	pid_t pid;
	assert_int_equal(rehearsal_process_start(argv, connection, errors, &pid, &note), 0);
	free(command);
	return pid;
}

static void the_cause_is_sshds_last_line_that_says_something(void **state)
{
	(void)state;
	struct view client = view_of("brian@127.0.0.1: Permission denied (publickey).\n");
	EXPECT(rehearsal_words_cause(
		       view_of("User brian from 127.0.0.1 not allowed\r\nConnection closed by "
			       "invalid user brian\r\n\r\n"),
		       client),
		"User brian from 127.0.0.1 not allowed");
	EXPECT(rehearsal_words_cause(view_of("Accepted publickey for brian\nfatal: no"), client),
		"fatal: no");
}

static void the_client_is_asked_where_sshd_says_nothing(void **state)
{
	(void)state;
	EXPECT(rehearsal_words_cause(view_of("Connection reset by 127.0.0.1\r\n"),
		       view_of("Permission denied\r\nDisconnected from brian\n")),
		"Permission denied");
	assert_int_equal(rehearsal_words_cause(view_of(""), view_of("\n")).len, 0);
	assert_int_equal(
		rehearsal_words_cause((struct view){NULL, 0}, (struct view){NULL, 0}).len, 0);
}

static void the_sentence_of_why_is_found_among_its_steps(void **state)
{
	(void)state;
	const char *text = "ok      account   brian has uid 1000\nno  x  brian would not\n\n"
			   "brian would NOT be let in: it is so\nmend it with:\nsshd -t\n";
	EXPECT(rehearsal_words_sentence(view_of(text), "brian"),
		"brian would NOT be let in: it is so");
	assert_int_equal(rehearsal_words_sentence(view_of(text), "bria").len, 0);
	assert_int_equal(rehearsal_words_sentence(view_of(""), "brian").len, 0);
}

static void the_keys_that_open_are_found_among_its_steps(void **state)
{
	(void)state;
#define A "SHA256:ggggggggggggggggggggggggggggggggggggggggggg"
#define B "SHA256:kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk"
#define C "SHA256:ccccccccccccccccccccccccccccccccccccccccccc"
	const char *text =
		"ok      key       ed25519 " A " x (/a:1) opens brian\n"
		"no      key       RSA 1024 " B " x (/a:2): opens brian no more\n"
		"ok      key       SHA256:short opens brian\n"
		"ok      key       RSA 3072 " C " (/k:3) of alice opens brian with pty\n";
	struct view rest = view_of(text);
	char found[FINGERPRINT_MAX];
	assert_true(rehearsal_words_open(&rest, "brian", found));
	assert_string_equal(found, A);
	assert_true(rehearsal_words_open(&rest, "brian", found));
	assert_string_equal(found, C);
	assert_false(rehearsal_words_open(&rest, "brian", found));
	assert_true(rehearsal_words_opens(view_of(text), "brian", C));
	assert_false(rehearsal_words_opens(view_of(text), "brian", B));
	assert_false(rehearsal_words_opens(view_of(text), "alice", A));
	assert_false(rehearsal_words_opens(view_of(""), "brian", A));
}

/* Chooses a type of key by key_types and by what sshd says, and expects which. */
static void expect_type(const char *policy, const char *said, const char *name, unsigned bits)
{
	CLEANUP(settings) struct settings settings = {.syntax = NULL};
	CLEANUP(free) struct effective *effective = malloc(sizeof *effective);
	struct rehearsal_key_type type = {"none", 0};
	char text[512];
	struct note note = {""};
	snprintf(text, sizeof text,
		"port 22\nusepam yes\npubkeyauthentication yes\n"
		"authorizedkeyscommand none\n%s",
		said);
	if (settings_parse(view_of(policy), "/k", &settings, &note) != 0)
		fail_msg("%s", note.text);
	assert_int_equal(effective_read(text, effective, &note), 0);
	int r = rehearsal_key_choose(&settings, effective, &type, &note);
	assert_int_equal(r, bits > 0 ? 0 : -ENOTSUP);
	if (bits == 0)
		assert_non_null(strstr(note.text, name));
	else
		assert_string_equal(type.name, name);
	assert_int_equal(type.bits, bits);
}

static void the_key_is_of_a_type_that_both_keyhole_and_sshd_take(void **state)
{
	(void)state;
#define TAKES "pubkeyacceptedalgorithms "
	static const char rsa[] = "key_types = (\"ssh-rsa\");\n";
	expect_type("// none\n", "", "ed25519", 256);
	expect_type("// none\n", TAKES "ssh-ed25519-cert-v01@openssh.com,ssh-ed25519\n", "ed25519",
		256);
	expect_type("// none\n", TAKES "ssh-ed25519-cert-v01@openssh.com,ecdsa-sha2-nistp256\n",
		"ecdsa", 256);
	expect_type("key_types = (\"ecdsa-sha2-nistp256\", \"ssh-rsa\");\n",
		TAKES "ssh-ed25519,rsa-sha2-256\n", "rsa", 3072);
	expect_type(rsa, TAKES "ssh-ed25519,rsa-sha2-512\nrequiredrsasize 4096\n", "rsa", 4096);
	expect_type("key_types = (\"ssh-rsa\");\nrsa_min_bits = 8192;\n", "", "rsa", 8192);
	expect_type(rsa, TAKES "ssh-rsa\n", "PubkeyAcceptedAlgorithms (ssh-rsa)", 0);
	expect_type(rsa, TAKES "ssh-ed25519\n", "key_types", 0);
}

static void an_interruption_is_taken_note_of_or_counts_for_nothing(void **state)
{
	static const int numbers[] = {SIGHUP, SIGINT, SIGTERM};
	struct note note;
	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		signal(numbers[i], SIG_DFL); /* this may run under nohup, or behind a `&` */
	interruption_catch();
	assert_int_equal(interruption_check(&note), 0);
	raise(SIGTSTP); /* stops nothing */
	raise(SIGPIPE);
	assert_int_equal(interruption_check(&note), 0);
	raise(SIGHUP);
	assert_int_equal(interruption_check(&note), -EINTR);
	assert_string_equal(note.text, "the terminal was closed");
	interruption_catch();
	interruption_ignore();
	raise(SIGINT);
	raise(SIGTERM);
	assert_int_equal(interruption_check(&note), 0);
	interruption_leave();
	struct sigaction now;
	assert_int_equal(sigaction(SIGINT, NULL, &now), 0);
	assert_true(now.sa_handler == SIG_DFL);
}

static void a_process_talks_over_its_connection_and_complains_to_the_file(void **state)
{
	(void)state;
	char said[8] = "", path[PATH_MAX];
	int ends[2], status = -1;
	struct sandbox tree;
	sandbox_open(&tree);
	snprintf(path, sizeof path, "%s/errors", tree.folder);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid_t pid = start(
		"echo hello; echo no >&2; ls /proc/self/fd | wc -l >&2; exit 5", ends[1], path);
	assert_int_equal(read(ends[0], said, sizeof said), 6);
	assert_string_equal(said, "hello\n");
	while (!rehearsal_process_ended(pid, &status))
		continue;
	assert_int_equal(status, 5);
	sandbox_expect(&tree, "errors", "no\n4\n");
	close(ends[0]);
	close(ends[1]);
	sandbox_close(&tree);
}

static void nobody_is_left_not_even_a_grandchild(void **state)
{
	(void)state;
	char text[32] = "";
	int ends[2];
	rehearsal_process_adopt(true);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	start("sh -c 'echo $$; exec >&-; sleep 1000' & wait", ends[1], "/dev/null");
	assert_true(read(ends[0], text, sizeof text - 1) > 1);
	pid_t grandchild = (pid_t)strtol(text, NULL, 10);
	assert_int_equal(kill(grandchild, 0), 0);
	rehearsal_process_sweep(0);
	assert_int_equal(kill(grandchild, 0), -1);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	close(ends[0]);
	close(ends[1]);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cause_is_sshds_last_line_that_says_something),
		cmocka_unit_test(the_client_is_asked_where_sshd_says_nothing),
		cmocka_unit_test(the_sentence_of_why_is_found_among_its_steps),
		cmocka_unit_test(the_keys_that_open_are_found_among_its_steps),
		cmocka_unit_test(the_key_is_of_a_type_that_both_keyhole_and_sshd_take),
		cmocka_unit_test(an_interruption_is_taken_note_of_or_counts_for_nothing),
		cmocka_unit_test(a_process_talks_over_its_connection_and_complains_to_the_file),
		cmocka_unit_test(nobody_is_left_not_even_a_grandchild),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
