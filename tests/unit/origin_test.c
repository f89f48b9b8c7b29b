/* SPDX-License-Identifier: Apache-2.0 */
#include "server/origin.h"

#include "tree.h"

/* A configuration like Debian's. */
static void given(struct tree *tree)
{
	tree_text(tree, "sshd_config",
		"Include /etc/ssh/sshd_config.d/*.conf\n"
		"# DenyUsers comment\n"
		"PubkeyAuthentication yes\n"
		"Match User brian\n"
		"\tpubkeyauthentication=no\n"
		"  DenyUsers alice \"b rian\" carol # brian\n");
	tree_folder(tree, "sshd_config.d", 0755);
	tree_text(tree, "sshd_config.d/20-late.conf", "DenyUsers late\n");
	tree_text(tree, "sshd_config.d/10-first.conf", "\n\nPermitRootLogin no\nDenyUsers first\n");
	tree_text(tree, "sshd_config.d/ignored", "DenyUsers ignored\n");
}

static void finds_the_line_that_has_the_word(void **state)
{
	struct tree *tree = *state;
	struct origin origin;
	given(tree);
	assert_true(origin_find(tree->root, "PubkeyAuthentication", "no", &origin));
	assert_string_equal(origin.path, tree_path(tree, "sshd_config"));
	assert_int_equal(origin.number, 5);
	assert_true(origin_find(tree->root, "PubkeyAuthentication", "yes", &origin));
	assert_int_equal(origin.number, 3);
	assert_true(origin_find(tree->root, "DenyUsers", "carol", &origin));
	assert_int_equal(origin.number, 6);
	assert_true(origin.values > 2);
	assert_true(origin_find(tree->root, "DenyUsers", "late", &origin));
	assert_string_equal(origin.path, tree_path(tree, "sshd_config.d/20-late.conf"));
	assert_int_equal(origin.values, 1);
}

static void looks_where_sshd_looks_first(void **state)
{
	struct tree *tree = *state;
	struct origin origin;
	given(tree);
	assert_true(origin_find(tree->root, "denyusers", NULL, &origin));
	assert_string_equal(origin.path, tree_path(tree, "sshd_config.d/10-first.conf"));
	assert_int_equal(origin.number, 4);
}

static void finds_nothing_in_comments_nor_in_other_files(void **state)
{
	struct tree *tree = *state;
	struct origin origin;
	given(tree);
	assert_false(origin_find(tree->root, "DenyUsers", "brian", &origin));
	assert_false(origin_find(tree->root, "DenyUsers", "comment", &origin));
	assert_false(origin_find(tree->root, "DenyUsers", "ignored", &origin));
	assert_false(origin_find(tree->root, "AllowUsers", NULL, &origin));
	assert_false(origin_find("/nonexistent", "DenyUsers", NULL, &origin));
}

static void knows_when_a_file_or_the_folder_was_changed(void **state)
{
	struct tree *tree = *state;
	const struct timespec old[] = {{1000, 5}, {1000, 5}}, newer[] = {{2000, 7}, {2000, 7}};
	given(tree);
	static const char *const names[] = {"sshd_config", "sshd_config.d/10-first.conf",
		"sshd_config.d/20-late.conf", "sshd_config.d"};
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(utimensat(AT_FDCWD, tree_path(tree, names[i]), old, 0), 0);
	assert_int_equal(origin_changed(tree->root).tv_sec, 1000);
	for (size_t i = 0; i < 4; i++) {
		utimensat(AT_FDCWD, tree_path(tree, names[i]), newer, 0);
		assert_int_equal(origin_changed(tree->root).tv_sec, 2000);
		assert_int_equal(origin_changed(tree->root).tv_nsec, 7);
		utimensat(AT_FDCWD, tree_path(tree, names[i]), old, 0);
	}
	assert_int_equal(origin_changed("/nonexistent").tv_sec, 0);
}

static void knows_whether_accounts_may_differ(void **state)
{
	static const struct {
		const char *text;
		bool varies;
	} rows[] = {{"Port 22\n#Match all\nInclude /etc/ssh/sshd_config.d/*.conf\n", false},
		{"Include sshd_config.d/*.conf\n", false}, {"  match User brian\n", true},
		{"Match=all\n", true}, {"\r\"Match\" all\n", true},
		{"Include /etc/ssh/other.conf\n", true},
		{"Include sshd_config.d/*.conf more\n", true}, {"DenyUsers Match\n", false}};
	struct tree *tree = *state;
	tree_folder(tree, "sshd_config.d", 0755);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		tree_text(tree, "sshd_config", rows[i].text);
		assert_int_equal(origin_varies(tree->root), rows[i].varies);
	}
	tree_text(tree, "sshd_config", "Port 22\n");
	tree_text(tree, "sshd_config.d/20-late.conf", "Match User brian\n");
	assert_true(origin_varies(tree->root));
	assert_false(origin_varies("/nonexistent"));
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(finds_the_line_that_has_the_word),
		tree_test(looks_where_sshd_looks_first),
		tree_test(finds_nothing_in_comments_nor_in_other_files),
		tree_test(knows_when_a_file_or_the_folder_was_changed),
		tree_test(knows_whether_accounts_may_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
