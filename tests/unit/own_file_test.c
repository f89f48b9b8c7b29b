/* SPDX-License-Identifier: Apache-2.0 */
/* A file of keys that sshd reads before it asks keyhole: its path, and how it is looked at. */
#include "tree.h"

#include "admin/why/own_file.h"
#include "common/reason.h"
#include "common/view.h"

#include <errno.h>

static char name[] = "brian", home[128];

/* An account whose home is the tree and who is whoever runs the tests. */
static struct passwd account_in(struct tree *tree)
{
	snprintf(home, sizeof home, "%s", tree->root);
	return (struct passwd){
		.pw_name = name, .pw_dir = home, .pw_uid = getuid(), .pw_gid = getgid()};
}

static void an_entry_becomes_a_path(void **state)
{
	static char dir[] = "/home/b";
	static const struct {
		const char *entry, *path;
	} rows[] = {{".ssh/authorized_keys", "/home/b/.ssh/authorized_keys"},
		{"%h/keys", "/home/b/keys"}, {"/etc/keys/%u", "/etc/keys/brian"},
		{"/etc/keys/%U.keys", "/etc/keys/1001.keys"}, {"/a%%b", "/a%b"}, {"/a%", "/a"},
		{"/a%x", "/a"}, {"keys/%u/%u", "/home/b/keys/brian/brian"}};
	const struct passwd account = {.pw_name = name, .pw_dir = dir, .pw_uid = 1001};
	char path[PATH_MAX];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(own_file_name(&account, rows[i].entry, path));
		assert_string_equal(path, rows[i].path);
	}
}

static void a_path_that_is_too_long_is_none(void **state)
{
	static char entry[PATH_MAX + 8], path[PATH_MAX];
	const struct passwd account = {.pw_name = name, .pw_dir = name};
	(void)state;
	memset(entry, 'a', sizeof entry - 1);
	entry[0] = '/';
	assert_false(own_file_name(&account, entry, path));
	memset(entry, 0, sizeof entry);
	for (size_t i = 0; i < PATH_MAX / 2; i += 2)
		memcpy(entry + i, "%u", 2);
	assert_false(own_file_name(&account, entry, path));
}

/* Reads a file of the tree. */
static int read_one(struct tree *tree, const char *file, bool strict, struct own_file *own)
{
	const struct passwd account = account_in(tree);
	assert_true(own_file_name(&account, file, own->path));
	return own_file_read(&account, strict, own);
}

static void gives_the_text_of_a_safe_file(void **state)
{
	static struct own_file own;
	tree_text(*state, "keys", "one\ntwo\n");
	assert_int_equal(read_one(*state, "keys", true, &own), 0);
	assert_true(view_is((struct view){own.text, own.len}, "one\ntwo\n"));
	own_file_free(&own);
	assert_int_equal(own.len, 0);
}

static void what_others_can_write_is_unsafe_where_sshd_is_strict(void **state)
{
	static struct own_file own;
	tree_bytes(*state, "keys", 0666, "one\n", 4);
	assert_int_equal(read_one(*state, "keys", true, &own), REASON_UNSAFE_PATH);
	assert_true(view_is((struct view){own.text, own.len}, "one\n"));
	assert_string_equal(own.fault.path, own.path);
	own_file_free(&own);
	assert_int_equal(read_one(*state, "keys", false, &own), 0);
	own_file_free(&own);
}

static void what_is_no_file_does_not_block_and_is_a_fault(void **state)
{
	static struct own_file own;
	assert_int_equal(mkfifo(tree_path(*state, "pipe"), 0600), 0);
	tree_folder(*state, "folder", 0700);
	assert_int_equal(read_one(*state, "pipe", true, &own), -EINVAL);
	assert_int_equal(read_one(*state, "folder", true, &own), -EINVAL);
	assert_int_equal(read_one(*state, "nothing", true, &own), -ENOENT);
	assert_null(own.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_entry_becomes_a_path),
		cmocka_unit_test(a_path_that_is_too_long_is_none),
		tree_test(gives_the_text_of_a_safe_file),
		tree_test(what_others_can_write_is_unsafe_where_sshd_is_strict),
		tree_test(what_is_no_file_does_not_block_and_is_a_fault),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
