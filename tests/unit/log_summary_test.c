/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log --summary: what is counted together, and which keys nobody used. */
#include "verb_run.h"

#include "keys/fingerprint.h"
#include "keys/line.h"

#include <locale.h>
#include <time.h>

static struct sandbox box;
static char logged[16384]; /* the log */

/* Begins with an empty log and an empty store. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	sandbox_folder(&box, "keys");
	logged[0] = '\0';
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Adds a record of a session to the log. */
static void add(const char *event, int second, const char *account, const char *person,
	const char *from, const char *key)
{
	snprintf(logged + strlen(logged), sizeof logged - strlen(logged),
		"{\"v\":1,\"time\":\"2026-11-22T13:45:%02d.000000Z\",\"event\":\"%s\","
		"\"session\":\"b-%d-1\",\"account\":\"%s\",\"person\":\"%s\",\"from\":\"%s\",%s}\n",
		second, event, second, account, person, from, key);
	sandbox_write(&box, "logins.jsonl", logged);
}

static char key[FINGERPRINT_MAX]; /* that was given last */

/* Gives a person a key of the test data, with a comment. */
static void give(const char *person, const char *file, const char *comment)
{
	static struct line line;
	struct note note;
	char path[128], name[64], text[2048];
	snprintf(path, sizeof path, TEST_DATA "/keys/%s.pub", file);
	char *read = sandbox_read_path(path);
	assert_non_null(read);
	read[strcspn(strchr(read, ' ') + 1, " ") + (size_t)(strchr(read, ' ') + 1 - read)] = '\0';
	snprintf(text, sizeof text, "# a comment\n%s %s\n", read, comment);
	snprintf(name, sizeof name, "keys/%s.keys", person);
	sandbox_write(&box, name, text);
	assert_int_equal(line_parse(view_of(read), &line, &note), 0);
	fingerprint_of(&line.key, key);
	free(read);
}

/* Runs the summary and sees its lines but the first, blanks made one. */
static void expect(const char *words, const char *lines)
{
	char call[128], *out, *to;
	snprintf(call, sizeof call, "--summary %s", words);
	assert_int_equal(verb_run(&box, &verb_log, call), EXIT_YES);
	out = to = sandbox_read_path(sandbox_path(&box, "out"));
	for (const char *from = out; *from; from++)
		if (*from != ' ' || from[1] != ' ')
			*to++ = *from;
	*to = '\0';
	const char *rest = strchr(out, '\n');
	if (strcmp(rest ? rest + 1 : "", lines) != 0)
		fail_msg("%s: %s", words, out);
	free(out);
}

#define KEY_A "\"key\":\"SHA256:aaaa\",\"key_type\":\"ssh-ed25519\""
#define KEY_B "\"key\":\"SHA256:bbbb\",\"key_type\":\"ssh-ed25519\""
#define DAY "2026-11-22 13:45:"

static void logins_alike_are_counted_with_their_first_and_last_time(void **state)
{
	(void)state;
	add("login", 10, "deploy", "brian", "10.0.0.1", KEY_A);
	add("logout", 10, "deploy", "brian", "10.0.0.1", KEY_A);
	add("login", 11, "deploy", "ann", "10.0.0.1", KEY_A);
	add("login", 12, "deploy", "brian", "10.0.0.1", KEY_A);
	add("login", 13, "deploy", "brian", "10.0.0.2", KEY_A);
	add("login", 14, "deploy", "brian", "10.0.0.1", KEY_B);
	add("login", 15, "brian", "brian", "10.0.0.1", KEY_A);
	add("login", 16, "deploy", "brian", "10.0.0.1", KEY_A);
	expect("", "ann deploy ED25519 SHA256:aaaa 10.0.0.1 1 " DAY "11 " DAY "11\n"
		   "brian brian ED25519 SHA256:aaaa 10.0.0.1 1 " DAY "15 " DAY "15\n"
		   "brian deploy ED25519 SHA256:aaaa 10.0.0.1 3 " DAY "10 " DAY "16\n"
		   "brian deploy ED25519 SHA256:aaaa 10.0.0.2 1 " DAY "13 " DAY "13\n"
		   "brian deploy ED25519 SHA256:bbbb 10.0.0.1 1 " DAY "14 " DAY "14\n");
}

static void what_was_refused_is_no_login(void **state)
{
	(void)state;
	add("refused", 10, "deploy", "brian", "10.0.0.1", KEY_A);
	add("added", 11, "", "brian", "", KEY_A);
	expect("", "");
	sandbox_expect(&box, "err", "keyhole: nothing in the log is like that\n");
}

static void keys_that_were_never_used_come_last(void **state)
{
	(void)state;
	char lines[512];
	add("login", 10, "zoe", "zoe", "10.0.0.1", KEY_A);
	give("ann", "ed25519", "ann@desk");
	snprintf(lines, sizeof lines,
		"zoe zoe ED25519 SHA256:aaaa 10.0.0.1 1 " DAY "10 " DAY "10\n"
		"ann - ED25519 %s ann@desk - 0 - never\n",
		key);
	expect("", lines);
	snprintf(lines, sizeof lines, "ann - ED25519 %s ann@desk - 0 - never\n", key);
	expect("--person ann", lines);
	snprintf(lines, sizeof lines, "ann - ED25519 %s ann@desk - 0 - -\n", key);
	expect("--since 2026-11-22T13:45:11Z", lines);
}

static void a_key_that_was_used_alone_or_with_others_is_not_among_them(void **state)
{
	(void)state;
	char fields[256];
	give("ann", "ed25519", "x");
	snprintf(fields, sizeof fields, "\"key\":\"%s\"", key);
	add("login", 10, "a", "ann", "10.0.0.1", fields);
	give("bob", "rsa3072", "y");
	snprintf(fields, sizeof fields, "\"key\":\"SHA256:x\",\"more_keys\":\"SHA256:y %s\"", key);
	add("login", 11, "b", "bob", "10.0.0.1", fields);
	assert_int_equal(verb_run(&box, &verb_log, "--summary"), EXIT_YES);
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	assert_null(strstr(out, "never"));
	free(out);
}

static void a_key_that_another_person_used_is_unused_by_this_one(void **state)
{
	(void)state;
	char fields[256];
	give("ann", "ed25519", "x");
	snprintf(fields, sizeof fields, "\"key\":\"%s\"", key);
	add("login", 10, "a", "bob", "10.0.0.1", fields);
	assert_int_equal(verb_run(&box, &verb_log, "--summary"), EXIT_YES);
	sandbox_expect_part(&box, "out", "  never\n");
}

static void keys_are_left_out_where_they_can_not_have_what_is_asked(void **state)
{
	(void)state;
	add("login", 10, "deploy", "brian", "10.0.0.1", KEY_A);
	give("ann", "ed25519", "x");
	static const char *const words[] = {
		"--account deploy", "--from 10.0.0.0/8", "--event login", "--session b-10-1"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		expect(words[i],
			"brian deploy ED25519 SHA256:aaaa 10.0.0.1 1 " DAY "10 " DAY "10\n");
	expect("--key SHA256:aa",
		"brian deploy ED25519 SHA256:aaaa 10.0.0.1 1 " DAY "10 " DAY "10\n");
}

static void a_store_that_can_not_be_read_is_a_warning(void **state)
{
	(void)state;
	add("login", 10, "deploy", "brian", "10.0.0.1", KEY_A);
	assert_int_equal(rmdir(sandbox_path(&box, "keys")), 0);
	expect("", "brian deploy ED25519 SHA256:aaaa 10.0.0.1 1 " DAY "10 " DAY "10\n");
	sandbox_expect_part(&box, "err", "which keys were never used is not known");
}

static void a_count_has_no_lines_to_store_or_to_limit(void **state)
{
	(void)state;
	add("login", 10, "deploy", "brian", "10.0.0.1", KEY_A);
	assert_int_equal(verb_run(&box, &verb_log, "--summary --json"), EXIT_WRONG_USAGE);
	assert_int_equal(verb_run(&box, &verb_log, "--limit 1 --summary"), EXIT_WRONG_USAGE);
	sandbox_expect_part(&box, "err", "--summary counts");
}

#define summary_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		summary_test(logins_alike_are_counted_with_their_first_and_last_time),
		summary_test(what_was_refused_is_no_login),
		summary_test(keys_that_were_never_used_come_last),
		summary_test(a_key_that_was_used_alone_or_with_others_is_not_among_them),
		summary_test(a_key_that_another_person_used_is_unused_by_this_one),
		summary_test(keys_are_left_out_where_they_can_not_have_what_is_asked),
		summary_test(a_store_that_can_not_be_read_is_a_warning),
		summary_test(a_count_has_no_lines_to_store_or_to_limit),
	};
	setlocale(LC_ALL, "C");
	setenv("TZ", "UTC0", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
