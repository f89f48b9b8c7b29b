/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/status/started.h"

#include "tree.h"

/* Takes a command line of so many bytes apart. */
static struct started read_bytes(const char *bytes, size_t len)
{
	static char text[STARTED_TEXT_MAX + 1];
	struct started started;
	memcpy(text, bytes, len);
	started_read(text, len, &started);
	return started;
}

#define READ(text) read_bytes(text, sizeof(text) - 1)

/* Asserts that there is this one setting, and no more. */
static void expect(const struct started *started, const char *keyword, const char *value)
{
	assert_int_equal(started->count, 1);
	assert_string_equal(started->option[0].keyword, keyword);
	assert_string_equal(started->option[0].value, value);
}

static void reads_settings_in_each_form(void **state)
{
	(void)state;
	struct started started = READ("/usr/sbin/sshd\0-D\0-o\0UsePAM=no\0");
	expect(&started, "UsePAM", "no");
	started = READ("/usr/sbin/sshd\0-oUsePAM=no\0-D\0");
	expect(&started, "UsePAM", "no");
	started = READ("/usr/sbin/sshd\0-o\0UsePAM no\0-D\0");
	expect(&started, "UsePAM", "no");
	assert_string_equal(started.file, "");
}

static void reads_the_title_that_sshd_gives_itself(void **state)
{
	(void)state;
	struct started started = READ("sshd: /usr/sbin/sshd -D -o UsePAM=no -f /x [listener] 0 of "
				      "10-100 startups -o X=y");
	expect(&started, "UsePAM", "no");
	assert_string_equal(started.file, "/x");
}

static void finds_nothing_where_nothing_was_set(void **state)
{
	(void)state;
	struct started started = READ("sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups");
	assert_int_equal(started.count, 0);
	assert_string_equal(started.file, "");
	started = READ("");
	assert_int_equal(started.count, 0);
	started = READ("/usr/sbin/sshd\0-o\0");
	assert_int_equal(started.count, 0);
	started = READ("/usr/sbin/sshd\0-f");
	assert_string_equal(started.file, "");
}

static void keeps_no_more_settings_than_there_is_room_for(void **state)
{
	char text[STARTED_TEXT_MAX + 1] = "sshd";
	(void)state;
	for (int i = 0; i < STARTED_OPTIONS_MAX + 4; i++)
		strcat(text, " -oA=b");
	struct started started;
	started_read(text, strlen(text), &started);
	assert_int_equal(started.count, STARTED_OPTIONS_MAX);
	memset(text, 'k', 200);
	memcpy(text, "sshd -o", 7);
	text[200] = '\0';
	started_read(text, 200, &started);
	assert_int_equal(started.count, 0);
}

static void finds_the_process_of_a_pid_file(void **state)
{
	char own[32];
	long pid;
	struct started started;
	snprintf(own, sizeof own, "%d\n", (int)getpid());
	assert_true(started_find(tree_text(*state, "pid", own), &pid, &started));
	assert_int_equal(pid, getpid());
	assert_false(started_find(tree_text(*state, "pid", "0\n"), &pid, &started));
	assert_false(started_find(tree_text(*state, "pid", "999999999\n"), &pid, &started));
	assert_int_equal(pid, 0);
	assert_false(started_find(tree_path(*state, "nowhere"), &pid, &started));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_settings_in_each_form),
		cmocka_unit_test(reads_the_title_that_sshd_gives_itself),
		cmocka_unit_test(finds_nothing_where_nothing_was_set),
		cmocka_unit_test(keeps_no_more_settings_than_there_is_room_for),
		tree_test(finds_the_process_of_a_pid_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
