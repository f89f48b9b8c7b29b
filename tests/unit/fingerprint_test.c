/* SPDX-License-Identifier: Apache-2.0 */
#include "key_data.h"

#include "keys/fingerprint.h"

/* Calls a function with each row of tests/data/keys/fingerprints: file, bits, fingerprint. */
static void for_each_row(void (*check)(const char *file, unsigned bits, const char *fingerprint))
{
	FILE *rows = fopen(TEST_DATA "/keys/fingerprints", "r");
	char file[64], text[64];
	unsigned bits;
	int count = 0;
	assert_non_null(rows);
	for (; fscanf(rows, "%63s %u %63s", file, &bits, text) == 3; count++)
		check(file, bits, text);
	fclose(rows);
	assert_int_equal(count, 15);
}

/* Compares bits and fingerprint of a file's key with what ssh-keygen said. */
static void check_row(const char *file, unsigned bits, const char *fingerprint)
{
	struct blob blob;
	struct note note;
	char got[FINGERPRINT_MAX];
	assert_int_equal(blob_parse(key_data_blob(file), &blob, &note), 0);
	fingerprint_of(&blob, got);
	assert_string_equal(got, fingerprint);
	assert_int_equal(blob.bits, bits);
}

/* Looks that a fingerprint has the form of one. */
static void check_form(const char *file, unsigned bits, const char *fingerprint)
{
	(void)file;
	(void)bits;
	assert_true(fingerprint_is(view_of(fingerprint)));
}

static void agrees_with_ssh_keygen_for_every_type(void **state)
{
	(void)state;
	for_each_row(check_row);
}

static void a_certificate_has_the_fingerprint_of_the_key_inside(void **state)
{
	(void)state;
	struct blob blob;
	struct note note;
	char plain[FINGERPRINT_MAX], certified[FINGERPRINT_MAX];
	assert_int_equal(blob_parse(key_data_blob("rsa2048.pub"), &blob, &note), 0);
	fingerprint_of(&blob, plain);
	assert_int_equal(blob_parse(key_data_blob("user_rsa2048-cert.pub"), &blob, &note), 0);
	assert_true(blob.is_cert);
	fingerprint_of(&blob, certified);
	assert_string_equal(certified, plain);
}

static void knows_the_form_of_a_fingerprint(void **state)
{
	(void)state;
	for_each_row(check_form);
}

static void refuses_what_is_no_sha256_fingerprint(void **state)
{
	(void)state;
	static const char *const texts[] = {"",
		"SHA256:", "MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48",
		"sha256:bWrrT6MxG4SzM5QLvesfQSts4LGWkZj96dqZvlQamqU",
		"SHA256:bWrrT6MxG4SzM5QLvesfQSts4LGWkZj96dqZvlQamq",
		"SHA256:bWrrT6MxG4SzM5QLvesfQSts4LGWkZj96dqZvlQamqU=",
		"SHA256:bWrrT6MxG4SzM5QLvesfQSts4LGWkZj96dqZvlQamqV",
		"SHA256:bWrrT6MxG4SzM5QLvesfQSts4LGWkZj96dqZvlQa-qU",
		"SHA256:bWrrT6MxG4SzM5QLvesfQSts4LGWkZj96dqZvlQamq=",
		" SHA256:bWrrT6MxG4SzM5QLvesfQSts4LGWkZj96dqZvlQamq"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_false(fingerprint_is(view_of(texts[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_ssh_keygen_for_every_type),
		cmocka_unit_test(a_certificate_has_the_fingerprint_of_the_key_inside),
		cmocka_unit_test(knows_the_form_of_a_fingerprint),
		cmocka_unit_test(refuses_what_is_no_sha256_fingerprint),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
