/* SPDX-License-Identifier: Apache-2.0 */
#include "key_data.h"

#include "keys/wire.h"

/* Takes a number of these bytes with its length before them. */
static bool takes_number(const void *bytes, size_t len, struct view *number)
{
	static struct key_data_builder builder;
	builder.len = 0;
	key_data_put_string(&builder, bytes, len);
	struct view rest = key_data_built(&builder);
	return wire_number(&rest, number) && rest.len == 0;
}

static void takes_fields_one_after_the_other(void **state)
{
	(void)state;
	static struct key_data_builder builder;
	uint32_t small;
	uint64_t great;
	struct view string;
	key_data_put_u32(&builder, 0xfedcba98);
	key_data_put_string(&builder, "a\0b", 3);
	key_data_put_u64(&builder, 0xfedcba9876543210);
	struct view rest = key_data_built(&builder);
	assert_true(wire_u32(&rest, &small));
	assert_true(small == 0xfedcba98);
	assert_true(wire_string(&rest, &string));
	assert_int_equal(string.len, 3);
	assert_memory_equal(string.data, "a\0b", 3);
	assert_true(wire_u64(&rest, &great));
	assert_true(great == 0xfedcba9876543210);
	assert_int_equal(rest.len, 0);
}

static void refuses_a_length_past_the_end_and_leaves_all_as_it_was(void **state)
{
	(void)state;
	static const char bytes[] = {0, 0, 0, 3, 'a', 'b'};
	for (size_t len = 0; len <= sizeof bytes; len++) {
		struct view rest = {bytes, len}, string = {NULL, 77};
		assert_false(wire_string(&rest, &string));
		assert_false(wire_text(&rest, &string));
		assert_false(wire_number(&rest, &string));
		assert_ptr_equal(rest.data, bytes);
		assert_int_equal(rest.len, len);
		assert_int_equal(string.len, 77);
	}
}

static void refuses_the_greatest_length(void **state)
{
	(void)state;
	struct view rest = {"\xff\xff\xff\xff....", 8}, string;
	assert_false(wire_string(&rest, &string));
}

static void refuses_a_number_that_is_cut_off(void **state)
{
	(void)state;
	uint32_t small;
	uint64_t great;
	struct view rest = {"1234567", 3};
	assert_false(wire_u32(&rest, &small));
	assert_int_equal(rest.len, 3);
	rest.len = 7;
	assert_false(wire_u64(&rest, &great));
	assert_int_equal(rest.len, 7);
}

static void refuses_a_nul_in_a_text(void **state)
{
	(void)state;
	struct view rest = {"\0\0\0\2a\0", 6}, text;
	assert_false(wire_text(&rest, &text));
	assert_int_equal(rest.len, 6);
	assert_true(wire_string(&rest, &text));
	rest = (struct view){"\0\0\0\0", 4};
	assert_true(wire_text(&rest, &text));
	assert_int_equal(text.len, 0);
}

static void refuses_numbers_that_are_zero_or_negative_or_too_long_in_form(void **state)
{
	(void)state;
	struct view number;
	assert_false(takes_number("", 0, &number));
	assert_false(takes_number("\0", 1, &number));
	assert_false(takes_number("\x80", 1, &number));
	assert_false(takes_number("\0\x7f", 2, &number));
	assert_false(takes_number("\0\0\x80", 3, &number));
	assert_true(takes_number("\x7f", 1, &number));
	assert_int_equal(number.len, 1);
	assert_true(takes_number("\0\x80", 2, &number));
	assert_int_equal(number.len, 1);
}

static void refuses_a_number_of_more_than_16384_bits(void **state)
{
	(void)state;
	unsigned char bytes[2050] = {0, 0x80};
	struct view number;
	assert_true(takes_number(bytes, 2049, &number));
	assert_int_equal(wire_bits(number), 16384);
	assert_false(takes_number(bytes, 2050, &number));
	bytes[0] = 1;
	assert_false(takes_number(bytes, 2049, &number));
}

static void counts_bits_from_the_first_that_is_set(void **state)
{
	(void)state;
	for (unsigned bit = 0; bit < 8; bit++) {
		const char bytes[2] = {(char)(1U << bit), 0};
		assert_int_equal(wire_bits((struct view){bytes, 1}), bit + 1);
		assert_int_equal(wire_bits((struct view){bytes, 2}), bit + 9);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_fields_one_after_the_other),
		cmocka_unit_test(refuses_a_length_past_the_end_and_leaves_all_as_it_was),
		cmocka_unit_test(refuses_the_greatest_length),
		cmocka_unit_test(refuses_a_number_that_is_cut_off),
		cmocka_unit_test(refuses_a_nul_in_a_text),
		cmocka_unit_test(refuses_numbers_that_are_zero_or_negative_or_too_long_in_form),
		cmocka_unit_test(refuses_a_number_of_more_than_16384_bits),
		cmocka_unit_test(counts_bits_from_the_first_that_is_set),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
