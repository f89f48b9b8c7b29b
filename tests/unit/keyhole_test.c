/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/verb.h"
#include "sandbox.h"

#include <sys/wait.h>

#define PROGRAM TEST_BUILD "/tests/keyhole"

/* Runs a command line of the shell in which $K is keyhole; gives its exit status. */
static int run(struct sandbox *box, const char *arguments)
{
	char line[1024];
	setenv("K", PROGRAM, 1);
	sandbox_write(box, "shipped.conf", "# nothing is set\n");
	setenv("C", sandbox_path(box, "shipped.conf"), 1);
	struct sandbox_voice voice = sandbox_listen(box);
	snprintf(line, sizeof line, "%s", arguments);
	int status = system(line);
	sandbox_hush(voice);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Begins each test. */
static int begin(void **state)
{
	static struct sandbox box;
	sandbox_open(&box);
	*state = &box;
	return 0;
}

/* Ends each test. */
static int end(void **state)
{
	sandbox_close(*state);
	return 0;
}

static void prints_the_verbs(void **state)
{
	assert_int_equal(run(*state, "$K --help"), EXIT_YES);
	sandbox_expect_part(*state, "out", "\n  add ");
	sandbox_expect_part(*state, "out", "\n  log ");
	assert_int_equal(run(*state, "$K help"), EXIT_YES);
	sandbox_expect_part(*state, "out", "\n  add ");
}

static void takes_no_verb_for_wrong_usage_and_prints_the_verbs(void **state)
{
	assert_int_equal(run(*state, "$K"), EXIT_WRONG_USAGE);
	sandbox_expect(*state, "out", "");
	sandbox_expect_part(*state, "err", "\n  add ");
}

static void prints_its_version(void **state)
{
	assert_int_equal(run(*state, "$K --version"), EXIT_YES);
	sandbox_expect_part(*state, "out", "keyhole ");
}

static void prints_the_same_help_of_a_verb_both_ways(void **state)
{
	assert_int_equal(run(*state, "$K help add"), EXIT_YES);
	sandbox_expect_part(*state, "out",
		"usage: keyhole add PERSON [FILE|-] [--expires TIME] [--from LIST]\n");
	char *text = sandbox_read_path(sandbox_path(*state, "out"));
	assert_int_equal(run(*state, "$K add brian --help"), EXIT_YES);
	sandbox_expect(*state, "out", text);
	assert_int_equal(run(*state, "$K --config $C add -- --help </dev/null"), EXIT_NO);
	free(text);
}

static void keeps_all_help_within_eighty_columns(void **state)
{
	static const char *const calls[] = {"$K --help", "$K help add", "$K help log",
		"$K help check", "$K help seal", "$K help verify", "$K help who", "$K help why",
		"$K help remove", "$K help revoke", "$K help grant", "$K help ungrant",
		"$K help group", "$K help edit", "$K 2>&1", "$K --config $C add 2>&1",
		"$K --config $C log --frobnicate 2>&1"};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		run(*state, calls[i]);
		char *text = sandbox_read_path(sandbox_path(*state, "out")), *rest = text;
		for (char *line; (line = strsep(&rest, "\n"));)
			if (strlen(line) > 80)
				fail_msg("%s: %s", calls[i], line);
		free(text);
	}
}

static void suggests_the_nearest_verb_and_option(void **state)
{
	assert_int_equal(run(*state, "$K ad"), EXIT_WRONG_USAGE);
	sandbox_expect_part(*state, "err", "there is no verb \"ad\"; did you mean add?");
	assert_int_equal(run(*state, "$K help lgo"), EXIT_WRONG_USAGE);
	sandbox_expect_part(*state, "err", "did you mean log?");
	assert_int_equal(run(*state, "$K --confg x"), EXIT_WRONG_USAGE);
	sandbox_expect_part(*state, "err", "did you mean --config?");
	assert_int_equal(run(*state, "$K --config"), EXIT_WRONG_USAGE);
	sandbox_expect_part(*state, "err", "--config needs a value");
}

static void knows_the_words_of_other_commands(void **state)
{
	assert_int_equal(run(*state, "$K rm alice"), EXIT_WRONG_USAGE);
	sandbox_expect_part(*state, "err", "there is no verb \"rm\"; did you mean remove?");
	run(*state, "$K list");
	sandbox_expect_part(*state, "err", "did you mean access?");
	run(*state, "$K help del");
	sandbox_expect_part(*state, "err", "did you mean remove?");
}

static void suggests_the_long_option_for_a_letter(void **state)
{
	assert_int_equal(run(*state, "$K --config $C import -n"), EXIT_WRONG_USAGE);
	sandbox_expect_part(*state, "err", "there is no option -n; did you mean --dry-run?");
	run(*state, "$K --config $C group -j");
	sandbox_expect_part(*state, "err", "there is no option -j; did you mean --json?");
	run(*state, "$K --config $C log -s");
	sandbox_expect_part(*state, "err", "there is no option -s\n");
}

static void shows_a_hostile_argument_escaped(void **state)
{
	assert_int_equal(run(*state, "$K \"$(printf 'a\\033[31m')\""), EXIT_WRONG_USAGE);
	sandbox_expect_part(*state, "err", "\"a\\x1b[31m\"");
}

static void ends_when_the_settings_can_not_be_read(void **state)
{
	struct sandbox *box = *state;
	char line[512];
	sandbox_write(box, "keyhole.conf", "rsa_min_bits = 2048;\nkeys_dri = \"/x\";\n");
	snprintf(line, sizeof line, "$K --config %s add brian", sandbox_path(box, "keyhole.conf"));
	assert_int_equal(run(box, line), EXIT_UNSURE);
	sandbox_expect_part(box, "err", "keyhole.conf:2: ");
	sandbox_expect_part(box, "err", "keys_dir");
	assert_int_equal(run(box, "$K --config /nonexistent.conf add brian"), EXIT_UNSURE);
	sandbox_expect_part(box, "err", "/nonexistent.conf: there is no such file");
}

static void does_not_call_done_what_it_could_not_print(void **state)
{
	assert_int_equal(run(*state, "$K --help >/dev/full"), EXIT_UNSURE);
	sandbox_expect_part(*state, "err", "standard output: No space left");
}

static void works_with_its_standard_descriptors_closed(void **state)
{
	assert_int_equal(run(*state, "$K --help >&- 2>&- <&-"), EXIT_YES);
}

/* Runs the tests. */
static void a_broken_configuration_keeps_nobody_from_looking(void **state)
{
	run(*state, "$K log");
	sandbox_expect_part(*state, "err", "/etc/keyhole/keyhole.conf: ");
	sandbox_expect_part(*state, "err", "going on with the defaults");
	assert_int_equal(run(*state, "$K --config /nonexistent.conf log"), EXIT_UNSURE);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		CASE(prints_the_verbs),
		CASE(takes_no_verb_for_wrong_usage_and_prints_the_verbs),
		CASE(prints_its_version),
		CASE(prints_the_same_help_of_a_verb_both_ways),
		CASE(keeps_all_help_within_eighty_columns),
		CASE(a_broken_configuration_keeps_nobody_from_looking),
		CASE(suggests_the_nearest_verb_and_option),
		CASE(knows_the_words_of_other_commands),
		CASE(suggests_the_long_option_for_a_letter),
		CASE(shows_a_hostile_argument_escaped),
		CASE(ends_when_the_settings_can_not_be_read),
		CASE(does_not_call_done_what_it_could_not_print),
		CASE(works_with_its_standard_descriptors_closed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
