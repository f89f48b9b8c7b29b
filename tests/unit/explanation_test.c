/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=geteuid */
#include "admin/why/explanation.h"

#include "admin/verb.h"
#include "sandbox.h"
#include "verb_run.h"

uid_t __wrap_geteuid(void);

/* Prints an explanation into "out" of the sandbox. */
static int print(struct sandbox *box, const struct inquiry *inquiry, bool json)
{
	struct sandbox_voice voice = sandbox_listen(box);
	if (!json)
		explanation_print_steps(inquiry);
	int status = json ? explanation_print_json(inquiry) : explanation_print_end(inquiry);
	sandbox_hush(voice);
	return status;
}

/* Makes an inquiry without any step. */
static struct inquiry *begin(struct sandbox *box)
{
	struct inquiry *inquiry = calloc(1, sizeof *inquiry);
	assert_non_null(inquiry);
	inquiry->name = "brian";
	sandbox_open(box);
	return inquiry;
}

/* Frees it. */
static void end(struct sandbox *box, struct inquiry *inquiry)
{
	inquiry_close(inquiry);
	free(inquiry);
	sandbox_close(box);
}

static void ends_with_the_key_that_opens(void **state)
{
	struct sandbox box;
	struct inquiry *inquiry = begin(&box);
	(void)state;
	step_add(&inquiry->steps, "shell", STEP_GOOD, NULL, "fine");
	inquiry_opens(inquiry, view_of(""), "KEY ONE");
	inquiry_opens(inquiry, view_of(""), "KEY TWO");
	assert_int_equal(print(&box, inquiry, false), EXIT_YES);
	sandbox_expect(&box, "out",
		"ok      shell     fine\n\nbrian would be let in: KEY ONE\nand with 1 more.\n");
	end(&box, inquiry);
}

static void says_where_a_key_has_to_come_from(void **state)
{
	struct sandbox box;
	struct inquiry *inquiry = begin(&box);
	char longest[4000];
	(void)state;
	memset(longest, '0', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	inquiry_opens(inquiry, view_of("host.example.org"), "KEY ONE");
	inquiry_opens(inquiry, view_of("10.0.0.0/8"), "KEY TWO");
	assert_int_equal(print(&box, inquiry, false), EXIT_YES);
	sandbox_expect_part(
		&box, "out", "brian would be let in, if it comes from host.example.org: KEY ONE\n");
	print(&box, inquiry, true);
	sandbox_expect_part(&box, "out",
		"\"let_in\":true,\"token\":null,\"reason\":null,\"mend\":null,\"by\":"
		"\"KEY ONE\",\"if_from\":\"host.example.org\",");
	free(inquiry->open_from);
	inquiry->open_from = strdup(longest);
	print(&box, inquiry, false);
	sandbox_expect_part(&box, "out", "0: KEY ONE\n");
	inquiry_opens(inquiry, view_of(""), "KEY THREE");
	print(&box, inquiry, false);
	sandbox_expect_part(&box, "out", "brian would be let in: KEY THREE\nand with 2 more.\n");
	end(&box, inquiry);
}

static void ends_with_the_first_reason_and_its_command(void **state)
{
	struct sandbox box;
	struct inquiry *inquiry = begin(&box);
	(void)state;
	step_mend(step_add(&inquiry->steps, "users", STEP_REFUSED, "deny-users", "denied"),
		"mend this");
	step_add(&inquiry->steps, "pam", STEP_REFUSED, "nologin", "closed");
	inquiry_opens(inquiry, view_of(""), "KEY");
	assert_int_equal(print(&box, inquiry, false), EXIT_NO);
	sandbox_expect(&box, "out",
		"NO      users     denied [deny-users]\n                  mend this\n"
		"NO      pam       closed [nologin]\n\n"
		"brian would NOT be let in: denied [deny-users]\nmend it with:\nmend this\n");
	end(&box, inquiry);
}

static void says_that_it_is_the_key_alone_that_is_kept_out(void **state)
{
	static const char *const tokens[] = {"pubkey-off", "methods", "revoked-keys"};
	struct sandbox box;
	struct inquiry *inquiry = begin(&box);
	(void)state;
	step_add(&inquiry->steps, "key", STEP_CLOSED, "no-such-key", "none");
	assert_int_equal(print(&box, inquiry, false), EXIT_NO);
	sandbox_expect_part(
		&box, "out", "\nbrian would NOT be let in by a key: none [no-such-key]\n");
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
		step_list_free(&inquiry->steps);
		step_add(&inquiry->steps, "methods", STEP_REFUSED, tokens[i], "x");
		print(&box, inquiry, false);
		sandbox_expect_part(&box, "out", "\nbrian would NOT be let in by a key: x [");
	}
	end(&box, inquiry);
}

static void ends_with_what_the_home_check_warns_of(void **state)
{
	struct sandbox box;
	struct inquiry *inquiry = begin(&box);
	(void)state;
	inquiry_opens(inquiry, view_of(""), "KEY");
	inquiry->home_warning = strdup("/home/brian is open");
	assert_int_equal(print(&box, inquiry, false), EXIT_YES);
	sandbox_expect_part(&box, "out",
		"\nbrian would be let in: KEY\nwith a warning: /home/brian is open "
		"(under home_check = \"enforce\" brian would not)\n");
	end(&box, inquiry);
}

/* Somebody who may ask. */
uid_t __wrap_geteuid(void)
{
	return 0;
}

static void ends_with_the_sentence_behind_what_the_log_has(void **state)
{
	struct sandbox box;
	(void)state;
	sandbox_open(&box);
	sandbox_write(&box, "offers.jsonl",
		"{\"v\":1,\"time\":\"2026-11-22T13:45:05.000000Z\",\"event\":\"offer\",\"session\":"
		"\"b-1-2\",\"account\":\"no-such-account-here\",\"reason\":\"no-such-key\"}\n");
	assert_int_equal(verb_run(&box, &verb_why, "no-such-account-here"), EXIT_NO);
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	char *past = strstr(out, "\nrefused before, as the log has it:\n");
	assert_non_null(past);
	char *sentence = strstr(past, "\n\nno-such-account-here would NOT be let in: ");
	assert_non_null(sentence);
	assert_non_null(strstr(sentence, "\nuseradd "));
	assert_null(strstr(sentence, "refused"));
	free(out);
	sandbox_close(&box);
}

static void says_what_it_can_not_tell(void **state)
{
	struct sandbox box;
	struct inquiry *inquiry = begin(&box);
	(void)state;
	assert_int_equal(print(&box, inquiry, false), EXIT_UNSURE);
	inquiry_opens(inquiry, view_of(""), "KEY");
	step_add(&inquiry->steps, "pam", STEP_UNKNOWN, "pam-asks", "who knows");
	assert_int_equal(print(&box, inquiry, false), EXIT_UNSURE);
	sandbox_expect_part(&box, "out", "whether brian would be let in can't be told: who knows");
	end(&box, inquiry);
}

static void escapes_what_came_from_outside(void **state)
{
	struct sandbox box;
	struct inquiry *inquiry = begin(&box);
	(void)state;
	step_mend(step_add(&inquiry->steps, "key", STEP_REFUSED, "bad-line", "a\033[2Jb"),
		"rm \033x");
	print(&box, inquiry, false);
	sandbox_expect_part(&box, "out", "a\\x1b[2Jb");
	sandbox_expect_part(&box, "out", "rm \\x1bx");
	print(&box, inquiry, true);
	sandbox_expect_part(&box, "out", "\"what\":\"a\\u001b[2Jb\"");
	end(&box, inquiry);
}

static void gives_programs_an_object(void **state)
{
	struct sandbox box;
	struct inquiry *inquiry = begin(&box);
	(void)state;
	inquiry->from = "10.0.0.1";
	step_add(&inquiry->steps, "shell", STEP_GOOD, NULL, "fine");
	step_add(&inquiry->steps, "pam", STEP_REFUSED, "nologin", "closed");
	assert_int_equal(print(&box, inquiry, true), EXIT_NO);
	sandbox_expect(&box, "out",
		"{\"account\":\"brian\",\"from\":\"10.0.0.1\",\"let_in\":false,\"token\":"
		"\"nologin\",\"reason\":\"closed\",\"mend\":null,\"by\":null,\"if_from\":null,"
		"\"steps\":["
		"{\"step\":\"shell\",\"verdict\":\"ok\",\"token\":null,\"what\":\"fine\",\"mend\":"
		"null},{\"step\":\"pam\",\"verdict\":\"refused\",\"token\":\"nologin\",\"what\":"
		"\"closed\",\"mend\":null}]");
	end(&box, inquiry);
}

static void refuses_wrong_usage(void **state)
{
	static const struct {
		const char *words, *says;
	} rows[] = {{"", "ACCOUNT is missing"}, {"brian alice", "nothing to do for \"alice\""},
		{"--from nowhere brian", "\"nowhere\" is not an address"},
		{"--kye x brian", "did you mean --key?"}, {"brian --from", "needs a value"}};
	struct sandbox box;
	(void)state;
	sandbox_open(&box);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_int_equal(verb_run(&box, &verb_why, rows[i].words), EXIT_WRONG_USAGE);
		sandbox_expect_part(&box, "err", rows[i].says);
	}
	sandbox_close(&box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_with_the_key_that_opens),
		cmocka_unit_test(says_where_a_key_has_to_come_from),
		cmocka_unit_test(ends_with_the_first_reason_and_its_command),
		cmocka_unit_test(says_that_it_is_the_key_alone_that_is_kept_out),
		cmocka_unit_test(ends_with_what_the_home_check_warns_of),
		cmocka_unit_test(ends_with_the_sentence_behind_what_the_log_has),
		cmocka_unit_test(says_what_it_can_not_tell),
		cmocka_unit_test(escapes_what_came_from_outside),
		cmocka_unit_test(gives_programs_an_object),
		cmocka_unit_test(refuses_wrong_usage),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
