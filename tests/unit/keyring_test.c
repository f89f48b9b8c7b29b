/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/keyring.h"

#include "seal/chain.h"
#include "tests/unit/tree.h"

#include <errno.h>

static struct keyring *ring;
static struct note note;
static unsigned steps;

/* A hash that adds one to its key, so that a key shows how many steps it is from the first. */
static int step(void *context, const unsigned char *key, const struct view *parts, size_t count,
	unsigned char out[HASH_SIZE], struct note *why)
{
	(void)context, (void)key, (void)why;
	uint64_t number;
	memcpy(&number, parts[count - 1].data, sizeof number);
	number++;
	memset(out, 0, HASH_SIZE);
	memcpy(out, &number, sizeof number);
	steps++;
	return 0;
}

static const struct hash hash = {NULL, step};

/* Makes a ring with the keys of two epochs, which begin at 10 and at 100. */
static int setup(void **state)
{
	(void)state;
	struct verification_key one = {1, 10, {0}}, two = {2, 100000, {0, 0, 0, 0, 1}};
	steps = 0;
	assert_int_equal(keyring_open(&hash, &ring, &note), 0);
	assert_int_equal(keyring_add(ring, &one, &note), 0);
	assert_int_equal(keyring_add(ring, &two, &note), 0);
	return 0;
}

/* Wipes it. */
static int teardown(void **state)
{
	(void)state;
	keyring_close(ring);
	return 0;
}

/* Asks for a key and expects it to be so many steps from the first. */
static void expect_key(int64_t epoch, int64_t seq, uint64_t expected)
{
	unsigned char key[HASH_SIZE];
	uint64_t number;
	assert_int_equal(keyring_key(ring, epoch, seq, key, &note), 0);
	memcpy(&number, key, sizeof number);
	assert_int_equal(number, expected);
}

static void each_record_has_the_key_that_many_steps_from_the_first(void **state)
{
	(void)state;
	for (int64_t seq = 10; seq < 60000; seq++)
		expect_key(1, seq, (uint64_t)seq - 10);
	assert_int_equal(steps, 59989);
}

static void keys_are_found_in_any_order(void **state)
{
	(void)state;
	static const int64_t seqs[] = {10, 99999, 11, 50000, 16394, 16393, 32778, 10, 99998, 12};
	for (size_t i = 0; i < sizeof seqs / sizeof *seqs; i++)
		expect_key(1, seqs[i], (uint64_t)seqs[i] - 10);
}

static void a_key_behind_the_last_one_costs_no_more_than_the_way_from_a_mark(void **state)
{
	(void)state;
	expect_key(1, 90000, 89990);
	for (int i = 0; i < 8; i++)
		expect_key(1, 90000 - i, (uint64_t)(89990 - i));
	steps = 0;
	expect_key(1, 40000, 39990);
	assert_true(steps <= KEYRING_MARK);
}

static void two_places_at_once_cost_one_step_each(void **state)
{
	(void)state;
	expect_key(1, 50000, 49990);
	expect_key(1, 20, 10);
	steps = 0;
	for (int i = 1; i < 100; i++) {
		expect_key(1, 50000 + i, (uint64_t)(49990 + i));
		expect_key(1, 20 + i, (uint64_t)(10 + i));
	}
	assert_int_equal(steps, 198);
}

static void epochs_have_keys_of_their_own(void **state)
{
	(void)state;
	expect_key(1, 100000, 99990);
	expect_key(2, 100000, (uint64_t)1 << 32);
	expect_key(2, 100005, ((uint64_t)1 << 32) + 5);
	assert_true(keyring_has(ring, 2));
	assert_false(keyring_has(ring, 3));
	assert_false(keyring_has(ring, -1));
	assert_int_equal(keyring_count(ring), 2);
	assert_int_equal(keyring_at(ring, 1)->first_seq, 100000);
}

static void there_is_no_key_before_the_first_and_none_of_another_epoch(void **state)
{
	(void)state;
	unsigned char key[HASH_SIZE];
	assert_int_equal(keyring_key(ring, 1, 9, key, &note), 1);
	assert_int_equal(keyring_key(ring, 2, 99999, key, &note), 1);
	assert_int_equal(keyring_key(ring, 3, 100000, key, &note), 1);
	assert_int_equal(steps, 0);
}

static void an_absurd_number_costs_nothing(void **state)
{
	(void)state;
	unsigned char key[HASH_SIZE];
	assert_int_equal(keyring_key(ring, 1, INT64_MAX, key, &note), 1);
	assert_int_equal(keyring_key(ring, 1, 10 + (int64_t)KEYRING_STEPS + 1, key, &note), 1);
	assert_int_equal(steps, 0);
	expect_key(1, 11, 1);
	assert_int_equal(keyring_key(ring, 1, 12 + (int64_t)KEYRING_JUMPS, key, &note), 1);
	assert_int_equal(steps, 1);
	expect_key(1, 11, 1);
	expect_key(1, 12, 2);
}

static void two_keys_of_one_epoch_are_refused(void **state)
{
	(void)state;
	struct verification_key again = {2, 5, {0}};
	assert_int_equal(keyring_add(ring, &again, &note), -EEXIST);
	assert_says(note, "two keys of epoch 2");
}

#define keyring_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Runs all. */
int main(void)
{
	const struct CMUnitTest all[] = {
		keyring_test(each_record_has_the_key_that_many_steps_from_the_first),
		keyring_test(keys_are_found_in_any_order),
		keyring_test(a_key_behind_the_last_one_costs_no_more_than_the_way_from_a_mark),
		keyring_test(two_places_at_once_cost_one_step_each),
		keyring_test(epochs_have_keys_of_their_own),
		keyring_test(there_is_no_key_before_the_first_and_none_of_another_epoch),
		keyring_test(an_absurd_number_costs_nothing),
		keyring_test(two_keys_of_one_epoch_are_refused),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
