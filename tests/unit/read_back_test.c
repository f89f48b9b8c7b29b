/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the log from its end: the same lines as from its beginning, the newest first. */
#include "tests/unit/log_tree.h"

#include "audit/block.h"

#include <stdbool.h>
#include <zlib.h>

#define LINES_MAX 60000

static struct read_line line;
static char *forwards[LINES_MAX], *backwards[LINES_MAX];
static char text[LOG_TEXT_MAX];

/* Writes the records of these numbers into `text`; each is as long as it wants to be. */
static size_t write_records(size_t at, int first, int last, int detail)
{
	for (int seq = first; seq <= last; seq++)
		at += (size_t)snprintf(text + at, sizeof text - at,
			"{\"v\":1,\"seq\":%d,\"time\":\"2026-11-22T13:%02d:%02d.%06dZ\",\"event\":"
			"\"login\",\"detail\":\"%.*s\"}\n",
			seq, seq / 60000 % 60, seq / 1000 % 60, seq % 1000, seq * 7 % (detail + 1),
			"a text that makes the lines of a log differ in their lengths, so that "
			"they begin and end anywhere in a block that is read");
	return at;
}

/* Writes a file of the log from `text`, compressed if its name says so. */
static void write_file(struct tree *tree, const char *name, size_t len)
{
	if (!strstr(name, ".gz")) {
		tree_bytes(tree, name, 0640, text, len);
		return;
	}
	gzFile file = gzopen(tree_path(tree, name), "a1");
	assert_true(file && gzwrite(file, text, (unsigned)len) == (int)len);
	assert_int_equal(gzclose(file), Z_OK);
}

/* Says all of a line that a reader gives. */
static char *describe(void)
{
	char *words;
	if (line.bad)
		assert_true(asprintf(&words, "%d %zu %s", line.torn, line.text.len,
				    line.note.text) > 0);
	else
		assert_true(asprintf(&words, "%.*s", (int)line.text.len, line.text.data) > 0);
	return words;
}

/* Reads all that is asked for in one direction; how many lines there are. */
static size_t read_all(struct tree *tree, const struct read_query *query,
	int (*next)(struct read_log *, struct read_line *, struct note *), char **lines)
{
	struct read_log *log;
	size_t count = 0;
	assert_int_equal(
		read_open_query(log_place(tree).log_dir, APPEND_LOGINS, query, &log, &note), 0);
	while (next(log, &line, &note) > 0) {
		assert_true(count < LINES_MAX);
		lines[count++] = describe();
	}
	assert_int_equal(next(log, &line, &note), 0);
	read_close(log);
	return count;
}

/* Sees that both directions give the same lines, this many. */
static void assert_both(struct tree *tree, size_t expected)
{
	const struct read_query query = {.until = INT64_MAX};
	int before = tree_descriptors();
	size_t count = read_all(tree, &query, read_next, forwards);
	size_t again = read_all(tree, &query, read_previous, backwards);
	assert_int_equal(count, expected);
	assert_int_equal(again, expected);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(forwards[i], backwards[count - 1 - i]) != 0)
			fail_msg("%zu: %s is not %s", i, backwards[count - 1 - i], forwards[i]);
		free(forwards[i]);
		free(backwards[count - 1 - i]);
	}
	assert_int_equal(tree_descriptors(), before);
}

static void the_lines_of_all_files_come_back(void **state)
{
	write_file(*state, LOGINS, write_records(0, 5001, 5010, 0));
	write_file(*state, LOGINS ".1", write_records(0, 2001, 5000, 100));
	write_file(*state, LOGINS ".2.gz", write_records(0, 1001, 2000, 100));
	write_file(*state, LOGINS ".2.gz", write_records(0, 1501, 2000, 0));
	write_file(*state, LOGINS ".3.gz", write_records(0, 1, 1000, 100));
	assert_both(*state, 5510);
}

static void lines_come_back_wherever_a_block_ends(void **state)
{
	for (int more = 0; more < 3; more++) {
		size_t len = write_records(0, 1, 9000, 100);
		while (len < 4 * BLOCK_SIZE - 200)
			len = write_records(len, 1, 1, 0);
		while (len < (size_t)(4 * BLOCK_SIZE - 2 + more))
			text[len++] = 'x';
		text[len++] = '\n';
		write_file(*state, LOGINS, write_records(len, 1, 10, 0));
		const struct read_query query = {.until = INT64_MAX};
		size_t count = read_all(*state, &query, read_next, forwards);
		for (size_t i = 0; i < count; i++)
			free(forwards[i]);
		assert_true(count > 9000);
		assert_both(*state, count);
	}
}

static void bad_and_torn_lines_come_back_with_their_numbers(void **state)
{
	size_t len = write_records(0, 1, 1000, 100);
	len += (size_t)sprintf(text + len, "garbage\n\n\n");
	len = write_records(len, 1, 3000, 100);
	len += (size_t)sprintf(text + len, "{\"v\":1,\r\n\xEF\xBB\xBF{}\n");
	len = write_records(len, 1, 10, 100);
	write_file(*state, LOGINS, write_records(len, 1, 1, 0) - 1);
	write_file(*state, LOGINS ".1", len - 1);
	write_file(*state, LOGINS ".2.gz", len - 2);
	assert_both(*state, 3 * 4015 + 1);
}

static void a_line_that_is_too_long_comes_back_as_its_beginning(void **state)
{
	static const size_t lens[] = {EVENT_LINE_MAX - 1, EVENT_LINE_MAX, EVENT_LINE_MAX + 1,
		EVENT_LINE_MAX + 2, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1, 3 * BLOCK_SIZE};
	for (size_t i = 0; i < sizeof lens / sizeof *lens; i++)
		for (int torn = 0; torn < 2; torn++) {
			size_t len = write_records(0, 1, 3, 0);
			memset(text + len, 'x', lens[i]);
			text[len] = 'b';
			len += lens[i];
			text[len++] = '\n';
			len = torn ? len - 1 : write_records(len, 4, 5, 0);
			write_file(*state, LOGINS, len);
			assert_both(*state, torn ? 4 : 6);
			text[len] = '\0';
			unlink(tree_path(*state, LOGINS ".1.gz"));
			write_file(*state, LOGINS ".1.gz", len);
			write_file(*state, LOGINS, 0);
			assert_both(*state, torn ? 4 : 6);
			unlink(tree_path(*state, LOGINS ".1.gz"));
		}
}

static void a_hundred_mebibytes_in_one_line_are_passed_from_both_sides(void **state)
{
	size_t len = write_records(0, 1, 2, 0);
	write_file(*state, LOGINS, len);
	int fd = open(tree_path(*state, LOGINS), O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_int_equal(ftruncate(fd, 100 << 20), 0);
	text[0] = '\n';
	len = write_records(1, 3, 4, 0);
	assert_int_equal(write(fd, text, len), len);
	close(fd);
	assert_both(*state, 5);
}

static void an_empty_log_has_no_line_from_either_side(void **state)
{
	write_file(*state, LOGINS, 0);
	write_file(*state, LOGINS ".1.gz", 0);
	assert_both(*state, 0);
}

static void of_a_damaged_file_the_end_is_told_then_what_is_before(void **state)
{
	struct read_log *log;
	struct stat st;
	write_file(*state, LOGINS, write_records(0, 9999, 9999, 0));
	write_file(*state, LOGINS ".1.gz", write_records(0, 1, 9000, 100));
	assert_int_equal(stat(tree_path(*state, LOGINS ".1.gz"), &st), 0);
	assert_int_equal(truncate(tree_path(*state, LOGINS ".1.gz"), st.st_size / 2), 0);
	assert_int_equal(read_open(log_place(*state).log_dir, APPEND_LOGINS, &log, &note), 0);
	assert_int_equal(read_previous(log, &line, &note), 1);
	assert_int_equal(line.event.seq, 9999);
	assert_int_equal(read_previous(log, &line, &note), 1);
	assert_true(line.bad);
	char *words = strstr(line.note.text, "damaged, or is none; what is in it after line ");
	assert_non_null(words);
	int64_t seq = atoll(words + strlen("damaged, or is none; what is in it after line "));
	assert_true(seq > 1000);
	for (; seq > 0; seq--) {
		assert_int_equal(read_previous(log, &line, &note), 1);
		assert_false(line.bad);
		assert_int_equal(line.event.seq, seq);
	}
	assert_int_equal(read_previous(log, &line, &note), 0);
	read_close(log);
}

static void an_older_file_that_cannot_be_opened_is_one_bad_line_from_both_sides(void **state)
{
	write_file(*state, LOGINS, write_records(0, 1, 2, 0));
	assert_int_equal(mkfifo(tree_path(*state, LOGINS ".1"), 0600), 0);
	assert_both(*state, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		log_test(the_lines_of_all_files_come_back),
		log_test(lines_come_back_wherever_a_block_ends),
		log_test(bad_and_torn_lines_come_back_with_their_numbers),
		log_test(a_line_that_is_too_long_comes_back_as_its_beginning),
		log_test(a_hundred_mebibytes_in_one_line_are_passed_from_both_sides),
		log_test(an_empty_log_has_no_line_from_either_side),
		log_test(of_a_damaged_file_the_end_is_told_then_what_is_before),
		log_test(an_older_file_that_cannot_be_opened_is_one_bad_line_from_both_sides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
