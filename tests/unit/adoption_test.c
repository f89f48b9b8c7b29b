/* SPDX-License-Identifier: Apache-2.0 */
/* keyhole enable where sshd has a list of revoked keys of the administrator's own. */
#include "admin/child.h"
#include "enable_box.h"

/* Enables with a list of revoked keys of the administrator's own, and expects how that ends. */
static void enable_beside(const char *list, int status, const char *part)
{
	sandbox_write(&box, SSHD_CONFIG, CONFIG "RevokedKeys \"/etc/ssh/revoked\"\n");
	sandbox_write(&box, "etc/ssh/revoked", list);
	enable_expect(&verb_enable, "", status, part);
}

static void a_list_of_revoked_keys_of_anothers_is_taken_in(void **state)
{
	(void)state;
	char program[] = "/usr/bin/ssh-keygen", query[] = "-Q", file[] = "-f";
	CLEANUP(free) char *key = sandbox_read_path(TEST_DATA "/keys/ed25519.pub");
	CLEANUP(free) char *list = NULL;
	CLEANUP(child) struct child_said said = {.output = NULL};
	assert_true(asprintf(&list, "# ours\n\n%s", key) > 0);
	sandbox_write(&box, "etc/keyhole/revoked_keys", "# none"); /* without an end */
	enable_beside(list, EXIT_YES, "taken in from ");
	sandbox_expect_part(&box, "etc/keyhole/revoked_keys", "# none\nssh-ed25519 AAAA");
	CLEANUP(free) char *krl = strdup(sandbox_path(&box, &LIST[1]));
	sandbox_write(&box, "key.pub", key);
	CLEANUP(free) char *public = strdup(sandbox_path(&box, "key.pub"));
	char *argv[] = {program, query, file, krl, public, NULL};
	assert_int_equal(child_run(argv, NULL, &said), 0);
	assert_non_null(strstr(said.output, ": REVOKED\n"));
	enable_expect(&verb_enable, "", EXIT_YES, "nothing to change");
	enable_expect(&verb_disable, "", EXIT_YES, "no longer ask keyhole");
	sandbox_expect(&box, "etc/keyhole/revoked_keys", "# none");
	sandbox_expect(&box, &LIST[1], NULL);
	sandbox_expect(&box, "etc/ssh/revoked", list);
}

static void a_list_that_can_not_be_taken_in_whole_is_refused(void **state)
{
	(void)state;
	enable_beside("ssh-ed25519 nonsense\n", EXIT_NO, "line 1 is no public key");
	enable_beside("# a\nserial: 7\n", EXIT_NO, "line 2 is no public key");
	sandbox_expect_part(&box, "err", "revoke what it has with keyhole revoke");
	enable_beside("SSHKRL\n", EXIT_NO, "line 1 is no public key");
	sandbox_expect(&box, "etc/keyhole/revoked_keys", "# none\n");
	sandbox_expect(&box, &DROP_IN[1], NULL);
}

/* Has ssh-keygen make a KRL in the place of the administrator's list. */
static void make_krl(const char *spec)
{
	char program[] = "/usr/bin/ssh-keygen", quiet[] = "-q", make[] = "-k", file[] = "-f",
	     ca[] = "-s";
	CLEANUP(free) char *krl = strdup(sandbox_path(&box, "etc/ssh/revoked"));
	sandbox_write(&box, "spec", spec);
	CLEANUP(free) char *key = sandbox_read_path(TEST_DATA "/keys/ca.pub");
	sandbox_write(&box, "ca.pub", key);
	CLEANUP(free) char *authority = strdup(sandbox_path(&box, "ca.pub"));
	CLEANUP(free) char *source = strdup(sandbox_path(&box, "spec"));
	char *argv[] = {program, quiet, make, file, krl, ca, authority, source, NULL};
	CLEANUP(child) struct child_said said = {.output = NULL};
	assert_int_equal(child_run(argv, NULL, &said), 0);
	if (said.status != 0)
		fail_msg("%s", said.errors);
	sandbox_write(&box, SSHD_CONFIG, CONFIG "RevokedKeys /etc/ssh/revoked\n");
}

static void a_krl_of_keys_is_taken_in_and_one_of_certificates_is_not(void **state)
{
	(void)state;
#define FINGERPRINT "SHA256:V4aSZQ01arIVqEWECqr3A7aU8uC6kLW6FdpNGtbyQC4"
	CLEANUP(free) char *key = sandbox_read_path(TEST_DATA "/keys/ed25519.pub");
	CLEANUP(free) char *spec = NULL, *sha1 = NULL;
	assert_true(asprintf(&spec, "%shash: " FINGERPRINT "\n", key) > 0);
	assert_true(asprintf(&sha1, "sha1: %s", key) > 0);
	make_krl(sha1);
	enable_expect(&verb_enable, "", EXIT_NO, "something else than keys and SHA-256");
	make_krl("serial: 7\n");
	enable_expect(&verb_enable, "", EXIT_NO, "something else than keys and SHA-256");
	make_krl("id: brian\n");
	enable_expect(&verb_enable, "", EXIT_NO, "something else than keys and SHA-256");
	make_krl(spec);
	enable_expect(&verb_enable, "", EXIT_YES, "is wired");
	sandbox_expect_part(&box, "etc/keyhole/revoked_keys", "\n" FINGERPRINT "  taken in from ");
	CLEANUP(free)
	char *text = sandbox_read_path(sandbox_path(&box, "etc/keyhole/revoked_keys"));
	size_t lines = 0;
	for (const char *at = text; (at = strstr(at, "\nSHA256:")); at++)
		lines++;
	assert_int_equal(lines, 2);
	enable_expect(&verb_enable, "", EXIT_YES, "nothing to change");
}

static void a_list_of_revoked_keys_that_is_missing_is_not_taken_for_an_empty_one(void **state)
{
	(void)state;
	assert_int_equal(unlink(sandbox_path(&box, "etc/keyhole/revoked_keys")), 0);
	enable_expect(&verb_enable, "", EXIT_NO, "install -m 644 /usr/share/keyhole/revoked_keys");
	sandbox_expect(&box, &DROP_IN[1], NULL);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		enable_case(a_list_of_revoked_keys_of_anothers_is_taken_in),
		enable_case(a_list_that_can_not_be_taken_in_whole_is_refused),
		enable_case(a_krl_of_keys_is_taken_in_and_one_of_certificates_is_not),
		enable_case(a_list_of_revoked_keys_that_is_missing_is_not_taken_for_an_empty_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
