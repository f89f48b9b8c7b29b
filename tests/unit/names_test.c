/* SPDX-License-Identifier: Apache-2.0 */
#include "access/names.h"

#include "common/cleanup.h"
#include "common/reason.h"
#include "tree.h"

#include <errno.h>

static struct note note;

static void lists_the_sound_names_of_files_sorted(void **state)
{
	struct tree *tree = *state;
	CLEANUP(names) struct names names = {0, 0, NULL};
	static const char *const files[] = {"zoe.keys", "alice.keys", ".alice.keys.new", ".keys",
		"brian.conf", "-x.keys", "a b.keys", "brian.keys", "brian.keys.bak"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		tree_text(tree, files[i], "");
	assert_int_equal(names_read(tree->root, NAMES_KEYS, &names, &note), 0);
	assert_int_equal(names.count, 3);
	assert_string_equal(names.name[0], "alice");
	assert_string_equal(names.name[1], "brian");
	assert_string_equal(names.name[2], "zoe");
	assert_true(names_has(&names, "brian"));
	assert_false(names_has(&names, "brain"));
	assert_string_equal(names_nearest(&names, "brain"), "brian");
	assert_null(names_nearest(&names, "nobody"));
}

static void gives_the_whole_names_of_files_that_nobody_reads(void **state)
{
	struct tree *tree = *state;
	CLEANUP(names) struct names names = {0, 0, NULL}, odd = {0, 0, NULL};
	static const char *const files[] = {
		"zoe.conf", "alice.keys", ".alice.keys.new", "a b.keys"};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		tree_text(tree, files[i], "");
	assert_int_equal(names_read_all(tree->root, NAMES_KEYS, &names, &odd, &note), 0);
	assert_int_equal(names.count, 1);
	assert_int_equal(odd.count, 2);
	assert_string_equal(odd.name[0], "a b.keys");
	assert_string_equal(odd.name[1], "zoe.conf");
}

static void adds_a_name_at_its_place_and_none_twice(void **state)
{
	(void)state;
	CLEANUP(names) struct names names = {0, 0, NULL};
	static const char *const given[] = {"m", "z", "a", "m", "n", "a"};
	for (size_t i = 0; i < sizeof given / sizeof *given; i++)
		assert_int_equal(names_add(&names, given[i], &note), 0);
	assert_int_equal(names.count, 4);
	for (size_t i = 1; i < names.count; i++)
		assert_true(strcmp(names.name[i - 1], names.name[i]) < 0);
}

static void holds_more_names_than_it_had_room_for(void **state)
{
	(void)state;
	CLEANUP(names) struct names names = {0, 0, NULL};
	char name[16];
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "p%d", i * 7 % 1000);
		assert_int_equal(names_add(&names, name, &note), 0);
	}
	assert_int_equal(names.count, 1000);
	assert_true(names_has(&names, "p0") && names_has(&names, "p999"));
}

static void does_not_believe_a_folder_that_others_can_write(void **state)
{
	struct tree *tree = *state;
	CLEANUP(names) struct names names = {0, 0, NULL};
	tree_folder(tree, "open", 0777);
	assert_int_equal(names_read(tree->path, NAMES_KEYS, &names, &note), REASON_UNSAFE_PATH);
	tree_path(tree, "missing");
	assert_int_equal(names_read(tree->path, NAMES_KEYS, &names, &note), -ENOENT);
}

/* Runs the tests. */
int main(void)
{
	const struct CMUnitTest tests[] = {
		tree_test(lists_the_sound_names_of_files_sorted),
		tree_test(gives_the_whole_names_of_files_that_nobody_reads),
		tree_test(adds_a_name_at_its_place_and_none_twice),
		tree_test(holds_more_names_than_it_had_room_for),
		tree_test(does_not_believe_a_folder_that_others_can_write),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
