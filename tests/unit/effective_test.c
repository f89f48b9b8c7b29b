/* SPDX-License-Identifier: Apache-2.0 */
#include "server/effective.h"

#include "sandbox.h"

#include <errno.h>

/* Reads what an sshd printed, from a file of tests/data. */
static struct effective *read_data(const char *name, char **text)
{
	char path[256];
	struct note note;
	struct effective *effective = calloc(1, sizeof *effective);
	snprintf(path, sizeof path, TEST_DATA "/sshd/%s", name);
	*text = sandbox_read_path(path);
	assert_non_null(*text);
	assert_int_equal(effective_read(*text, effective, &note), 0);
	return effective;
}

static void reads_what_openssh_9_2_prints(void **state)
{
	(void)state;
	char *text;
	struct effective *effective = read_data("openssh-9.2", &text);
	assert_true(effective_is(effective, "pubkeyauthentication", "yes"));
	assert_true(effective_is(effective, "permitrootlogin", "without-password"));
	assert_true(effective_is(effective, "usepam", "yes"));
	assert_string_equal(effective_value(effective, "authorizedkeyscommand"),
		"/usr/libexec/keyhole-keys %u %U %f %t %k");
	assert_true(effective_is_set(effective, "authorizedkeyscommand"));
	assert_false(effective_is_set(effective, "revokedkeys"));
	assert_int_equal(effective_number(effective, "requiredrsasize"), 1024);
	assert_null(effective_value(effective, "refuseconnection"));
	free(effective);
	free(text);
}

static void reads_what_openssh_10_prints(void **state)
{
	(void)state;
	char *text;
	struct effective *effective = read_data("openssh-10.0", &text);
	assert_true(effective_is(effective, "refuseconnection", "no"));
	assert_true(effective_is(effective, "pamservicename", "sshd"));
	assert_string_equal(effective_value(effective, "authorizedkeysfile"),
		".ssh/authorized_keys .ssh/authorized_keys2");
	free(effective);
	free(text);
}

static void gives_every_line_of_a_keyword(void **state)
{
	(void)state;
	char *text;
	struct effective *effective = read_data("openssh-9.2", &text);
	size_t at = 0;
	assert_string_equal(effective_next(effective, "listenaddress", &at), "[::]:22");
	assert_string_equal(effective_next(effective, "listenaddress", &at), "0.0.0.0:22");
	assert_null(effective_next(effective, "listenaddress", &at));
	free(effective);
	free(text);
}

static void takes_half_an_answer_for_none(void **state)
{
	(void)state;
	static struct effective effective;
	struct note note;
	char nothing[] = "", half[] = "port 22\nusepam yes\npubkeyauthentication yes\n";
	assert_int_equal(effective_read(nothing, &effective, &note), -EBADMSG);
	assert_int_equal(effective_read(half, &effective, &note), -EBADMSG);
	assert_non_null(strstr(note.text, "authorizedkeyscommand"));
}

static void passes_no_more_lines_than_there_is_room_for(void **state)
{
	(void)state;
	static struct effective effective;
	struct note note;
	char *text = malloc(EFFECTIVE_LINES_MAX * 4 + 64), *end = text;
	for (size_t i = 0; i < EFFECTIVE_LINES_MAX + 10; i++)
		end += sprintf(end, "a\n");
	assert_int_equal(effective_read(text, &effective, &note), -EBADMSG);
	assert_int_equal(effective.count, EFFECTIVE_LINES_MAX);
	free(text);
}

static void takes_words_with_blanks_in_quotes(void **state)
{
	(void)state;
	char word[16];
	const char *value = "  /a/b \"c d\"\te";
	assert_true(effective_word(&value, word, sizeof word));
	assert_string_equal(word, "/a/b");
	assert_true(effective_word(&value, word, sizeof word));
	assert_string_equal(word, "c d");
	assert_true(effective_word(&value, word, sizeof word));
	assert_string_equal(word, "e");
	assert_false(effective_word(&value, word, sizeof word));
}

static void cuts_a_word_that_does_not_fit(void **state)
{
	(void)state;
	char word[4];
	const char *value = "abcdef g";
	assert_true(effective_word(&value, word, sizeof word));
	assert_string_equal(word, "abc");
	assert_true(effective_word(&value, word, sizeof word));
	assert_string_equal(word, "g");
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_openssh_9_2_prints),
		cmocka_unit_test(reads_what_openssh_10_prints),
		cmocka_unit_test(gives_every_line_of_a_keyword),
		cmocka_unit_test(takes_half_an_answer_for_none),
		cmocka_unit_test(passes_no_more_lines_than_there_is_room_for),
		cmocka_unit_test(takes_words_with_blanks_in_quotes),
		cmocka_unit_test(cuts_a_word_that_does_not_fit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
