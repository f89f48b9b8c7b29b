/* SPDX-License-Identifier: Apache-2.0 */
/* Logs as files: rotated, compressed, damaged, with lines of any length. */
#include "audit/hearing.h"

#include "tests/unit/chain_log.h"
#include "tests/unit/log_files.h"

#include <errno.h>
#include <sys/resource.h>

static struct chain_log log_;
static struct verification_key key;
static struct verdict verdict;
static struct note unread;
static struct raw *heard; /* holds the names that are in the verdict */

/* Makes a log of three files in memory, and a folder for it. */
static int setup(void **state)
{
	if (tree_setup(state) != 0)
		return -1;
	chain_log_open(&log_);
	key = chain_log_begin(&log_, 1);
	chain_log_add(&log_, 99);
	chain_log_rotate(&log_);
	chain_log_add(&log_, 100);
	chain_log_rotate(&log_);
	chain_log_add(&log_, 100);
	unread.text[0] = '\0';
	heard = NULL;
	return 0;
}

/* Frees it and removes the folder. */
static int teardown(void **state)
{
	raw_close(heard);
	chain_log_close(&log_);
	return tree_teardown(state);
}

/* Judges what a raw gives, to its end. */
static void hear(struct raw *raw)
{
	struct keyring *ring;
	struct judge *judge = chain_log_judge(&log_, &key, 1, &ring);
	struct hearing hearing = {.raw = raw, .judge = judge};
	int r;
	while ((r = hearing_step(&hearing, &note)) > 0)
		if (hearing.unread.text[0])
			unread = hearing.unread;
	assert_int_equal(r, 0);
	verdict = *judge_verdict(judge);
	judge_close(judge);
	keyring_close(ring);
	raw_close(heard);
	heard = raw;
}

/* Judges the folder. */
static void hear_folder(struct tree *tree)
{
	struct raw *raw;
	if (raw_open_log(tree->root, "logins.jsonl", &raw, &note) != 0)
		fail_msg("%s", note.text);
	hear(raw);
}

static void files_are_followed_across_rotations_compressed_or_not(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.2.gz");
	log_files_write(tree, &log_, 1, "logins.jsonl.1");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
	assert_int_equal(verdict.records, 300);
	assert_int_equal(verdict.lines, 300);
}

static void a_missing_file_in_the_middle_is_found(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.2.gz");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_DROPPED);
	assert_int_equal(verdict.faults[0].expected, 101);
	assert_int_equal(verdict.faults[0].last, 200);
}

static void the_oldest_files_may_be_gone(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 1, "logins.jsonl.1.gz");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
	assert_int_equal(verdict.first.seq, 101);
}

static void files_whose_names_were_swapped_are_the_same_log(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.1");
	log_files_write(tree, &log_, 1, "logins.jsonl.2");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
}

/* Gives all records of the log in memory the time of the first one. */
static void stop_the_clock(void)
{
	chain_log_close(&log_);
	chain_log_open(&log_);
	for (int file = 0; file < 4; file++) {
		char body[EVENT_LINE_MAX];
		for (int i = 0; i < 12; i++) {
			chain_log_body(&log_, "\"event\":\"login\"", body, sizeof body);
			memcpy(strstr(body, "\"time\":\"") + 8, "2026-11-22T13:45:11.000000", 26);
			chain_log_seal(&log_, body);
		}
		if (file < 3)
			chain_log_rotate(&log_);
	}
}

static void files_whose_records_are_all_of_one_time_are_ordered_by_number(void **state)
{
	struct tree *tree = *state;
	stop_the_clock();
	log_files_write(tree, &log_, 0, "logins.jsonl.3.gz");
	log_files_write(tree, &log_, 1, "logins.jsonl.2.gz");
	log_files_write(tree, &log_, 2, "logins.jsonl.1");
	log_files_write(tree, &log_, 3, "logins.jsonl");
	hear_folder(tree);
	assert_int_equal(verdict.fault_count, 0);
	assert_int_equal(verdict.records, 48);
}

static void an_older_file_in_the_place_of_the_current_one_is_found(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.2");
	log_files_write(tree, &log_, 2, "logins.jsonl.1");
	log_files_write(tree, &log_, 1, "logins.jsonl");
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_SWAPPED);
	assert_int_equal(verdict.faults[0].at.seq, 201);
	assert_int_equal(verdict.faults[0].expected, 101);
}

static void a_truncated_file_is_found(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.2");
	log_files_write(tree, &log_, 1, "logins.jsonl.1");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	assert_int_equal(truncate(tree_path(tree, "logins.jsonl.1"), 5000), 0);
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_true(strstr(verdict.faults[0].at.file, "logins.jsonl.1") != NULL);
	assert_int_equal(verdict.faults[0].expected, verdict.good.seq + 1);
	assert_int_equal(verdict.holds.seq, 201);
}

static void an_emptied_file_is_found(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.2");
	log_files_write(tree, &log_, 1, "logins.jsonl.1");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	assert_int_equal(truncate(tree_path(tree, "logins.jsonl.1"), 0), 0);
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_DROPPED);
	assert_int_equal(verdict.faults[0].expected, 101);
}

/* Adds a byte behind a file. */
static void add_byte(struct tree *tree, const char *name, char byte)
{
	FILE *file = fopen(tree_path(tree, name), "a");
	assert_non_null(file);
	fputc(byte, file);
	fclose(file);
}

static void zeros_behind_a_compressed_file_are_passed_over(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.2.gz");
	log_files_write(tree, &log_, 1, "logins.jsonl.1");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	add_byte(tree, "logins.jsonl.2.gz", '\0');
	add_byte(tree, "logins.jsonl.2.gz", '\0');
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
	assert_int_equal(verdict.unread, 0);
	assert_int_equal(verdict.records, 300);
}

static void a_byte_behind_a_compressed_file_does_not_hide_that_the_next_one_is_missing(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.2.gz");
	log_files_write(tree, &log_, 1, "logins.jsonl.1");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	add_byte(tree, "logins.jsonl.2.gz", 'x');
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_UNSURE);
	assert_int_equal(verdict.records, 300);
	assert_int_equal(unlink(tree_path(tree, "logins.jsonl.1")), 0);
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.unread, 1);
	assert_int_equal(verdict.faults[0].kind, VERDICT_DROPPED);
	assert_int_equal(verdict.faults[0].expected, 101);
	assert_int_equal(verdict.faults[0].last, 200);
}

static void a_damaged_compressed_file_is_named_and_what_is_missing_by_it(void **state)
{
	struct tree *tree = *state;
	log_files_write(tree, &log_, 0, "logins.jsonl.2.gz");
	log_files_write(tree, &log_, 1, "logins.jsonl.1");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	assert_int_equal(truncate(tree_path(tree, "logins.jsonl.2.gz"), 1500), 0);
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_DROPPED);
	assert_int_equal(verdict.faults[0].last, 100);
	assert_int_equal(verdict.holds.seq, 101);
	assert_int_equal(verdict.unread, 1);
	assert_says(unread, "logins.jsonl.2.gz: the compressed file is damaged");
}

static void a_file_that_is_none_is_named_and_leaves_it_unsure(void **state)
{
	struct tree *tree = *state;
	tree_folder(tree, "logins.jsonl.2", 0755);
	log_files_write(tree, &log_, 1, "logins.jsonl.1");
	log_files_write(tree, &log_, 2, "logins.jsonl");
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_UNSURE);
	assert_says(unread, "logins.jsonl.2: Is a directory");
}

/* Opens two files of the tree in this order. */
static int open_two(char *one, char *two, struct raw **raw)
{
	char *const paths[] = {one, two};
	return raw_open_files(paths, 2, raw, &note);
}

static void files_may_be_given_in_any_order(void **state)
{
	struct tree *tree = *state;
	char one[512], two[512];
	struct raw *raw;
	snprintf(one, sizeof one, "%s", log_files_write(tree, &log_, 0, "b.gz"));
	snprintf(two, sizeof two, "%s", log_files_write(tree, &log_, 1, "a"));
	assert_int_equal(open_two(one, two, &raw), 0);
	hear(raw);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
	assert_int_equal(open_two(two, one, &raw), 0);
	hear(raw);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
	assert_int_equal(verdict.records, 200);
	tree_text(tree, "empty", "");
	assert_int_equal(open_two(strcpy(one, tree_path(tree, "empty")), two, &raw), 0);
	hear(raw);
	assert_int_equal(verdict.records, 100);
}

static void a_changed_first_line_moves_no_file(void **state)
{
	struct tree *tree = *state;
	char one[512], two[512], line[EVENT_LINE_MAX];
	struct raw *raw;
	snprintf(line, sizeof line, "%s", log_.line[100].text);
	memcpy(strstr(line, "\"seq\":101"), "\"seq\":001", 9);
	chain_log_replace(&log_, 100, line);
	snprintf(one, sizeof one, "%s", log_files_write(tree, &log_, 0, "1"));
	snprintf(two, sizeof two, "%s", log_files_write(tree, &log_, 1, "0"));
	assert_int_equal(open_two(two, one, &raw), 0);
	hear(raw);
	assert_int_equal(verdict.fault_count, 1);
	assert_int_equal(verdict.good.seq, 100);
}

static void a_file_that_is_given_twice_is_refused(void **state)
{
	struct tree *tree = *state;
	char one[512], two[512], other[512];
	struct raw *raw;
	snprintf(one, sizeof one, "%s", log_files_write(tree, &log_, 0, "a"));
	snprintf(two, sizeof two, "%s", one);
	assert_int_equal(open_two(one, two, &raw), -EEXIST);
	assert_says(note, "/a: the same file is given twice");
	snprintf(other, sizeof other, "%s", tree_path(tree, "b"));
	assert_int_equal(link(one, other), 0);
	assert_int_equal(open_two(one, other, &raw), -EEXIST);
	assert_says(note, "/b: the same file is given twice, also as ");
}

static void a_list_of_offers_is_no_log(void **state)
{
	struct tree *tree = *state;
	char one[512], two[512];
	struct raw *raw;
	snprintf(one, sizeof one, "%s", log_files_write(tree, &log_, 0, "a"));
	tree_text(tree, "offers.jsonl",
		"\n{\"v\":1,\"time\":\"2026-11-22T13:45:10.000000Z\",\"event\":\"offer\"}\n");
	snprintf(two, sizeof two, "%s", tree_path(tree, "offers.jsonl"));
	assert_int_equal(open_two(one, two, &raw), -EINVAL);
	assert_says(note, "/offers.jsonl: it is the list of offers, which has no seal");
}

static void a_file_that_is_not_there_is_named(void **state)
{
	(void)state;
	struct raw *raw;
	char name[] = "/nonexistent/log";
	char *const paths[] = {name};
	assert_int_equal(raw_open_files(paths, 1, &raw, &note), -ENOENT);
	assert_says(note, "/nonexistent/log: No such file");
}

/* Puts a line of so many bytes behind the first file's records, covered by the next one. */
static void add_long_line(struct tree *tree, size_t len, bool covered)
{
	char *bytes = malloc(len);
	assert_non_null(bytes);
	memset(bytes, 'x', len);
	chain_log_close(&log_);
	chain_log_open(&log_);
	key = chain_log_begin(&log_, 1);
	chain_log_add(&log_, 9);
	log_files_write(tree, &log_, 0, "logins.jsonl");
	int fd = open(tree_path(tree, "logins.jsonl"), O_WRONLY | O_APPEND | O_CLOEXEC);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(write(fd, "\n", 1), 1);
	if (covered) {
		assert_int_equal(gap_add(&log_.gap, (struct view){bytes, len}), 0);
		assert_int_equal(gap_add(&log_.gap, view_of("\n")), 0);
	}
	size_t first = log_.count;
	chain_log_add(&log_, 3);
	for (size_t i = first; i < log_.count; i++)
		assert_int_equal(dprintf(fd, "%s\n", log_.line[i].text), log_.line[i].len + 1);
	close(fd);
	free(bytes);
}

static void a_line_of_any_length_is_judged_without_being_held(void **state)
{
	struct tree *tree = *state;
	static const size_t lengths[] = {
		8190, 8191, 8192, 8193, 65535, 65536, 65537, 262143, 262144, 262145, 1000000};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		add_long_line(tree, lengths[i], true);
		hear_folder(tree);
		assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
		assert_int_equal(verdict.lines, 14);
		assert_int_equal(verdict.odd_count, 1);
		assert_int_equal(verdict.odds[0].at.line, 11);
		add_long_line(tree, lengths[i], false);
		hear_folder(tree);
		assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
		assert_int_equal(verdict.faults[0].kind, VERDICT_ADDED);
		assert_int_equal(verdict.faults[0].at.line, 11);
		assert_int_equal(verdict.holds.seq, 11);
	}
}

/* The most memory that this process has had, in KiB. */
static long peak(void)
{
	struct rusage usage;
	assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
	return usage.ru_maxrss;
}

static void a_line_of_100_mib_costs_no_memory(void **state)
{
	struct tree *tree = *state;
	static char chunk[1 << 20];
	memset(chunk, 'x', sizeof chunk);
	log_files_write(tree, &log_, 0, "logins.jsonl");
	hear_folder(tree);
	long before = peak();
	int fd = open(tree_path(tree, "logins.jsonl"), O_WRONLY | O_APPEND | O_CLOEXEC);
	for (int i = 0; i < 100; i++)
		assert_int_equal(write(fd, chunk, sizeof chunk), sizeof chunk);
	close(fd);
	hear_folder(tree);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
	assert_int_equal(verdict.odds[0].at.line, 101);
	assert_int_equal(verdict.odds[0].state, VERDICT_LAST);
	assert_true(peak() - before < 50 * 1024);
}

#define hearing_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Runs all. */
int main(void)
{
	const struct CMUnitTest all[] = {
		hearing_test(files_are_followed_across_rotations_compressed_or_not),
		hearing_test(a_missing_file_in_the_middle_is_found),
		hearing_test(the_oldest_files_may_be_gone),
		hearing_test(files_whose_names_were_swapped_are_the_same_log),
		hearing_test(files_whose_records_are_all_of_one_time_are_ordered_by_number),
		hearing_test(an_older_file_in_the_place_of_the_current_one_is_found),
		hearing_test(a_truncated_file_is_found),
		hearing_test(an_emptied_file_is_found),
		hearing_test(zeros_behind_a_compressed_file_are_passed_over),
		hearing_test(
			a_byte_behind_a_compressed_file_does_not_hide_that_the_next_one_is_missing),
		hearing_test(a_damaged_compressed_file_is_named_and_what_is_missing_by_it),
		hearing_test(a_file_that_is_none_is_named_and_leaves_it_unsure),
		hearing_test(files_may_be_given_in_any_order),
		hearing_test(a_changed_first_line_moves_no_file),
		hearing_test(a_file_that_is_given_twice_is_refused),
		hearing_test(a_list_of_offers_is_no_log),
		hearing_test(a_file_that_is_not_there_is_named),
		hearing_test(a_line_of_any_length_is_judged_without_being_held),
		hearing_test(a_line_of_100_mib_costs_no_memory),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
