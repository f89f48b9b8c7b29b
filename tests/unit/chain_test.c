/* SPDX-License-Identifier: Apache-2.0 */
/* How a line is bound to the one before: what its seal covers, and its form. */
#include "tests/unit/tree.h"

#include "crypto/mac.h"
#include "seal/chain.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#define HEX "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static struct note note;
static struct mac *mac;
static struct hash hash;

/* Makes the hash. */
static int setup(void **state)
{
	(void)state;
	int r = mac_open(&mac, &note);
	hash = (struct hash){mac, mac_make};
	return r;
}

/* Frees it. */
static int teardown(void **state)
{
	(void)state;
	mac_close(mac);
	return 0;
}

static const unsigned char before[HASH_SIZE] = {1, 2, 3};
static const unsigned char key[HASH_SIZE] = {4, 5, 6};
static const struct chain_link bound = {.before = before,
	.gap_len = 0x0102030405060708,
	.gap = VIEW("gap"),
	.body = VIEW("{\"v\":1")};

static void a_seal_covers_the_seal_before_the_gap_and_the_body(void **state)
{
	(void)state;
	static const char covered[] =
		"\1\2\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\1\2\3\4\5\6\7\10gap{\"v\":1";
	unsigned char seal[HASH_SIZE], expected[HASH_SIZE];
	unsigned size = HASH_SIZE;
	assert_int_equal(chain_seal(&hash, key, &bound, seal, &note), 0);
	HMAC(EVP_sha256(), key, sizeof key, (const unsigned char *)covered, sizeof covered - 1,
		expected, &size);
	assert_memory_equal(seal, expected, HASH_SIZE);
	assert_int_equal(chain_seal(&hash, NULL, &bound, seal, &note), 0);
	EVP_Digest(covered, sizeof covered - 1, expected, &size, EVP_sha256(), NULL);
	assert_memory_equal(seal, expected, HASH_SIZE);
}

static void the_next_key_is_a_hash_of_the_key(void **state)
{
	(void)state;
	char covered[256];
	unsigned char next[HASH_SIZE], expected[HASH_SIZE];
	unsigned size = HASH_SIZE;
	static const char label[] = "keyhole: the next key of the log";
	memcpy(covered, label, sizeof label - 1);
	memcpy(covered + sizeof label - 1, key, HASH_SIZE);
	EVP_Digest(covered, sizeof label - 1 + HASH_SIZE, expected, &size, EVP_sha256(), NULL);
	memcpy(next, key, HASH_SIZE);
	assert_int_equal(chain_next_key(&hash, next, &note), 0);
	assert_memory_equal(next, expected, HASH_SIZE);
}

static void takes_a_line_apart_at_its_seal(void **state)
{
	(void)state;
	struct view body;
	unsigned char seal[HASH_SIZE];
	char hex[CHAIN_HEX + 1];
	assert_true(chain_split(view_of("{\"v\":1,\"seal\":\"" HEX "\"}"), &body, seal));
	assert_true(view_is(body, "{\"v\":1"));
	chain_hex(seal, hex);
	assert_string_equal(hex, HEX);
	assert_true(chain_split(view_of(",\"seal\":\"" HEX "\"}"), &body, seal));
	assert_int_equal(body.len, 0);
}

static void a_line_whose_seal_is_not_its_end_has_none(void **state)
{
	(void)state;
	struct view body;
	unsigned char seal[HASH_SIZE];
	static const char *const lines[] = {"", "{\"v\":1}", "\"seal\":\"" HEX "\"}",
		"{\"v\":1,\"seal\":\"" HEX "\"} ", "{\"v\":1,\"seal\":\"" HEX "\"}\r",
		"{\"v\":1,\"seal\":\"" HEX "0\"}", "{\"v\":1,\"seal\": \"" HEX "\"}",
		"{\"v\":1,\"seal\":"
		"\"g0112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"}",
		"{\"v\":1,\"SEAL\":\"" HEX "\"}", "{\"v\":1,\"seal\":\"" HEX "\",\"x\":1}"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (chain_split(view_of(lines[i]), &body, seal))
			fail_msg("%s was taken apart", lines[i]);
}

static void reads_digits_of_both_cases_and_nothing_else(void **state)
{
	(void)state;
	unsigned char lower[HASH_SIZE], upper[HASH_SIZE];
	char text[CHAIN_HEX + 1] = HEX;
	assert_true(chain_read_hex(view_of(text), lower));
	for (size_t i = 0; i < CHAIN_HEX; i++)
		text[i] = (char)(text[i] >= 'a' ? text[i] - 32 : text[i]);
	assert_true(chain_read_hex(view_of(text), upper));
	assert_memory_equal(lower, upper, HASH_SIZE);
	for (int c = 0; c < 256; c++) {
		text[CHAIN_HEX - 1] = (char)c;
		bool digit = c < 128 && c > 0 && strchr("0123456789abcdefABCDEF", c);
		assert_int_equal(chain_read_hex((struct view){text, CHAIN_HEX}, lower), digit);
	}
	assert_false(chain_read_hex((struct view){HEX, CHAIN_HEX - 2}, lower));
}

/* A hash that fails. */
static int fail_hash(void *context, const unsigned char *with, const struct view *parts,
	size_t count, unsigned char out[HASH_SIZE], struct note *why)
{
	(void)context, (void)with, (void)parts, (void)count;
	memset(out, 7, HASH_SIZE);
	return note_set(why, -EIO, "no hash");
}

static void a_hash_that_fails_is_told_and_leaves_the_key(void **state)
{
	(void)state;
	const struct hash failing = {NULL, fail_hash};
	unsigned char seal[HASH_SIZE], kept[HASH_SIZE];
	memcpy(kept, key, HASH_SIZE);
	assert_int_equal(chain_seal(&failing, key, &bound, seal, &note), -EIO);
	assert_int_equal(chain_next_key(&failing, kept, &note), -EIO);
	assert_memory_equal(kept, key, HASH_SIZE);
	assert_string_equal(note.text, "no hash");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_seal_covers_the_seal_before_the_gap_and_the_body),
		cmocka_unit_test(the_next_key_is_a_hash_of_the_key),
		cmocka_unit_test(takes_a_line_apart_at_its_seal),
		cmocka_unit_test(a_line_whose_seal_is_not_its_end_has_none),
		cmocka_unit_test(reads_digits_of_both_cases_and_nothing_else),
		cmocka_unit_test(a_hash_that_fails_is_told_and_leaves_the_key),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
