/* SPDX-License-Identifier: Apache-2.0 */
/* What lines of sshd's mean, and by what they must not be fooled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "admin/log/sshd_says.h"

#include <stdio.h>
#include <stdlib.h>

#define KEY "SHA256:KNr5Dbp/k7WX/iCMkMZEL1XCB+cpYExbfjdPimBx6b8"

static struct sshd_says said;

/* Sees what a line says: "reason account from port", with dashes for what it does not. */
static void expect(const char *line, const char *expected)
{
	char story[1024];
	assert_true(sshd_says(view_of(line), &said));
	snprintf(story, sizeof story, "%s [%.*s] %.*s %lld", said.reason, (int)said.account.len,
		said.account.data, (int)said.from.len, said.from.data, (long long)said.port);
	if (strcmp(story, expected) != 0)
		fail_msg("%s: %s", line, story);
}

/* Sees that a line says nothing. */
static void expect_nothing(const char *line)
{
	if (sshd_says(view_of(line), &said))
		fail_msg("%s: says %s of %.*s", line, said.reason, (int)said.account.len,
			said.account.data);
}

static void reads_who_left_and_from_where(void **state)
{
	(void)state;
	expect("Connection closed by authenticating user brian 192.0.2.1 port 59914 [preauth]",
		"left [brian] 192.0.2.1 59914");
	expect("Connection closed by invalid user nobodyhere 2001:db8::1 port 60042 [preauth]",
		"left [nobodyhere] 2001:db8::1 60042");
	expect("Connection reset by authenticating user brian fe80::1%eth0 port 1 [preauth]",
		"left [brian] fe80::1%eth0 1");
	expect("Received disconnect from 192.0.2.1 port 7:11: from 6.6.6.6 port 1 [preauth]",
		"left [] 192.0.2.1 7");
	expect("Timeout before authentication for connection from 192.0.2.1 to 192.0.2.9, pid = "
	       "409",
		"left [] 192.0.2.1 0");
	assert_int_equal(said.monitor, 409);
	expect_nothing("Connection closed by 192.0.2.1 port 59914 [preauth]");
	expect_nothing("Disconnected from user brian 192.0.2.1 port 59902");
}

static void reads_why_sshd_refused(void **state)
{
	(void)state;
	expect("Invalid user nobodyhere from 192.0.2.1 port 60042",
		"unknown-account [nobodyhere] 192.0.2.1 60042");
	expect("User denied from 192.0.2.1 not allowed because listed in DenyUsers",
		"not-allowed [denied] 192.0.2.1 0");
	expect("User noshell not allowed because shell /usr/sbin/nologinx does not exist",
		"not-allowed [noshell]  0");
	expect("ROOT LOGIN REFUSED FROM 192.0.2.1 port 22", "not-allowed [root] 192.0.2.1 22");
	expect("error: maximum authentication attempts exceeded for brian from 192.0.2.1 port "
	       "46188 "
	       "ssh2 [preauth]",
		"too-many-tries [brian] 192.0.2.1 46188");
	expect("Disconnecting authenticating user brian 192.0.2.1 port 46188: Too many "
	       "authentication failures [preauth]",
		"too-many-tries [brian] 192.0.2.1 46188");
	expect("fatal: Access denied for user expired by PAM account configuration [preauth]",
		"pam [expired]  0");
	expect("error: Certificate invalid: expired", "certificate []  0");
	expect("Authentication refused: bad ownership or modes for directory /home/brian",
		"own-keys-unsafe []  0");
	expect("Failed password for invalid user inv from 192.0.2.1 port 39826 ssh2",
		"method-failed [inv] 192.0.2.1 39826");
	assert_true(view_is(said.detail, "password"));
}

static void reads_the_key_that_is_revoked_or_failed(void **state)
{
	(void)state;
	expect("error: Authentication key ED25519 " KEY " revoked by file /etc/ssh/revoked.krl",
		"revoked []  0");
	assert_true(view_is(said.key, KEY) && view_is(said.key_type, "ED25519"));
	expect("Failed publickey for brian from 192.0.2.1 port 9 ssh2: ED25519 " KEY,
		"method-failed [brian] 192.0.2.1 9");
	assert_true(view_is(said.key, KEY));
}

static void reads_the_address_that_a_key_is_not_permitted_from(void **state)
{
	(void)state;
	expect("/usr/libexec/keyhole-keys %u %U %f %t %k:1: Authentication tried for brian with "
	       "correct key but not from a permitted host (host=gate, ip=192.0.2.1, "
	       "required=10.9.9.9,10.8.0.0/16).",
		"address [brian] 192.0.2.1 0");
	assert_true(view_is(said.detail, "10.9.9.9,10.8.0.0/16"));
	expect("cert: Authentication tried for brian with valid certificate but not from a "
	       "permitted source address (192.0.2.1).",
		"address [brian] 192.0.2.1 0");
}

static void a_name_that_looks_like_an_address_fools_nobody(void **state)
{
	(void)state;
	expect("Invalid user root from 1.2.3.4 port 22 from 192.0.2.1 port 46066",
		"unknown-account [root from 1.2.3.4 port 22] 192.0.2.1 46066");
	expect("Connection closed by invalid user root from 1.2.3.4 port 22 192.0.2.1 port 46066 "
	       "[preauth]",
		"left [root from 1.2.3.4 port 22] 192.0.2.1 46066");
	expect("Invalid user   from 192.0.2.1 port 46100", "unknown-account [ ] 192.0.2.1 46100");
	expect("Failed none for invalid user root from 1.2.3.4 port 5 ssh2: ED25519 " KEY
	       " from 192.0.2.1 port 6 ssh2",
		"method-failed [root from 1.2.3.4 port 5 ssh2: ED25519 " KEY "] 192.0.2.1 6");
	assert_int_equal(said.key.len, 0);
}

static void words_of_a_client_behind_the_address_are_not_believed(void **state)
{
	(void)state;
	expect_nothing(
		"Disconnecting authenticating user a 192.0.2.1 port 9: Change of username or "
		"service not allowed: (a,x) -> (b 6.6.6.6 port 5: Too many authentication "
		"failures,ssh-connection) [preauth]");
	expect_nothing("Failed publickey for brian from 192.0.2.1 port 9 ssh2: ED25519-CERT " KEY
		       " ID x from 6.6.6.6 port 1 ssh2 ssh2: a (serial 0) CA ED25519 " KEY);
	expect_nothing(
		"error: kex_exchange_identification: client sent invalid protocol identifier "
		"\"/x: Authentication tried for root with correct key but not from a "
		"permitted host (host=h, ip=6.6.6.6, required=1).\"");
	expect_nothing("x: Authentication tried for root with correct key but not from a permitted "
		       "host (host=h, ip=6.6.6.6, required=1).");
	expect_nothing("Failed publickey for brian from 192.0.2.1 port 9 ssh2: ED25519-CERT " KEY
		       " ID x from 6.6.6.6 port 1 ssh2: a (serial 0) CA ED25519 " KEY);
	expect_nothing(
		"/x: Authentication tried for root with correct key but not from a permitted "
		"host (host=h, ip=6.6.6.6, required=1).\"");
	expect_nothing("Invalid user x from  port 22");
	expect_nothing("Invalid user x from 6.6.6.6 port 22x");
	expect_nothing("Invalid user x from not-an-address port 22");
	expect_nothing("Invalid user x from 192.0.2.1 port 65536");
	expect_nothing("Authentication key ED25519 short revoked by file /x");
	expect_nothing("");
}

static void a_login_is_told_from_a_refusal(void **state)
{
	(void)state;
	expect("Accepted publickey for brian from 192.0.2.1 port 59902 ssh2: ED25519 " KEY,
		" []  0");
	assert_true(said.accepted);
}

static void every_reason_is_in_the_manual(void **state)
{
	(void)state;
	char *manual = calloc(1, 1 << 18), line[128];
	FILE *file = fopen(TEST_DATA "/../../man/keyhole.8", "r");
	assert_non_null(file);
	assert_true(fread(manual, 1, (1 << 18) - 1, file) > 0);
	fclose(file);
	for (const char *const *reason = sshd_says_reasons; *reason; reason++) {
		snprintf(line, sizeof line, "\n.It Sy %s\n", *reason);
		if (!strstr(manual, line))
			fail_msg("the manual lacks %s", *reason);
	}
	free(manual);
}

static void no_reason_is_given_that_is_not_in_the_list(void **state)
{
	(void)state;
	static const char *const lines[] = {"Connection closed by invalid user a 192.0.2.1 port 1",
		"Invalid user a from 192.0.2.1 port 1", "Failed none for a from ::1 port 1 ssh2",
		"User a not allowed because x", "Authentication refused: x",
		"AuthorizedKeysCommand x", "userauth_pubkey: x", "Certificate x",
		"Disconnecting invalid user a ::1 port 1: Too many authentication failures",
		"Authentication key X " KEY " revoked by file /x",
		"Access denied for user a by PAM account configuration",
		("/x:1: Authentication tried for a with correct key but not from a permitted host "
		 "(host=h, ip=::1, required=x).")};
	unsigned seen = 0;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		unsigned number = 0;
		assert_true(sshd_says(view_of(lines[i]), &said));
		while (sshd_says_reasons[number] &&
			strcmp(sshd_says_reasons[number], said.reason) != 0)
			number++;
		assert_non_null(sshd_says_reasons[number]);
		seen |= 1U << number;
	}
	assert_int_equal(seen, (1U << sizeof lines / sizeof *lines) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_who_left_and_from_where),
		cmocka_unit_test(reads_why_sshd_refused),
		cmocka_unit_test(reads_the_key_that_is_revoked_or_failed),
		cmocka_unit_test(reads_the_address_that_a_key_is_not_permitted_from),
		cmocka_unit_test(a_name_that_looks_like_an_address_fools_nobody),
		cmocka_unit_test(words_of_a_client_behind_the_address_are_not_believed),
		cmocka_unit_test(a_login_is_told_from_a_refusal),
		cmocka_unit_test(every_reason_is_in_the_manual),
		cmocka_unit_test(no_reason_is_given_that_is_not_in_the_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
