/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sound.h"

#include "common/cleanup.h"
#include "common/reason.h"
#include "crypto/curve.h"
#include "keys/line.h"
#include "sandbox.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#define KEY_MAX 2048

/* Judges a key of tests/data/keys. */
static int check_file(const char *name, struct note *note)
{
	char path[128];
	snprintf(path, sizeof path, TEST_DATA "/keys/%s.pub", name);
	CLEANUP(free) char *text = sandbox_read_path(path);
	assert_non_null(text);
	text[strcspn(text, "\n")] = '\0';
	struct line line;
	assert_int_equal(line_parse(view_of(text), &line, note), 0);
	return sound_check(&line.key, note);
}

/* A number as a view of bytes in a buffer of the caller's. */
static struct view number(const BIGNUM *n, unsigned char *bytes)
{
	return (struct view){(const char *)bytes, (size_t)BN_bn2bin(n, bytes)};
}

/* Judges an RSA key made of two numbers. */
static int check_rsa(const BIGNUM *n, const BIGNUM *e, struct note *note)
{
	unsigned char modulus[KEY_MAX], exponent[KEY_MAX];
	struct blob key = {.kind = blob_kind(view_of("ssh-rsa")),
		.rsa_modulus = number(n, modulus),
		.rsa_exponent = number(e, exponent)};
	return sound_check(&key, note);
}

/* A modulus that is good enough: two large primes of RFC 2409 and RFC 3526. */
static BIGNUM *good_modulus(void)
{
	BIGNUM *p = BN_get_rfc3526_prime_1536(NULL), *q = BN_get_rfc2409_prime_1024(NULL);
	BN_CTX *numbers = BN_CTX_new();
	assert_int_equal(BN_mul(p, p, q, numbers), 1);
	BN_free(q);
	BN_CTX_free(numbers);
	return p;
}

/* Expects an RSA key to be refused, in these words; frees the numbers. */
static void expect_bad_rsa(BIGNUM *n, BIGNUM *e, const char *words)
{
	struct note note = {""};
	assert_int_equal(check_rsa(n, e, &note), REASON_BAD_LINE);
	assert_non_null(strstr(note.text, words));
	BN_free(n);
	BN_free(e);
}

/* A small number. */
static BIGNUM *small(BN_ULONG value)
{
	BIGNUM *n = BN_new();
	BN_set_word(n, value);
	return n;
}

static void takes_every_type_that_ssh_keygen_makes(void **state)
{
	(void)state;
	static const char *const names[] = {"rsa1024", "rsa2048", "rsa3072", "rsa16384", "ecdsa256",
		"ecdsa384", "ecdsa521", "ed25519", "sk_ecdsa256", "sk_ed25519", "ca"};
	struct note note = {""};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (check_file(names[i], &note) != 0)
			fail_msg("%s: %s", names[i], note.text);
}

static void refuses_dsa(void **state)
{
	(void)state;
	struct note note = {""};
	assert_int_equal(check_file("dsa1024", &note), REASON_KEY_TYPE);
	assert_non_null(strstr(note.text, "ed25519"));
}

static void takes_an_rsa_key_of_two_large_primes(void **state)
{
	(void)state;
	struct note note = {""};
	BIGNUM *n = good_modulus(), *e = small(65537);
	assert_int_equal(check_rsa(n, e, &note), 0);
	BN_free(n);
	BN_free(e);
}

static void refuses_an_even_modulus(void **state)
{
	(void)state;
	BIGNUM *n = good_modulus();
	BN_clear_bit(n, 0);
	expect_bad_rsa(n, small(65537), "modulus is even");
}

static void refuses_an_exponent_of_one(void **state)
{
	(void)state;
	expect_bad_rsa(good_modulus(), small(1), "exponent is even or 1");
}

static void refuses_an_even_exponent(void **state)
{
	(void)state;
	expect_bad_rsa(good_modulus(), small(65538), "exponent is even or 1");
}

static void refuses_an_exponent_above_the_modulus(void **state)
{
	(void)state;
	BIGNUM *e = good_modulus();
	BN_add_word(e, 2);
	expect_bad_rsa(good_modulus(), e, "not below its modulus");
}

static void refuses_an_exponent_that_sshd_never_verifies_with(void **state)
{
	(void)state;
	BIGNUM *n = good_modulus(), *e = BN_new();
	BN_lshift(n, n, 1000);
	BN_set_bit(n, 0);
	BN_set_bit(e, 64);
	BN_set_bit(e, 0);
	expect_bad_rsa(n, e, "sshd verifies nothing");
}

static void refuses_a_modulus_with_a_small_factor(void **state)
{
	(void)state;
	BIGNUM *three = good_modulus(), *last = good_modulus();
	BN_mul_word(three, 3);
	expect_bad_rsa(three, small(65537), "small factor");
	BN_mul_word(last, 751); /* the last of OpenSSL's small primes */
	expect_bad_rsa(last, small(65537), "small factor");
}

static void refuses_a_modulus_that_is_a_prime(void **state)
{
	(void)state;
	expect_bad_rsa(BN_get_rfc3526_prime_2048(NULL), small(65537), "prime");
}

static void refuses_a_modulus_that_is_a_square_of_a_prime(void **state)
{
	(void)state;
	BIGNUM *p = BN_get_rfc2409_prime_1024(NULL);
	BN_CTX *numbers = BN_CTX_new();
	BN_sqr(p, p, numbers);
	BN_CTX_free(numbers);
	expect_bad_rsa(p, small(65537), "prime");
}

/* Judges a point of a curve. */
static int check_point(const char *type, const unsigned char *point, size_t len, struct note *note)
{
	struct blob key = {
		.kind = blob_kind(view_of(type)), .ecdsa_point = {(const char *)point, len}};
	return sound_check(&key, note);
}

/* Makes a good point of a curve. */
static size_t good_point(const char *curve, unsigned char point[KEY_MAX])
{
	size_t len = 0;
	EVP_PKEY *key = EVP_EC_gen(curve);
	assert_int_equal(
		EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, KEY_MAX, &len),
		1);
	EVP_PKEY_free(key);
	return len;
}

static void refuses_a_point_off_its_curve(void **state)
{
	(void)state;
	static const char *const curves[][2] = {{"P-256", "ecdsa-sha2-nistp256"},
		{"P-384", "ecdsa-sha2-nistp384"}, {"P-521", "ecdsa-sha2-nistp521"},
		{"P-256", "sk-ecdsa-sha2-nistp256@openssh.com"}};
	for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
		unsigned char point[KEY_MAX];
		struct note note = {""};
		size_t len = good_point(curves[i][0], point);
		assert_int_equal(check_point(curves[i][1], point, len, &note), 0);
		point[len - 1] ^= 1;
		assert_int_equal(check_point(curves[i][1], point, len, &note), REASON_BAD_LINE);
		assert_non_null(strstr(note.text, "not on the curve"));
	}
}

static void refuses_coordinates_beyond_the_field(void **state)
{
	(void)state;
	struct note note = {""};
	unsigned char point[65];
	memset(point, 0xFF, sizeof point);
	point[0] = 4;
	int r = check_point("ecdsa-sha2-nistp256", point, sizeof point, &note);
	assert_int_equal(r, REASON_BAD_LINE);
}

static void refuses_the_point_at_infinity(void **state)
{
	(void)state;
	struct note note = {""};
	unsigned char infinity = 0, zeros[65] = {4};
	assert_int_equal(check_point("ecdsa-sha2-nistp256", &infinity, 1, &note), REASON_BAD_LINE);
	int r = check_point("ecdsa-sha2-nistp256", zeros, sizeof zeros, &note);
	assert_int_equal(r, REASON_BAD_LINE);
}

/* Judges the bytes of an ed25519 key. */
static int check_ed25519(const unsigned char bytes[CURVE_KEY_SIZE], struct note *note)
{
	struct blob key = {.kind = blob_kind(view_of("ssh-ed25519")),
		.ed25519_key = {(const char *)bytes, CURVE_KEY_SIZE}};
	return sound_check(&key, note);
}

/* Reads the bytes of an ed25519 key from hexadecimal and judges them. */
static int check_hex(const char *hex, struct note *note)
{
	unsigned char bytes[CURVE_KEY_SIZE];
	for (size_t i = 0; i < sizeof bytes; i++)
		assert_int_equal(sscanf(hex + 2 * i, "%2hhx", &bytes[i]), 1);
	return check_ed25519(bytes, note);
}

static void refuses_the_ed25519_points_of_small_order(void **state)
{
	(void)state;
	static const char *const points[] = {
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"};
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
		struct note note = {""};
		assert_int_equal(check_hex(points[i], &note), REASON_BAD_LINE);
		assert_non_null(strstr(note.text, "small order"));
	}
}

static void refuses_ed25519_bytes_that_are_no_point_in_its_one_form(void **state)
{
	(void)state;
	static const char *const texts[] = {/* no x for this y */
		"0200000000000000000000000000000000000000000000000000000000000000",
		/* x = 0 with a sign */
		"0100000000000000000000000000000000000000000000000000000000000080",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		/* p, p + 1, p + 3 (3 is a y of the curve), 2^255 - 1 */
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct note note = {""};
		assert_int_equal(check_hex(texts[i], &note), REASON_BAD_LINE);
		assert_non_null(strstr(note.text, "no point"));
	}
}

static void takes_ed25519_points_that_openssl_makes_and_their_negatives(void **state)
{
	(void)state;
	for (int i = 0; i < 50; i++) {
		unsigned char bytes[CURVE_KEY_SIZE];
		size_t len = sizeof bytes;
		struct note note = {""};
		EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
		assert_int_equal(EVP_PKEY_get_raw_public_key(key, bytes, &len), 1);
		EVP_PKEY_free(key);
		assert_int_equal(check_ed25519(bytes, &note), 0);
		bytes[CURVE_KEY_SIZE - 1] ^= 0x80;
		assert_int_equal(check_ed25519(bytes, &note), 0);
	}
}

static void leaves_openssls_error_queue_as_it_was(void **state)
{
	(void)state;
	struct note note = {""};
	unsigned char zeros[65] = {4};
	ERR_clear_error();
	ERR_raise(ERR_LIB_USER, 42);
	unsigned long before = ERR_peek_last_error();
	check_point("ecdsa-sha2-nistp256", zeros, sizeof zeros, &note);
	BIGNUM *n = good_modulus(), *e = small(65537);
	BN_mul_word(n, 3);
	assert_int_equal(check_rsa(n, e, &note), REASON_BAD_LINE);
	assert_int_equal(ERR_peek_last_error(), before);
	assert_int_equal(ERR_get_error(), before);
	assert_int_equal(ERR_get_error(), 0);
	BN_free(n);
	BN_free(e);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_type_that_ssh_keygen_makes),
		cmocka_unit_test(refuses_dsa),
		cmocka_unit_test(takes_an_rsa_key_of_two_large_primes),
		cmocka_unit_test(refuses_an_even_modulus),
		cmocka_unit_test(refuses_an_exponent_of_one),
		cmocka_unit_test(refuses_an_even_exponent),
		cmocka_unit_test(refuses_an_exponent_above_the_modulus),
		cmocka_unit_test(refuses_an_exponent_that_sshd_never_verifies_with),
		cmocka_unit_test(refuses_a_modulus_with_a_small_factor),
		cmocka_unit_test(refuses_a_modulus_that_is_a_prime),
		cmocka_unit_test(refuses_a_modulus_that_is_a_square_of_a_prime),
		cmocka_unit_test(refuses_a_point_off_its_curve),
		cmocka_unit_test(refuses_coordinates_beyond_the_field),
		cmocka_unit_test(refuses_the_point_at_infinity),
		cmocka_unit_test(refuses_the_ed25519_points_of_small_order),
		cmocka_unit_test(refuses_ed25519_bytes_that_are_no_point_in_its_one_form),
		cmocka_unit_test(takes_ed25519_points_that_openssl_makes_and_their_negatives),
		cmocka_unit_test(leaves_openssls_error_queue_as_it_was),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
