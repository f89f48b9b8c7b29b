/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "keys/base64.h"

#include <openssl/evp.h>
#include <stdlib.h>

/* Decodes a C string into a buffer of 64 bytes. */
static bool decodes(const char *text, unsigned char out[64], size_t *len)
{
	return base64_decode(view_of(text), out, 64, len);
}

/* Whether a C string is refused, with the length left alone. */
static bool is_refused(const char *text)
{
	unsigned char out[64];
	size_t len = 12345;
	return !decodes(text, out, &len) && len == 12345;
}

static void encodes_as_openssl_does(void **state)
{
	(void)state;
	unsigned char bytes[100], expected[160];
	char text[160];
	srandom(1);
	for (int len = 0; len <= 100; len++) {
		for (int i = 0; i < len; i++)
			bytes[i] = (unsigned char)random();
		int expected_len = EVP_EncodeBlock(expected, bytes, len);
		assert_int_equal(base64_encode(bytes, (size_t)len, text), expected_len);
		assert_int_equal(BASE64_ENCODED_LEN((size_t)len), expected_len);
		assert_string_equal(text, (char *)expected);
	}
}

static void decodes_what_it_encodes(void **state)
{
	(void)state;
	unsigned char bytes[100], back[100];
	char text[160];
	srandom(2);
	for (size_t len = 0; len <= sizeof bytes; len++) {
		for (size_t i = 0; i < len; i++)
			bytes[i] = (unsigned char)random();
		size_t got = 0;
		base64_encode(bytes, len, text);
		assert_true(base64_decode(view_of(text), back, sizeof back, &got));
		assert_int_equal(got, len);
		assert_memory_equal(back, bytes, len);
	}
}

static void one_blob_has_exactly_one_text(void **state)
{
	(void)state;
	static const char some[] = "AQZagw09+/=- \n";
	char text[5] = {0}, again[8];
	for (size_t i = 0; i < (sizeof some - 1) * (sizeof some - 1) * (sizeof some - 1); i++) {
		unsigned char out[64];
		size_t len = 0;
		text[0] = 'A';
		text[1] = some[i % (sizeof some - 1)];
		text[2] = some[i / (sizeof some - 1) % (sizeof some - 1)];
		text[3] = some[i / ((sizeof some - 1) * (sizeof some - 1))];
		if (!decodes(text, out, &len))
			continue;
		base64_encode(out, len, again);
		assert_string_equal(again, text);
	}
}

static void decodes_the_empty_text_to_nothing(void **state)
{
	(void)state;
	unsigned char out[64];
	size_t len = 1;
	assert_true(base64_decode((struct view){NULL, 0}, out, 0, &len));
	assert_int_equal(len, 0);
}

static void refuses_white_space(void **state)
{
	(void)state;
	assert_true(is_refused("AAAA AAA"));
	assert_true(is_refused("AAA\n"));
	assert_true(is_refused("AAAA\r\n\t "));
	assert_true(is_refused(" AAA"));
}

static void refuses_every_byte_that_is_not_in_the_alphabet(void **state)
{
	(void)state;
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (int byte = 0; byte < 256; byte++) {
		char text[4] = {'A', (char)byte, 'A', 'A'};
		unsigned char out[3];
		size_t len;
		bool sound = byte != 0 && strchr(alphabet, byte);
		assert_int_equal(base64_decode((struct view){text, 4}, out, 3, &len), sound);
	}
}

static void refuses_missing_padding(void **state)
{
	(void)state;
	assert_true(is_refused("AA"));
	assert_true(is_refused("AAA"));
	assert_true(is_refused("AA="));
	assert_true(is_refused("AAAAA"));
}

static void refuses_surplus_padding(void **state)
{
	(void)state;
	assert_true(is_refused("A==="));
	assert_true(is_refused("===="));
	assert_true(is_refused("AAAA===="));
	assert_true(is_refused("AAAA="));
	assert_true(is_refused("AA==AAAA"));
	assert_true(is_refused("AA=A"));
}

static void refuses_set_bits_that_no_byte_uses(void **state)
{
	(void)state;
	unsigned char out[64];
	size_t len;
	assert_true(decodes("Qg==", out, &len));
	assert_true(is_refused("Qh=="));
	assert_true(is_refused("Qo=="));
	assert_true(decodes("QkI=", out, &len));
	assert_true(is_refused("QkJ="));
	assert_true(is_refused("QkK="));
}

static void refuses_more_bytes_than_there_is_room_for(void **state)
{
	(void)state;
	unsigned char out[3];
	size_t len = 7;
	assert_false(base64_decode(view_of("AAAA"), out, 2, &len));
	assert_int_equal(len, 7);
	assert_true(base64_decode(view_of("AAA="), out, 2, &len));
	assert_int_equal(len, 2);
}

static void passes_white_space_over_where_sshd_does(void **state)
{
	(void)state;
	unsigned char out[9];
	size_t len = 7;
	assert_true(base64_decode_loosely(view_of("\fA\rA\vA\r="), out, &len));
	assert_int_equal(len, 2);
	assert_int_equal(out[0], 0);
	assert_true(base64_decode_loosely(view_of("QUJD\fREU="), out, &len));
	assert_int_equal(len, 5);
	assert_memory_equal(out, "ABCDE", 5);
	assert_false(base64_decode_loosely(view_of("AAA AAAAA"), out, &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodes_as_openssl_does),
		cmocka_unit_test(decodes_what_it_encodes),
		cmocka_unit_test(one_blob_has_exactly_one_text),
		cmocka_unit_test(decodes_the_empty_text_to_nothing),
		cmocka_unit_test(refuses_white_space),
		cmocka_unit_test(refuses_every_byte_that_is_not_in_the_alphabet),
		cmocka_unit_test(refuses_missing_padding),
		cmocka_unit_test(refuses_surplus_padding),
		cmocka_unit_test(refuses_set_bits_that_no_byte_uses),
		cmocka_unit_test(refuses_more_bytes_than_there_is_room_for),
		cmocka_unit_test(passes_white_space_over_where_sshd_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
