/* SPDX-License-Identifier: Apache-2.0 */
/* Every way in which a sealed log can be tampered with is found, and the line named is the right
 * one. */
#include "tests/unit/chain_log.h"

#define RECORDS 40
#define WHOLE VERDICT_WHOLE
#define BROKEN VERDICT_BROKEN
#define UNSURE VERDICT_UNSURE

static struct chain_log log_;
static struct verification_key key;
static struct verdict verdict;

/* Makes a log of two files: the first has the records 1 to 20, the second 21 to 40. */
static int setup(void **state)
{
	(void)state;
	chain_log_open(&log_);
	key = chain_log_begin(&log_, 1);
	chain_log_add(&log_, RECORDS / 2 - 1);
	chain_log_rotate(&log_);
	chain_log_add(&log_, RECORDS / 2);
	return 0;
}

/* Frees it. */
static int teardown(void **state)
{
	(void)state;
	chain_log_close(&log_);
	return 0;
}

/* Judges with the key; shows what was found where it is something else. */
static void expect_result(enum verdict_result result)
{
	verdict = chain_log_verdict(&log_, &key, 1);
	const struct verdict_fault *first = &verdict.faults[0];
	if (verdict_result(&verdict) != result)
		fail_msg("result %d, %llu faults, first %s, line %llu, seq %lld",
			verdict_result(&verdict), (unsigned long long)verdict.fault_count,
			verdict_kind_name(first->kind), (unsigned long long)first->at.line,
			(long long)first->at.seq);
}

/* Expects the first fault to be this one, in that line of all (from 0), in words. */
static void expect_fault(enum verdict_kind kind, size_t n, int64_t seq)
{
	expect_result(BROKEN);
	const struct verdict_fault *first = &verdict.faults[0];
	uint64_t line = 1;
	for (size_t i = n; i > 0 && log_.line[i - 1].file == log_.line[n].file; i--)
		line++;
	const char *file = chain_log_names[log_.line[n].file];
	if (first->kind != kind || strcmp(first->at.file, file) != 0 || first->at.line != line ||
		first->at.seq != seq)
		fail_msg("not %s, %s:%llu, seq %lld, but %s, %s:%llu, seq %lld (of %llu faults)",
			verdict_kind_name(kind), file, (unsigned long long)line, (long long)seq,
			verdict_kind_name(first->kind), first->at.file,
			(unsigned long long)first->at.line, (long long)first->at.seq,
			(unsigned long long)verdict.fault_count);
}

/* Expects that what is before a line can be vouched for, and that all fits again from a line on, to
 * the end, both by seq. */
static void expect_vouched(int64_t good, int64_t holds)
{
	assert_int_equal(verdict.good.seq, good);
	assert_int_equal(verdict.holds.seq, holds);
}

/* Puts the line that is the n-th so that it is the m-th of those that are left. */
static void move(size_t n, size_t m)
{
	struct chain_line line = log_.line[n];
	char *text = strdup(line.text);
	chain_log_drop(&log_, n);
	chain_log_insert(&log_, m, text, line.len);
	free(text);
}

/* Swaps the texts of two lines. */
static void swap(size_t n, size_t m)
{
	struct chain_line line = log_.line[n];
	log_.line[n].text = log_.line[m].text;
	log_.line[n].len = log_.line[m].len;
	log_.line[m].text = line.text;
	log_.line[m].len = line.len;
}

/* Finds a text in a line. */
static char *within(size_t n, const char *text)
{
	char *found = strstr(log_.line[n].text, text);
	assert_non_null(found);
	return found;
}

static void a_log_that_nobody_touched_is_whole(void **state)
{
	(void)state;
	expect_result(WHOLE);
	assert_int_equal(verdict.lines, RECORDS);
	assert_int_equal(verdict.records, RECORDS);
	assert_int_equal(verdict.first.seq, 1);
	assert_int_equal(verdict.last.seq, RECORDS);
	assert_int_equal(verdict.sealed.seq, 1);
	assert_string_equal(verdict.first.time, "2026-11-22T13:45:11.000000Z");
	assert_string_equal(verdict.last.time, "2026-11-22T13:45:50.000000Z");
	assert_string_equal(verdict.last.file, "log.1");
	assert_int_equal(verdict.last.line, 20);
	assert_int_equal(verdict.fault_count, 0);
}

static void any_one_changed_byte_is_found_in_its_line(void **state)
{
	(void)state;
	static const size_t lines[] = {0, 7, 19, 20, 30, 39};
	for (size_t n = 0; n < sizeof lines / sizeof *lines; n++)
		for (size_t i = 0; i < log_.line[lines[n]].len; i++) {
			char *byte = &log_.line[lines[n]].text[i], was = *byte;
			for (int flip = 0; flip < 2; flip++) {
				*byte = (char)(was ^ (flip ? 0x20 : 0x01));
				if (*byte == '\n')
					continue;
				verdict = chain_log_verdict(&log_, &key, 1);
				/* what is no record any more may have been torn at the very end */
				if (lines[n] == RECORDS - 1 && verdict.odd_count == 1)
					continue;
				expect_result(BROKEN);
				const struct verdict_fault *first = &verdict.faults[0];
				/* a greater number at the very end may as well be an honest one */
				bool last = lines[n] == RECORDS - 1;
				if (first->at.line != lines[n] % 20 + 1 ||
					(first->kind != VERDICT_CHANGED &&
						!(last && first->kind == VERDICT_DROPPED)))
					fail_msg("byte %zu of line %zu (%c to %c): %s, line %llu",
						i, lines[n], was, *byte,
						verdict_kind_name(first->kind),
						(unsigned long long)first->at.line);
				assert_int_equal(verdict.good.seq, lines[n]);
			}
			*byte = was;
		}
	expect_result(WHOLE);
}

static void a_changed_account_is_found_and_the_rest_still_holds(void **state)
{
	(void)state;
	memcpy(within(9, "brian"), "clara", 5);
	expect_fault(VERDICT_CHANGED, 9, 10);
	expect_vouched(9, 11);
	assert_int_equal(verdict.fault_count, 1);
	assert_string_equal(verdict.faults[0].at.time, "2026-11-22T13:45:20.000000Z");
}

static void a_changed_time_is_found(void **state)
{
	(void)state;
	memcpy(within(9, "13:45:20"), "11:45:20", 8);
	expect_fault(VERDICT_CHANGED, 9, 10);
	expect_vouched(9, 11);
}

static void a_changed_number_is_found(void **state)
{
	(void)state;
	static const char *const numbers[] = {
		"\"seq\":11", "\"seq\":12", "\"seq\":19", "\"seq\":90"};
	for (size_t i = 0; i < 4; i++) {
		memcpy(within(9, "\"seq\":1"), numbers[i], 8);
		expect_fault(VERDICT_CHANGED, 9, atoi(numbers[i] + 6));
		assert_int_equal(verdict.faults[0].expected, 10);
		expect_vouched(9, 11);
	}
}

static void a_changed_seal_is_found(void **state)
{
	(void)state;
	memset(within(9, "\"seal\":\"") + 8, '0', CHAIN_HEX);
	expect_fault(VERDICT_CHANGED, 9, 10);
	expect_vouched(9, 11);
	assert_int_equal(verdict.fault_count, 1);
}

static void a_seal_in_upper_case_is_a_changed_one(void **state)
{
	(void)state;
	for (char *digit = within(9, "\"seal\":\"") + 8; *digit != '"'; digit++)
		if (*digit >= 'a')
			*digit = (char)(*digit - 32);
	expect_fault(VERDICT_CHANGED, 9, 10);
}

static void a_seal_that_is_taken_away_is_found(void **state)
{
	(void)state;
	strcpy(within(9, ",\"seal\""), "}");
	log_.line[9].len = strlen(log_.line[9].text);
	expect_fault(VERDICT_CHANGED, 9, 10);
}

static void all_that_is_changed_is_counted(void **state)
{
	(void)state;
	memcpy(within(9, "brian"), "clara", 5);
	memcpy(within(25, "brian"), "clara", 5);
	memcpy(within(26, "brian"), "clara", 5);
	memcpy(within(38, "brian"), "clara", 5);
	expect_fault(VERDICT_CHANGED, 9, 10);
	assert_int_equal(verdict.fault_count, 3); /* two neighbours are one place */
	assert_int_equal(verdict.faults[1].at.seq, 26);
	assert_int_equal(verdict.faults[2].at.seq, 39);
	expect_vouched(9, 40);
}

static void the_last_line_that_is_changed_is_found(void **state)
{
	(void)state;
	memcpy(within(39, "brian"), "clara", 5);
	expect_fault(VERDICT_CHANGED, 39, 40);
	expect_vouched(39, 0);
}

static void dropped_lines_are_found_wherever_they_were(void **state)
{
	(void)state;
	for (size_t n = 0; n < RECORDS - 1; n++)
		for (size_t count = 1; count <= 3 && n + count < RECORDS; count++) {
			if (n + count >= 20 && n < 20)
				continue; /* over the files' border: another test */
			teardown(state);
			setup(state);
			for (size_t i = 0; i < count; i++)
				chain_log_drop(&log_, n);
			int64_t next = (int64_t)(n + count + 1);
			expect_fault(VERDICT_DROPPED, n, next);
			assert_int_equal(verdict.faults[0].expected,
				n == 0 ? EVENT_UNKNOWN : (int64_t)n + 1);
			assert_int_equal(verdict.faults[0].last, next - 1);
			expect_vouched((int64_t)n, next < RECORDS ? next + 1 : 0);
			assert_int_equal(verdict.fault_count, 1);
		}
}

static void dropped_lines_at_the_end_of_an_older_file_are_found(void **state)
{
	(void)state;
	chain_log_drop(&log_, 18);
	chain_log_drop(&log_, 18);
	expect_fault(VERDICT_DROPPED, 18, 21);
	assert_int_equal(verdict.faults[0].expected, 19);
	assert_int_equal(verdict.faults[0].last, 20);
	expect_vouched(18, 21);
}

static void a_dropped_middle_file_is_found(void **state)
{
	(void)state;
	chain_log_rotate(&log_);
	chain_log_add(&log_, 10);
	for (size_t i = 0; i < 20; i++)
		chain_log_drop(&log_, 20);
	expect_fault(VERDICT_DROPPED, 20, 41);
	assert_int_equal(verdict.faults[0].expected, 21);
	assert_int_equal(verdict.faults[0].last, 40);
	assert_int_equal(verdict.fault_count, 1);
	expect_vouched(20, 41);
}

static void files_gone_by_retention_leave_a_log_that_begins_later(void **state)
{
	(void)state;
	for (size_t i = 0; i < 20; i++)
		chain_log_drop(&log_, 0);
	expect_result(WHOLE);
	assert_int_equal(verdict.first.seq, 21);
	assert_int_equal(verdict.records, 20);
}

static void a_forged_copy_with_another_seal_is_found_before_the_real_one_and_after_it(void **state)
{
	(void)state;
	for (size_t n = 9; n <= 10; n++) {
		teardown(state);
		setup(state);
		chain_log_insert(&log_, n, log_.line[9].text, log_.line[9].len);
		memcpy(within(n, "brian"), "clara", 5);
		memcpy(within(n, "\"seal\":\"") + 8, "0123456789abcdef", 16);
		expect_fault(VERDICT_ADDED, n, 10);
		expect_vouched(n == 9 ? 9 : 10, n == 9 ? 10 : 11);
		assert_int_equal(verdict.fault_count, 1);
	}
}

static void a_changed_copy_with_the_same_seal_is_no_duplicate(void **state)
{
	(void)state;
	chain_log_insert(&log_, 10, log_.line[9].text, log_.line[9].len);
	memcpy(within(10, "brian"), "clara", 5);
	expect_fault(VERDICT_ADDED, 10, 10);
}

static void plain_garbage_that_is_added_is_found(void **state)
{
	(void)state;
	static const char *const garbage[] = {"", "x", "Nov 22 sshd[1]: hello", "{}", "{\"v\":1}"};
	for (size_t n = 1; n < RECORDS; n++) {
		teardown(state);
		setup(state);
		const char *text = garbage[n % 5];
		chain_log_insert(&log_, n, text, strlen(text));
		expect_result(BROKEN);
		assert_int_equal(verdict.faults[0].kind, VERDICT_ADDED);
		assert_int_equal(verdict.faults[0].at.line, n % 20 + 1);
		assert_int_equal(verdict.fault_count, 1);
		expect_vouched((int64_t)n, (int64_t)n + 1);
	}
}

static void garbage_before_the_first_record_is_found(void **state)
{
	(void)state;
	chain_log_insert(&log_, 0, "hello", 5);
	expect_fault(VERDICT_ADDED, 0, EVENT_UNKNOWN);
}

static void a_forged_record_at_the_end_before_an_honest_one_is_found(void **state)
{
	(void)state;
	char forged[EVENT_LINE_MAX];
	strcpy(forged, log_.line[39].text);
	memcpy(strstr(forged, "\"seq\":40"), "\"seq\":41", 8);
	chain_log_foreign(&log_, forged, strlen(forged));
	chain_log_add(&log_, 2);
	expect_fault(VERDICT_ADDED, 40, 41);
	expect_vouched(40, 41);
	assert_int_equal(verdict.fault_count, 1);
}

static void swapped_neighbours_are_found(void **state)
{
	(void)state;
	for (size_t n = 0; n < RECORDS - 1; n++) {
		teardown(state);
		setup(state);
		swap(n, n + 1);
		if (n == 0)
			expect_fault(VERDICT_DROPPED, 0, 2); /* the log seems to begin later */
		else
			expect_fault(VERDICT_SWAPPED, n, (int64_t)n + 2);
		assert_int_equal(verdict.good.seq, n);
	}
}

static void lines_swapped_far_apart_are_found(void **state)
{
	(void)state;
	swap(9, 17);
	expect_fault(VERDICT_SWAPPED, 9, 18);
	assert_int_equal(verdict.faults[0].expected, 10);
	assert_int_equal(verdict.faults[0].other.line, 18);
	expect_vouched(9, 19);
	teardown(state);
	setup(state);
	swap(5, 33);
	expect_fault(VERDICT_SWAPPED, 5, 34);
	assert_string_equal(verdict.faults[0].other.file, "log.1");
	assert_int_equal(verdict.faults[0].other.line, 14);
	expect_vouched(5, 35);
}

static void a_line_moved_to_another_file_is_found_and_so_is_where_it_stands(void **state)
{
	(void)state;
	move(9, 29);
	log_.line[29].file = 1;
	expect_fault(VERDICT_SWAPPED, 9, 11);
	assert_int_equal(verdict.faults[0].expected, 10);
	assert_string_equal(verdict.faults[0].other.file, "log.1");
	assert_int_equal(verdict.faults[0].other.line, 11);
	teardown(state);
	setup(state);
	move(30, 4);
	expect_fault(VERDICT_SWAPPED, 4, 31);
}

static void duplicated_lines_are_found(void **state)
{
	(void)state;
	for (size_t n = 0; n < RECORDS; n++)
		for (size_t at = n + 1; at <= RECORDS; at += 7) {
			teardown(state);
			setup(state);
			chain_log_insert(&log_, at, log_.line[n].text, log_.line[n].len);
			expect_fault(VERDICT_DUPLICATED, at, (int64_t)n + 1);
			assert_int_equal(verdict.good.seq, at);
			assert_int_equal(verdict.fault_count, 1);
		}
}

static void a_file_given_twice_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < 20; i++) {
		chain_log_insert(&log_, 40 + i, log_.line[20 + i].text, log_.line[20 + i].len);
		log_.line[40 + i].file = 2;
	}
	expect_fault(VERDICT_DUPLICATED, 40, 21);
	expect_vouched(40, 21);
}

static void swapped_files_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < 20; i++)
		swap(i, 20 + i);
	expect_fault(VERDICT_SWAPPED, 20, 1);
	assert_int_equal(verdict.good.seq, 40);
}

static void swapped_files_in_the_middle_are_found(void **state)
{
	(void)state;
	chain_log_rotate(&log_);
	chain_log_add(&log_, 20);
	for (size_t i = 0; i < 20; i++)
		swap(20 + i, 40 + i);
	expect_fault(VERDICT_SWAPPED, 20, 41);
	assert_int_equal(verdict.faults[0].expected, 21);
	assert_string_equal(verdict.faults[0].other.file, "log.2");
	assert_int_equal(verdict.faults[0].other.line, 1);
}

static void half_a_line_at_the_end_is_named_and_no_fault(void **state)
{
	(void)state;
	log_.line[39].text[100] = '\0';
	log_.line[39].len = 100;
	log_.line[39].newline = false;
	expect_result(WHOLE);
	assert_int_equal(verdict.records, 39);
	assert_int_equal(verdict.odd_count, 1);
	assert_int_equal(verdict.odds[0].at.line, 20);
	assert_int_equal(verdict.odds[0].state, VERDICT_LAST);
}

static void a_file_cut_off_in_the_middle_of_a_line_is_found_by_the_next_one(void **state)
{
	(void)state;
	log_.line[19].text[100] = '\0';
	log_.line[19].len = 100;
	log_.line[19].newline = false;
	expect_fault(VERDICT_CHANGED, 19, EVENT_UNKNOWN);
	expect_vouched(19, 21);
}

static void a_newline_that_is_taken_away_is_found(void **state)
{
	(void)state;
	char both[2 * EVENT_LINE_MAX];
	snprintf(both, sizeof both, "%s%s", log_.line[9].text, log_.line[10].text);
	chain_log_replace(&log_, 9, both);
	chain_log_drop(&log_, 10);
	expect_fault(VERDICT_CHANGED, 9, EVENT_UNKNOWN);
	assert_int_equal(verdict.faults[0].expected, 10);
	expect_vouched(9, 12);
}

static void a_newline_that_is_put_into_a_line_is_found(void **state)
{
	(void)state;
	for (size_t at = 0; at <= log_.line[9].len; at++) {
		teardown(state);
		setup(state);
		char *text = log_.line[9].text;
		chain_log_insert(&log_, 10, text + at, log_.line[9].len - at);
		log_.line[9].text[at] = '\0';
		log_.line[9].len = at;
		expect_result(BROKEN);
		enum verdict_kind kind =
			at == 0 || log_.line[10].len == 0 ? VERDICT_ADDED : VERDICT_CHANGED;
		assert_int_equal(verdict.faults[0].kind, kind);
		assert_int_equal(verdict.faults[0].at.line, log_.line[10].len == 0 ? 11 : 10);
	}
}

static void carriage_returns_are_found(void **state)
{
	(void)state;
	char text[EVENT_LINE_MAX];
	snprintf(text, sizeof text, "%s\r", log_.line[9].text);
	chain_log_replace(&log_, 9, text);
	expect_fault(VERDICT_CHANGED, 9, 10);
	expect_vouched(9, 11);
	for (size_t n = 0; n < RECORDS; n++) {
		if (n == 9)
			continue;
		snprintf(text, sizeof text, "%s\r", log_.line[n].text);
		chain_log_replace(&log_, n, text);
	}
	expect_fault(VERDICT_CHANGED, 0, 1);
	assert_int_equal(verdict.fault_count, RECORDS);
}

static void a_byte_order_mark_is_found(void **state)
{
	(void)state;
	for (size_t n = 0; n < RECORDS; n += 20) {
		teardown(state);
		setup(state);
		char text[EVENT_LINE_MAX];
		snprintf(text, sizeof text, "\xEF\xBB\xBF%s", log_.line[n].text);
		chain_log_replace(&log_, n, text);
		expect_fault(VERDICT_CHANGED, n, (int64_t)n + 1);
		assert_int_equal(verdict.fault_count, 1);
	}
}

/* What an intruder can do who has all that the state holds after the last record: he writes the last
 * `count` lines anew, with the key, the seal and the numbers that he has. */
static void rewrite(size_t count)
{
	struct chain_log forger = log_;
	size_t begin = log_.count - count;
	struct view body;
	if (begin > 0)
		assert_true(chain_split(
			(struct view){log_.line[begin - 1].text, log_.line[begin - 1].len}, &body,
			forger.before));
	forger.seq = (int64_t)begin + 1;
	forger.count = 0;
	forger.fresh = begin == 20;
	for (size_t i = 0; i < count; i++) {
		chain_log_record(&forger, "\"event\":\"login\",\"account\":\"mallory\"");
		chain_log_replace(&log_, begin + i, forger.line[i].text);
		free(forger.line[i].text);
	}
}

static void lines_rewritten_with_all_that_the_state_holds_are_found(void **state)
{
	(void)state;
	for (size_t count = 1; count < RECORDS; count++) {
		teardown(state);
		setup(state);
		rewrite(count);
		expect_fault(VERDICT_CHANGED, RECORDS - count, (int64_t)(RECORDS - count) + 1);
		expect_vouched((int64_t)(RECORDS - count), 0);
	}
}

static void lines_rewritten_before_an_honest_record_are_found(void **state)
{
	(void)state;
	rewrite(5);
	chain_log_add(&log_, 3);
	expect_fault(VERDICT_CHANGED, 35, 36);
	expect_vouched(35, 42);
}

static void lines_removed_and_a_record_made_with_what_the_state_holds_are_found(void **state)
{
	(void)state;
	struct view body;
	for (size_t i = 0; i < 5; i++)
		chain_log_drop(&log_, log_.count - 1);
	assert_true(chain_split(
		(struct view){log_.line[34].text, log_.line[34].len}, &body, log_.before));
	chain_log_add(&log_, 3);
	expect_fault(VERDICT_DROPPED, 35, 41);
	assert_int_equal(verdict.faults[0].expected, 36);
	assert_int_equal(verdict.faults[0].last, 40);
}

static void an_honest_record_behind_a_lost_end_shows_what_is_missing(void **state)
{
	(void)state;
	for (size_t i = 0; i < 5; i++)
		chain_log_drop(&log_, log_.count - 1);
	chain_log_add(&log_, 3);
	expect_fault(VERDICT_DROPPED, 35, 41);
	assert_int_equal(verdict.faults[0].last, 40);
	expect_vouched(35, 42);
}

/* Turns the log into a plain chain, all of whose hashes are right. */
static void strip_seals(size_t from)
{
	struct chain_log forger = log_;
	struct view body;
	memset(forger.before, 0, sizeof forger.before);
	if (from > 0)
		chain_split((struct view){log_.line[from - 1].text, log_.line[from - 1].len}, &body,
			forger.before);
	forger.epoch = EVENT_UNKNOWN;
	forger.seq = (int64_t)from + 1;
	forger.count = 0;
	for (size_t i = from; i < log_.count; i++) {
		forger.fresh = i == 20;
		chain_log_record(&forger, "\"event\":\"login\",\"account\":\"mallory\"");
		chain_log_replace(&log_, i, forger.line[i - from].text);
		free(forger.line[i - from].text);
	}
}

static void a_sealed_log_that_goes_on_as_a_plain_chain_is_not_whole(void **state)
{
	(void)state;
	strip_seals(30);
	expect_fault(VERDICT_UNSEALED, 30, 31);
	assert_int_equal(verdict.fault_count, 1);
	assert_int_equal(verdict.sealed.line, 0);
}

static void a_log_written_anew_as_a_plain_chain_does_not_pass_with_the_key(void **state)
{
	(void)state;
	strip_seals(0);
	expect_result(UNSURE);
	assert_int_equal(verdict.other_epoch, 1);
}

static void a_plain_chain_written_anew_passes_as_whole_but_unsealed(void **state)
{
	(void)state;
	strip_seals(0);
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict_result(&verdict), WHOLE);
	assert_int_equal(verdict.sealed.line, 0);
}

static void a_plain_chain_shows_what_was_changed_by_who_did_not_write_it_anew(void **state)
{
	(void)state;
	strip_seals(0);
	memcpy(within(9, "mallory"), "clarice", 7);
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict_result(&verdict), BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_CHANGED);
	assert_int_equal(verdict.faults[0].at.seq, 10);
	memset(within(9, "\"seal\":\"") + 8, '0', CHAIN_HEX);
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict.faults[0].kind, VERDICT_CHANGED);
	assert_int_equal(verdict.faults[0].at.seq, 10);
}

static void a_time_that_goes_backwards_in_a_plain_chain_is_found(void **state)
{
	(void)state;
	chain_log_close(&log_);
	chain_log_open(&log_);
	char body[EVENT_LINE_MAX];
	chain_log_add(&log_, 5);
	chain_log_body(&log_, "\"event\":\"login\"", body, sizeof body);
	memcpy(strstr(body, "13:45"), "11:45", 5);
	chain_log_seal(&log_, body);
	chain_log_add(&log_, 5);
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict_result(&verdict), BROKEN);
	assert_int_equal(verdict.faults[0].at.seq, 6);
}

#define judge_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Runs all. */
int main(void)
{
	const struct CMUnitTest all[] = {
		judge_test(a_log_that_nobody_touched_is_whole),
		judge_test(any_one_changed_byte_is_found_in_its_line),
		judge_test(a_changed_account_is_found_and_the_rest_still_holds),
		judge_test(a_changed_time_is_found),
		judge_test(a_changed_number_is_found),
		judge_test(a_changed_seal_is_found),
		judge_test(a_seal_in_upper_case_is_a_changed_one),
		judge_test(a_seal_that_is_taken_away_is_found),
		judge_test(all_that_is_changed_is_counted),
		judge_test(the_last_line_that_is_changed_is_found),
		judge_test(dropped_lines_are_found_wherever_they_were),
		judge_test(dropped_lines_at_the_end_of_an_older_file_are_found),
		judge_test(a_dropped_middle_file_is_found),
		judge_test(files_gone_by_retention_leave_a_log_that_begins_later),
		judge_test(
			a_forged_copy_with_another_seal_is_found_before_the_real_one_and_after_it),
		judge_test(a_changed_copy_with_the_same_seal_is_no_duplicate),
		judge_test(plain_garbage_that_is_added_is_found),
		judge_test(garbage_before_the_first_record_is_found),
		judge_test(a_forged_record_at_the_end_before_an_honest_one_is_found),
		judge_test(swapped_neighbours_are_found),
		judge_test(lines_swapped_far_apart_are_found),
		judge_test(a_line_moved_to_another_file_is_found_and_so_is_where_it_stands),
		judge_test(duplicated_lines_are_found),
		judge_test(a_file_given_twice_is_found),
		judge_test(swapped_files_are_found),
		judge_test(swapped_files_in_the_middle_are_found),
		judge_test(half_a_line_at_the_end_is_named_and_no_fault),
		judge_test(a_file_cut_off_in_the_middle_of_a_line_is_found_by_the_next_one),
		judge_test(a_newline_that_is_taken_away_is_found),
		judge_test(a_newline_that_is_put_into_a_line_is_found),
		judge_test(carriage_returns_are_found),
		judge_test(a_byte_order_mark_is_found),
		judge_test(lines_rewritten_with_all_that_the_state_holds_are_found),
		judge_test(lines_rewritten_before_an_honest_record_are_found),
		judge_test(lines_removed_and_a_record_made_with_what_the_state_holds_are_found),
		judge_test(an_honest_record_behind_a_lost_end_shows_what_is_missing),
		judge_test(a_sealed_log_that_goes_on_as_a_plain_chain_is_not_whole),
		judge_test(a_log_written_anew_as_a_plain_chain_does_not_pass_with_the_key),
		judge_test(a_plain_chain_written_anew_passes_as_whole_but_unsealed),
		judge_test(a_plain_chain_shows_what_was_changed_by_who_did_not_write_it_anew),
		judge_test(a_time_that_goes_backwards_in_a_plain_chain_is_found),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
