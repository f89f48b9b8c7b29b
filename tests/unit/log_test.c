/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log, as it is called: what it prints, where, and how it ends. */
#include "admin/verb.h"
#include "audit/monitor.h"
#include "sandbox.h"
#include "sshd_log_fake.h"

#include <locale.h>
#include <pty.h>
#include <time.h>

#define AT(second) "\"time\":\"2026-11-22T13:45:" second ".000000Z\",\"event\":"
#define KEY_FIELDS                                                                                 \
	"\"key\":\"SHA256:kb0oABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm\",\"key_type\":\"ssh-rsa\"," \
	"\"key_bits\":3072,\"key_comment\":\"ubuntu@primary\""
#define ADDED "{\"v\":1,\"seq\":1," AT("00") "\"added\",\"person\":\"brian\",\"by\":\"root\"}\n"
#define LOGIN                                                                                      \
	"{\"v\":1,\"seq\":2," AT("10") "\"login\",\"session\":\"b-1-2\",\"account\":\"deploy\","   \
				       "\"person\":\"brian\",\"from\":\"192.168.64.2\","           \
				       "\"method\":\"publickey\"," KEY_FIELDS "}\n"
#define REFUSED                                                                                    \
	"{\"v\":1,\"seq\":3," AT("20") "\"refused\",\"session\":\"b-3-4\",\"account\":\"brian\","  \
				       "\"reason\":\"ssh-writable\"}\n"
#define LOGOUT                                                                                     \
	"{\"v\":1,\"seq\":4," AT("30") "\"logout\",\"session\":\"b-1-2\",\"account\":\"deploy\","  \
				       "\"person\":\"brian\",\"seconds\":20}\n"
#define OFFER                                                                                      \
	"{\"v\":1," AT("05") "\"offer\",\"session\":\"b-5-6\",\"account\":\"brian\","              \
			     "\"reason\":\"no-such-key\"," KEY_FIELDS "}\n"

static struct sandbox box;
static int status; /* of the last run */

/* Runs the verb with these words behind its name; what it says is in the files "out" and "err". */
static void run(const char *a, const char *b, const char *c, const char *d)
{
	char *argv[] = {strdup("log"), a ? strdup(a) : NULL, b ? strdup(b) : NULL,
		c ? strdup(c) : NULL, d ? strdup(d) : NULL, NULL};
	int argc = 0;
	struct admin admin = {.config_path = "conf"};
	settings_init(&admin.settings);
	admin.settings.log_dir = box.folder;
	while (argv[argc])
		argc++;
	optind = 0;
	opterr = 0;
	struct sandbox_voice voice = sandbox_listen(&box);
	status = verb_log.run(&admin, argc, argv);
	sandbox_hush(voice);
	settings_free(&admin.settings);
	for (int i = 0; i < argc; i++)
		free(argv[i]);
}

/* Begins with a log of two connections. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	sandbox_write(&box, "logins.jsonl", ADDED LOGIN REFUSED LOGOUT);
	sandbox_write(&box, "offers.jsonl", OFFER);
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

static void shows_each_connection_on_a_line_with_nothing_cut_in_a_pipe(void **state)
{
	(void)state;
	run(NULL, NULL, NULL, NULL);
	assert_int_equal(status, EXIT_YES);
	sandbox_expect(&box, "out",
		"TIME                 ACCOUNT  PERSON  FROM          KEY"
		"                                                                         "
		"LASTED  RESULT\n"
		"2026-11-22 13:45:00  -        brian   -             -"
		"                                                                           "
		"     -  key added by root\n"
		"2026-11-22 13:45:05  brian    -       -             RSA 3072 "
		"SHA256:kb0oABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm ubuntu@primary"
		"       -  refused: no-such-key\n"
		"2026-11-22 13:45:10  deploy   brian   192.168.64.2  RSA 3072 "
		"SHA256:kb0oABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm ubuntu@primary"
		"     20s  logged in\n"
		"2026-11-22 13:45:20  brian    -       -             -"
		"                                                                           "
		"     -  refused: ssh-writable\n");
	sandbox_expect(&box, "err", "");
}

static void a_pipe_gets_the_words_of_a_reason_and_the_clocks_own_time(void **state)
{
	(void)state;
	sandbox_write(&box, "logins.jsonl",
		"{\"v\":1,\"seq\":1,\"time\":\"2026-11-22T13:45:10.000000Z\","
		"\"clock\":\"2026-11-22T11:00:00.000000Z\",\"event\":\"refused\","
		"\"account\":\"brian\",\"reason\":\"ssh-writable\",\"detail\":\"/home/brian/"
		".ssh\"}\n");
	run(NULL, NULL, NULL, NULL);
	sandbox_expect_part(&box, "out", "refused: ssh-writable: /home/brian/.ssh\n");
	sandbox_expect_part(&box, "out", "2026-11-22 11:00:00  brian");
}

static void json_is_the_stored_lines_and_no_offers(void **state)
{
	(void)state;
	run("--json", NULL, NULL, NULL);
	assert_int_equal(status, EXIT_YES);
	sandbox_expect(&box, "out", ADDED LOGIN REFUSED LOGOUT);
}

static void filters_lines_and_rows_alike(void **state)
{
	(void)state;
	run("--json", "--account", "deploy", NULL);
	sandbox_expect(&box, "out", LOGIN LOGOUT);
	run("--json", "--person=brian", NULL, NULL);
	sandbox_expect(&box, "out", ADDED LOGIN LOGOUT);
	run("--json", "--since", "2026-11-22T13:45:20Z", NULL);
	sandbox_expect(&box, "out", REFUSED LOGOUT);
	run("--since", "2026-11-22T13:45:20Z", NULL, NULL);
	sandbox_expect_part(&box, "out", "refused: ssh-writable\n");
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	assert_null(strstr(out, "logged in"));
	assert_null(strstr(out, "no-such-key"));
	free(out);
	run("--account", "brian", "--person", "brian");
	sandbox_expect(&box, "out", "");
	sandbox_expect(&box, "err", "keyhole: nothing in the log is like that\n");
	assert_int_equal(status, EXIT_YES);
}

static void names_the_lines_that_it_cannot_read_and_goes_on(void **state)
{
	(void)state;
	sandbox_write(&box, "logins.jsonl", ADDED "gar\x1b[31mbage\n" LOGIN "{\"v\":1,\"ti");
	run("--json", NULL, NULL, NULL);
	assert_int_equal(status, EXIT_YES);
	sandbox_expect(&box, "out", ADDED LOGIN);
	sandbox_expect_part(&box, "err", "/logins.jsonl:2: byte 1: a record begins with {\n");
	sandbox_expect_part(&box, "err", "/logins.jsonl:4: the line is torn");
}

static void says_how_many_more_lines_it_cannot_read(void **state)
{
	(void)state;
	sandbox_write(&box, "logins.jsonl", "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n" LOGIN);
	run("--json", NULL, NULL, NULL);
	sandbox_expect(&box, "out", LOGIN);
	sandbox_expect_part(&box, "err", "/logins.jsonl:10: ");
	sandbox_expect_part(&box, "err", "3 more lines of the log can't be read");
	char *err = sandbox_read_path(sandbox_path(&box, "err"));
	assert_null(strstr(err, "/logins.jsonl:11: "));
	free(err);
}

static void a_limit_keeps_the_last_lines_of_both_logs_in_their_order(void **state)
{
	(void)state;
	sandbox_write(&box, "offers.jsonl", OFFER LOGIN);
	run("--json", "--limit=1", NULL, NULL);
	sandbox_expect(&box, "out", LOGOUT);
	run("--json", "-n", "1", NULL);
	sandbox_expect(&box, "out", LOGOUT);
	run("--json", "--limit=2", "--refused", NULL);
	sandbox_expect(&box, "out", OFFER REFUSED);
	run("--json", "--limit=1", "--refused", NULL);
	sandbox_expect(&box, "out", REFUSED);
	run("--json", "--limit=2", "--event=offer,added,login", NULL);
	sandbox_expect(&box, "out", OFFER LOGIN);
	run("--json", "--limit=9", "--event=offer,added,login", NULL);
	sandbox_expect(&box, "out", ADDED OFFER LOGIN);
	run("--json", "--limit=999999999", NULL, NULL);
	sandbox_expect(&box, "out", ADDED LOGIN REFUSED LOGOUT);
	run("--json", "--limit=2", "--person=brian", NULL);
	sandbox_expect(&box, "out", LOGIN LOGOUT);
}

static void of_two_lines_of_the_same_time_the_offer_is_the_later_one(void **state)
{
	(void)state;
	sandbox_write(&box, "offers.jsonl", OFFER);
	sandbox_write(&box, "logins.jsonl",
		"{\"v\":1,\"seq\":1," AT("05") "\"refused\"}\n{\"v\":1,\"seq\":2," AT(
			"05") "\"refused\"}\n");
	static const char *const all[] = {"{\"v\":1,\"seq\":1," AT("05") "\"refused\"}\n",
		"{\"v\":1,\"seq\":2," AT("05") "\"refused\"}\n", OFFER};
	char expected[1024];
	snprintf(expected, sizeof expected, "%s%s%s", all[0], all[1], all[2]);
	run("--json", "--refused", NULL, NULL);
	sandbox_expect(&box, "out", expected);
	run("--json", "--refused", "--limit=3", NULL);
	sandbox_expect(&box, "out", expected);
	run("--json", "--refused", "--limit=1", NULL);
	sandbox_expect(&box, "out", OFFER);
}

static void what_others_write_does_not_drive_the_terminal(void **state)
{
	(void)state;
	sandbox_write(&box, "logins.jsonl",
		"{\"v\":1,\"seq\":1," AT("00") "\"login\",\"account\":\"a\\u001b[31m\","
					       "\"person\":\"\\u202eb\\u000ac\"}\n");
	run(NULL, NULL, NULL, NULL);
	sandbox_expect_part(&box, "out", "  a\\x1b[31m  \\xe2\\x80\\xaeb\\x0ac  ");
}

static void believes_nothing_but_offers_from_the_log_of_offers(void **state)
{
	(void)state;
	sandbox_write(&box, "offers.jsonl", LOGIN);
	sandbox_write(&box, "logins.jsonl", ADDED);
	run(NULL, NULL, NULL, NULL);
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	assert_null(strstr(out, "logged in"));
	free(out);
}

static void an_empty_log_is_no_failure_but_a_missing_one_is(void **state)
{
	(void)state;
	sandbox_write(&box, "logins.jsonl", "");
	sandbox_write(&box, "offers.jsonl", "");
	run(NULL, NULL, NULL, NULL);
	assert_int_equal(status, EXIT_YES);
	sandbox_expect(&box, "err", "keyhole: no logins recorded yet\n");
	unlink(sandbox_path(&box, "logins.jsonl"));
	run(NULL, NULL, NULL, NULL);
	assert_int_equal(status, EXIT_NO);
	sandbox_expect_part(&box, "err", "keyhole: there is no log yet at /tmp/keyhole-test-");
	run("--json", NULL, NULL, NULL);
	assert_int_equal(status, EXIT_NO);
	run("--raw", NULL, NULL, NULL);
	assert_int_equal(status, EXIT_UNSURE);
	sandbox_write(&box, "offers.jsonl", OFFER);
	run(NULL, NULL, NULL, NULL);
	assert_int_equal(status, EXIT_YES);
	sandbox_expect_part(&box, "out", "refused: no-such-key");
}

static void offers_that_cannot_be_read_are_a_warning(void **state)
{
	(void)state;
	unlink(sandbox_path(&box, "offers.jsonl"));
	assert_int_equal(mkfifo(box.path, 0600), 0);
	run(NULL, NULL, NULL, NULL);
	assert_int_equal(status, EXIT_YES);
	sandbox_expect_part(&box, "out", "logged in");
	sandbox_expect_part(&box, "err", "/offers.jsonl is not a regular file");
}

/* Adds a login that this process, or one like it, is the monitor of. */
static void add_monitored(const char *account, const struct monitor *monitor, uint64_t start)
{
	FILE *file = fopen(sandbox_path(&box, "logins.jsonl"), "a");
	fprintf(file,
		"{\"v\":1," AT("40") "\"login\",\"session\":\"%s\",\"account\":\"%s\",\"boot\":"
				     "\"%s\",\"monitor\":%d,\"monitor_start\":%llu}\n",
		account, account, monitor->boot, (int)monitor->pid, (unsigned long long)start);
	assert_int_equal(fclose(file), 0);
}

static void still_open_is_only_what_the_very_process_holds(void **state)
{
	(void)state;
	struct monitor own;
	monitor_of(getpid(), &own);
	sandbox_write(&box, "logins.jsonl", "");
	unlink(sandbox_path(&box, "offers.jsonl"));
	add_monitored("open", &own, own.start);
	add_monitored("reused", &own, own.start + 1);
	own.boot[0] = own.boot[0] == '0' ? '1' : '0';
	add_monitored("rebooted", &own, own.start);
	run(NULL, NULL, NULL, NULL);
	char *out = sandbox_read_path(sandbox_path(&box, "out")), *end;
	const char *accounts[] = {"open ", "reused ", "rebooted "};
	const char *results[] = {
		"-  still open", "-  logged in, no logout", "-  logged in, no logout"};
	for (size_t i = 0; i < 3; i++) {
		char *at = strstr(out, accounts[i]);
		assert_non_null(at);
		end = at + strcspn(at, "\n");
		assert_true(strncmp(end - strlen(results[i]), results[i], strlen(results[i])) == 0);
	}
	free(out);
}

static void wrong_usage_is_64_and_says_what_is_right(void **state)
{
	(void)state;
	run("--since", "soon", NULL, NULL);
	assert_int_equal(status, EXIT_WRONG_USAGE);
	sandbox_expect_part(&box, "err", "keyhole log: --since: \"soon\" is not a time");
	run("--acount", "x", NULL, NULL);
	assert_int_equal(status, EXIT_WRONG_USAGE);
	sandbox_expect_part(&box, "err", "--account");
	run("--person", NULL, NULL, NULL);
	assert_int_equal(status, EXIT_WRONG_USAGE);
	run("brian", NULL, NULL, NULL);
	assert_int_equal(status, EXIT_WRONG_USAGE);
	sandbox_expect_part(&box, "err", "\"brian\" is not an option");
	sandbox_expect(&box, "out", "");
}

/* Runs the verb on a terminal of this width; gives what it printed. */
static const char *run_on_terminal(unsigned short width)
{
	static char text[8192];
	struct winsize size = {.ws_row = 24, .ws_col = width};
	struct admin admin = {.config_path = "conf"};
	char name[] = "log", option[] = "--no-pager", *argv[] = {name, option, NULL};
	int ours, its;
	assert_int_equal(openpty(&ours, &its, NULL, NULL, &size), 0);
	settings_init(&admin.settings);
	admin.settings.log_dir = box.folder;
	fflush(stdout);
	int out = dup(STDOUT_FILENO);
	dup2(its, STDOUT_FILENO);
	close(its);
	optind = 0;
	status = verb_log.run(&admin, 2, argv);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	size_t len = 0;
	for (ssize_t got; (got = read(ours, text + len, sizeof text - len - 1)) > 0;)
		len += (size_t)got;
	text[len] = '\0';
	close(ours);
	return text;
}

static void on_a_terminal_the_key_tells_as_much_as_fits(void **state)
{
	(void)state;
	static const struct {
		unsigned short width;
		const char *part;
	} cases[] = {{200, "RSA 3072 SHA256:kb0oABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm "
			   "ubuntu@primary "},
		{132, "RSA 3072 SHA256:kb0o... ubuntu@primary  "},
		{110, "RSA 3072 SHA256:kb0o...  "}, {92, "2  RSA 3072 kb0o...     20s"},
		{80, "2 ubuntu@prim...    20s"}, {40, "2 ubuntu@prim...    20s"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *text = run_on_terminal(cases[i].width);
		if (!strstr(text, cases[i].part))
			fail_msg("%d columns: %s", cases[i].width, text);
		for (const char *at = text; cases[i].width > 40 && *at; at += strcspn(at, "\n") + 1)
			assert_true(strcspn(at, "\r\x1b") <= cases[i].width);
	}
}

/* The length of the longest line. */
static unsigned short longest(const char *text)
{
	size_t most = 0;
	for (const char *at = text; *at; at += strcspn(at, "\n") + 1)
		if (strcspn(at, "\r") > most)
			most = strcspn(at, "\r");
	return (unsigned short)most;
}

static void a_line_may_use_the_last_column_and_no_more(void **state)
{
	(void)state;
	setenv("NO_COLOR", "1", 1);
	unsigned short whole = longest(run_on_terminal(500));
	assert_int_equal(longest(run_on_terminal(whole)), whole);
	assert_true(longest(run_on_terminal((unsigned short)(whole - 1))) < whole - 1);
	unsetenv("NO_COLOR");
}

static void what_else_was_tried_stands_below_its_row(void **state)
{
	(void)state;
	sandbox_write(&box, "offers.jsonl",
		OFFER "{\"v\":1," AT("06") "\"offer\",\"session\":\"b-5-6\",\"account\":"
					   "\"brian\",\"person\":\"carl\",\"reason\":"
					   "\"key-expired\",\"key\":\"SHA256:old4\",\"detail\":"
					   "\"carl.keys:1\"}\n");
	setenv("NO_COLOR", "1", 1);
	const char *text = run_on_terminal(200);
	assert_non_null(strstr(text, "2026-11-22 13:45:05  brian    carl    "));
	assert_non_null(strstr(text, "-  refused: key-expired: carl.keys:1\r\n           "));
	assert_non_null(strstr(text, " ubuntu@primary"));
	assert_non_null(strstr(text, "            also: no-such-key\r\n2026-11-22 13:45:10"));
	assert_null(strstr(text, "2 keys"));
	text = run_on_terminal(80);
	assert_non_null(strstr(text, "- refused: key-expired\r\n"));
	unsetenv("NO_COLOR");
	run("--refused", NULL, NULL, NULL);
	sandbox_expect_part(&box, "out",
		"refused: key-expired (2 keys): carl.keys:1; also RSA 3072 "
		"SHA256:kb0oABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm: no-such-key\n");
}

static void colours_are_for_terminals_and_not_with_no_color(void **state)
{
	(void)state;
	assert_non_null(strstr(run_on_terminal(120), "\x1b[31mrefused: ssh-writable"));
	setenv("NO_COLOR", "1", 1);
	assert_null(strchr(run_on_terminal(120), '\x1b'));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_null(strchr(run_on_terminal(120), '\x1b'));
	setenv("TERM", "xterm", 1);
	run(NULL, NULL, NULL, NULL);
	char *out = sandbox_read_path(sandbox_path(&box, "out"));
	assert_null(strchr(out, '\x1b'));
	free(out);
}

#define verb_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		verb_test(shows_each_connection_on_a_line_with_nothing_cut_in_a_pipe),
		verb_test(a_pipe_gets_the_words_of_a_reason_and_the_clocks_own_time),
		verb_test(json_is_the_stored_lines_and_no_offers),
		verb_test(filters_lines_and_rows_alike),
		verb_test(names_the_lines_that_it_cannot_read_and_goes_on),
		verb_test(says_how_many_more_lines_it_cannot_read),
		verb_test(a_limit_keeps_the_last_lines_of_both_logs_in_their_order),
		verb_test(of_two_lines_of_the_same_time_the_offer_is_the_later_one),
		verb_test(what_others_write_does_not_drive_the_terminal),
		verb_test(believes_nothing_but_offers_from_the_log_of_offers),
		verb_test(an_empty_log_is_no_failure_but_a_missing_one_is),
		verb_test(offers_that_cannot_be_read_are_a_warning),
		verb_test(still_open_is_only_what_the_very_process_holds),
		verb_test(wrong_usage_is_64_and_says_what_is_right),
		verb_test(on_a_terminal_the_key_tells_as_much_as_fits),
		verb_test(a_line_may_use_the_last_column_and_no_more),
		verb_test(what_else_was_tried_stands_below_its_row),
		verb_test(colours_are_for_terminals_and_not_with_no_color),
	};
	setlocale(LC_ALL, "C");
	setenv("TZ", "UTC0", 1);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
