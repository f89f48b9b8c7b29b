/* SPDX-License-Identifier: Apache-2.0 */
/* The verification key as people write it down, and what they get wrong. */
#include "seal/verification_key.h"

#include "crypto/mac.h"
#include "tests/unit/tree.h"

#include <errno.h>

#define ALPHABET "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#define GROUP(number) ((number)*6) /* where a group begins in a text with dashes, from 0 */

static struct verification_key key, again;
static struct note note;
static char text[VERIFICATION_KEY_TEXT];

/* Makes a key that has a bit of each kind, and its text. */
static int setup(void **state)
{
	(void)state;
	key = (struct verification_key){.epoch = 513, .first_seq = 0x123456789abc};
	for (unsigned i = 0; i < HASH_SIZE; i++)
		key.key[i] = (unsigned char)(i * 37 + 11);
	verification_key_print(&key, text);
	memset(&again, 0xAA, sizeof again);
	return 0;
}

/* Whether both keys are the same. */
static bool is_same(void)
{
	return again.epoch == key.epoch && again.first_seq == key.first_seq &&
	       memcmp(again.key, key.key, HASH_SIZE) == 0;
}

/* Expects a text to be read as the key. */
static void expect_key(const char *written)
{
	memset(&again, 0xAA, sizeof again);
	if (verification_key_parse(view_of(written), &again, &note) != 0)
		fail_msg("%s: %s", written, note.text);
	assert_true(is_same());
}

/* Expects a text to be refused, in these words. */
static void expect_refusal(const char *written, const char *words)
{
	assert_int_equal(verification_key_parse(view_of(written), &again, &note), -EINVAL);
	assert_says(note, words);
}

static void a_key_is_read_as_it_is_written(void **state)
{
	(void)state;
	assert_int_equal(strlen(text), VERIFICATION_KEY_TEXT - 1);
	for (size_t i = 0; i < sizeof text - 1; i++)
		assert_true(i % 6 == 5 ? text[i] == '-' : strchr(ALPHABET, text[i]) != NULL);
	expect_key(text);
}

static void the_greatest_and_the_least_key_are_read_as_they_are_written(void **state)
{
	(void)state;
	memset(&key, 0, sizeof key);
	verification_key_print(&key, text);
	expect_key(text);
	memset(&key, 0xFF, sizeof key);
	key.first_seq = ((uint64_t)1 << 48) - 1;
	verification_key_print(&key, text);
	expect_key(text);
}

static void the_form_of_a_key_never_changes(void **state)
{
	(void)state;
	assert_string_equal(text, "080HR-4D2PE-F2DBY-R2SGN-ANX9G-ZH79H-1RSNM-GZD25-"
				  "RZP1R-2DJVN-G2JWA-NVRM9-75F82-7A6D5-Y8BKV-RRC6D");
}

static void lower_case_and_letters_that_look_like_digits_are_read(void **state)
{
	(void)state;
	memset(key.key, 0x08, 16);
	verification_key_print(&key, text);
	assert_non_null(strchr(text, '0'));
	assert_non_null(strchr(text, '1'));
	char other[VERIFICATION_KEY_TEXT];
	static const char *const signs[] = {"IO", "lo", "io", "LO"};
	for (size_t n = 0; n < 4; n++) {
		for (size_t i = 0; i < sizeof text; i++)
			other[i] = text[i] == '1'   ? signs[n][0]
				   : text[i] == '0' ? signs[n][1]
				   : n == 0         ? text[i]
						    : (char)(text[i] | (text[i] >= 'A' ? 32 : 0));
		expect_key(other);
	}
}

static void blanks_newlines_or_nothing_may_stand_between_groups(void **state)
{
	(void)state;
	static const char *const between[] = {" ", "\n", "\r\n", "", "  -- ", "\t"};
	for (size_t n = 0; n < sizeof between / sizeof *between; n++) {
		char other[1024] = "";
		for (size_t group = 0; group < VERIFICATION_KEY_GROUPS; group++)
			sprintf(other + strlen(other), "%s%.5s", between[n], text + GROUP(group));
		strcat(other, between[n]);
		expect_key(other);
	}
}

static void any_one_wrong_character_is_found_and_its_group_is_named(void **state)
{
	(void)state;
	char words[64];
	for (size_t i = 0; i < sizeof text - 1; i++) {
		if (text[i] == '-')
			continue;
		char right = text[i];
		for (const char *wrong = ALPHABET; *wrong; wrong++) {
			text[i] = *wrong;
			snprintf(words, sizeof words, "group %zu of 16, \"%.5s\": one of its",
				i / 6 + 1, text + i / 6 * 6);
			if (*wrong != right)
				expect_refusal(text, words);
		}
		text[i] = right;
	}
}

static void any_two_characters_of_a_group_that_are_swapped_are_found(void **state)
{
	(void)state;
	size_t tried = 0;
	for (size_t i = 0; i < sizeof text - 1; i++)
		for (size_t j = i + 1; j % 6 != 5 && i % 6 != 5; j++) {
			char a = text[i], b = text[j], words[64];
			text[i] = b;
			text[j] = a;
			snprintf(words, sizeof words, "group %zu of 16", i / 6 + 1);
			if (a != b)
				expect_refusal(text, words);
			text[i] = a;
			text[j] = b;
			tried += a != b;
		}
	assert_true(tried > 100);
}

static void two_groups_that_are_swapped_are_named(void **state)
{
	(void)state;
	for (size_t a = 0; a < VERIFICATION_KEY_GROUPS; a++)
		for (size_t b = a + 1; b < VERIFICATION_KEY_GROUPS; b++) {
			char other[VERIFICATION_KEY_TEXT], words[64];
			memcpy(other, text, sizeof other);
			memcpy(other + GROUP(a), text + GROUP(b), 5);
			memcpy(other + GROUP(b), text + GROUP(a), 5);
			snprintf(words, sizeof words, "groups %zu and %zu of 16, \"%.5s\" and",
				a + 1, b + 1, text + GROUP(b));
			expect_refusal(other, words);
		}
}

static void a_group_that_is_missing_is_named(void **state)
{
	(void)state;
	for (size_t missing = 0; missing < VERIFICATION_KEY_GROUPS; missing++) {
		char other[VERIFICATION_KEY_TEXT] = "", words[64];
		for (size_t group = 0; group < VERIFICATION_KEY_GROUPS; group++)
			if (group != missing)
				sprintf(other + strlen(other), "%.5s ", text + GROUP(group));
		snprintf(words, sizeof words, "15 groups, not 16: group %zu is missing",
			missing + 1);
		expect_refusal(other, words);
	}
}

static void too_few_and_too_many_groups_are_counted(void **state)
{
	(void)state;
	char other[4 * VERIFICATION_KEY_TEXT];
	expect_refusal("", "0 groups, not 16");
	expect_refusal(" \n", "0 groups, not 16");
	snprintf(other, sizeof other, "%.11s", text);
	expect_refusal(other, "2 groups, not 16");
	snprintf(other, sizeof other, "%s-%.5s", text, text);
	expect_refusal(other, "17 groups, not 16");
	snprintf(other, sizeof other, "%s-%s-%s", text, text, text);
	expect_refusal(other, "48 groups, not 16");
}

static void a_group_that_is_too_short_or_too_long_is_named(void **state)
{
	(void)state;
	char other[VERIFICATION_KEY_TEXT + 8], words[64];
	snprintf(other, sizeof other, "%.34s-%s", text, text + 36);
	snprintf(words, sizeof words, "group 6 of 16, \"%.4s\": it has 4 characters", text + 30);
	expect_refusal(other, words);
	snprintf(other, sizeof other, "%.35sX%s", text, text + 35);
	snprintf(words, sizeof words, "group 6 of 16, \"%.5sX\": it has 6 characters", text + 30);
	expect_refusal(other, words);
}

static void without_dashes_the_group_is_named_where_a_character_is_missing(void **state)
{
	(void)state;
	char other[VERIFICATION_KEY_TEXT] = "";
	for (size_t group = 0; group < VERIFICATION_KEY_GROUPS; group++)
		sprintf(other + strlen(other), "%.5s", text + GROUP(group));
	memmove(other + 32, other + 33, strlen(other + 32));
	expect_refusal(other, "group 7 of 16");
	memmove(other + 32, other + 33, strlen(other + 32));
	expect_refusal(other, "a character is missing or too many");
}

static void a_character_that_no_key_has_is_named(void **state)
{
	(void)state;
	static const char none[] = "uU!=\"\x80\xff\x1b";
	for (const char *sign = none; *sign; sign++) {
		char words[64];
		text[GROUP(9) + 2] = *sign;
		snprintf(words, sizeof words, "group 10 of 16, \"%.5s\": there is no \"%c\"",
			text + GROUP(9), *sign);
		expect_refusal(text, words);
	}
}

static void a_nul_byte_is_no_character_of_a_key(void **state)
{
	(void)state;
	text[GROUP(3)] = '\0';
	assert_int_equal(
		verification_key_parse((struct view){text, sizeof text - 1}, &again, &note),
		-EINVAL);
	assert_says(note, "group 4 of 16");
}

static void a_key_that_is_refused_leaves_what_was_there(void **state)
{
	(void)state;
	text[GROUP(15)] = text[GROUP(15)] == '7' ? '8' : '7';
	expect_refusal(text, "group 16 of 16");
	for (size_t i = 0; i < HASH_SIZE; i++)
		assert_int_equal(again.key[i], 0xAA);
}

static void the_id_tells_keys_apart_without_telling_them(void **state)
{
	(void)state;
	struct mac *mac;
	char id[VERIFICATION_KEY_ID], other[VERIFICATION_KEY_ID];
	assert_int_equal(mac_open(&mac, &note), 0);
	struct hash hash = {mac, mac_make};
	assert_int_equal(verification_key_id(&hash, &key, id, &note), 0);
	assert_string_equal(id, "c8ee0a40e0eab73c");
	key.first_seq++;
	assert_int_equal(verification_key_id(&hash, &key, other, &note), 0);
	assert_string_not_equal(id, other);
	key.first_seq--;
	key.epoch++;
	assert_int_equal(verification_key_id(&hash, &key, other, &note), 0);
	assert_string_not_equal(id, other);
	key.epoch--;
	key.key[31] ^= 1;
	assert_int_equal(verification_key_id(&hash, &key, other, &note), 0);
	assert_string_not_equal(id, other);
	mac_close(mac);
}

/* A hash that fails. */
static int fail_to_hash(void *context, const unsigned char *hash_key, const struct view *parts,
	size_t count, unsigned char out[HASH_SIZE], struct note *why)
{
	(void)context, (void)hash_key, (void)parts, (void)count, (void)out;
	return note_set(why, -EIO, "no hash");
}

static void a_hash_that_fails_gives_no_id(void **state)
{
	(void)state;
	struct hash hash = {NULL, fail_to_hash};
	char id[VERIFICATION_KEY_ID] = "?";
	assert_int_equal(verification_key_id(&hash, &key, id, &note), -EIO);
	assert_says(note, "no hash");
	assert_string_equal(id, "?");
}

#define key_test(name) cmocka_unit_test_setup(name, setup)

/* Runs all. */
int main(void)
{
	const struct CMUnitTest all[] = {
		key_test(a_key_is_read_as_it_is_written),
		key_test(the_greatest_and_the_least_key_are_read_as_they_are_written),
		key_test(the_form_of_a_key_never_changes),
		key_test(lower_case_and_letters_that_look_like_digits_are_read),
		key_test(blanks_newlines_or_nothing_may_stand_between_groups),
		key_test(any_one_wrong_character_is_found_and_its_group_is_named),
		key_test(any_two_characters_of_a_group_that_are_swapped_are_found),
		key_test(two_groups_that_are_swapped_are_named),
		key_test(a_group_that_is_missing_is_named),
		key_test(too_few_and_too_many_groups_are_counted),
		key_test(a_group_that_is_too_short_or_too_long_is_named),
		key_test(without_dashes_the_group_is_named_where_a_character_is_missing),
		key_test(a_character_that_no_key_has_is_named),
		key_test(a_nul_byte_is_no_character_of_a_key),
		key_test(a_key_that_is_refused_leaves_what_was_there),
		key_test(the_id_tells_keys_apart_without_telling_them),
		key_test(a_hash_that_fails_gives_no_id),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
