/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/question.h"

#include "common/cleanup.h"
#include "keys/fingerprint.h"

#include <errno.h>

/* Decides about an account and expects this result and these candidates. */
static void expect(struct question *question, const char *account, int result, const char *told)
{
	expect_of(access_decide, question, account, result, told);
}

static void the_own_persons_key_opens_the_account(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"rsa3072.pub", ""}, {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	expect(question, "brian", 0, "brian:2 ok;");
}

static void a_key_of_nobody_is_no_such_key(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"rsa3072.pub", ""});
	offer(question, "ed25519.pub");
	expect(question, "brian", REASON_NO_SUCH_KEY, "");
}

static void a_person_without_a_file_has_no_keys(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "ed25519.pub");
	expect(question, "brian", REASON_NO_SUCH_KEY, "");
}

static void the_own_key_opens_no_account_below_uid_min(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "root", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	question->uid = 0;
	expect(question, "root", REASON_NOT_GRANTED, "");
	question->uid = 999;
	expect(question, "root", REASON_NOT_GRANTED, "");
	question->uid = -1;
	expect(question, "root", REASON_NOT_GRANTED, "");
}

static void own_account_can_be_turned_off_and_on_for_one_account(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"ed25519.pub", ""});
	KEYS(*state, "alice", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	tree_text(*state, "accounts.d/brian.conf", "own_account = false;");
	expect(question, "brian", REASON_NOT_GRANTED, "");
	question->settings.own_account = false;
	tree_text(*state, "accounts.d/brian.conf", "own_account = true;");
	expect(question, "brian", 0, "brian:1 ok;");
	expect(question, "alice", REASON_NOT_GRANTED, "");
}

static void without_an_offer_every_line_that_would_open_is_told(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"rsa3072.pub", ""}, {"rsa1024.pub", ""}, {"ed25519.pub", "no-pty"});
	expect(question, "brian", 0, "brian:1 ok;brian:2 key-short;brian:3 ok no-pty;");
}

static void own_account_comes_first_then_person_line_and_grant(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "deploy", {"ed25519.pub", ""});
	KEYS(*state, "zoe", {"ed25519.pub", ""});
	KEYS(*state, "alice", {"ed25519.pub", ""}, {"rsa3072.pub", ""}, {"ed25519.pub", "no-pty"});
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ( { people = (\"zoe\", \"alice\", \"zoe\"); from = (\"10.0.0.0/8\"); },\n"
		"{ people = (\"alice\"); options = \"restrict\"; } );");
	offer(question, "ed25519.pub");
	expect(question, "deploy", 0,
		"deploy:1 ok;alice:1/1 ok from=\"10.0.0.0/8\";alice:1/2 ok restrict;"
		"alice:3/1 ok no-pty,from=\"10.0.0.0/8\";alice:3/2 ok restrict;"
		"zoe:1/1 ok from=\"10.0.0.0/8\";");
}

static void a_grant_names_its_people_by_group(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "alice", {"ed25519.pub", ""});
	tree_text(*state, "accounts.d/deploy.conf", "grants = ({people = (\"@admins\");});");
	tree_text(*state, "groups.d/admins.conf", "people = (\"brian\", \"alice\");");
	offer(question, "ed25519.pub");
	expect(question, "deploy", 0, "alice:1/1 ok;");
	offer(question, "rsa3072.pub");
	expect(question, "deploy", REASON_NO_SUCH_KEY, "");
}

static void a_grant_opens_until_its_end_and_sshd_is_told(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "alice", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ({people = (\"alice\"); until = \"2027-01-15T08:00:00Z\";});");
	expect(question, "deploy", 0, "alice:1/1 ok expiry-time=\"20270115080000Z\";");
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ({people = (\"alice\"); until = \"2027-01-15T07:59:59Z\";});");
	expect(question, "deploy", REASON_GRANT_EXPIRED, "alice:1/1 grant-expired;");
	assert_says(question->note, "keys.d/alice.keys:1: grant 1 of the account has ended");
}

static void each_reason_is_given_in_the_order_of_the_steps(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "rsa1024.pub");
	KEYS(*state, "brian", {"rsa1024.pub", "expiry-time=\"20200101Z\""});
	expect(question, "brian", REASON_KEY_SHORT, "brian:1 key-short;");
	question->settings.rsa_min_bits = 1024;
	expect(question, "brian", REASON_KEY_EXPIRED, "brian:1 key-expired;");
	char fingerprint[FINGERPRINT_MAX], text[128];
	fingerprint_of(&question->offered, fingerprint);
	snprintf(text, sizeof text, "%s lost with the laptop\n", fingerprint);
	tree_text(*state, "revoked_keys", text);
	expect(question, "brian", REASON_KEY_REVOKED, "brian:1 key-revoked;");
	static const struct view ed25519_only[] = {VIEW("ssh-ed25519")};
	question->settings.key_types = (struct settings_list){1, ed25519_only};
	expect(question, "brian", REASON_KEY_TYPE, "brian:1 key-type;");
}

static void a_bad_line_with_the_key_is_told_with_its_cause(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"rsa3072.pub", ""}, {"ed25519.pub", "no-ptty"});
	offer(question, "ed25519.pub");
	expect(question, "brian", REASON_BAD_LINE, "brian:2 bad-line;");
	assert_says(question->note, "keys.d/brian.keys:2: ");
	assert_says(question->note, "no-ptty");
}

static void a_bad_line_does_not_hide_the_others(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"ed25519.pub", "no-ptty"}, {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	expect(question, "brian", 0, "brian:1 bad-line;brian:2 ok;");
}

static void a_line_that_cannot_be_read_is_named_where_no_key_was_found(void **state)
{
	struct question *question = ask_in(*state);
	tree_text(*state, "keys.d/brian.keys", "# mine\nssh-ed25519 AAAAbroken brian\n");
	offer(question, "ed25519.pub");
	expect(question, "brian", REASON_NO_SUCH_KEY, "");
	assert_says(question->note, "keys.d/brian.keys:2: ");
}

static void a_key_in_a_comment_or_an_option_is_not_a_key(void **state)
{
	struct question *question = ask_in(*state);
	struct view wanted = key_data_read("ed25519.pub");
	char line[512], text[8192];
	snprintf(line, sizeof line, "%.*s", (int)wanted.len, wanted.data);
	struct view other = key_data_read("rsa3072.pub");
	snprintf(text, sizeof text, "# %s\n%.*s %s\ncommand=\"%s\" %.*s\n", line, (int)other.len,
		other.data, line, line, (int)other.len, other.data);
	tree_text(*state, "keys.d/brian.keys", text);
	offer(question, "ed25519.pub");
	expect(question, "brian", REASON_NO_SUCH_KEY, "");
}

static void the_furthest_candidate_gives_the_reason(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "alice", {"ed25519.pub", "command=\"/bin/a\""});
	KEYS(*state, "brian", {"ed25519.pub", "no-ptty"});
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ({people = (\"alice\", \"brian\"); options = "
		"\"command=\\\"/bin/b\\\"\";});");
	offer(question, "ed25519.pub");
	question->uid = 500;
	expect(question, "deploy", REASON_OPTIONS_CONFLICT,
		"alice:1/1 options-conflict;brian:1/1 bad-line;");
	assert_says(question->note, "keys.d/alice.keys:1: ");
}

static void a_file_at_fault_is_dropped_alone(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "alice", {"ed25519.pub", ""});
	KEYS(*state, "brian", {"ed25519.pub", ""});
	assert_int_equal(chmod(tree_path(*state, "keys.d/brian.keys"), 0666), 0);
	tree_text(*state, "accounts.d/deploy.conf",
		"grants = ({people = (\"alice\", \"@gone\", \"brian\");});");
	offer(question, "ed25519.pub");
	expect(question, "deploy", 0, "@gone:0/1 fault;alice:1/1 ok;brian:0/1 unsafe-path;");
	offer(question, "rsa3072.pub");
	expect(question, "deploy", REASON_UNSAFE_PATH, "@gone:0/1 fault;brian:0/1 unsafe-path;");
	assert_says(question->note, "keys.d/brian.keys can be written by others than root");
}

static void a_fault_in_the_accounts_own_file_fails_the_decision(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	tree_text(*state, "accounts.d/brian.conf", "grants = ({});");
	expect(question, "brian", -EINVAL, "");
	assert_says(question->note, "accounts.d/brian.conf:1: a grant needs people");
	tree_bytes(*state, "accounts.d/brian.conf", 0666, "", 0);
	expect(question, "brian", REASON_UNSAFE_PATH, "");
}

static void a_list_of_revoked_keys_that_cannot_be_read_opens_nothing(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	tree_text(*state, "revoked_keys", "garbage\n");
	expect(question, "brian", -EINVAL, "");
	assert_says(question->note, "revoked_keys");
	tree_bytes(*state, "revoked_keys", 0666, "", 0);
	expect(question, "brian", REASON_UNSAFE_PATH, "");
	tree_bytes(*state, "revoked_keys", 0644, "", 0);
	expect(question, "brian", -ENODATA, "");
	assert_says(question->note, "revoked_keys: is empty");
	unlink(tree_path(*state, "revoked_keys"));
	expect(question, "brian", -ENOENT, "");
}

static void a_folder_that_is_not_there_is_a_fault(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	assert_int_equal(rmdir(tree_path(*state, "accounts.d")), 0);
	expect(question, "brian", -ENOTDIR, "");
	assert_says(question->note, "accounts.d: there is no such folder");
}

static void a_group_that_cannot_be_read_may_limit_the_own_person(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	tree_text(*state, "accounts.d/brian.conf",
		"grants = ({people = (\"@ops\"); from = (\"10.0.0.0/8\");});");
	tree_text(*state, "groups.d/ops.conf", "people = (\"brian\");");
	expect(question, "brian", 0, "brian:1/1 ok from=\"10.0.0.0/8\";");
	tree_text(*state, "groups.d/ops.conf", "# nobody is named");
	expect(question, "brian", REASON_FAULT, "@ops:0/1 fault;");
	assert_says(question->note, "a group needs people");
	tree_text(*state, "groups.d/ops.conf", " \n");
	expect(question, "brian", REASON_FAULT, "@ops:0/1 fault;");
	unlink(tree_path(*state, "groups.d/ops.conf"));
	expect(question, "brian", REASON_FAULT, "@ops:0/1 fault;");
	tree_text(*state, "groups.d/ops.conf", "people = ();");
	expect(question, "brian", 0, "brian:1 ok;");
}

static void an_empty_file_of_rules_is_a_fault(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	tree_text(*state, "accounts.d/brian.conf", "");
	expect(question, "brian", -ENODATA, "");
}

static void a_grant_that_names_the_own_person_limits_them(void **state)
{
	struct question *question = ask_in(*state);
	KEYS(*state, "brian", {"ed25519.pub", ""});
	KEYS(*state, "alice", {"ed25519.pub", ""});
	offer(question, "ed25519.pub");
	tree_text(*state, "accounts.d/brian.conf",
		"grants = ({people = (\"brian\", \"alice\"); from = (\"10.0.0.0/8\");});");
	expect(question, "brian", 0,
		"alice:1/1 ok from=\"10.0.0.0/8\";brian:1/1 ok from=\"10.0.0.0/8\";");
}

static void tells_of_a_revoked_key_that_nobody_has(void **state)
{
	struct question *question = ask_in(*state);
	struct access_owner owner;
	char fingerprint[FINGERPRINT_MAX], text[128];
	offer(question, "ed25519.pub");
	fingerprint_of(&question->offered, fingerprint);
	snprintf(text, sizeof text, "%s lost\n", fingerprint);
	tree_text(*state, "revoked_keys", text);
	struct access_request request = {"brian", 1000, &question->offered, NOW};
	assert_int_equal(access_owner(&question->settings, &request, &owner, &question->note),
		REASON_NO_SUCH_KEY);
	assert_int_equal(owner.verdict, REASON_KEY_REVOKED);
	tree_text(*state, "revoked_keys", "# none\n");
	access_owner(&question->settings, &request, &owner, &question->note);
	assert_int_equal(owner.verdict, 0);
	tree_text(*state, "revoked_keys", " \n");
	assert_int_equal(
		access_owner(&question->settings, &request, &owner, &question->note), -ENODATA);
}

static void refuses_grants_that_cannot_be_understood(void **state)
{
	static const char *const bad[][2] = {
		{"{people = (\"a\"); until = \"2026-12-31\";}",
			"until: \"2026-12-31\": write it as"},
		{"{people = (\"a\"); until = \"2026-02-30T00:00:00Z\";}", "until"},
		{"{people = (\"a\"); from = (\"10.0.0.0/33\");}", "from: \"10.0.0.0/33\""},
		{"{people = (\"a\"); from = (\"1.2.3.4,5.6.7.8\");}", "from"},
		{"{people = (\"a/b\");}", "people: \"a/b\""},
		{"{people = (\"@\");}", "people: \"@\": the name is empty"},
		{"{people = (\"a\"); options = \"no-ptty\";}", "options: "},
		{"{people = (\"a\"); options = \"cert-authority\";}", "cert-authority"},
		{"{people = (\"a\"); option = \"pty\";}", "did you mean options?"},
		{"{people = ();}", "a grant needs people"},
		{"{people = (\"a\"); from = ();}", "from has no address"},
		{"\"alice\"", "entry 1 of the list must be { … }"},
	};
	struct question *question = ask_in(*state);
	offer(question, "ed25519.pub");
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char text[512];
		snprintf(text, sizeof text, "grants = (%s);", bad[i][0]);
		tree_text(*state, "accounts.d/deploy.conf", text);
		expect(question, "deploy", -EINVAL, "");
		assert_says(question->note, "accounts.d/deploy.conf:1: ");
		assert_says(question->note, bad[i][1]);
	}
}

static void a_bad_name_opens_no_file(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "ed25519.pub");
	expect(question, "../keys.d/brian", REASON_BAD_NAME, "");
	expect(question, "", REASON_BAD_NAME, "");
}

static void a_certificate_needs_its_ca_with_principals(void **state)
{
	struct question *question = ask_in(*state);
	offer(question, "user_ed25519-cert.pub");
	KEYS(*state, "brian", {"ca.pub", "cert-authority,principals=\"brian\""});
	expect(question, "brian", 0, "brian:1 ok cert-authority,principals=\"brian\";");
	KEYS(*state, "brian", {"ca.pub", "cert-authority"});
	expect(question, "brian", REASON_BAD_LINE, "brian:1 bad-line;");
	KEYS(*state, "brian", {"ca.pub", ""});
	expect(question, "brian", REASON_NO_SUCH_KEY, "");
	offer(question, "ca.pub");
	expect(question, "brian", 0, "brian:1 ok;");
	KEYS(*state, "brian", {"ca.pub", "cert-authority,principals=\"brian\""});
	expect(question, "brian", REASON_NO_SUCH_KEY, "");
}

static void finds_the_owner_of_a_key(void **state)
{
	struct question *question = ask_in(*state);
	struct access_owner owner;
	KEYS(*state, "alice", {"rsa3072.pub", ""}, {"ed25519.pub", ""});
	KEYS(*state, "zoe", {"ed25519.pub", "no-ptty"});
	tree_text(*state, "accounts.d/deploy.conf", "grants = ({people = (\"zoe\", \"alice\");});");
	offer(question, "ed25519.pub");
	struct access_request request = {"deploy", 1000, &question->offered, NOW};
	assert_int_equal(access_owner(&question->settings, &request, &owner, &question->note), 0);
	assert_string_equal(owner.person, "alice");
	assert_non_null(strstr(owner.known_at, "/keys.d/alice.keys:2"));
	assert_int_equal(owner.verdict, 0);
	offer(question, "ecdsa256.pub");
	assert_int_equal(access_owner(&question->settings, &request, &owner, &question->note),
		REASON_NO_SUCH_KEY);
	assert_string_equal(owner.person, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(the_own_persons_key_opens_the_account),
		tree_test(a_key_of_nobody_is_no_such_key),
		tree_test(a_person_without_a_file_has_no_keys),
		tree_test(the_own_key_opens_no_account_below_uid_min),
		tree_test(own_account_can_be_turned_off_and_on_for_one_account),
		tree_test(without_an_offer_every_line_that_would_open_is_told),
		tree_test(own_account_comes_first_then_person_line_and_grant),
		tree_test(a_grant_names_its_people_by_group),
		tree_test(a_grant_opens_until_its_end_and_sshd_is_told),
		tree_test(each_reason_is_given_in_the_order_of_the_steps),
		tree_test(a_bad_line_with_the_key_is_told_with_its_cause),
		tree_test(a_bad_line_does_not_hide_the_others),
		tree_test(a_line_that_cannot_be_read_is_named_where_no_key_was_found),
		tree_test(a_key_in_a_comment_or_an_option_is_not_a_key),
		tree_test(the_furthest_candidate_gives_the_reason),
		tree_test(a_file_at_fault_is_dropped_alone),
		tree_test(a_fault_in_the_accounts_own_file_fails_the_decision),
		tree_test(a_list_of_revoked_keys_that_cannot_be_read_opens_nothing),
		tree_test(a_folder_that_is_not_there_is_a_fault),
		tree_test(a_group_that_cannot_be_read_may_limit_the_own_person),
		tree_test(an_empty_file_of_rules_is_a_fault),
		tree_test(a_grant_that_names_the_own_person_limits_them),
		tree_test(tells_of_a_revoked_key_that_nobody_has),
		tree_test(refuses_grants_that_cannot_be_understood),
		tree_test(a_bad_name_opens_no_file),
		tree_test(a_certificate_needs_its_ca_with_principals),
		tree_test(finds_the_owner_of_a_key),
	};
	return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
