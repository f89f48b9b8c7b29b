/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the log: every line once, the oldest first, whatever it is. */
#include "tests/unit/log_tree.h"

#include <stdbool.h>

#define HEAD "{\"v\":1,\"seq\":%d,\"time\":\"2026-11-22T13:45:10.%06dZ\",\"event\":\"login\""

/* The size of the reader's buffer, and of what one record in these tests may need. */
#define BUFFER (8 * EVENT_LINE_MAX)

static struct read_line line;
static struct read_log *reader;

/* Writes a file with the records of these numbers; the number is the time too. */
static void write_records(struct tree *tree, const char *name, int first, int last)
{
	static char text[LOG_TEXT_MAX];
	size_t len = 0;
	for (int seq = first; seq <= last; seq++)
		len += (size_t)snprintf(text + len, sizeof text - len, HEAD "}\n", seq, seq);
	tree_bytes(tree, name, 0640, text, len);
}

/* Opens the log of the tree. */
static int open_log(struct tree *tree)
{
	return read_open(log_place(tree).log_dir, APPEND_LOGINS, &reader, &note);
}

/* Reads the next line, sees that it can't be read, and that the note says this of it. */
static void assert_bad(struct tree *tree, const char *name, const char *words)
{
	char expected[512];
	assert_int_equal(read_next(reader, &line, &note), 1);
	assert_true(line.bad);
	snprintf(expected, sizeof expected, "%s/log/%s: %s", tree->root, name, words);
	if (strncmp(line.note.text, expected, strlen(expected)) != 0)
		fail_msg("%s is not %s", line.note.text, expected);
}

/* Reads the next line and sees that it is this record. */
static void assert_record(int seq)
{
	assert_int_equal(read_next(reader, &line, &note), 1);
	assert_false(line.bad || line.torn);
	assert_int_equal(line.event.seq, seq);
}

/* Sees that the log is at its end, and stays there. */
static void assert_end(void)
{
	assert_int_equal(read_next(reader, &line, &note), 0);
	assert_int_equal(read_next(reader, &line, &note), 0);
	read_close(reader);
}

static void gives_every_record_with_its_line_as_it_stands(void **state)
{
	write_records(*state, LOGINS, 1, 2);
	assert_int_equal(open_log(*state), 0);
	assert_record(1);
	char expected[256];
	snprintf(expected, sizeof expected, HEAD "}", 1, 1);
	assert_true(view_is(line.text, expected));
	assert_record(2);
	assert_end();
}

static void gives_the_rotated_files_first_by_the_time_in_them(void **state)
{
	write_records(*state, LOGINS, 50, 51);
	write_records(*state, LOGINS ".1", 40, 41);
	write_records(*state, LOGINS ".2", 30, 30);
	write_records(*state, LOGINS ".10", 20, 20);
	write_records(*state, LOGINS "-20261101", 10, 10);
	write_records(*state, LOGINS "-20261101-1", 11, 11);
	write_records(*state, LOGINS "-2026110112.backup", 12, 12);
	write_records(*state, LOGINS ".3.xz", 1, 1);
	write_records(*state, LOGINS ".1~", 2, 2);
	write_records(*state, LOGINS ".", 3, 3);
	write_records(*state, "log/offers.jsonl", 4, 4);
	int before = tree_descriptors();
	assert_string_equal(log_story(*state),
		"10 login 11 login 12 login 20 login 30 login 40 login 41 login 50 login 51 login");
	assert_int_equal(tree_descriptors(), before);
}

static void reads_rotated_files_where_there_is_no_current_one(void **state)
{
	write_records(*state, LOGINS ".1", 40, 41);
	assert_string_equal(log_story(*state), "40 login 41 login");
}

static void a_rotation_meanwhile_takes_nothing_away_and_doubles_nothing(void **state)
{
	char from[512], to[512];
	write_records(*state, LOGINS, 50, 51);
	write_records(*state, LOGINS ".1", 40, 41);
	assert_int_equal(open_log(*state), 0);
	assert_record(40);
	snprintf(from, sizeof from, "%s", tree_path(*state, LOGINS));
	snprintf(to, sizeof to, "%s", tree_path(*state, LOGINS ".1"));
	assert_int_equal(rename(from, to), 0);
	write_records(*state, LOGINS, 60, 60);
	assert_record(41);
	assert_record(50);
	assert_record(51);
	assert_end();
}

static void a_file_under_two_names_is_read_once(void **state)
{
	char from[512];
	write_records(*state, LOGINS, 50, 50);
	snprintf(from, sizeof from, "%s", tree_path(*state, LOGINS));
	assert_int_equal(link(from, tree_path(*state, LOGINS ".1")), 0);
	assert_string_equal(log_story(*state), "50 login");
}

static void names_the_file_and_the_line_of_what_it_cannot_read(void **state)
{
	char text[1024];
	int len = snprintf(text, sizeof text,
		"garbage\n" HEAD "}\n\n\xEF\xBB\xBF" HEAD "}\n" HEAD "}\r\n%c" HEAD "}\n" HEAD
		",\"seq\":2}\n" HEAD "}\n",
		1, 1, 2, 2, 3, 3, 0, 4, 4, 5, 5, 6, 6);
	tree_bytes(*state, LOGINS, 0640, text, (size_t)len);
	assert_int_equal(open_log(*state), 0);
	assert_bad(*state, "logins.jsonl:1", "byte 1: a record begins with {");
	assert_record(1);
	assert_bad(*state, "logins.jsonl:3", "the line is empty");
	assert_bad(*state, "logins.jsonl:4", "byte 1: a record begins with {");
	assert_bad(*state, "logins.jsonl:5", "byte 69: something follows");
	assert_bad(*state, "logins.jsonl:6", "byte 1: a record begins with {");
	assert_bad(*state, "logins.jsonl:7", "byte 75: a field stands there twice");
	assert_record(6);
	assert_end();
}

static void counts_lines_anew_in_each_file(void **state)
{
	write_records(*state, LOGINS ".1", 1, 3);
	tree_text(*state, LOGINS, "garbage\n");
	assert_int_equal(open_log(*state), 0);
	for (int seq = 1; seq <= 3; seq++)
		assert_record(seq);
	assert_bad(*state, "logins.jsonl:1", "byte 1");
	assert_end();
}

static void a_last_line_without_newline_is_torn_even_if_it_is_whole(void **state)
{
	char text[256];
	int len = snprintf(text, sizeof text, HEAD "}\n" HEAD "}", 1, 1, 2, 2);
	tree_bytes(*state, LOGINS, 0640, text, (size_t)len);
	assert_int_equal(open_log(*state), 0);
	assert_record(1);
	assert_bad(*state, "logins.jsonl:2", "the line is torn");
	assert_true(line.torn);
	assert_int_equal(line.text.len, len / 2);
	assert_end();
}

/* Writes a line of this length between two records. */
static void write_long(struct tree *tree, size_t len, bool newline)
{
	static char text[LOG_TEXT_MAX];
	size_t at = (size_t)snprintf(text, sizeof text, HEAD "}\n", 1, 1);
	memset(text + at, 'x', len);
	at += len;
	if (newline)
		at += (size_t)snprintf(text + at, sizeof text - at, "\n" HEAD "}\n", 2, 2);
	tree_bytes(tree, LOGINS, 0640, text, at);
}

static void a_line_that_is_too_long_is_one_bad_line_of_which_only_the_beginning_is_kept(
	void **state)
{
	static const size_t lens[] = {EVENT_LINE_MAX, EVENT_LINE_MAX + 1, BUFFER - 100, BUFFER - 77,
		BUFFER - 76, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER, 2 << 20};
	for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
		write_long(*state, lens[i], true);
		assert_int_equal(open_log(*state), 0);
		assert_record(1);
		assert_bad(*state, "logins.jsonl:2", "the line is longer than 8192 bytes");
		assert_int_equal(line.text.len, EVENT_LINE_MAX);
		assert_record(2);
		assert_end();
	}
}

static void a_line_that_is_too_long_and_has_no_end_is_torn(void **state)
{
	write_long(*state, 2 << 20, false);
	assert_int_equal(open_log(*state), 0);
	assert_record(1);
	assert_bad(*state, "logins.jsonl:2", "the line is torn");
	assert_end();
}

static void reads_lines_wherever_its_buffer_ends(void **state)
{
	write_records(*state, LOGINS, 1, 5000);
	assert_int_equal(open_log(*state), 0);
	for (int seq = 1; seq <= 5000; seq++)
		assert_record(seq);
	assert_end();
}

static void an_empty_log_has_no_line(void **state)
{
	tree_bytes(*state, LOGINS, 0640, "", 0);
	assert_int_equal(open_log(*state), 0);
	assert_end();
}

static void no_file_at_all_is_enoent_with_its_path(void **state)
{
	tree_bytes(*state, OFFERS, 0640, "", 0);
	assert_int_equal(open_log(*state), -ENOENT);
	assert_says(note, "there is no log yet at");
	assert_says(note, tree_path(*state, LOGINS));
	assert_int_equal(read_open("/nonexistent", APPEND_LOGINS, &reader, &note), -ENOENT);
	assert_says(note, "/nonexistent/logins.jsonl");
}

static void says_who_may_read_where_it_may_not(void **state)
{
	write_records(*state, LOGINS, 1, 1);
	assert_int_equal(chmod(tree_path(*state, LOGINS), 0), 0);
	uid_t before = geteuid();
	assert_int_equal(before == 0 ? seteuid(12345) : 0, 0);
	int r = open_log(*state);
	assert_int_equal(before == 0 ? seteuid(0) : 0, 0);
	assert_int_equal(r, -EACCES);
	assert_says(note, tree_path(*state, LOGINS));
	assert_says(note, "adm");
}

static void does_not_follow_links_nor_wait_for_a_fifo(void **state)
{
	write_records(*state, "log/elsewhere", 1, 1);
	assert_int_equal(symlink("elsewhere", tree_path(*state, LOGINS)), 0);
	assert_int_equal(open_log(*state), -ELOOP);
	assert_says(note, tree_path(*state, LOGINS));
	assert_int_equal(unlink(tree_path(*state, LOGINS)), 0);
	assert_int_equal(mkfifo(tree_path(*state, LOGINS), 0600), 0);
	assert_int_equal(open_log(*state), -ENXIO);
	assert_says(note, "is not a regular file");
}

static void an_older_file_that_cannot_be_opened_is_one_bad_line(void **state)
{
	write_records(*state, LOGINS, 5, 5);
	assert_int_equal(mkfifo(tree_path(*state, LOGINS ".1"), 0600), 0);
	assert_int_equal(open_log(*state), 0);
	assert_int_equal(read_next(reader, &line, &note), 1);
	assert_true(line.bad);
	assert_says(line.note, tree_path(*state, LOGINS ".1"));
	assert_record(5);
	assert_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(gives_every_record_with_its_line_as_it_stands),
		log_test(gives_the_rotated_files_first_by_the_time_in_them),
		log_test(reads_rotated_files_where_there_is_no_current_one),
		log_test(a_rotation_meanwhile_takes_nothing_away_and_doubles_nothing),
		log_test(a_file_under_two_names_is_read_once),
		log_test(names_the_file_and_the_line_of_what_it_cannot_read),
		log_test(counts_lines_anew_in_each_file),
		log_test(a_last_line_without_newline_is_torn_even_if_it_is_whole),
		log_test(
			a_line_that_is_too_long_is_one_bad_line_of_which_only_the_beginning_is_kept),
		log_test(a_line_that_is_too_long_and_has_no_end_is_torn),
		log_test(reads_lines_wherever_its_buffer_ends),
		log_test(an_empty_log_has_no_line),
		log_test(no_file_at_all_is_enoent_with_its_path),
		log_test(says_who_may_read_where_it_may_not),
		log_test(does_not_follow_links_nor_wait_for_a_fifo),
		log_test(an_older_file_that_cannot_be_opened_is_one_bad_line),
	};
	alarm(60); /* a FIFO that is waited for ends the test */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
