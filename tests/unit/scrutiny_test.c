/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=child_run */
/* What sshd says of a key by its list of revoked keys: how often ssh-keygen is asked about a KRL. */
#include "tree.h"

#include "admin/why/scrutiny.h"
#include "key_data.h"

int __wrap_child_run(char *const argv[], const struct passwd *user, struct child_said *said);

static struct {
	size_t asked;
	int status;
} keygen;

/* Counts, and answers as the test has it. */
int __wrap_child_run(char *const argv[], const struct passwd *user, struct child_said *said)
{
	(void)argv, (void)user;
	keygen.asked++;
	*said = (struct child_said){.status = keygen.status};
	return 0;
}

/* Asks about a key, which is told from others by its number. */
static enum cause ask(struct tree *tree, const char *list, unsigned number, struct note *note)
{
	static unsigned char bytes[64];
	struct blob key = {.kind = blob_kind(view_of("ssh-ed25519"))};
	memcpy(bytes, &number, sizeof number);
	key.bytes = (struct view){(const char *)bytes, sizeof bytes};
	tree_bytes(tree, "krl", 0644, list, 10);
	return scrutiny_revoked(tree_path(tree, "krl"), &key, note);
}

static void asks_once_about_the_same_key_and_list(void **state)
{
	struct note note;
	keygen.asked = 0;
	keygen.status = 1;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(ask(*state, "SSHKRL\n\0a", 1, &note), CAUSE_SSHD_REVOKED);
		assert_non_null(strstr(note.text, "/krl has it"));
	}
	assert_int_equal(keygen.asked, 1);
	keygen.status = 0;
	assert_int_equal(ask(*state, "SSHKRL\n\0a", 2, &note), CAUSE_NONE);
	assert_int_equal(ask(*state, "SSHKRL\n\0b", 1, &note), CAUSE_NONE);
	assert_int_equal(keygen.asked, 3);
}

static void asks_about_no_more_keys_than_it_says(void **state)
{
	struct note note;
	keygen.asked = 0;
	keygen.status = 0;
	for (unsigned i = 0; i < SCRUTINY_ASKED_MAX + 10; i++)
		ask(*state, "SSHKRL\n\0c", i, &note);
	assert_in_range(keygen.asked, SCRUTINY_ASKED_MAX - 10, SCRUTINY_ASKED_MAX);
	assert_int_equal(ask(*state, "SSHKRL\n\0c", 99999, &note), CAUSE_SSHD_UNKNOWN);
	assert_non_null(strstr(note.text, "keyhole why --key"));
	assert_int_equal(ask(*state, "SSHKRL\n\0c", 5, &note), CAUSE_NONE);
}

static void one_accounts_many_keys_hide_nothing_of_the_next(void **state)
{
	struct note note;
	keygen.asked = 0;
	keygen.status = 0;
	scrutiny_next();
	for (unsigned i = 0; i <= SCRUTINY_ASKED_MAX; i++)
		ask(*state, "SSHKRL\n\0d", i, &note);
	assert_int_equal(keygen.asked, SCRUTINY_ASKED_MAX);
	scrutiny_next();
	keygen.status = 1;
	assert_int_equal(ask(*state, "SSHKRL\n\0d", 5, &note), CAUSE_NONE);
	assert_int_equal(keygen.asked, SCRUTINY_ASKED_MAX);
	for (unsigned i = 0; i < SCRUTINY_ASKED_MAX; i++)
		assert_int_equal(ask(*state, "SSHKRL\n\0d", 70000 + i, &note), CAUSE_SSHD_REVOKED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(asks_once_about_the_same_key_and_list),
		tree_test(asks_about_no_more_keys_than_it_says),
		tree_test(one_accounts_many_keys_hide_nothing_of_the_next),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
