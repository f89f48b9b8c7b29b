/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole verify and keyhole log --raw as they are called, on a log that keyhole itself has written
 * and sealed. */
#include "audit/append.h"
#include "audit/sealing.h"
#include "crypto/mac.h"
#include "sandbox.h"
#include "seal/chain.h"

#include "admin/verb.h"

#include <pty.h>

static struct sandbox box;
static struct mac *mac;
static struct hash hash;
static struct note note;
static char state_dir[128], run_dir[128], key_path[128], log_path[128];
static struct verification_key first_key;

/* Where the log is. */
static struct append_place where(void)
{
	return (struct append_place){.log_dir = box.folder,
		.state_dir = state_dir,
		.run_dir = run_dir,
		.hash = &hash,
		.sync = false};
}

/* Appends logins. */
static void add(int count)
{
	static struct event event;
	struct append_place place = where();
	for (int i = 0; i < count; i++) {
		event_init(&event, EVENT_LOGIN);
		event.account = (struct view)VIEW("brian");
		if (append_login(&place, &event, &note) != 0)
			fail_msg("%s", note.text);
	}
}

/* Seals the log, or renews the seal; the key goes to the end of the file of keys. */
static void seal(bool renew)
{
	static struct sealing sealing;
	struct append_place place = where();
	char text[VERIFICATION_KEY_TEXT];
	memset(&sealing, 0, sizeof sealing);
	sealing.renew = renew;
	sealing.by = (struct view)VIEW("root");
	if (sealing_begin(&place, &sealing, &note) != 0)
		fail_msg("%s", note.text);
	assert_int_equal(sealing.outcome, SEALING_DONE);
	verification_key_print(&sealing.key, text);
	FILE *file = fopen(key_path, "a");
	assert_non_null(file);
	fprintf(file, "# a key of a test\n%s\n", text);
	fclose(file);
	first_key = sealing.key;
}

/* Makes a log: 5 logins, sealed, 5 logins. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	snprintf(state_dir, sizeof state_dir, "%s/state", box.folder);
	snprintf(run_dir, sizeof run_dir, "%s/run", box.folder);
	snprintf(key_path, sizeof key_path, "%s/key", box.folder);
	snprintf(log_path, sizeof log_path, "%s/logins.jsonl", box.folder);
	assert_int_equal(mkdir(state_dir, 0700), 0);
	assert_int_equal(mkdir(run_dir, 0700), 0);
	assert_int_equal(mac_open(&mac, &note), 0);
	hash = (struct hash){mac, mac_make};
	add(5);
	seal(false);
	add(5);
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	mac_close(mac);
	sandbox_close(&box);
	return 0;
}

/* Reads a file of the sandbox. */
static char *read_file(const char *name)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", box.folder, name);
	char *text = sandbox_read_path(path);
	assert_non_null(text);
	return text;
}

/* Runs a verb with these words behind its name; what it says is in the files "out" and "err". */
static int run(const struct verb *verb, const char *words)
{
	char line[2048], *argv[16], *rest = line;
	int argc = 0;
	struct admin admin = {.config_path = "conf"};
	snprintf(line, sizeof line, "%s%s%s", verb->name, *words ? " " : "", words);
	while (rest && argc < 15)
		argv[argc++] = strsep(&rest, " ");
	argv[argc] = NULL;
	settings_init(&admin.settings);
	admin.settings.log_dir = box.folder;
	admin.settings.state_dir = state_dir;
	admin.settings.run_dir = run_dir;
	optind = 0;
	opterr = 0;
	struct sandbox_voice voice = sandbox_listen(&box);
	int status = verb->run(&admin, argc, argv);
	sandbox_hush(voice);
	settings_free(&admin.settings);
	return status;
}

/* Runs keyhole verify with the file of keys and these words. */
static int verify_keyed(const char *words)
{
	char line[1024];
	snprintf(line, sizeof line, "--key %s%s%s", key_path, *words ? " " : "", words);
	return run(&verb_verify, line);
}

/* Expects what was said to have a text in it. */
static void expect_says(const char *file, const char *part)
{
	char *text = read_file(file);
	assert_non_null(text);
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in: %s", part, text);
	free(text);
}

/* Expects every line that was printed to fit on a terminal, but for the paths in it. */
static void expect_narrow(void)
{
	char *text = read_file("out"), *rest = text, *line;
	while ((line = strsep(&rest, "\n")))
		if (strlen(line) > 80 && !strchr(line, '/'))
			fail_msg("more than 80 columns: %s", line);
	free(text);
}

/* Changes bytes of the log. */
static void change(const char *what, const char *with)
{
	char *text = sandbox_read_path(log_path), *found = strstr(text, what);
	assert_non_null(found);
	memcpy(found, with, strlen(with));
	sandbox_write(&box, "logins.jsonl", text);
	free(text);
}

/* The n-th seal of the log, from 1. */
static void find_seal(int n, char out[CHAIN_HEX + 1])
{
	char *text = sandbox_read_path(log_path), *at = text;
	for (int i = 0; i < n; i++) {
		at = strstr(at, "\"seal\":\"");
		assert_non_null(at);
		at += 8;
	}
	snprintf(out, CHAIN_HEX + 1, "%s", at);
	free(text);
}

/* Lets standard input be a file, while a verb runs. */
static int run_with_input(const struct verb *verb, const char *words, const char *path)
{
	int input = dup(STDIN_FILENO), fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	close(fd);
	int status = run(verb, words);
	if (input >= 0) {
		dup2(input, STDIN_FILENO);
		close(input);
	}
	return status;
}

static void a_sealed_log_is_whole_with_its_key(void **state)
{
	(void)state;
	assert_int_equal(verify_keyed(""), EXIT_YES);
	expect_says("out", "whole: 11 lines, from ");
	expect_says("out", "\nsealed since record 6 of ");
	expect_says("out", "(epoch 1)\nwho was root before that");
	expect_narrow();
}

static void on_the_machine_itself_a_warning_says_where_the_key_belongs(void **state)
{
	(void)state;
	verify_keyed("");
	expect_says("err", "warning: an intruder would wait on this machine for the key");
	expect_says("err", "keyhole log --raw | ssh AUDITOR keyhole verify --key");
	verify_keyed(log_path);
	sandbox_expect(&box, "err", "");
	run(&verb_verify, "");
	sandbox_expect(&box, "err", "");
}

static void without_its_key_it_cannot_be_told(void **state)
{
	(void)state;
	assert_int_equal(run(&verb_verify, ""), EXIT_UNSURE);
	expect_says("out", "could not tell: 11 lines, from ");
	expect_says("out", "6 records, from record 6 on: only their order was judged");
	expect_says("out", "epoch 1 with --key");
	expect_narrow();
}

static void a_log_without_a_seal_is_whole_and_said_to_be_unsealed(void **state)
{
	(void)state;
	char *text = sandbox_read_path(log_path);
	char *sealed = strstr(text, "\"epoch\"");
	while (sealed[-1] != '\n')
		sealed--;
	*sealed = '\0';
	sandbox_write(&box, "plain", text);
	free(text);
	char path[512];
	snprintf(path, sizeof path, "%s/plain", box.folder);
	assert_int_equal(run(&verb_verify, path), EXIT_YES);
	expect_says("out", "whole: 5 lines");
	expect_says("out", "not sealed: whoever was root could have written it anew");
	expect_says("out", "keyhole seal\n");
	expect_narrow();
}

static void a_changed_line_is_named_and_what_can_be_vouched_for(void **state)
{
	(void)state;
	char *text = sandbox_read_path(log_path), *line = text;
	for (int i = 0; i < 7; i++)
		line = strchr(line, '\n') + 1;
	memcpy(strstr(line, "brian"), "clara", 5);
	sandbox_write(&box, "logins.jsonl", text);
	free(text);
	assert_int_equal(verify_keyed(""), EXIT_NO);
	expect_says("out", "not whole: 11 lines, from ");
	expect_says("out", "logins.jsonl:8: changed: record 8 of 20");
	expect_says("out", "\nrecords 1 to 7, until 20");
	expect_says("out", " are as they were written\n");
	expect_says("out", "\nfrom record 9 on, at ");
	expect_says("out", "logins.jsonl:9, all fits again, to the end\n");
	expect_narrow();
}

static void a_cut_end_is_found_by_the_state_of_the_seal(void **state)
{
	(void)state;
	char *text = sandbox_read_path(log_path), *end = strrchr(text, '{');
	*end = '\0';
	end = strrchr(text, '{');
	*end = '\0';
	sandbox_write(&box, "logins.jsonl", text);
	free(text);
	assert_int_equal(run(&verb_verify, ""), EXIT_NO);
	expect_says("out", "cut off: records 10 to 11 are missing behind record 9 of ");
	assert_int_equal(run(&verb_verify, log_path), EXIT_UNSURE);
}

static void a_cut_end_is_found_by_a_head_that_was_told(void **state)
{
	(void)state;
	char words[512], head[CHAIN_HEX + 1];
	find_seal(11, head);
	snprintf(words, sizeof words, "--head %s %s", head, log_path);
	assert_int_equal(verify_keyed(words), EXIT_YES);
	expect_says("out", "the head is record 11 of ");
	expect_says("out", "; 0 records follow\n");
	change(head, "0000");
	char *text = sandbox_read_path(log_path), *end = strrchr(text, '{');
	*end = '\0';
	sandbox_write(&box, "logins.jsonl", text);
	free(text);
	assert_int_equal(verify_keyed(words), EXIT_NO);
	expect_says("out", "cut off: the record whose seal was told is not there; the last one is "
			   "record 10 of ");
}

static void several_epochs_need_several_keys_which_may_be_in_one_file(void **state)
{
	(void)state;
	seal(true);
	add(3);
	assert_int_equal(verify_keyed(""), EXIT_YES);
	expect_says("out", "whole: 16 lines");
}

static void what_was_renewed_without_the_old_key_is_not_whole(void **state)
{
	(void)state;
	char path[256];
	snprintf(path, sizeof path, "%s/seal", state_dir);
	unlink(path);
	snprintf(path, sizeof path, "%s/seal", run_dir);
	unlink(path);
	add(2);
	seal(true);
	assert_int_equal(verify_keyed(""), EXIT_NO);
	expect_says("out", ":12: not sealed: record 12 of ");
}

static void the_raw_log_is_the_same_log_on_standard_input(void **state)
{
	(void)state;
	char old[256], raw_path[256];
	snprintf(old, sizeof old, "%s.1", log_path);
	assert_int_equal(rename(log_path, old), 0);
	add(5);
	assert_int_equal(run(&verb_log, "--raw"), EXIT_YES);
	char *one = sandbox_read_path(old), *two = sandbox_read_path(log_path);
	char *raw = read_file("out");
	assert_int_equal(strlen(raw), strlen(one) + strlen(two));
	assert_memory_equal(raw, one, strlen(one));
	assert_string_equal(raw + strlen(one), two);
	sandbox_write(&box, "raw", raw);
	snprintf(raw_path, sizeof raw_path, "%s/raw", box.folder);
	assert_int_equal(run_with_input(&verb_verify, "-", raw_path), EXIT_UNSURE);
	char words[512];
	snprintf(words, sizeof words, "--key %s -", key_path);
	assert_int_equal(run_with_input(&verb_verify, words, raw_path), EXIT_YES);
	expect_says("out", "whole: 16 lines");
	snprintf(words, sizeof words, "--key - %s", raw_path);
	assert_int_equal(run_with_input(&verb_verify, words, key_path), EXIT_YES);
	free(one);
	free(two);
	free(raw);
}

/* Sees that the log is whole, in its files and as it is handed on. */
static void expect_whole_both_ways(void)
{
	char raw_path[256], words[512];
	assert_int_equal(verify_keyed(""), EXIT_YES);
	assert_int_equal(run(&verb_log, "--raw"), EXIT_YES);
	char *raw = read_file("out");
	sandbox_write(&box, "raw", raw);
	free(raw);
	snprintf(raw_path, sizeof raw_path, "%s/raw", box.folder);
	snprintf(words, sizeof words, "--key %s -", key_path);
	assert_int_equal(run_with_input(&verb_verify, words, raw_path), EXIT_YES);
}

static void what_a_crash_has_torn_before_a_rotation_is_the_same_handed_on(void **state)
{
	(void)state;
	char old[256];
	FILE *log = fopen(log_path, "a");
	assert_non_null(log);
	fputs("{\"v\":1,\"epoch\":1,\"seq\":12,\"ti", log);
	fclose(log);
	snprintf(old, sizeof old, "%s.1", log_path);
	assert_int_equal(rename(log_path, old), 0);
	add(2);
	expect_whole_both_ways();
	expect_says("out", "whole: 14 lines");
}

static void a_newline_that_a_crash_has_kept_back_is_given_when_the_log_is_handed_on(void **state)
{
	(void)state;
	char old[256];
	char *text = sandbox_read_path(log_path);
	assert_int_equal(truncate(log_path, (off_t)strlen(text) - 1), 0);
	free(text);
	snprintf(old, sizeof old, "%s.1", log_path);
	assert_int_equal(rename(log_path, old), 0);
	add(2);
	expect_whole_both_ways();
	expect_says("out", "whole: 13 lines");
}

static void the_raw_log_has_no_other_options(void **state)
{
	(void)state;
	assert_int_equal(run(&verb_log, "--raw --json"), EXIT_WRONG_USAGE);
	expect_says("err", "--raw prints all: it has no other options");
}

static void a_mistyped_key_is_refused_by_its_group(void **state)
{
	(void)state;
	char *text = read_file("key"), *group = strchr(text, '\n') + 1;
	group[8] = group[8] == '7' ? '8' : '7';
	sandbox_write(&box, "key", text);
	free(text);
	assert_int_equal(verify_keyed(log_path), EXIT_UNSURE);
	expect_says("err", "/key: group 2 of 16, \"");
	expect_says("err", "one of its characters is wrong");
	sandbox_expect(&box, "out", "");
}

static void a_second_key_that_is_mistyped_is_named(void **state)
{
	(void)state;
	seal(true);
	char *text = read_file("key"), *last = strrchr(text, '-');
	last[2] = last[2] == '7' ? '8' : '7';
	sandbox_write(&box, "key", text);
	free(text);
	assert_int_equal(verify_keyed(log_path), EXIT_UNSURE);
	expect_says("err", "/key: key 2: group 16 of 16, \"");
}

static void a_file_without_a_key_is_refused(void **state)
{
	(void)state;
	sandbox_write(&box, "key", "# nothing\n\n");
	assert_int_equal(verify_keyed(log_path), EXIT_UNSURE);
	expect_says("err", "/key: there is no key in it");
	assert_int_equal(run(&verb_verify, "--key /nonexistent"), EXIT_UNSURE);
	expect_says("err", "/nonexistent: No such file");
}

static void the_key_of_another_log_is_told(void **state)
{
	(void)state;
	struct verification_key other = first_key;
	char text[VERIFICATION_KEY_TEXT];
	other.key[5] ^= 1;
	verification_key_print(&other, text);
	sandbox_write(&box, "key", text);
	assert_int_equal(verify_keyed(log_path), EXIT_UNSURE);
	expect_says("out", "the key of epoch 1 fits none of its records: it is another log's");
	expect_narrow();
}

static void the_verdict_is_one_object_of_json(void **state)
{
	(void)state;
	assert_int_equal(verify_keyed("--json"), EXIT_YES);
	expect_says(
		"out", "{\"result\":\"whole\",\"lines\":11,\"records\":11,\"first\":{\"file\":\"");
	expect_says("out", "\"faults\":0,\"fault\":[]");
	change("\"account\":\"brian\"", "\"account\":\"clara\"");
	assert_int_equal(verify_keyed("--json"), EXIT_NO);
	expect_says("out", "{\"result\":\"not whole\"");
	expect_says("out", "\"faults\":1,\"fault\":[{\"kind\":\"changed\",\"at\":{\"file\":\"");
	expect_says("out", "logins.jsonl\",\"line\":1,\"seq\":1,\"time\":\"20");
}

static void wrong_usage_is_said(void **state)
{
	(void)state;
	assert_int_equal(run(&verb_verify, "--head 12"), EXIT_WRONG_USAGE);
	expect_says("err", "--head: \"12\" is not the seal of a record: 64 hex digits");
	assert_int_equal(run(&verb_verify, "--key - -"), EXIT_WRONG_USAGE);
	assert_int_equal(run(&verb_verify, "--kay x"), EXIT_WRONG_USAGE);
	expect_says("err", "did you mean --key?");
	assert_int_equal(run(&verb_verify, "/nonexistent"), EXIT_UNSURE);
	expect_says("err", "/nonexistent: No such file");
}

static void a_name_of_a_file_can_harm_no_terminal(void **state)
{
	(void)state;
	char path[256], words[512];
	snprintf(path, sizeof path, "%s/a\x1b[31m", box.folder);
	assert_int_equal(rename(log_path, path), 0);
	snprintf(words, sizeof words, "%s", path);
	char *text = sandbox_read_path(path);
	memcpy(strstr(text, "brian"), "clara", 5);
	FILE *file = fopen(path, "w");
	fputs(text, file);
	fclose(file);
	free(text);
	assert_int_equal(run(&verb_verify, words), EXIT_NO);
	expect_says("out", "/a\\x1b[31m:1: changed");
	snprintf(words, sizeof words, "--json %s", path);
	run(&verb_verify, words);
	expect_says("out", "/a\\u001b[31m\"");
}

/* Runs keyhole log with standard error on a terminal; gives what came there. */
static char *log_on_terminal(void)
{
	static char said[4096];
	int master, slave, err = dup(STDERR_FILENO);
	assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
	struct admin admin = {.config_path = "conf"};
	char name[] = "log", *argv[] = {name, NULL};
	settings_init(&admin.settings);
	admin.settings.log_dir = box.folder;
	optind = 0;
	struct sandbox_voice voice = sandbox_listen(&box);
	dup2(slave, STDERR_FILENO);
	int status = verb_log.run(&admin, 1, argv);
	fflush(stderr);
	sandbox_hush(voice);
	dup2(err, STDERR_FILENO);
	close(err);
	settings_free(&admin.settings);
	assert_int_equal(status, EXIT_YES);
	assert_int_equal(fcntl(master, F_SETFL, O_NONBLOCK), 0);
	ssize_t len = read(master, said, sizeof said - 1);
	said[len > 0 ? len : 0] = '\0';
	close(slave);
	close(master);
	return said;
}

static void a_terminal_is_told_that_the_log_is_not_sealed_and_only_then(void **state)
{
	(void)state;
	assert_null(strstr(log_on_terminal(), "not sealed"));
	char *text = sandbox_read_path(log_path);
	*strstr(text, "{\"v\":1,\"epoch\"") = '\0';
	sandbox_write(&box, "logins.jsonl", text);
	free(text);
	assert_non_null(strstr(log_on_terminal(), "keyhole seal"));
	assert_int_equal(run(&verb_log, ""), EXIT_YES);
	sandbox_expect(&box, "err", "");
}

#define verify_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Runs all. */
int main(void)
{
	const struct CMUnitTest all[] = {
		verify_test(a_sealed_log_is_whole_with_its_key),
		verify_test(on_the_machine_itself_a_warning_says_where_the_key_belongs),
		verify_test(without_its_key_it_cannot_be_told),
		verify_test(a_log_without_a_seal_is_whole_and_said_to_be_unsealed),
		verify_test(a_changed_line_is_named_and_what_can_be_vouched_for),
		verify_test(a_cut_end_is_found_by_the_state_of_the_seal),
		verify_test(a_cut_end_is_found_by_a_head_that_was_told),
		verify_test(several_epochs_need_several_keys_which_may_be_in_one_file),
		verify_test(what_was_renewed_without_the_old_key_is_not_whole),
		verify_test(the_raw_log_is_the_same_log_on_standard_input),
		verify_test(what_a_crash_has_torn_before_a_rotation_is_the_same_handed_on),
		verify_test(
			a_newline_that_a_crash_has_kept_back_is_given_when_the_log_is_handed_on),
		verify_test(the_raw_log_has_no_other_options),
		verify_test(a_mistyped_key_is_refused_by_its_group),
		verify_test(a_second_key_that_is_mistyped_is_named),
		verify_test(a_file_without_a_key_is_refused),
		verify_test(the_key_of_another_log_is_told),
		verify_test(the_verdict_is_one_object_of_json),
		verify_test(wrong_usage_is_said),
		verify_test(a_name_of_a_file_can_harm_no_terminal),
		verify_test(a_terminal_is_told_that_the_log_is_not_sealed_and_only_then),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
