/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/root.h"
#include "tests/unit/tree.h"

#include "common/cleanup.h"
#include "common/path.h"
#include "common/reason.h"

#include <errno.h>

/* Reads a file of the tree and expects this result. */
static struct note read_expecting(struct tree *tree, const char *name, int expected)
{
	struct note note = {""};
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	int before = tree_descriptors();
	int r = path_read(tree_path(tree, name), 1000, &text, &note);
	if (r != expected)
		fail_msg("%s: %d, not %d: %s", name, r, expected, note.text);
	assert_int_equal(tree_descriptors(), before);
	return note;
}

static void reads_a_file_whole(void **state)
{
	struct tree *tree = *state;
	struct note note;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	tree_text(tree, "file", "two\nlines\n");
	assert_int_equal(path_read(tree_path(tree, "file"), 1000, &text, &note), 0);
	assert_int_equal(text.len, 10);
	assert_string_equal(text.bytes, "two\nlines\n");
}

static void reads_an_empty_file(void **state)
{
	struct tree *tree = *state;
	tree_text(tree, "file", "");
	read_expecting(tree, "file", 0);
}

static void tells_a_missing_file_from_a_fault(void **state)
{
	read_expecting(*state, "missing", -ENOENT);
	read_expecting(*state, "missing/file", -ENOENT);
}

static void refuses_a_file_that_others_may_write(void **state)
{
	static const mode_t modes[] = {0646, 0664, 0666, 0777, 0622};
	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		tree_bytes(*state, "file", modes[i], "x", 1);
		struct note note = read_expecting(*state, "file", REASON_UNSAFE_PATH);
		char mode[16];
		snprintf(mode, sizeof mode, "%04o", modes[i]);
		assert_says(note, mode);
		assert_says(note, "chmod go-w ");
	}
}

static void refuses_a_folder_above_that_others_may_write(void **state)
{
	tree_folder(*state, "open", 0775);
	tree_folder(*state, "open/inner", 0755);
	tree_text(*state, "open/inner/file", "x");
	struct note note = read_expecting(*state, "open/inner/file", REASON_UNSAFE_PATH);
	assert_says(note, "/open can be written by others than root (mode 0775)");
}

static void believes_what_lies_in_a_sticky_folder_if_it_is_roots(void **state)
{
	tree_folder(*state, "sticky", 01777);
	tree_text(*state, "sticky/file", "x");
	read_expecting(*state, "sticky/file", 0);
}

static void refuses_a_foreign_owner(void **state)
{
	if (without_root(__func__))
		return;
	tree_text(*state, "file", "x");
	assert_int_equal(chown(tree_path(*state, "file"), 12345, 0), 0);
	struct note note = read_expecting(*state, "file", REASON_UNSAFE_PATH);
	assert_says(note, "belongs to uid 12345");
	tree_folder(*state, "foreign", 0755);
	tree_text(*state, "foreign/file", "x");
	assert_int_equal(chown(tree_path(*state, "foreign"), 12345, 0), 0);
	note = read_expecting(*state, "foreign/file", REASON_UNSAFE_PATH);
	assert_says(note, "chown root: ");
}

static void follows_no_link_to_a_file(void **state)
{
	char target[512];
	strcpy(target, tree_text(*state, "file", "x"));
	assert_int_equal(symlink(target, tree_path(*state, "link")), 0);
	struct note note = read_expecting(*state, "link", REASON_UNSAFE_PATH);
	assert_says(note, "symbolic link");
}

static void follows_no_link_to_a_folder(void **state)
{
	tree_folder(*state, "folder", 0755);
	tree_text(*state, "folder/file", "x");
	assert_int_equal(symlink("folder", tree_path(*state, "link")), 0);
	struct note note = read_expecting(*state, "link/file", REASON_UNSAFE_PATH);
	assert_says(note, "/link is a symbolic link");
}

static void does_not_wait_for_a_fifo(void **state)
{
	assert_int_equal(mkfifo(tree_path(*state, "fifo"), 0600), 0);
	struct note note = read_expecting(*state, "fifo", REASON_UNSAFE_PATH);
	assert_says(note, "is not a regular file");
}

static void refuses_a_folder_in_place_of_a_file(void **state)
{
	tree_folder(*state, "folder", 0755);
	read_expecting(*state, "folder", REASON_UNSAFE_PATH);
}

static void refuses_a_device(void **state)
{
	(void)state;
	struct note note;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	assert_int_equal(path_read("/dev/zero", 1000, &text, &note), REASON_UNSAFE_PATH);
}

static void refuses_a_file_in_place_of_a_folder(void **state)
{
	tree_text(*state, "file", "x");
	read_expecting(*state, "file/inner", -ENOTDIR);
}

static void refuses_more_bytes_than_allowed(void **state)
{
	char bytes[1001];
	memset(bytes, 'x', sizeof bytes);
	tree_bytes(*state, "file", 0644, bytes, 1000);
	read_expecting(*state, "file", 0);
	tree_bytes(*state, "file", 0644, bytes, 1001);
	struct note note = read_expecting(*state, "file", -EFBIG);
	assert_says(note, "1001 bytes");
}

static void refuses_a_huge_sparse_file_without_reading_it(void **state)
{
	tree_text(*state, "file", "x");
	assert_int_equal(truncate(tree_path(*state, "file"), 1L << 40), 0);
	read_expecting(*state, "file", -EFBIG);
}

static void refuses_a_nul(void **state)
{
	tree_bytes(*state, "file", 0644, "ab\0c", 4);
	struct note note = read_expecting(*state, "file", -EINVAL);
	assert_says(note, "NUL at byte 3");
}

static void refuses_paths_that_are_relative_or_climb(void **state)
{
	(void)state;
	static const char *const paths[] = {"etc/passwd", "", "/etc/../etc/passwd", "/", "/etc/"};
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct note note;
		CLEANUP(path_text) struct path_text text = {NULL, 0};
		assert_int_equal(path_read(paths[i], 1 << 20, &text, &note), -EINVAL);
	}
}

/* Opens a folder of the tree after another one was judged; expects this result, and a note about it. */
static void open_next(struct tree *tree, const char *name, const char *judged, int expected)
{
	char path[512];
	struct note note = {""};
	CLEANUP(fd) int fd = -1;
	strcpy(path, tree_path(tree, name));
	int r = path_open_next_folder(path, *judged ? tree_path(tree, judged) : "", &fd, &note);
	if (r != expected)
		fail_msg("%s after %s: %d %s", name, judged, r, note.text);
	assert_true((fd >= 0) == (r == 0));
}

static void judges_once_what_two_ways_have_in_common(void **state)
{
	static const char *const folders[] = {"one", "one/log", "one/lock", "one/log/in"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		tree_folder(*state, folders[i], 0755);
	open_next(*state, "one/lock", "one/log", 0);
	assert_int_equal(chmod(tree_path(*state, "one"), 0777), 0);
	open_next(*state, "one/lock", "", REASON_UNSAFE_PATH);
	open_next(*state, "one/lock", "one/log", 0);
	open_next(*state, "one/lock", "one", 0);
	open_next(*state, "one", "one/log", 0);
}

static void judges_all_that_two_ways_have_not_in_common(void **state)
{
	static const char *const folders[] = {"one", "one/log", "one/lo", "one/log2", "one/log/in"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		tree_folder(*state, folders[i], 0755);
	assert_int_equal(chmod(tree_path(*state, "one/log2"), 0777), 0);
	open_next(*state, "one/log2", "one/log", REASON_UNSAFE_PATH);
	assert_int_equal(chmod(tree_path(*state, "one/lo"), 0777), 0);
	open_next(*state, "one/lo", "one/log", REASON_UNSAFE_PATH);
	assert_int_equal(chmod(tree_path(*state, "one/log/in"), 0777), 0);
	open_next(*state, "one/log/in", "one/log", REASON_UNSAFE_PATH);
	open_next(*state, "one/log/..", "one/log", -EINVAL);
}

static void refuses_a_name_longer_than_any_file_has(void **state)
{
	(void)state;
	char path[400] = "/";
	memset(path + 1, 'x', 300);
	strcpy(path + 301, "/file");
	struct note note;
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	assert_int_equal(path_read(path, 1000, &text, &note), -ENAMETOOLONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(reads_a_file_whole),
		tree_test(reads_an_empty_file),
		tree_test(tells_a_missing_file_from_a_fault),
		tree_test(refuses_a_file_that_others_may_write),
		tree_test(refuses_a_folder_above_that_others_may_write),
		tree_test(believes_what_lies_in_a_sticky_folder_if_it_is_roots),
		tree_test(refuses_a_foreign_owner),
		tree_test(follows_no_link_to_a_file),
		tree_test(follows_no_link_to_a_folder),
		tree_test(does_not_wait_for_a_fifo),
		tree_test(refuses_a_folder_in_place_of_a_file),
		cmocka_unit_test(refuses_a_device),
		tree_test(refuses_a_file_in_place_of_a_folder),
		tree_test(refuses_more_bytes_than_allowed),
		tree_test(refuses_a_huge_sparse_file_without_reading_it),
		tree_test(refuses_a_nul),
		cmocka_unit_test(refuses_paths_that_are_relative_or_climb),
		cmocka_unit_test(refuses_a_name_longer_than_any_file_has),
		tree_test(judges_once_what_two_ways_have_in_common),
		tree_test(judges_all_that_two_ways_have_not_in_common),
	};
	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
