/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log --follow: what it shows while the log grows, and how it ends. */
#include "verb_run.h"

#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define RECORD(second, event, more)                                                                \
	"{\"v\":1,\"time\":\"2026-11-22T13:45:" second ".000000Z\",\"event\":\"" event             \
	"\",\"session\":\"b-1-2\",\"account\":\"brian\"" more "}\n"
#define LOGIN                                                                                      \
	RECORD("10", "login",                                                                      \
		",\"from\":\"10.0.0.1\",\"key\":\"SHA256:kb0oATq\",\"key_type\":\"ssh-rsa\","      \
		"\"key_bits\":3072")
#define LOGOUT RECORD("30", "logout", ",\"key\":\"SHA256:kb0oATq\",\"seconds\":20")
#define REFUSED RECORD("40", "refused", ",\"reason\":\"ssh-writable\"")
#define OFFER RECORD("05", "offer", ",\"reason\":\"no-such-key\"")
#define ROW(second) "2026-11-22 13:45:" second "  brian  "

static struct sandbox box;
static pid_t child;
static FILE *shown; /* what it prints */

/* Begins with a login that is not new. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	sandbox_write(&box, "logins.jsonl", RECORD("01", "login", ""));
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Runs the verb in a process of its own; with a table it has begun when this returns. */
static void begin(const char *words)
{
	int ends[2];
	char line[256], *argv[16], *rest = line, head[256];
	int argc = 0;
	snprintf(line, sizeof line, "log --follow %s", words);
	assert_int_equal(pipe(ends), 0);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		struct admin admin = {.config_path = "conf"};
		settings_init(&admin.settings);
		admin.settings.log_dir = box.folder;
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		while (rest && *rest && argc < 15)
			argv[argc++] = strsep(&rest, " ");
		argv[argc] = NULL;
		optind = 0;
		int status = verb_log.run(&admin, argc, argv);
		_exit(fflush(stdout) == 0 ? status : 99);
	}
	close(ends[1]);
	shown = fdopen(ends[0], "r");
	if (!strstr(words, "--json")) {
		assert_non_null(fgets(head, sizeof head, shown));
		assert_true(strncmp(head, "TIME ", 5) == 0);
	}
}

/* Adds bytes to a file of the log. */
static void add(const char *name, const char *text)
{
	FILE *file = fopen(sandbox_path(&box, name), "a");
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* Waits for the next line and sees how it begins and ends. */
static void expect(const char *begins, const char *ends)
{
	char line[512] = "";
	assert_non_null(fgets(line, sizeof line, shown));
	size_t len = strlen(line), end = strlen(ends);
	if (strncmp(line, begins, strlen(begins)) != 0 || len < end ||
		strcmp(line + len - end, ends) != 0)
		fail_msg("%s is not %s...%s", line, begins, ends);
}

/* Waits for the process; gives its exit status. */
static int wait_for_end(void)
{
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Whether it prints nothing for a tenth of a second. */
static bool is_silent(void)
{
	struct pollfd output = {.fd = fileno(shown), .events = POLLIN};
	return poll(&output, 1, 100) == 0;
}

/* Interrupts it, and sees that this is a good end, with nothing more printed. */
static void end(void)
{
	assert_int_equal(kill(child, SIGINT), 0);
	assert_int_equal(wait_for_end(), EXIT_YES);
	assert_int_equal(fgetc(shown), EOF);
	fclose(shown);
}

static void shows_what_is_new_and_a_logout_as_a_row_of_its_own(void **state)
{
	(void)state;
	begin("");
	add("logins.jsonl", LOGIN);
	expect(ROW("10"), "  logged in\n"); /* its logout is still to come */
	add("logins.jsonl", LOGOUT REFUSED);
	expect(ROW("30") "   -         -                RSA 3072 SHA256:kb0oATq  ",
		"  20s     logged out\n");
	expect(ROW("40"), "  refused: ssh-writable\n");
	end();
}

static void waits_for_the_end_of_a_line(void **state)
{
	(void)state;
	const size_t half = strlen(LOGIN) / 2;
	char part[512];
	begin("");
	snprintf(part, sizeof part, "%s%.*s", REFUSED, (int)half, LOGIN);
	add("logins.jsonl", part);
	expect(ROW("40"), "\n");
	add("logins.jsonl", &LOGIN[half]);
	expect(ROW("10"), "\n");
	end();
}

static void goes_on_in_the_new_file_and_misses_nothing_of_the_old_one(void **state)
{
	(void)state;
	char from[256];
	begin("");
	add("logins.jsonl", LOGIN);
	snprintf(from, sizeof from, "%s", sandbox_path(&box, "logins.jsonl"));
	assert_int_equal(rename(from, sandbox_path(&box, "logins.jsonl.1")), 0);
	add("logins.jsonl.1", LOGOUT);
	add("logins.jsonl", REFUSED);
	expect(ROW("10"), "\n");
	expect(ROW("30"), "\n");
	expect(ROW("40"), "\n");
	add("logins.jsonl", LOGIN);
	expect(ROW("10"), "\n");
	end();
}

static void waits_for_a_log_that_is_not_there_yet(void **state)
{
	(void)state;
	assert_int_equal(unlink(sandbox_path(&box, "logins.jsonl")), 0);
	begin("");
	add("logins.jsonl", LOGIN REFUSED);
	expect(ROW("10"), "\n");
	expect(ROW("40"), "\n");
	end();
}

static void json_is_the_lines_as_they_are_stored(void **state)
{
	(void)state;
	begin("--json --event refused");
	/* Whichever is the first that it sees, it is this line. */
	for (int i = 0; i < 100 && is_silent(); i++)
		add("logins.jsonl", LOGIN REFUSED);
	expect(REFUSED, "\n");
	assert_int_equal(kill(child, SIGINT), 0);
	assert_int_equal(wait_for_end(), EXIT_YES);
	fclose(shown);
}

static void begins_anew_in_a_file_that_was_cut(void **state)
{
	(void)state;
	begin("");
	add("logins.jsonl", LOGIN);
	expect(ROW("10"), "\n");
	assert_int_equal(truncate(sandbox_path(&box, "logins.jsonl"), 0), 0);
	add("logins.jsonl", LOGOUT);
	expect(ROW("30"), "\n");
	end();
}

static void filters_and_shows_offers_where_they_are_asked_for(void **state)
{
	(void)state;
	begin("--refused");
	add("logins.jsonl", LOGIN REFUSED);
	expect(ROW("40"), "\n");
	add("offers.jsonl", LOGIN OFFER);
	expect(ROW("05"), "  refused: no-such-key\n");
	end();
	begin("--account nobody");
	add("logins.jsonl", LOGIN);
	add("logins.jsonl", "{\"v\":1,\"time\":\"2026-11-22T13:45:50.000000Z\",\"event\":\"login\","
			    "\"account\":\"nobody\"}\n");
	expect("2026-11-22 13:45:50  nobody  ", "\n");
	end();
}

static void passes_over_a_line_that_is_too_long(void **state)
{
	(void)state;
	static char garbage[20000];
	memset(garbage, 'x', sizeof garbage - 2);
	garbage[sizeof garbage - 2] = '\n';
	begin("");
	add("logins.jsonl", garbage);
	add("logins.jsonl", LOGIN);
	expect(ROW("10"), "\n");
	end();
}

static void ends_when_nobody_reads_any_more(void **state)
{
	(void)state;
	begin("");
	fclose(shown);
	assert_int_equal(wait_for_end(), EXIT_YES);
	begin("");
	fclose(shown);
	add("logins.jsonl", LOGIN);
	assert_int_equal(wait_for_end(), EXIT_YES);
}

static void counts_nothing_and_has_no_last_ones(void **state)
{
	(void)state;
	assert_int_equal(verb_run(&box, &verb_log, "--follow --summary"), EXIT_WRONG_USAGE);
	assert_int_equal(verb_run(&box, &verb_log, "--follow --limit 3"), EXIT_WRONG_USAGE);
	sandbox_expect_part(&box, "err", "--follow shows what is new");
}

#define follow_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		follow_test(shows_what_is_new_and_a_logout_as_a_row_of_its_own),
		follow_test(waits_for_the_end_of_a_line),
		follow_test(goes_on_in_the_new_file_and_misses_nothing_of_the_old_one),
		follow_test(waits_for_a_log_that_is_not_there_yet),
		follow_test(json_is_the_lines_as_they_are_stored),
		follow_test(begins_anew_in_a_file_that_was_cut),
		follow_test(filters_and_shows_offers_where_they_are_asked_for),
		follow_test(passes_over_a_line_that_is_too_long),
		follow_test(ends_when_nobody_reads_any_more),
		follow_test(counts_nothing_and_has_no_last_ones),
	};
	setlocale(LC_ALL, "C");
	setenv("TZ", "UTC0", 1);
	tzset();
	alarm(60); /* a line that never comes ends the test */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
