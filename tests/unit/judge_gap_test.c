/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between records: lines that a crash has torn, foreign ones, and what is no record of
 * any version that is known. */
#include "common/cleanup.h"
#include "tests/unit/chain_log.h"

static struct chain_log log_;
static struct verification_key key;
static struct verdict verdict;

/* Begins a sealed log of 10 records. */
static int setup(void **state)
{
	(void)state;
	chain_log_open(&log_);
	key = chain_log_begin(&log_, 1);
	chain_log_add(&log_, 9);
	return 0;
}

/* Frees it. */
static int teardown(void **state)
{
	(void)state;
	chain_log_close(&log_);
	return 0;
}

/* Judges with the key. */
static void expect_result(enum verdict_result result)
{
	verdict = chain_log_verdict(&log_, &key, 1);
	if (verdict_result(&verdict) != result)
		fail_msg("result %d, %llu faults, first %s, line %llu, seq %lld",
			verdict_result(&verdict), (unsigned long long)verdict.fault_count,
			verdict_kind_name(verdict.faults[0].kind),
			(unsigned long long)verdict.faults[0].at.line,
			(long long)verdict.faults[0].at.seq);
}

/* Adds a line to the gap. */
static void add(const char *text)
{
	chain_log_foreign(&log_, text, strlen(text));
}

static void a_torn_line_that_the_next_record_covers_is_named_and_no_fault(void **state)
{
	(void)state;
	add("{\"v\":1,\"epoch\":1,\"seq\":11,\"ti");
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.odd_count, 1);
	assert_int_equal(verdict.odds[0].at.line, 11);
	assert_int_equal(verdict.odds[0].state, VERDICT_KEPT);
	assert_int_equal(verdict.records, 13);
}

static void a_torn_line_that_is_changed_or_taken_away_is_found(void **state)
{
	(void)state;
	add("{\"v\":1,\"epoch\":1,\"seq\":11,\"ti");
	chain_log_add(&log_, 3);
	log_.line[10].text[3] = 'x';
	expect_result(VERDICT_BROKEN);
	assert_true(verdict.faults[0].at.line == 11 || verdict.faults[0].at.line == 12);
	chain_log_drop(&log_, 10);
	expect_result(VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].at.line, 11);
}

static void several_torn_lines_are_all_covered(void **state)
{
	(void)state;
	add("torn");
	add("");
	add("once more");
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.odd_count, 3);
}

static void a_torn_line_at_the_end_of_an_older_file_is_covered_by_the_next_file(void **state)
{
	(void)state;
	chain_log_insert(&log_, 10, "torn", 4);
	log_.line[10].newline = false;
	assert_int_equal(gap_add(&log_.gap, view_of("torn")), 0);
	chain_log_rotate(&log_);
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.odds[0].state, VERDICT_KEPT);
}

static void a_torn_end_of_an_older_file_that_the_next_one_does_not_know_is_named(void **state)
{
	(void)state;
	chain_log_insert(&log_, 10, "torn", 4);
	log_.line[10].newline = false;
	chain_log_rotate(&log_);
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.odds[0].state, VERDICT_LOOSE);
	assert_int_equal(verdict.odds[0].at.line, 11);
}

static void torn_lines_on_both_sides_of_a_rotation_are_covered(void **state)
{
	(void)state;
	add("torn in the older file");
	chain_log_rotate(&log_);
	add("torn in the new one");
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.odd_count, 2);
}

static void a_torn_end_that_the_next_file_does_not_know_is_told_from_what_it_covers(void **state)
{
	(void)state;
	chain_log_insert(&log_, 10, "torn in the older file", 22);
	chain_log_rotate(&log_);
	add("torn in the new one");
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.odd_count, 2);
	assert_int_equal(verdict.odds[0].state, VERDICT_LOOSE);
	assert_int_equal(verdict.odds[1].state, VERDICT_KEPT);
}

static void a_record_that_was_overwritten_with_garbage_is_changed(void **state)
{
	(void)state;
	chain_log_replace(&log_, 4, "xxxxxxxxxxxxxxxxxxxxxxxxxxx");
	expect_result(VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_CHANGED);
	assert_int_equal(verdict.faults[0].at.line, 5);
	assert_int_equal(verdict.faults[0].expected, 5);
	assert_int_equal(verdict.holds.seq, 7);
}

static void a_record_that_lacks_only_its_newline_is_one(void **state)
{
	(void)state;
	log_.line[9].newline = false;
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.records, 10);
	chain_log_rotate(&log_);
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.records, 13);
}

static void garbage_added_to_a_line_that_is_covered_is_found(void **state)
{
	(void)state;
	add("torn");
	chain_log_add(&log_, 3);
	chain_log_insert(&log_, 11, "added", 5);
	expect_result(VERDICT_BROKEN);
	assert_true(verdict.faults[0].at.line >= 11 && verdict.faults[0].at.line <= 13);
}

static void a_gap_longer_than_a_seal_covers_is_held_by_its_length_and_its_end(void **state)
{
	(void)state;
	static char text[EVENT_LINE_MAX];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 2] = '\0';
	for (int i = 0; i < 20; i++)
		add(text);
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.odd_count, 20);
	log_.line[29].text[0] = 'y';
	expect_result(VERDICT_BROKEN);
	log_.line[29].text[0] = 'x';
	log_.line[12].len--;
	expect_result(VERDICT_BROKEN);
}

static void a_line_of_a_newer_version_is_a_record_if_its_seal_is_right(void **state)
{
	(void)state;
	char body[EVENT_LINE_MAX];
	chain_log_body(
		&log_, "\"event\":\"login\",\"planet\":{\"name\":[\"earth\"]}", body, sizeof body);
	memcpy(body, "{\"v\":2", 6);
	chain_log_seal(&log_, body);
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.records, 14);
	log_.line[10].text[60] ^= 1;
	expect_result(VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].at.line, 11);
}

static void bad_lines_of_every_kind_are_named_and_the_rest_is_judged(void **state)
{
	(void)state;
	static const char absurd[] =
		"{\"v\":1,\"epoch\":1,\"seq\":11,\"time\":\"2026-13-45T99:99:99.999999Z\","
		"\"event\":\"login\"}";
	static const char *const bad[] = {"\x01\x02\xff\xfe", "{\"v\":1,\"v\":1}",
		"{\"seq\":11,\"time\":\"2026-11-22T13:45:21.000000Z\"}", absurd,
		"{\"v\":1,\"epoch\":1,\"seq\":9007199254740993,\"time\":\"x\"}",
		"{\"v\":1,\"epoch\":1,\"seq\":-1,\"time\":\"2026-11-22T13:45:21.000000Z\"}", "[]",
		"null", "\xEF\xBB\xBF", "\r", "{", "\""};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		add(bad[i]);
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	assert_int_equal(verdict.odd_count, sizeof bad / sizeof *bad);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(verdict.odds[i].at.line, 11 + i);
}

static void a_nul_byte_in_a_line_is_covered_like_any_other(void **state)
{
	(void)state;
	chain_log_foreign(&log_, "a\0b", 3);
	chain_log_add(&log_, 3);
	expect_result(VERDICT_WHOLE);
	log_.line[10].text[1] = 'x';
	expect_result(VERDICT_BROKEN);
}

static void a_number_beyond_all_others_costs_no_time(void **state)
{
	(void)state;
	static char forged[EVENT_LINE_MAX];
	for (int i = 0; i < 200; i++) {
		snprintf(forged, sizeof forged,
			"{\"v\":1,\"epoch\":1,\"seq\":%lld,\"time\":\"2026-11-22T13:45:21."
			"000000Z\","
			"\"event\":\"login\",\"seal\":\"%064d\"}",
			900000000000000 - (long long)i, i);
		chain_log_insert(&log_, 5, forged, strlen(forged));
	}
	expect_result(VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].at.line, 6);
	assert_int_equal(verdict.faults[0].kind, VERDICT_ADDED);
	assert_int_equal(verdict.fault_count, 200);
	assert_int_equal(verdict.holds.seq, 6);
}

static void a_log_in_which_nothing_has_a_seal_cannot_be_told(void **state)
{
	(void)state;
	chain_log_close(&log_);
	chain_log_open(&log_);
	add("{\"v\":1,\"seq\":1,\"time\":\"2026-11-22T13:45:11.000000Z\",\"event\":\"login\"}");
	add("{\"v\":1,\"seq\":2,\"time\":\"2026-11-22T13:45:12.000000Z\",\"event\":\"login\"}");
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict_result(&verdict), VERDICT_UNSURE);
	assert_int_equal(verdict.unchained, 2);
	assert_int_equal(verdict.fault_count, 0);
}

static void records_from_before_there_were_seals_are_counted_and_not_judged(void **state)
{
	(void)state;
	chain_log_close(&log_);
	chain_log_open(&log_);
	static const char *const old[] = {
		"{\"v\":1,\"seq\":1,\"time\":\"2026-11-22T13:45:11.000000Z\",\"event\":\"login\"}",
		"{\"v\":1,\"seq\":2,\"time\":\"2026-11-22T13:45:12.000000Z\",\"event\":\"login\"}"};
	for (size_t i = 0; i < 2; i++)
		chain_log_insert(&log_, i, old[i], strlen(old[i]));
	log_.seq = 3;
	log_.fresh = false;
	chain_log_add(&log_, 3);
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
	assert_int_equal(verdict.unchained, 2);
	chain_log_insert(&log_, 3, old[0], strlen(old[0]));
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].at.line, 4);
	chain_log_drop(&log_, 3);
	memcpy(strstr(log_.line[1].text, "\"seq\":2"), "\"seq\":3", 7);
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].at.line, 2);
}

static void an_empty_log_cannot_be_told(void **state)
{
	(void)state;
	while (log_.count > 0)
		chain_log_drop(&log_, 0);
	verdict = chain_log_verdict(&log_, NULL, 0);
	assert_int_equal(verdict_result(&verdict), VERDICT_UNSURE);
}

/* An event that no append writes: it has no number, and no seal. */
static const char forged[] =
	"{\"v\":1,\"time\":\"2026-11-22T13:45:20.000000Z\",\"event\":\"login\","
	"\"account\":\"alice\"}";

/* Expects the first fault to be an added line, and so many of them. */
static void expect_added(uint64_t line, uint64_t count)
{
	expect_result(VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_ADDED);
	assert_int_equal(verdict.faults[0].at.line, line);
	assert_int_equal(verdict.fault_count, count);
	assert_int_equal(verdict.good.seq, 10);
}

static void an_event_without_a_seal_at_the_end_of_an_older_file_was_added(void **state)
{
	(void)state;
	chain_log_insert(&log_, 10, forged, strlen(forged));
	chain_log_rotate(&log_);
	chain_log_add(&log_, 3);
	expect_added(11, 1);
}

static void an_event_without_a_seal_at_the_end_was_added(void **state)
{
	(void)state;
	add("torn");
	expect_result(VERDICT_WHOLE);
	add(forged);
	expect_added(12, 1);
}

static void an_event_without_a_seal_was_added_even_where_the_next_seal_covers_it(void **state)
{
	(void)state;
	add(forged);
	chain_log_add(&log_, 3);
	expect_added(11, 1);
	assert_int_equal(verdict.holds.seq, 11);
}

static void of_what_no_seal_covers_only_the_last_line_of_an_older_file_may_be_torn(void **state)
{
	(void)state;
	chain_log_insert(&log_, 10, "added", 5);
	chain_log_insert(&log_, 11, "torn", 4);
	chain_log_rotate(&log_);
	chain_log_add(&log_, 3);
	expect_added(11, 1);
	assert_int_equal(verdict.odds[0].at.line, 12);
	assert_int_equal(verdict.odds[0].state, VERDICT_LOOSE);
}

static void an_event_behind_more_foreign_lines_than_are_kept_is_found(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++)
		add("junk");
	add(forged);
	expect_added(51, 1);
	chain_log_add(&log_, 3);
	expect_added(51, 1);
	assert_int_equal(verdict.odd_count, 40);
}

static void a_gap_of_many_pieces_is_held_by_the_same_end_as_one_of_a_single_piece(void **state)
{
	(void)state;
	static char text[5 * CHAIN_GAP_MAX];
	CLEANUP(gap) struct gap gap = {0};
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('!' + i % 89);
	for (size_t at = 0; at < sizeof text;) {
		size_t len = at % 5000 + 1 < sizeof text - at ? at % 5000 + 1 : sizeof text - at;
		assert_int_equal(gap_add(&gap, (struct view){text + at, len}), 0);
		at += len;
		size_t end = at < CHAIN_GAP_MAX ? at : CHAIN_GAP_MAX;
		assert_int_equal(gap.len, at);
		assert_int_equal(gap_view(&gap).len, end);
		assert_memory_equal(gap_view(&gap).data, text + at - end, end);
		assert_memory_equal(gap_last(&gap, 1).data, text + at - 1, 1);
	}
}

static void more_added_lines_than_are_kept_are_all_counted(void **state)
{
	(void)state;
	for (int i = 0; i < 40; i++)
		chain_log_insert(&log_, 10, "junk", 4);
	chain_log_rotate(&log_);
	chain_log_add(&log_, 3);
	expect_added(11, 40);
}

#define gap_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Runs all. */
int main(void)
{
	const struct CMUnitTest all[] = {
		gap_test(a_torn_line_that_the_next_record_covers_is_named_and_no_fault),
		gap_test(a_torn_line_that_is_changed_or_taken_away_is_found),
		gap_test(several_torn_lines_are_all_covered),
		gap_test(a_torn_line_at_the_end_of_an_older_file_is_covered_by_the_next_file),
		gap_test(a_torn_end_of_an_older_file_that_the_next_one_does_not_know_is_named),
		gap_test(torn_lines_on_both_sides_of_a_rotation_are_covered),
		gap_test(a_torn_end_that_the_next_file_does_not_know_is_told_from_what_it_covers),
		gap_test(a_record_that_was_overwritten_with_garbage_is_changed),
		gap_test(a_record_that_lacks_only_its_newline_is_one),
		gap_test(garbage_added_to_a_line_that_is_covered_is_found),
		gap_test(a_gap_longer_than_a_seal_covers_is_held_by_its_length_and_its_end),
		gap_test(a_line_of_a_newer_version_is_a_record_if_its_seal_is_right),
		gap_test(bad_lines_of_every_kind_are_named_and_the_rest_is_judged),
		gap_test(a_nul_byte_in_a_line_is_covered_like_any_other),
		gap_test(a_number_beyond_all_others_costs_no_time),
		gap_test(a_log_in_which_nothing_has_a_seal_cannot_be_told),
		gap_test(records_from_before_there_were_seals_are_counted_and_not_judged),
		gap_test(an_empty_log_cannot_be_told),
		gap_test(a_gap_of_many_pieces_is_held_by_the_same_end_as_one_of_a_single_piece),
		gap_test(an_event_without_a_seal_at_the_end_of_an_older_file_was_added),
		gap_test(an_event_without_a_seal_at_the_end_was_added),
		gap_test(an_event_without_a_seal_was_added_even_where_the_next_seal_covers_it),
		gap_test(of_what_no_seal_covers_only_the_last_line_of_an_older_file_may_be_torn),
		gap_test(an_event_behind_more_foreign_lines_than_are_kept_is_found),
		gap_test(more_added_lines_than_are_kept_are_all_counted),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
