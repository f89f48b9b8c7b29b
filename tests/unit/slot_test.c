/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/tree.h"

#include "crypto/mac.h"
#include "seal/slot.h"

#include <errno.h>

static struct mac *mac;
static struct hash hash;
static struct note note;

/* Makes the hash. */
static int setup(void **state)
{
	(void)state;
	hash.make = mac_make;
	int r = mac_open(&mac, &note);
	hash.context = mac;
	return r;
}

/* Frees it. */
static int teardown(void **state)
{
	(void)state;
	mac_close(mac);
	return 0;
}

/* A state that a log can have. */
static struct seal_state possible(void)
{
	return (struct seal_state){.epoch = 2,
		.seq = 42,
		.first_seq = 7,
		.since = 1,
		.time = 2,
		.device = 3,
		.inode = 4,
		.end = 5,
		.key = {6},
		.seal = {7}};
}

/* What comes of a state that was written and is read again. */
static int again(const struct seal_state *state, struct seal_state *read)
{
	unsigned char bytes[SLOT_SIZE];
	assert_int_equal(slot_write(state, &hash, bytes, &note), 0);
	return slot_read(bytes, &hash, read, &note);
}

static void reads_what_was_written(void **state)
{
	(void)state;
	struct seal_state written = possible(), read;
	assert_int_equal(again(&written, &read), 0);
	assert_int_equal(read.seq, 42);
	assert_int_equal(read.end, 5);
	assert_memory_equal(read.key, written.key, HASH_SIZE);
	assert_memory_equal(read.seal, written.seal, HASH_SIZE);
}

static void refuses_numbers_that_no_log_has(void **state)
{
	(void)state;
	struct seal_state odd[6], read;
	for (size_t i = 0; i < 6; i++)
		odd[i] = possible();
	odd[0].seq = UINT64_MAX;
	odd[1].seq = UINT64_C(1) << 53;
	odd[2].epoch = 70000;
	odd[3].epoch = 0;
	odd[4].end = -1;
	odd[5].time = INT64_MIN;
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(again(&odd[i], &read), -EBADMSG);
		assert_string_equal(note.text, "it has numbers that no log has");
	}
}

static void refuses_bytes_that_were_changed(void **state)
{
	(void)state;
	struct seal_state written = possible(), read;
	unsigned char bytes[SLOT_SIZE];
	for (size_t i = 0; i < SLOT_SIZE; i++) {
		assert_int_equal(slot_write(&written, &hash, bytes, &note), 0);
		bytes[i] ^= 1;
		assert_int_equal(slot_read(bytes, &hash, &read, &note), -EBADMSG);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_was_written),
		cmocka_unit_test(refuses_numbers_that_no_log_has),
		cmocka_unit_test(refuses_bytes_that_were_changed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
