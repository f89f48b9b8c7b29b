/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole seal: what it prints, and what it leaves. */
#include "admin/verb.h"
#include "sandbox.h"

#include "seal/verification_key.h"

#include <sys/wait.h>

#define PROGRAM TEST_BUILD "/tests/keyhole"

static struct note note;

/* Makes the folders and the configuration. */
static int begin(void **state)
{
	static struct sandbox box;
	char conf[512];
	sandbox_open(&box);
	sandbox_folder(&box, "log");
	sandbox_folder(&box, "state");
	snprintf(conf, sizeof conf,
		"log_dir = \"%s/log\"; state_dir = \"%s/state\"; run_dir = \"%s/run\";\n",
		box.folder, box.folder, box.folder);
	sandbox_write(&box, "conf", conf);
	setenv("K", PROGRAM, 1);
	setenv("C", sandbox_path(&box, "conf"), 1);
	setenv("D", box.folder, 1);
	*state = &box;
	return 0;
}

/* Removes all. */
static int end(void **state)
{
	sandbox_close(*state);
	return 0;
}

/* Runs a line of the shell; gives its exit status. */
static int run(struct sandbox *box, const char *line)
{
	struct sandbox_voice voice = sandbox_listen(box);
	int status = system(line);
	sandbox_hush(voice);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Reads the key that was printed, and sees that it stands in four lines and nothing else does. */
static struct verification_key printed_key(struct sandbox *box)
{
	struct verification_key key;
	char *text = sandbox_read_path(sandbox_path(box, "out"));
	size_t lines = 0;
	for (const char *at = text; (at = strchr(at, '\n')); at++)
		lines++;
	assert_int_equal(lines, 4);
	assert_int_equal(strlen(text), VERIFICATION_KEY_TEXT);
	assert_int_equal(verification_key_parse(view_of(text), &key, &note), 0);
	free(text);
	return key;
}

static void prints_the_key_once_in_four_lines_and_says_what_it_is_for(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_YES);
	struct verification_key key = printed_key(*state);
	assert_int_equal(key.epoch, 1);
	assert_int_equal(key.first_seq, 1);
	sandbox_expect_part(*state, "err", "The log is sealed from record 1 on (epoch 1).");
	sandbox_expect_part(*state, "err", "keyhole verify --key");
	sandbox_expect_part(*state, "log/logins.jsonl", "\"event\":\"sealed\"");
	sandbox_expect_part(*state, "log/logins.jsonl", "\"detail\":\"epoch 1 begins; key id ");
	sandbox_expect_part(*state, "log/logins.jsonl", "\"by\":\"");
}

static void the_key_is_kept_nowhere(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_YES);
	struct verification_key key = printed_key(*state);
	static const char *const names[] = {"run/seal", "state/seal", "log/logins.jsonl"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char bytes[8192];
		int fd = open(sandbox_path(*state, names[i]), O_RDONLY | O_CLOEXEC);
		ssize_t len = read(fd, bytes, sizeof bytes);
		close(fd);
		assert_true(len > 0);
		assert_null(memmem(bytes, (size_t)len, key.key, sizeof key.key));
	}
	assert_int_equal(run(*state, "ls -A $D/state $D/run | grep -c ."), 0);
	sandbox_expect(*state, "out", "5\n");
}

static void where_nobody_sees_the_key_it_says_where_it_went(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_YES);
	char *text = sandbox_read_path(sandbox_path(*state, "err"));
	assert_non_null(strstr(text, "(epoch 1).\nThe key went to standard output: it proves"));
	assert_null(strstr(text, "Above"));
	assert_true(text[0] != '\n');
	free(text);
}

static void only_root_can_seal_and_the_log_shows_what_was_sealed(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_YES);
	assert_int_equal(run(*state, "$K --config $C log --no-pager"), EXIT_YES);
	sandbox_expect_part(*state, "out", ": epoch 1 begins; key id ");
	static const char plain[] =
		"chmod 755 $D; chmod 644 $C; chmod 500 $D/log $D/state; "
		"[ $(id -u) = 0 ] && s='setpriv --reuid 65534 --regid 65534 --clear-groups'; "
		"$s $K --config $C seal --renew; r=$?; chmod 700 $D/log $D/state; exit $r";
	assert_int_equal(run(*state, plain), EXIT_UNSURE);
	sandbox_expect_part(*state, "err", "only root can seal the log (");
}

static void a_sealed_log_stays_as_it_is(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_YES);
	assert_int_equal(run(*state, "cksum $D/log/* $D/state/seal >$D/before"), 0);
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_NO);
	sandbox_expect(*state, "out", "");
	sandbox_expect_part(*state, "err", "the log is sealed since 2");
	sandbox_expect_part(*state, "err", "keyhole seal --renew");
	assert_int_equal(run(*state, "cksum $D/log/* $D/state/seal | cmp - $D/before"), 0);
}

static void a_new_key_is_announced_under_the_old_one(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_YES);
	assert_int_equal(run(*state, "$K --config $C seal --renew"), EXIT_YES);
	struct verification_key key = printed_key(*state);
	assert_int_equal(key.epoch, 2);
	assert_int_equal(key.first_seq, 3);
	sandbox_expect_part(*state, "err", "The key of epoch 1 is still needed");
	sandbox_expect_part(*state, "log/logins.jsonl", "\"epoch\":1,\"seq\":2,");
	sandbox_expect_part(*state, "log/logins.jsonl", "\"detail\":\"epoch 2 follows; key id ");
	sandbox_expect_part(*state, "log/logins.jsonl", "\"epoch\":2,\"seq\":3,");
}

static void a_log_that_was_never_sealed_is_not_renewed(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal --renew"), EXIT_NO);
	sandbox_expect_part(*state, "err", "the log is not sealed; begin with: keyhole seal");
	sandbox_expect(*state, "out", "");
}

static void a_lost_key_is_told_and_what_follows_can_not_be_proven(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_YES);
	assert_int_equal(run(*state, "rm $D/run/seal $D/state/seal"), 0);
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_NO);
	sandbox_expect_part(
		*state, "err", "its key is lost; begin anew with: keyhole seal --renew");
	assert_int_equal(run(*state, "$K --config $C seal --renew"), EXIT_YES);
	sandbox_expect_part(*state, "err", "can't be\nproven");
	assert_int_equal(printed_key(*state).epoch, 2);
}

static void a_key_that_could_not_be_printed_is_told(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal >/dev/full"), EXIT_UNSURE);
	sandbox_expect_part(*state, "err", "standard output: No space left");
	sandbox_expect_part(*state, "err", "make another one with: keyhole seal --renew");
	assert_int_equal(run(*state, "$K --config $C seal --renew"), EXIT_YES);
	assert_int_equal(printed_key(*state).epoch, 2);
}

static void a_log_that_can_not_be_written_is_told(void **state)
{
	assert_int_equal(run(*state, "rmdir $D/state"), 0);
	assert_int_equal(run(*state, "$K --config $C seal"), EXIT_UNSURE);
	sandbox_expect_part(*state, "err", "/state: No such file");
	sandbox_expect(*state, "out", "");
}

static void takes_no_words_and_names_the_nearest_option(void **state)
{
	assert_int_equal(run(*state, "$K --config $C seal now"), EXIT_WRONG_USAGE);
	assert_int_equal(run(*state, "$K --config $C seal --renwe"), EXIT_WRONG_USAGE);
	sandbox_expect_part(*state, "err", "did you mean --renew?");
	assert_int_equal(run(*state, "test -e $D/log/logins.jsonl"), 1);
}

int main(void)
{
#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		CASE(prints_the_key_once_in_four_lines_and_says_what_it_is_for),
		CASE(the_key_is_kept_nowhere),
		CASE(where_nobody_sees_the_key_it_says_where_it_went),
		CASE(only_root_can_seal_and_the_log_shows_what_was_sealed),
		CASE(a_sealed_log_stays_as_it_is),
		CASE(a_new_key_is_announced_under_the_old_one),
		CASE(a_log_that_was_never_sealed_is_not_renewed),
		CASE(a_lost_key_is_told_and_what_follows_can_not_be_proven),
		CASE(a_key_that_could_not_be_printed_is_told),
		CASE(a_log_that_can_not_be_written_is_told),
		CASE(takes_no_words_and_names_the_nearest_option),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
