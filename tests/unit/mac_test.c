/* SPDX-License-Identifier: Apache-2.0 */
/* The hash of the log's chain, held against the standards' examples and OpenSSL's own HMAC. */
#include "tests/unit/tree.h"

#include "crypto/mac.h"
#include "seal/chain.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

static struct note note;
static struct mac *mac;

/* Makes one. */
static int setup(void **state)
{
	(void)state;
	return mac_open(&mac, &note);
}

/* Frees it. */
static int teardown(void **state)
{
	(void)state;
	mac_close(mac);
	return 0;
}

/* Sees what a text's hash is, whole and in pieces. */
static void assert_hash(const unsigned char *key, const char *text, size_t len, const char *hex)
{
	unsigned char hash[MAC_SIZE], again[MAC_SIZE];
	char written[CHAIN_HEX + 1];
	const struct view whole = {text, len};
	const struct view pieces[] = {{text, len / 3}, {NULL, 0}, {text + len / 3, len / 3},
		{text + len / 3 * 2, len - len / 3 * 2}};
	assert_int_equal(mac_make(mac, key, &whole, 1, hash, &note), 0);
	assert_int_equal(mac_make(mac, key, pieces, 4, again, &note), 0);
	chain_hex(hash, written);
	assert_string_equal(written, hex);
	assert_memory_equal(hash, again, MAC_SIZE);
}

static void makes_the_hashes_of_fips_180(void **state)
{
	(void)state;
	static char million[1000000];
	static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	memset(million, 'a', sizeof million);
	assert_hash(
		NULL, "", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_hash(
		NULL, "abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_hash(NULL, two_blocks, sizeof two_blocks - 1,
		"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	assert_hash(NULL, million, sizeof million,
		"cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

static void makes_the_hmacs_of_rfc_4231(void **state)
{
	(void)state;
	/* A shorter key is one that ends in zeros. */
	unsigned char key[MAC_SIZE] = {0};
	static const char what[] = "what do ya want for nothing?";
	char many[50];
	memset(key, 0x0b, 20);
	assert_hash(key, "Hi There", 8,
		"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	memset(key, 0, sizeof key);
	memcpy(key, "Jefe", 4);
	assert_hash(key, what, sizeof what - 1,
		"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	memset(key, 0, sizeof key);
	memset(key, 0xaa, 20);
	memset(many, 0xdd, sizeof many);
	assert_hash(key, many, sizeof many,
		"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
	for (unsigned char i = 0; i < 25; i++)
		key[i] = (unsigned char)(i + 1);
	memset(many, 0xcd, sizeof many);
	assert_hash(key, many, sizeof many,
		"82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
}

static void makes_what_openssls_own_hmac_makes(void **state)
{
	(void)state;
	char text[300], hex[CHAIN_HEX + 1];
	unsigned char key[MAC_SIZE], expected[MAC_SIZE];
	srandom(1);
	for (size_t len = 0; len < sizeof text; len++) {
		unsigned size = MAC_SIZE;
		for (size_t i = 0; i < sizeof text; i++)
			text[i] = (char)random();
		for (size_t i = 0; i < sizeof key; i++)
			key[i] = (unsigned char)random();
		assert_non_null(HMAC(EVP_sha256(), key, sizeof key, (unsigned char *)text, len,
			expected, &size));
		chain_hex(expected, hex);
		assert_hash(key, text, len, hex);
	}
}

static void leaves_openssls_errors_alone(void **state)
{
	(void)state;
	unsigned char hash[MAC_SIZE];
	ERR_raise(ERR_LIB_USER, 7);
	unsigned long before = ERR_peek_last_error();
	assert_int_equal(mac_make(mac, NULL, NULL, 0, hash, &note), 0);
	struct mac *other;
	assert_int_equal(mac_open(&other, &note), 0);
	mac_close(other);
	assert_int_equal(ERR_peek_last_error(), before);
	assert_int_equal(ERR_get_error(), before);
	assert_int_equal(ERR_get_error(), 0);
}

static void the_hash_may_be_written_over_the_key(void **state)
{
	(void)state;
	unsigned char key[MAC_SIZE] = {1, 2, 3}, expected[MAC_SIZE];
	const struct view text = {"text", 4};
	assert_int_equal(mac_make(mac, key, &text, 1, expected, &note), 0);
	assert_int_equal(mac_make(mac, key, &text, 1, key, &note), 0);
	assert_memory_equal(key, expected, MAC_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_the_hashes_of_fips_180),
		cmocka_unit_test(makes_the_hmacs_of_rfc_4231),
		cmocka_unit_test(makes_what_openssls_own_hmac_makes),
		cmocka_unit_test(leaves_openssls_errors_alone),
		cmocka_unit_test(the_hash_may_be_written_over_the_key),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
