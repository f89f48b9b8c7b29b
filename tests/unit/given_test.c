/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/given.h"

#include "common/reason.h"
#include "key_data.h"
#include "tree.h"

#include <errno.h>

#define PRINT "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"

/* Reads what stands behind --key; the fingerprint is then in `given`. */
static int read_given(const char *name, struct given *given, struct note *note)
{
	int r = given_read(name, given, note);
	given_free(given);
	return r;
}

static void takes_a_fingerprint_as_it_is(void **state)
{
	struct given given;
	struct note note;
	(void)state;
	assert_int_equal(read_given(PRINT, &given, &note), 0);
	assert_true(given.any);
	assert_false(given.known);
	assert_string_equal(given.fingerprint, PRINT);
}

static void reads_keys_certificates_and_lines_with_options(void **state)
{
	struct given key, certificate, line;
	struct note note;
	char text[8192];
	struct view view = key_data_read("ed25519.pub");
	assert_int_equal(read_given(TEST_DATA "/keys/ed25519.pub", &key, &note), 0);
	assert_true(key.known);
	assert_int_equal(
		read_given(TEST_DATA "/keys/user_ed25519-cert.pub", &certificate, &note), 0);
	assert_true(certificate.known && certificate.key.is_cert);
	snprintf(text, sizeof text, "# mine\n\nno-pty %.*s\n", (int)view.len, view.data);
	assert_int_equal(read_given(tree_text(*state, "line", text), &line, &note), 0);
	assert_string_equal(line.fingerprint, key.fingerprint);
}

static void reads_the_public_key_beside_a_private_one(void **state)
{
	struct given given;
	struct note note;
	char private[512], text[8192];
	struct view view = key_data_read("ed25519.pub");
	strcpy(private, tree_text(*state, "id", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"));
	assert_int_equal(read_given(private, &given, &note), REASON_BAD_LINE);
	assert_says(note, ".pub");
	snprintf(text, sizeof text, "%.*s\n", (int)view.len, view.data);
	tree_text(*state, "id.pub", text);
	assert_int_equal(read_given(private, &given, &note), 0);
	assert_true(given.known);
}

static void refuses_what_is_no_key(void **state)
{
	struct given given;
	struct note note;
	assert_int_equal(read_given("/nonexistent/key", &given, &note), -ENOENT);
	assert_int_equal(read_given(tree_text(*state, "a", ""), &given, &note), REASON_BAD_LINE);
	assert_int_equal(
		read_given(tree_text(*state, "b", "hello\n"), &given, &note), REASON_BAD_LINE);
	assert_int_equal(read_given(tree_text(*state, "c", "ssh-ed25519-cert-v01@openssh.com !!\n"),
				 &given, &note),
		REASON_BAD_LINE);
	assert_int_equal(read_given(tree_text(*state, "d", "ssh-ed25519-cert-v01@openssh.com"),
				 &given, &note),
		REASON_BAD_LINE);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(takes_a_fingerprint_as_it_is),
		tree_test(reads_keys_certificates_and_lines_with_options),
		tree_test(reads_the_public_key_beside_a_private_one),
		tree_test(refuses_what_is_no_key),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
