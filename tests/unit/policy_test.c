/* SPDX-License-Identifier: Apache-2.0 */
#include "key_data.h"

#include "common/reason.h"
#include "keys/fingerprint.h"
#include "keys/policy.h"

#include <errno.h>

/* The key of a file; each of the two places keeps one. */
static const struct blob *read_key(const char *file, int place)
{
	static char bytes[2][4096];
	static struct blob blobs[2];
	struct note note;
	struct view blob = key_data_blob(file);
	assert_true(blob.len <= sizeof *bytes);
	memcpy(bytes[place], blob.data, blob.len);
	assert_int_equal(
		blob_parse((struct view){bytes[place], blob.len}, &blobs[place], &note), 0);
	return &blobs[place];
}

/* Judges a file's key where two types are allowed. */
static int judge(const char *file, unsigned rsa_min_bits, struct note *note)
{
	static const struct view types[] = {{"ssh-ed25519", 11}, {"ssh-rsa", 7}};
	struct policy policy = {.types = types, .type_count = 2, .rsa_min_bits = rsa_min_bits};
	return policy_judge(&policy, read_key(file, 0), note);
}

/* Looks a file's key up in a list. */
static int look_up(const char *list, const char *file, struct note *note)
{
	struct policy policy = {.revoked = view_of(list), .revoked_path = "/etc/revoked"};
	return policy_revoked(&policy, read_key(file, 0), note);
}

/* Expects the answer of a list, and the words of its note. */
static void expect(const char *list, const char *file, int result, const char *words)
{
	struct note note = {"nothing"};
	int r = look_up(list, file, &note);
	if (r != result || !strstr(note.text, words))
		fail_msg("%d, %s", r, note.text);
}

/* A list with the line of a file's key, and words after it. */
static const char *list_of_key(const char *file)
{
	static char list[4096];
	struct view line = key_data_read(file);
	snprintf(list, sizeof list, "# keys that were lost\n\n%.*s\n", (int)line.len, line.data);
	return list;
}

/* A list with the fingerprint of a file's key, and words after it. */
static const char *list_of_fingerprint(const char *file)
{
	static char list[256];
	char fingerprint[FINGERPRINT_MAX];
	fingerprint_of(read_key(file, 1), fingerprint);
	snprintf(list, sizeof list, "  %s \t the laptop was lost\r\n", fingerprint);
	return list;
}

static void allows_the_listed_types_only(void **state)
{
	(void)state;
	struct note note;
	assert_int_equal(judge("ed25519.pub", 2048, &note), 0);
	assert_int_equal(judge("rsa2048.pub", 2048, &note), 0);
	assert_int_equal(judge("ecdsa256.pub", 2048, &note), REASON_KEY_TYPE);
	assert_non_null(strstr(note.text, "ecdsa-sha2-nistp256"));
	assert_int_equal(judge("sk_ed25519.pub", 2048, &note), REASON_KEY_TYPE);
}

static void refuses_every_type_where_none_is_allowed(void **state)
{
	(void)state;
	struct policy policy = {0};
	struct note note;
	assert_int_equal(policy_judge(&policy, read_key("ed25519.pub", 0), &note), REASON_KEY_TYPE);
}

static void refuses_an_rsa_key_that_is_too_short(void **state)
{
	(void)state;
	struct note note;
	assert_int_equal(judge("rsa2048.pub", 2048, &note), 0);
	assert_int_equal(judge("rsa2048.pub", 2049, &note), REASON_KEY_SHORT);
	assert_non_null(strstr(note.text, "2048 bits"));
	assert_non_null(strstr(note.text, "2049"));
	assert_int_equal(judge("ed25519.pub", 4096, &note), 0);
}

static void a_certificate_counts_by_the_key_inside(void **state)
{
	(void)state;
	struct note note;
	assert_int_equal(judge("user_ed25519-cert.pub", 2048, &note), 0);
	assert_int_equal(judge("user_rsa2048-cert.pub", 3072, &note), REASON_KEY_SHORT);
	assert_int_equal(judge("host_ecdsa256-cert.pub", 2048, &note), REASON_KEY_TYPE);
}

static void an_empty_list_revokes_nothing(void **state)
{
	(void)state;
	expect("", "ed25519.pub", 0, "nothing");
	expect("# a comment\n\n \t\r\n", "user_ed25519-cert.pub", 0, "nothing");
}

static void a_listed_key_is_revoked_and_the_note_has_place_and_reason(void **state)
{
	(void)state;
	expect(list_of_key("ed25519.pub"), "ed25519.pub", REASON_KEY_REVOKED,
		"/etc/revoked:3: ed25519@example");
	expect(list_of_key("rsa2048.pub"), "ed25519.pub", 0, "nothing");
	expect(list_of_key("rsa2048.pub"), "rsa2048.pub", REASON_KEY_REVOKED, ":3");
}

static void a_listed_fingerprint_is_revoked_and_the_note_has_place_and_reason(void **state)
{
	(void)state;
	expect(list_of_fingerprint("ed25519.pub"), "ed25519.pub", REASON_KEY_REVOKED,
		"/etc/revoked:1: the laptop was lost");
	expect(list_of_fingerprint("ed25519.pub"), "rsa2048.pub", 0, "nothing");
}

static void a_line_needs_no_reason(void **state)
{
	(void)state;
	struct note note;
	const char *list = "SHA256:N6nKIWiFmnbheTT/Ak3jNaaqPBu0u9ONkhsxBD+eEhQ";
	assert_int_equal(look_up(list, "ed25519.pub", &note), REASON_KEY_REVOKED);
	assert_string_equal(note.text, "the key is revoked by /etc/revoked:1");
}

static void a_certificate_is_revoked_with_the_key_inside(void **state)
{
	(void)state;
	expect(list_of_key("ed25519.pub"), "user_ed25519-cert.pub", REASON_KEY_REVOKED, ":3");
	expect(list_of_fingerprint("ed25519.pub"), "user_ed25519-cert.pub", REASON_KEY_REVOKED,
		"lost");
	expect(list_of_key("rsa1024.pub"), "user_ed25519-cert.pub", 0, "nothing");
}

static void a_certificate_is_revoked_with_its_ca(void **state)
{
	(void)state;
	expect(list_of_key("ca.pub"), "user_ed25519-cert.pub", REASON_KEY_REVOKED, ":3");
	expect(list_of_fingerprint("ca.pub"), "user_ed25519-cert.pub", REASON_KEY_REVOKED, "lost");
	expect(list_of_key("ecdsa384.pub"), "user_rsa2048-cert.pub", REASON_KEY_REVOKED, ":3");
	expect(list_of_key("ca.pub"), "ed25519.pub", 0, "nothing");
}

static void any_other_line_is_a_fault_that_names_it(void **state)
{
	(void)state;
	static const char *const lists[] = {"\nrevoked\n", "\nSHA256:abc\n",
		"\nMD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48\n", "\nssh-ed25519 AAAA\n",
		"\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI\n", "\nsha256: x\n", "\n\xef\xbb\xbf# x\n",
		"\nserial: 1\n"};
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		expect(lists[i], "ed25519.pub", -EINVAL, "/etc/revoked:2: neither");
}

static void a_line_with_options_or_a_certificate_is_a_fault(void **state)
{
	(void)state;
	char list[4096];
	snprintf(list, sizeof list, "no-pty %s", list_of_key("rsa1024.pub") + 23);
	expect(list, "ed25519.pub", -EINVAL, "/etc/revoked:1");
	expect(list_of_key("user_ed25519-cert.pub"), "ed25519.pub", -EINVAL, "certificate");
}

static void a_nul_in_the_list_is_a_fault(void **state)
{
	(void)state;
	char list[] = "ssh-ed25519 \0AAAA";
	struct policy policy = {.revoked = {list, sizeof list - 1}, .revoked_path = "/etc/revoked"};
	struct note note;
	assert_int_equal(policy_revoked(&policy, read_key("ed25519.pub", 0), &note), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allows_the_listed_types_only),
		cmocka_unit_test(refuses_every_type_where_none_is_allowed),
		cmocka_unit_test(refuses_an_rsa_key_that_is_too_short),
		cmocka_unit_test(a_certificate_counts_by_the_key_inside),
		cmocka_unit_test(an_empty_list_revokes_nothing),
		cmocka_unit_test(a_listed_key_is_revoked_and_the_note_has_place_and_reason),
		cmocka_unit_test(a_listed_fingerprint_is_revoked_and_the_note_has_place_and_reason),
		cmocka_unit_test(a_line_needs_no_reason),
		cmocka_unit_test(a_certificate_is_revoked_with_the_key_inside),
		cmocka_unit_test(a_certificate_is_revoked_with_its_ca),
		cmocka_unit_test(any_other_line_is_a_fault_that_names_it),
		cmocka_unit_test(a_line_with_options_or_a_certificate_is_a_fault),
		cmocka_unit_test(a_nul_in_the_list_is_a_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
