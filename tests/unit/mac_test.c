/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mac.h"

#include "tests/unit/tree.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

static struct mac *mac;
static struct note note;

/* Opens one. */
static int setup(void **state)
{
	(void)state;
	return mac_open(&mac, &note);
}

/* Closes it. */
static int teardown(void **state)
{
	(void)state;
	mac_close(mac);
	return 0;
}

/* Fills bytes with what is nowhere the same. */
static void fill(unsigned char *bytes, size_t len, unsigned seed)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)((i + 1) * (seed * 2 + 7) >> 1);
}

static void gives_what_openssls_hmac_gives_for_texts_of_any_length(void **state)
{
	(void)state;
	static unsigned char text[300], key[MAC_SIZE], expected[MAC_SIZE], got[MAC_SIZE];
	for (unsigned len = 0; len <= sizeof text; len++) {
		unsigned size;
		fill(text, len, len);
		fill(key, sizeof key, len + 1);
		assert_non_null(HMAC(EVP_sha256(), key, sizeof key, text, len, expected, &size));
		const struct view part = {(const char *)text, len};
		assert_int_equal(mac_make(mac, key, &part, 1, got, &note), 0);
		assert_memory_equal(got, expected, MAC_SIZE);
	}
}

static void gives_a_sha_256_without_a_key(void **state)
{
	(void)state;
	static unsigned char text[300], expected[MAC_SIZE], got[MAC_SIZE];
	fill(text, sizeof text, 1);
	assert_int_equal(EVP_Digest(text, sizeof text, expected, NULL, EVP_sha256(), NULL), 1);
	const struct view part = {(const char *)text, sizeof text};
	assert_int_equal(mac_make(mac, NULL, &part, 1, got, &note), 0);
	assert_memory_equal(got, expected, MAC_SIZE);
}

static void parts_count_as_one_text(void **state)
{
	(void)state;
	unsigned char key[MAC_SIZE] = {1}, whole[MAC_SIZE], parts_got[MAC_SIZE];
	const struct view one[] = {VIEW("keyhole")},
			  three[] = {VIEW("key"), {NULL, 0}, VIEW("hole")};
	assert_int_equal(mac_make(mac, key, one, 1, whole, &note), 0);
	assert_int_equal(mac_make(mac, key, three, 3, parts_got, &note), 0);
	assert_memory_equal(whole, parts_got, MAC_SIZE);
}

static void the_result_may_take_the_keys_place(void **state)
{
	(void)state;
	unsigned char key[MAC_SIZE] = {1}, expected[MAC_SIZE];
	const struct view part = VIEW("keyhole");
	assert_int_equal(mac_make(mac, key, &part, 1, expected, &note), 0);
	assert_int_equal(mac_make(mac, key, &part, 1, key, &note), 0);
	assert_memory_equal(key, expected, MAC_SIZE);
}

#define mac_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* Runs all. */
int main(void)
{
	const struct CMUnitTest all[] = {
		mac_test(gives_what_openssls_hmac_gives_for_texts_of_any_length),
		mac_test(gives_a_sha_256_without_a_key),
		mac_test(parts_count_as_one_text),
		mac_test(the_result_may_take_the_keys_place),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
