/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/question.h"

#include "access/principal.h"
#include "keys/fingerprint.h"

#include <errno.h>

/* Decides about an account and expects this result and these candidates. */
static void expect(struct question *question, const char *account, int result, const char *told)
{
	expect_of(principal_decide, question, account, result, told);
}

static void without_a_certificate_everybody_is_told_in_the_order_of_access(void **state)
{
	struct question *question = ask_in(*state);
	tree_text(*state, "groups.d/ops.conf", "people = ( \"zoe\", \"bob\" );");
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"carol\", \"@ops\" ); },\n"
		"{ people = ( \"alice\" ); } );");
	expect(question, "deploy", 0,
		"deploy:0 ok;alice:2/2 ok;bob:1/1 ok;carol:1/1 ok;zoe:1/1 ok;");
	question->uid = 999;
	expect(question, "deploy", 0, "alice:2/2 ok;bob:1/1 ok;carol:1/1 ok;zoe:1/1 ok;");
}

static void a_grants_limits_are_the_principals_options(void **state)
{
	struct question *question = ask_in(*state);
	tree_text(*state, "accounts.d/deploy.conf",
		"own_account = false;\n"
		"grants = ( { people = ( \"alice\" ); from = ( \"10.0.0.0/8\", \"2001:db8::/32\" "
		");\n"
		"until = \"2099-12-31T18:00:00Z\"; options = \"restrict,pty,command=\\\"a b\\\"\"; "
		"}"
		" );");
	expect(question, "deploy", 0,
		"alice:2/1 ok restrict,pty,command=\"a b\",from=\"10.0.0.0/8,2001:db8::/32\","
		"expiry-time=\"20991231180000Z\";");
}

static void a_certificate_asks_for_those_alone_whom_it_names(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "user_ed25519-cert.pub");
	tree_text(*state, "accounts.d/www.conf",
		"grants = ( { people = ( \"alice\", \"bria\", \"brian\", \"brianna\", \"deploy\" "
		"); "
		"} );");
	expect(question, "www", 0, "brian:1/1 ok;deploy:1/1 ok;");
	expect(question, "brian", 0, "brian:0 ok;");
	tree_text(*state, "accounts.d/www.conf", "grants = ( { people = ( \"alice\" ); } );");
	expect(question, "www", REASON_NOT_GRANTED, "");
	assert_says(question->note, "the certificate names nobody who may use www");
}

static void an_account_that_is_nobodys_says_so(void **state)
{
	struct question *question = ask_in(*state);
	question->uid = 0;
	expect(question, "root", REASON_NOT_GRANTED, "");
	assert_says(question->note, "it has no grant");
}

static void a_grant_that_has_ended_is_not_told(void **state)
{
	struct question *question = ask_in(*state);
	question->uid = 0;
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"alice\" ); until = \"2026-12-31T18:00:00Z\"; },\n"
		"{ people = ( \"bob\" ); options = \"expiry-time=\\\"20261231Z\\\"\"; } );");
	expect(question, "deploy", REASON_GRANT_EXPIRED,
		"alice:1/1 grant-expired;bob:2/2 grant-expired;");
	assert_says(question->note, "deploy.conf:1: grant 1 of the account has ended");
}

static void the_next_grant_of_a_person_counts_when_one_has_ended(void **state)
{
	struct question *question = ask_in(*state);
	question->uid = 0;
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"alice\" ); until = \"2026-12-31T18:00:00Z\"; },\n"
		"{ people = ( \"alice\" ); from = ( \"10.0.0.0/8\" ); } );");
	expect(question, "deploy", 0, "alice:1/1 grant-expired;alice:2/2 ok from=\"10.0.0.0/8\";");
}

static void a_grant_that_names_the_own_person_limits_them(void **state)
{
	struct question *question = ask_in(*state);
	tree_text(*state, "accounts.d/brian.conf",
		"grants = ( { people = ( \"brian\" ); from = ( \"10.0.0.0/8\" ); } );");
	expect(question, "brian", 0, "brian:1/1 ok from=\"10.0.0.0/8\";");
}

/* Lists a key's fingerprint as revoked. */
static void list_as_revoked(struct tree *tree, const struct blob *key)
{
	char text[128], fingerprint[FINGERPRINT_MAX];
	fingerprint_of(key, fingerprint);
	snprintf(text, sizeof text, "%s stolen\n", fingerprint);
	tree_text(tree, "revoked_keys", text);
}

static void a_certificate_of_a_revoked_key_opens_nothing(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "user_ed25519-cert.pub");
	list_as_revoked(*state, &question->offered);
	expect(question, "brian", REASON_KEY_REVOKED, "brian:0 key-revoked;");
	assert_says(question->note, "stolen");
}

static void a_certificate_of_a_revoked_authority_opens_nothing(void **state)
{
	struct question *question = ask_in(*state);
	struct blob authority;
	offer(question, "user_ed25519-cert.pub");
	assert_int_equal(blob_parse(question->offered.cert_ca, &authority, &question->note), 0);
	list_as_revoked(*state, &authority);
	expect(question, "brian", REASON_KEY_REVOKED, "brian:0 key-revoked;");
}

static void a_certificates_key_has_to_be_of_the_policy(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "user_rsa2048-cert.pub");
	expect(question, "brian", 0, "brian:0 ok;");
	question->settings.rsa_min_bits = 3072;
	expect(question, "brian", REASON_KEY_SHORT, "brian:0 key-short;");
	offer(question, "user_ed25519-cert.pub");
	question->settings.key_types.count = 0;
	expect(question, "brian", REASON_KEY_TYPE, "brian:0 key-type;");
}

static void a_plain_key_is_no_certificate(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "ed25519.pub");
	expect(question, "brian", REASON_KEY_TYPE, "");
}

static void an_option_that_sshd_would_cut_short_is_refused(void **state)
{
	struct question *question = ask_in(*state);
	question->uid = 0;
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ( { people = ( \"alice\" ); options = \"command=\\\"a # b\\\"\"; } );");
	expect(question, "deploy", REASON_OPTIONS_CONFLICT, "alice:1/1 options-conflict;");
	assert_says(question->note, "has a #");
}

static void a_lost_list_of_revoked_keys_lets_nobody_in(void **state)
{
	struct question *question = ask_in(*state);
	tree_text(*state, "revoked_keys", "");
	expect(question, "brian", -ENODATA, "");
	unlink(question->settings.revoked_keys);
	expect(question, "brian", -ENOENT, "");
	tree_bytes(*state, "revoked_keys", 0666, "# none\n", 7);
	expect(question, "brian", REASON_UNSAFE_PATH, "");
}

static void a_list_of_revoked_keys_that_cannot_be_read_is_a_fault(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "user_ed25519-cert.pub");
	tree_text(*state, "revoked_keys", "nonsense\n");
	expect(question, "brian", -EINVAL, "");
}

static void a_fault_in_the_accounts_file_is_one_of_the_decision(void **state)
{
	struct question *question = ask_in(*state);
	tree_text(*state, "accounts.d/brian.conf", "grants = ;");
	expect(question, "brian", -EINVAL, "");
}

static void a_group_that_cannot_be_read_is_dropped_with_whom_it_may_limit(void **state)
{
	struct question *question = ask_in(*state);
	tree_text(*state, "groups.d/ops.conf", "people = ;");
	tree_text(*state, "accounts.d/brian.conf",
		"grants = ( { people = ( \"@ops\" ); }, { people = ( \"alice\" ); } );");
	expect(question, "brian", 0, "@ops:0/1 fault;alice:1/2 ok;");
}

static void a_name_that_is_none_is_refused_wherever_it_stands(void **state)
{
	static const char *const bad[] = {
		"a b", "#a", "a#b", "-h", "a,b", "a\\\"b", "", "from=\\\"*\\\"", "a\\tb", "a\\nb"};
	char text[256];
	struct question *question = ask_in(*state);
	expect(question, "a b", REASON_BAD_NAME, "");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		snprintf(text, sizeof text, "grants = ( { people = ( \"%s\" ); } );", bad[i]);
		tree_text(*state, "accounts.d/brian.conf", text);
		expect(question, "brian", -EINVAL, "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(without_a_certificate_everybody_is_told_in_the_order_of_access),
		tree_test(a_grants_limits_are_the_principals_options),
		tree_test(a_certificate_asks_for_those_alone_whom_it_names),
		tree_test(an_account_that_is_nobodys_says_so),
		tree_test(a_grant_that_has_ended_is_not_told),
		tree_test(the_next_grant_of_a_person_counts_when_one_has_ended),
		tree_test(a_grant_that_names_the_own_person_limits_them),
		tree_test(a_certificate_of_a_revoked_key_opens_nothing),
		tree_test(a_certificate_of_a_revoked_authority_opens_nothing),
		tree_test(a_certificates_key_has_to_be_of_the_policy),
		tree_test(a_plain_key_is_no_certificate),
		tree_test(an_option_that_sshd_would_cut_short_is_refused),
		tree_test(a_lost_list_of_revoked_keys_lets_nobody_in),
		tree_test(a_list_of_revoked_keys_that_cannot_be_read_is_a_fault),
		tree_test(a_fault_in_the_accounts_file_is_one_of_the_decision),
		tree_test(a_group_that_cannot_be_read_is_dropped_with_whom_it_may_limit),
		tree_test(a_name_that_is_none_is_refused_wherever_it_stands),
	};
	return cmocka_run_group_tests_name("principal", tests, NULL, NULL);
}
