/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keys/sha256.h"

#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Hashes bytes in one go and writes the hash in hexadecimal. */
static void hash_hex(const void *bytes, size_t len, char hex[2 * SHA256_SIZE + 1])
{
	struct sha256 hash;
	unsigned char digest[SHA256_SIZE];
	sha256_start(&hash);
	sha256_add(&hash, bytes, len);
	sha256_finish(&hash, digest);
	for (size_t i = 0; i < SHA256_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
}

static void gives_the_hashes_of_the_standard(void **state)
{
	(void)state;
	char hex[2 * SHA256_SIZE + 1];
	hash_hex("", 0, hex);
	assert_string_equal(
		hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hash_hex("abc", 3, hex);
	assert_string_equal(
		hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	const char *two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	hash_hex(two_blocks, strlen(two_blocks), hex);
	assert_string_equal(
		hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void gives_the_hash_of_a_million_letters(void **state)
{
	(void)state;
	char hex[2 * SHA256_SIZE + 1];
	char *letters = malloc(1000000);
	assert_non_null(letters);
	memset(letters, 'a', 1000000);
	hash_hex(letters, 1000000, hex);
	free(letters);
	assert_string_equal(
		hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void agrees_with_openssl_for_every_length(void **state)
{
	(void)state;
	unsigned char bytes[300], digest[SHA256_SIZE], expected[SHA256_SIZE];
	srandom(3);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)random();
	for (size_t len = 0; len <= sizeof bytes; len++) {
		struct sha256 hash;
		sha256_start(&hash);
		sha256_add(&hash, bytes, len);
		sha256_finish(&hash, digest);
		SHA256(bytes, len, expected);
		assert_memory_equal(digest, expected, SHA256_SIZE);
	}
}

static void gives_the_same_however_the_bytes_are_split(void **state)
{
	(void)state;
	unsigned char bytes[500], digest[SHA256_SIZE], expected[SHA256_SIZE];
	srandom(4);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)random();
	SHA256(bytes, sizeof bytes, expected);
	for (int round = 0; round < 200; round++) {
		struct sha256 hash;
		sha256_start(&hash);
		for (size_t at = 0; at < sizeof bytes;) {
			size_t part = (size_t)random() % 150;
			if (part > sizeof bytes - at)
				part = sizeof bytes - at;
			sha256_add(&hash, bytes + at, part);
			at += part;
		}
		sha256_finish(&hash, digest);
		assert_memory_equal(digest, expected, SHA256_SIZE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_the_hashes_of_the_standard),
		cmocka_unit_test(gives_the_hash_of_a_million_letters),
		cmocka_unit_test(agrees_with_openssl_for_every_length),
		cmocka_unit_test(gives_the_same_however_the_bytes_are_split),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
