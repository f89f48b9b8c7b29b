/* SPDX-License-Identifier: Apache-2.0 */
/* Keys: of several epochs, of another log, missing; and what is known of the log's end. */
#include "tests/unit/chain_log.h"

static struct chain_log log_;
static struct verification_key keys[3];
static struct verdict verdict;

/* Makes a log: 5 plain records, 10 of epoch 1 with the one that hands over, 10 of epoch 2. */
static int setup(void **state)
{
	(void)state;
	chain_log_open(&log_);
	chain_log_add(&log_, 5);
	keys[0] = chain_log_begin(&log_, 1);
	chain_log_add(&log_, 8);
	chain_log_rotate(&log_);
	keys[1] = chain_log_renew(&log_);
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

/* Judges with so many of the keys. */
static void expect_result(size_t count, enum verdict_result result)
{
	verdict = chain_log_verdict(&log_, keys, count);
	if (verdict_result(&verdict) != result)
		fail_msg("result %d, %llu faults, first %s, line %llu, seq %lld",
			verdict_result(&verdict), (unsigned long long)verdict.fault_count,
			verdict_kind_name(verdict.faults[0].kind),
			(unsigned long long)verdict.faults[0].at.line,
			(long long)verdict.faults[0].at.seq);
}

/* Expects the first fault. */
static void expect_fault(size_t count, enum verdict_kind kind, int64_t seq)
{
	expect_result(count, VERDICT_BROKEN);
	assert_string_equal(verdict_kind_name(verdict.faults[0].kind), verdict_kind_name(kind));
	assert_int_equal(verdict.faults[0].at.seq, seq);
}

/* Writes the log anew from a line on, with keys of the forger's own. */
static void forge_epoch(size_t from, uint16_t epoch)
{
	struct chain_log forger = log_;
	struct view body;
	memset(forger.before, 0, sizeof forger.before);
	if (from > 0)
		chain_split((struct view){log_.line[from - 1].text, log_.line[from - 1].len}, &body,
			forger.before);
	memset(forger.key, 0x77, sizeof forger.key);
	forger.epoch = epoch;
	forger.seq = (int64_t)from + 1;
	forger.count = 0;
	for (size_t i = from; i < log_.count; i++) {
		forger.fresh = i == 0 || log_.line[i].file != log_.line[i - 1].file;
		chain_log_record(&forger, "\"event\":\"login\",\"account\":\"mallory\"");
		chain_log_replace(&log_, i, forger.line[i - from].text);
		free(forger.line[i - from].text);
	}
}

static void a_log_of_two_epochs_is_whole_with_both_keys(void **state)
{
	(void)state;
	expect_result(2, VERDICT_WHOLE);
	assert_int_equal(verdict.records, 25);
	assert_int_equal(verdict.sealed.seq, 6);
	assert_int_equal(verdict.unproven_count, 0);
}

static void without_the_key_of_an_epoch_it_cannot_be_told(void **state)
{
	(void)state;
	expect_result(1, VERDICT_UNSURE);
	assert_int_equal(verdict.unproven_count, 10);
	assert_int_equal(verdict.unproven.seq, 16);
	assert_int_equal(verdict.unproven.epoch, 2);
	expect_result(0, VERDICT_UNSURE);
	assert_int_equal(verdict.unproven_count, 20);
	assert_int_equal(verdict.unproven.seq, 6);
}

static void without_any_key_what_is_missing_shows_by_the_order(void **state)
{
	(void)state;
	chain_log_drop(&log_, 8);
	expect_fault(0, VERDICT_DROPPED, 10);
	assert_int_equal(verdict.faults[0].expected, 9);
}

static void without_any_key_a_beginning_that_is_none_shows(void **state)
{
	(void)state;
	chain_log_drop(&log_, 0);
	expect_fault(0, VERDICT_DROPPED, 2);
	for (size_t i = 0; i < 6; i++)
		chain_log_drop(&log_, 0);
	expect_fault(0, VERDICT_DROPPED, 8);
}

static void without_any_key_swapped_and_duplicated_lines_show_by_the_order(void **state)
{
	(void)state;
	chain_log_insert(&log_, 12, log_.line[8].text, log_.line[8].len);
	expect_fault(0, VERDICT_DUPLICATED, 9);
	chain_log_drop(&log_, 12);
	char *text = log_.line[8].text;
	log_.line[8].text = log_.line[10].text;
	log_.line[10].text = text;
	size_t len = log_.line[8].len;
	log_.line[8].len = log_.line[10].len;
	log_.line[10].len = len;
	expect_fault(0, VERDICT_SWAPPED, 11);
}

static void without_any_key_a_time_that_goes_backwards_shows(void **state)
{
	(void)state;
	memcpy(strstr(log_.line[8].text, "13:45"), "11:45", 5);
	expect_fault(0, VERDICT_CHANGED, 9);
}

static void without_any_key_the_first_record_of_a_file_shows_what_is_not_before_it(void **state)
{
	(void)state;
	memset(strstr(log_.line[13].text, "\"seal\":\"") + 8, '0', CHAIN_HEX);
	expect_fault(0, VERDICT_CHANGED, 14);
}

static void the_key_of_another_log_is_known_as_such(void **state)
{
	(void)state;
	keys[0].key[0] ^= 1;
	expect_result(1, VERDICT_UNSURE);
	assert_int_equal(verdict.wrong_epoch, 1);
}

static void a_wrong_key_beside_one_that_fits_is_no_excuse(void **state)
{
	(void)state;
	keys[0].key[0] ^= 1;
	expect_result(2, VERDICT_BROKEN);
	assert_int_equal(verdict.wrong_epoch, 1);
	keys[0].key[0] ^= 1;
	keys[1].key[0] ^= 1;
	expect_result(2, VERDICT_BROKEN);
	assert_int_equal(verdict.wrong_epoch, 2);
}

static void a_line_that_claims_the_epoch_of_a_wrong_key_excuses_no_other_fault(void **state)
{
	(void)state;
	keys[1].key[0] ^= 1;
	memcpy(strstr(log_.line[6].text, "\"epoch\":1"), "\"epoch\":2", 9);
	chain_log_drop(&log_, 9);
	expect_result(2, VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].at.epoch, 2);
	expect_result(1, VERDICT_BROKEN);
}

/* Puts a line before the log that claims to be of an epoch of which there is no key. */
static void forge_beginning(int64_t seq)
{
	char forged[EVENT_LINE_MAX], hex[CHAIN_HEX + 1];
	memset(hex, 'a', CHAIN_HEX);
	hex[CHAIN_HEX] = '\0';
	snprintf(forged, sizeof forged,
		"{\"v\":1,\"epoch\":9,\"seq\":%lld,\"time\":\"2026-01-01T00:00:00.000000Z\","
		"\"event\":\"login\",\"after\":\"%s\",\"seal\":\"%s\"}",
		(long long)seq, hex, hex);
	chain_log_insert(&log_, 0, forged, strlen(forged));
}

/* Expects the first line to be the only fault. */
static void expect_forged_beginning(int64_t seq, int64_t first)
{
	expect_fault(2, VERDICT_ADDED, seq);
	assert_int_equal(verdict.faults[0].at.line, 1);
	assert_int_equal(verdict.fault_count, 1);
	assert_int_equal(verdict.first.seq, first);
	assert_int_equal(verdict.holds.seq, first);
	assert_int_equal(verdict.good.line, 0);
	assert_int_equal(verdict.unproven_count, 0);
}

static void a_forged_line_before_the_log_is_blamed_and_not_the_log(void **state)
{
	(void)state;
	forge_beginning(17);
	expect_forged_beginning(17, 1);
	for (size_t i = 0; i < 15; i++)
		chain_log_drop(&log_, 0);
	forge_beginning(40);
	expect_forged_beginning(40, 15);
}

static void a_wrong_key_does_not_hide_what_is_missing(void **state)
{
	(void)state;
	keys[0].key[0] ^= 1;
	chain_log_drop(&log_, 5);
	expect_fault(1, VERDICT_DROPPED, 7);
	assert_int_equal(verdict.wrong_epoch, 1);
}

static void a_wrong_key_does_not_hide_what_was_changed_before_its_epoch(void **state)
{
	(void)state;
	keys[1].key[0] ^= 1;
	memcpy(strstr(log_.line[8].text, "brian"), "clara", 5);
	expect_fault(2, VERDICT_CHANGED, 9);
}

static void a_log_written_anew_under_another_seal_does_not_pass(void **state)
{
	(void)state;
	forge_epoch(0, 1);
	expect_result(1, VERDICT_UNSURE);
	assert_int_equal(verdict.wrong_epoch, 1);
}

static void an_epoch_that_nobody_handed_over_to_is_found(void **state)
{
	(void)state;
	forge_epoch(9, 2);
	expect_fault(1, VERDICT_RENEWED, 10);
	verdict = chain_log_verdict(&log_, keys, 2);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].at.seq, 10);
}

static void a_seal_whose_first_record_is_no_hand_over_is_found(void **state)
{
	(void)state;
	chain_log_close(&log_);
	chain_log_open(&log_);
	keys[0] = chain_log_begin(&log_, 1);
	keys[1] = chain_log_begin(&log_, 2); /* the record before says that epoch 1 begins */
	chain_log_add(&log_, 3);
	expect_fault(2, VERDICT_RENEWED, 2);
	assert_int_equal(verdict.fault_count, 1);
}

static void a_lost_key_leaves_a_log_that_is_not_whole(void **state)
{
	(void)state;
	log_.epoch = EVENT_UNKNOWN;
	chain_log_add(&log_, 3);
	keys[2] = chain_log_begin(&log_, 3);
	chain_log_add(&log_, 3);
	expect_fault(3, VERDICT_UNSEALED, 26);
	assert_int_equal(verdict.sealed.seq, 29);
	assert_int_equal(verdict.fault_count, 1);
}

static void the_key_of_an_epoch_gone_by_retention_is_not_needed(void **state)
{
	(void)state;
	for (size_t i = 0; i < 14; i++)
		chain_log_drop(&log_, 0);
	expect_result(2, VERDICT_WHOLE);
	assert_int_equal(verdict.first.seq, 15);
	chain_log_drop(&log_, 0);
	expect_result(2, VERDICT_BROKEN); /* the first record of its file is missing */
}

static void a_log_that_ends_before_its_seal_began_is_cut_off(void **state)
{
	(void)state;
	while (log_.count > 14)
		chain_log_drop(&log_, log_.count - 1);
	expect_fault(2, VERDICT_CUT, 14);
	assert_int_equal(verdict.faults[0].expected, 15);
	assert_int_equal(verdict.faults[0].last, 16);
}

/* Judges with what is known of the log's last record. */
static void judge_told(int64_t seq, size_t line)
{
	struct keyring *ring;
	struct view body;
	unsigned char seal[HASH_SIZE];
	struct judge *judge = chain_log_judge(&log_, keys, 2, &ring);
	assert_true(
		chain_split((struct view){log_.line[line].text, log_.line[line].len}, &body, seal));
	judge_tell_last(judge, seq, seal);
	judge_ask_head(judge, seal);
	chain_log_tell(&log_, judge);
	verdict = *judge_verdict(judge);
	judge_close(judge);
	keyring_close(ring);
}

static void the_head_is_found_and_what_follows_it_is_counted(void **state)
{
	(void)state;
	judge_told(20, 19);
	assert_int_equal(verdict_result(&verdict), VERDICT_WHOLE);
	assert_int_equal(verdict.head.seq, 20);
	assert_int_equal(verdict.head_follow, 5);
}

static void a_log_that_ends_before_the_head_is_cut_off(void **state)
{
	(void)state;
	struct keyring *ring;
	struct judge *judge = chain_log_judge(&log_, keys, 2, &ring);
	unsigned char head[HASH_SIZE] = {1};
	judge_ask_head(judge, head);
	chain_log_tell(&log_, judge);
	verdict = *judge_verdict(judge);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_CUT);
	assert_int_equal(verdict.faults[0].at.seq, 25);
	judge_close(judge);
	keyring_close(ring);
}

static void a_log_that_ends_before_its_state_is_cut_off(void **state)
{
	(void)state;
	judge_told(27, 24);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_CUT);
	assert_int_equal(verdict.faults[0].expected, 26);
	assert_int_equal(verdict.faults[0].last, 27);
	log_.line[24].len = 50; /* half a line makes no difference */
	log_.line[24].newline = false;
	judge_told(25, 23);
	assert_int_equal(verdict.faults[0].kind, VERDICT_CUT);
	assert_int_equal(verdict.faults[0].expected, 25);
}

static void a_last_record_that_is_not_the_states_is_changed(void **state)
{
	(void)state;
	judge_told(25, 23);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_CHANGED);
	assert_int_equal(verdict.faults[0].at.seq, 25);
}

static void a_forged_record_behind_the_states_last_one_was_added(void **state)
{
	(void)state;
	char forged[EVENT_LINE_MAX];
	strcpy(forged, log_.line[24].text);
	memcpy(strstr(forged, "\"seq\":25"), "\"seq\":26", 8);
	chain_log_insert(&log_, 25, forged, strlen(forged));
	judge_told(25, 24);
	assert_int_equal(verdict_result(&verdict), VERDICT_BROKEN);
	assert_int_equal(verdict.faults[0].kind, VERDICT_ADDED);
	assert_int_equal(verdict.faults[0].at.line, 12);
}

static void a_log_that_was_removed_is_cut_off_by_its_state(void **state)
{
	(void)state;
	while (log_.count > 0)
		chain_log_drop(&log_, 0);
	struct keyring *ring;
	unsigned char seal[HASH_SIZE] = {0};
	struct judge *judge = chain_log_judge(&log_, keys, 2, &ring);
	judge_tell_last(judge, 25, seal);
	judge_file(judge, "log");
	assert_int_equal(judge_end(judge, &note), 0);
	assert_int_equal(verdict_result(judge_verdict(judge)), VERDICT_BROKEN);
	assert_int_equal(judge_verdict(judge)->faults[0].kind, VERDICT_CUT);
	judge_close(judge);
	keyring_close(ring);
}

static void a_file_that_cannot_be_read_leaves_it_unsure(void **state)
{
	(void)state;
	struct keyring *ring;
	struct judge *judge = chain_log_judge(&log_, keys, 2, &ring);
	judge_file(judge, "broken");
	judge_unread(judge);
	judge_file(judge, "log");
	for (size_t i = 14; i < log_.count; i++)
		assert_int_equal(
			judge_line(judge, (struct view){log_.line[i].text, log_.line[i].len}, true,
				&note),
			0);
	assert_int_equal(judge_end(judge, &note), 0);
	assert_int_equal(judge_verdict(judge)->fault_count, 0);
	assert_int_equal(verdict_result(judge_verdict(judge)), VERDICT_UNSURE);
	judge_close(judge);
	keyring_close(ring);
}

#define epoch_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Runs all. */
int main(void)
{
	const struct CMUnitTest all[] = {
		epoch_test(a_log_of_two_epochs_is_whole_with_both_keys),
		epoch_test(without_the_key_of_an_epoch_it_cannot_be_told),
		epoch_test(without_any_key_what_is_missing_shows_by_the_order),
		epoch_test(without_any_key_a_beginning_that_is_none_shows),
		epoch_test(without_any_key_swapped_and_duplicated_lines_show_by_the_order),
		epoch_test(without_any_key_a_time_that_goes_backwards_shows),
		epoch_test(without_any_key_the_first_record_of_a_file_shows_what_is_not_before_it),
		epoch_test(the_key_of_another_log_is_known_as_such),
		epoch_test(a_wrong_key_beside_one_that_fits_is_no_excuse),
		epoch_test(a_line_that_claims_the_epoch_of_a_wrong_key_excuses_no_other_fault),
		epoch_test(a_wrong_key_does_not_hide_what_is_missing),
		epoch_test(a_forged_line_before_the_log_is_blamed_and_not_the_log),
		epoch_test(a_wrong_key_does_not_hide_what_was_changed_before_its_epoch),
		epoch_test(a_log_written_anew_under_another_seal_does_not_pass),
		epoch_test(an_epoch_that_nobody_handed_over_to_is_found),
		epoch_test(a_seal_whose_first_record_is_no_hand_over_is_found),
		epoch_test(a_lost_key_leaves_a_log_that_is_not_whole),
		epoch_test(the_key_of_an_epoch_gone_by_retention_is_not_needed),
		epoch_test(a_log_that_ends_before_its_seal_began_is_cut_off),
		epoch_test(the_head_is_found_and_what_follows_it_is_counted),
		epoch_test(a_log_that_ends_before_the_head_is_cut_off),
		epoch_test(a_log_that_ends_before_its_state_is_cut_off),
		epoch_test(a_last_record_that_is_not_the_states_is_changed),
		epoch_test(a_forged_record_behind_the_states_last_one_was_added),
		epoch_test(a_log_that_was_removed_is_cut_off_by_its_state),
		epoch_test(a_file_that_cannot_be_read_leaves_it_unsure),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
