/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole log on a terminal: who pages, with what, and how it ends. */
#include "sshd_log_fake.h"

#include "admin/table.h"
#include "admin/verb.h"
#include "common/cleanup.h"

#include <locale.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#define LOGIN                                                                                      \
	"{\"v\":1,\"time\":\"2026-11-22T13:45:10.000000Z\",\"event\":\"login\",\"account\":"       \
	"\"deploy\",\"session\":\"\"}\n"
#define REFUSED                                                                                    \
	"{\"v\":1,\"time\":\"2026-11-22T13:45:20.000000Z\",\"event\":\"refused\",\"account\":"     \
	"\"brian\",\"session\":\"b-3-4\",\"reason\":\"ssh-writable\"}\n"

static struct sandbox box;
static pid_t child;
static int terminal; /* its other end */

/* Begins with a log of two rows. */
static int setup(void **state)
{
	(void)state;
	sandbox_open(&box);
	sandbox_write(&box, "logins.jsonl", LOGIN REFUSED);
	unsetenv("KEYHOLE_PAGER");
	unsetenv("PAGER");
	unsetenv("LESS");
	return 0;
}

/* Removes it. */
static int teardown(void **state)
{
	(void)state;
	sandbox_close(&box);
	return 0;
}

/* Names the pager, by a command with the sandbox's folder in place of each @. */
static void set_pager(const char *variable, const char *command)
{
	char text[512] = "";
	for (const char *at = command; *at; at++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%.*s%s",
			*at == '@' ? 0 : 1, at, *at == '@' ? box.folder : "");
	setenv(variable, text, 1);
}

/* Runs the verb in a process of its own, on this end of a terminal or a pipe. */
static void start_on(int out, const char *option)
{
	char name[] = "log", *words = option ? strdup(option) : NULL;
	char *argv[] = {name, words, NULL};
	struct admin admin = {.config_path = "conf"};
	fflush(stdout);
	fflush(stderr);
	child = fork();
	if (child != 0) {
		free(words);
		close(out);
		return;
	}
	settings_init(&admin.settings);
	admin.settings.log_dir = box.folder;
	dup2(out, STDOUT_FILENO);
	dup2(open(sandbox_path(&box, "err"), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
	close(terminal);
	optind = 0;
	int status = verb_log.run(&admin, words ? 2 : 1, argv);
	_exit(fflush(stdout) == 0 ? status : 99);
}

/* Runs it on a terminal. */
static void start(const char *option)
{
	int its;
	struct winsize size = {.ws_row = 24, .ws_col = 100};
	assert_int_equal(openpty(&terminal, &its, NULL, NULL, &size), 0);
	start_on(its, option);
}

/* Reads all that it prints on the terminal, and waits for its end. */
static int finish(char *text, size_t cap)
{
	int status;
	size_t len = 0;
	for (ssize_t got; (got = read(terminal, text + len, cap - len - 1)) > 0;)
		len += (size_t)got;
	text[len] = '\0';
	close(terminal);
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

/* Runs it to its good end; gives what was printed on the terminal. */
static const char *run(const char *option)
{
	static char text[8192];
	start(option);
	int status = finish(text, sizeof text);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_YES);
	return text;
}

static void a_pager_gets_the_table_with_its_colours_and_its_width(void **state)
{
	(void)state;
	set_pager("KEYHOLE_PAGER", "cat >@/paged");
	set_pager("PAGER", "cat >@/wrong");
	assert_string_equal(run(NULL), "");
	sandbox_expect_part(&box, "paged", "deploy");
	sandbox_expect_part(&box, "paged", "\x1b[31mrefused: ssh-writable");
	sandbox_expect(&box, "wrong", NULL);
	unsetenv("KEYHOLE_PAGER");
	run(NULL);
	sandbox_expect_part(&box, "wrong", "deploy");
}

static void an_empty_one_or_cat_is_none_and_so_it_is_when_forbidden(void **state)
{
	(void)state;
	set_pager("PAGER", "cat >@/paged");
	set_pager("KEYHOLE_PAGER", "");
	assert_non_null(strstr(run(NULL), "deploy"));
	set_pager("KEYHOLE_PAGER", "cat");
	assert_non_null(strstr(run(NULL), "deploy"));
	unsetenv("KEYHOLE_PAGER");
	assert_non_null(strstr(run("--no-pager"), "deploy"));
	sandbox_expect(&box, "paged", NULL);
}

static void stored_lines_and_counts_are_paged_too(void **state)
{
	(void)state;
	set_pager("PAGER", "cat >@/paged");
	run("--json");
	sandbox_expect(&box, "paged", LOGIN REFUSED);
	run("--summary");
	sandbox_expect_part(&box, "paged", "LOGINS");
}

static void a_pipe_has_no_pager(void **state)
{
	(void)state;
	int ends[2];
	char text[1024];
	set_pager("PAGER", "cat >@/paged");
	assert_int_equal(pipe(ends), 0);
	terminal = ends[0];
	start_on(ends[1], NULL);
	assert_int_equal(finish(text, sizeof text), 0);
	assert_non_null(strstr(text, "deploy"));
	sandbox_expect(&box, "paged", NULL);
}

static void less_is_told_what_it_needs_and_root_that_it_may_do_nothing_else(void **state)
{
	(void)state;
	set_pager("PAGER", "cat >/dev/null; env >@/environment");
	run(NULL);
	sandbox_expect_part(&box, "environment", "LESS=FRX\n");
	if (geteuid() == 0)
		sandbox_expect_part(&box, "environment", "LESSSECURE=1\n");
	setenv("LESS", "S", 1);
	run(NULL);
	sandbox_expect_part(&box, "environment", "LESS=S\n");
}

static void without_the_usual_one_the_next_pages_and_without_any_it_is_printed(void **state)
{
	(void)state;
	char text[512];
	const char *set = getenv("PATH");
	CLEANUP(free) char *before = strdup(set ? set : "");
	setenv("PATH", box.folder, 1);
	assert_non_null(strstr(run(NULL), "deploy"));
	snprintf(text, sizeof text, "#!/bin/sh\n/bin/cat >%s\n", sandbox_path(&box, "paged"));
	sandbox_write(&box, "more", text);
	assert_int_equal(chmod(sandbox_path(&box, "more"), 0755), 0);
	assert_string_equal(run(NULL), "");
	sandbox_expect_part(&box, "paged", "deploy");
	static const char *const before_more[] = {"pager", "less"};
	for (size_t i = 0; i < 2; i++) {
		snprintf(text, sizeof text, "#!/bin/sh\necho %s >%s\n", before_more[i],
			sandbox_path(&box, "paged"));
		sandbox_write(&box, before_more[i], text);
		assert_int_equal(chmod(sandbox_path(&box, before_more[i]), 0755), 0);
		run(NULL);
		sandbox_expect_part(&box, "paged", before_more[i]);
	}
	setenv("PATH", before, 1);
}

static void the_counts_are_no_wider_than_the_terminal(void **state)
{
	(void)state;
	char text[2048];
	snprintf(text, sizeof text,
		"{\"v\":1,\"time\":\"2026-11-22T13:45:10.000000Z\",\"event\":\"login\","
		"\"account\":\"a-rather-long-name\",\"person\":\"a-long-name\","
		"\"session\":\"\",\"from\":\"192.168.100.200\","
		"\"key\":\"SHA256:%043d\",\"key_type\":\"ssh-ed25519\","
		"\"key_comment\":\"somebody@a-machine-of-theirs.example.org\"}\n",
		7);
	sandbox_write(&box, "logins.jsonl", text);
	set_pager("PAGER", "cat >@/paged");
	run("--summary");
	sandbox_expect_part(&box, "paged", "2026-11-22");
	char *paged = sandbox_read_path(sandbox_path(&box, "paged")), *rest = paged;
	for (char *line; (line = strsep(&rest, "\n"));)
		assert_true(strlen(line) <= 100);
	free(paged);
}

static void what_is_said_aside_stands_behind_what_was_printed(void **state)
{
	(void)state;
	int both = open(sandbox_path(&box, "both"), O_WRONLY | O_CREAT | O_APPEND, 0600);
	assert_true(both >= 0);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		dup2(both, STDOUT_FILENO);
		dup2(both, STDERR_FILENO);
		setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
		fputs("first\n", stdout);
		fputs("second\n", table_aside());
		fputs("third\n", stdout);
		admin_remark("fourth");
		_exit(0);
	}
	close(both);
	assert_int_equal(waitpid(child, NULL, 0), child);
	sandbox_expect(&box, "both", "first\nsecond\nthird\nkeyhole: fourth\n");
}

static void less_gets_its_options_whatever_the_environment_says(void **state)
{
	(void)state;
	char text[512];
	setenv("LESS", "S", 1);
	snprintf(text, sizeof text, "#!/bin/sh\ncat >/dev/null; echo \"$@\" >%s\n",
		sandbox_path(&box, "arguments"));
	sandbox_write(&box, "less", text);
	assert_int_equal(chmod(sandbox_path(&box, "less"), 0755), 0);
	set_pager("PAGER", "@/less");
	run(NULL);
	sandbox_expect(&box, "arguments", "-FRX\n");
}

static void a_reader_who_leaves_early_is_no_fault(void **state)
{
	(void)state;
	FILE *file = fopen(sandbox_path(&box, "logins.jsonl"), "w");
	for (int i = 0; i < 10000; i++)
		fputs(LOGIN, file);
	fclose(file);
	set_pager("PAGER", "head -n 1 >/dev/null");
	run(NULL);
	run("--json");
	sandbox_expect(&box, "err", "");
}

static void one_that_cannot_be_run_is_named(void **state)
{
	(void)state;
	char text[1024];
	set_pager("PAGER", "/nowhere/pager 2>/dev/null");
	start(NULL);
	int status = finish(text, sizeof text);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), EXIT_UNSURE);
	sandbox_expect_part(&box, "err", "can't be run; --no-pager does without it\n");
}

static void an_interrupt_waits_for_the_pager_and_is_the_end(void **state)
{
	(void)state;
	char path[300], text[64];
	set_pager("PAGER", "cat >/dev/null; echo >@/here; read x <@/go; echo >@/done");
	assert_int_equal(mkfifo(sandbox_path(&box, "here"), 0600), 0);
	snprintf(path, sizeof path, "%s", box.path);
	assert_int_equal(mkfifo(sandbox_path(&box, "go"), 0600), 0);
	start(NULL);
	int here = open(path, O_RDONLY);
	assert_int_equal(read(here, text, sizeof text), 1);
	close(here);
	assert_int_equal(kill(child, SIGINT), 0);
	int go = open(sandbox_path(&box, "go"), O_WRONLY);
	sandbox_expect(&box, "done", NULL);
	assert_int_equal(write(go, "\n", 1), 1);
	close(go);
	int status = finish(text, sizeof text);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGINT);
	sandbox_expect(&box, "done", "\n");
}

#define pager_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		pager_test(a_pager_gets_the_table_with_its_colours_and_its_width),
		pager_test(an_empty_one_or_cat_is_none_and_so_it_is_when_forbidden),
		pager_test(stored_lines_and_counts_are_paged_too),
		pager_test(a_pipe_has_no_pager),
		pager_test(less_is_told_what_it_needs_and_root_that_it_may_do_nothing_else),
		pager_test(without_the_usual_one_the_next_pages_and_without_any_it_is_printed),
		pager_test(the_counts_are_no_wider_than_the_terminal),
		pager_test(what_is_said_aside_stands_behind_what_was_printed),
		pager_test(less_gets_its_options_whatever_the_environment_says),
		pager_test(a_reader_who_leaves_early_is_no_fault),
		pager_test(one_that_cannot_be_run_is_named),
		pager_test(an_interrupt_waits_for_the_pager_and_is_the_end),
	};
	setlocale(LC_ALL, "C");
	setenv("TERM", "xterm", 1);
	setenv("TZ", "UTC0", 1);
	unsetenv("NO_COLOR");
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
