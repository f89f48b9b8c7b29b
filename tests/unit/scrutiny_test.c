/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=child_run -Wl,--wrap=barrier_compare */
/* What sshd says of a key by its list of revoked keys: how often ssh-keygen is asked about a KRL. */
#include "inquiry_box.h"

#include "admin/store/barrier.h"
#include "admin/why/own_list.h"
#include "admin/why/scrutiny.h"
#include "key_data.h"

int __wrap_child_run(char *const argv[], const struct passwd *user, struct child_said *said);

int __wrap_barrier_compare(
	const struct settings *settings, struct krl_state *state, struct note *note);

static struct {
	size_t asked;
	int status;
	size_t compared, lacking;
} keygen;

/* Says what keyhole's list has that sshd's has not. */
int __wrap_barrier_compare(
	const struct settings *settings, struct krl_state *state, struct note *note)
{
	(void)settings, (void)note;
	keygen.compared++;
	*state = (struct krl_state){.lacking = keygen.lacking};
	return 0;
}

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
	assert_in_range(keygen.asked, SCRUTINY_ASKED_MAX - 200, SCRUTINY_ASKED_MAX);
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

/* Asks sshd's list, which keyhole has made, about very many keys; the last one's cause. */
static enum cause ask_own_list(struct tree *tree, unsigned first, struct note *note)
{
	char text[600], path[STORE_PATH_MAX], line[256], fingerprint[FINGERPRINT_MAX];
	unsigned char bytes[64] = {0};
	enum cause cause = CAUSE_NONE;
	struct blob key = {.kind = blob_kind(view_of("ssh-ed25519")),
		.bytes = {(const char *)bytes, sizeof bytes}};
	struct inquiry_box *box = box_open(tree);
	barrier_path(&box->settings, path);
	snprintf(text, sizeof text, "revokedkeys %.500s\n", path);
	box_sshd(box, text);
	tree_bytes(tree, strrchr(path, '/') + 1, 0644, "SSHKRL\n\0d", 10);
	keygen.asked = keygen.compared = 0;
	for (unsigned i = first; i < first + OWN_LIST_FROM + 10; i++) {
		memcpy(bytes, &i, sizeof i);
		if (i == first + OWN_LIST_FROM + 9) {
			fingerprint_of(&key, fingerprint);
			snprintf(line, sizeof line, "%s  lost\n", fingerprint);
			free(box->inquiry.list.text.bytes);
			box->inquiry.list.text = (struct path_text){strdup(line), strlen(line)};
		}
		cause = scrutiny_of(&box->inquiry, &key, note);
	}
	box_close(box);
	return cause;
}

static void asks_keyholes_own_list_about_very_many_keys(void **state)
{
	struct note note;
	keygen.status = 0;
	keygen.lacking = 0;
	assert_int_equal(ask_own_list(*state, 1000000, &note), CAUSE_SSHD_REVOKED);
	assert_non_null(strstr(note.text, "revoked.krl has it"));
	assert_int_equal(keygen.asked, OWN_LIST_FROM);
	assert_int_equal(keygen.compared, 1);
}

static void asks_keyholes_own_list_only_if_it_says_the_same(void **state)
{
	struct note note;
	keygen.status = 0;
	keygen.lacking = 1;
	assert_int_equal(ask_own_list(*state, 2000000, &note), CAUSE_NONE);
	assert_int_equal(keygen.asked, OWN_LIST_FROM + 10);
	assert_int_equal(keygen.compared, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(asks_keyholes_own_list_about_very_many_keys),
		tree_test(asks_keyholes_own_list_only_if_it_says_the_same),
		tree_test(asks_once_about_the_same_key_and_list),
		tree_test(asks_about_no_more_keys_than_it_says),
		tree_test(one_accounts_many_keys_hide_nothing_of_the_next),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
