/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/beginning.h"

#include "inquiry_box.h"
#include "key_data.h"

#define PREFIX 7

/* Writes the first key of a file of tests/data into the tree; gives its fingerprint. */
static const char *given_key(struct tree *tree, const char *name, const char *file)
{
	static char fingerprint[FINGERPRINT_MAX];
	struct given given;
	struct note note;
	struct view key = key_data_read(file);
	char path[256];
	tree_bytes(tree, name, 0644, key.data, key.len);
	snprintf(path, sizeof path, TEST_DATA "/keys/%s", file);
	assert_int_equal(given_read(path, &given, &note), 0);
	strcpy(fingerprint, given.fingerprint);
	given_free(&given);
	return fingerprint;
}

/* Looks for what begins with so many characters of a fingerprint. */
static int find(struct inquiry_box *box, const char *fingerprint, size_t len, struct note *note)
{
	char typed[FINGERPRINT_MAX];
	snprintf(typed, sizeof typed, "%.*s", (int)len, fingerprint);
	box->inquiry.key = (struct given){.any = true, .name = "x"};
	return beginning_find(&box->inquiry, typed, note);
}

static void tells_the_beginning_of_a_fingerprint_from_a_file(void **state)
{
	(void)state;
	assert_true(beginning_is("SHA256:qSHrCr"));
	assert_true(beginning_is("SHA256:q"));
	assert_true(beginning_is("qSHrCr+/"));
	assert_false(beginning_is("qSHrC"));
	assert_false(beginning_is("alice.pub"));
	assert_false(beginning_is("SHA256:qSH rCr"));
}

static void finds_a_key_of_the_store_by_its_beginning(void **state)
{
	struct note note;
	struct inquiry_box *box = box_open(*state);
	const char *fingerprint = given_key(*state, "keys.d/alice.keys", "ed25519.pub");
	assert_int_equal(find(box, fingerprint, PREFIX + 6, &note), 0);
	assert_string_equal(box->inquiry.key.fingerprint, fingerprint);
	assert_int_equal(find(box, fingerprint + PREFIX, 6, &note), 0);
	assert_string_equal(box->inquiry.key.fingerprint, fingerprint);
	assert_int_equal(find(box, fingerprint, PREFIX + 5, &note), REASON_NO_SUCH_KEY);
	assert_non_null(strstr(note.text, "at least 6 characters"));
	tree_text(*state, "keys.d/alice.keys", "# none\n");
	assert_int_equal(find(box, fingerprint, PREFIX + 6, &note), REASON_NO_SUCH_KEY);
	assert_non_null(strstr(note.text, "no key that keyhole knows"));
	box_close(box);
}

static void finds_a_key_that_only_the_list_or_the_own_file_has(void **state)
{
	struct note note;
	struct tree *tree = *state;
	struct inquiry_box *box = box_open(tree);
	box->inquiry.account.pw_uid = getuid();
	box->inquiry.account.pw_gid = getgid();
	const char *fingerprint = given_key(tree, "revoked_keys", "ed25519.pub");
	assert_int_equal(find(box, fingerprint, PREFIX + 6, &note), 0);
	assert_string_equal(box->inquiry.key.fingerprint, fingerprint);
	tree_folder(tree, "home/.ssh", 0700);
	fingerprint = given_key(tree, "home/.ssh/authorized_keys", "rsa2048.pub");
	assert_int_equal(find(box, fingerprint, PREFIX + 6, &note), 0);
	assert_string_equal(box->inquiry.key.fingerprint, fingerprint);
	box_sshd(box, "authorizedkeysfile none\n");
	assert_int_equal(find(box, fingerprint, PREFIX + 6, &note), REASON_NO_SUCH_KEY);
	box_close(box);
}

static void chooses_none_of_two(void **state)
{
	struct note note;
	struct inquiry_box *box = box_open(*state);
	tree_text(*state, "revoked_keys",
		"SHA256:aaaaaaAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
		"SHA256:aaaaaaBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n");
	assert_int_equal(find(box, "aaaaaa", 6, &note), REASON_NO_SUCH_KEY);
	assert_non_null(strstr(note.text, "more than one key begins with aaaaaa"));
	assert_int_equal(find(box, "aaaaaaB", 7, &note), 0);
	box_close(box);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_the_beginning_of_a_fingerprint_from_a_file),
		tree_test(finds_a_key_of_the_store_by_its_beginning),
		tree_test(finds_a_key_that_only_the_list_or_the_own_file_has),
		tree_test(chooses_none_of_two),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
