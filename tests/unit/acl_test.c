/* SPDX-License-Identifier: Apache-2.0 */
/* link: -Wl,--wrap=getxattr */
#include "home/acl.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define VERSION 2, 0, 0, 0
#define NOBODY 0xff, 0xff, 0xff, 0xff
#define ENTRY(tag, permission, ...) tag, 0, permission, 0, __VA_ARGS__

static struct acl acl;
static struct note note;

/* What the kernel is made to answer; -1: whatever it says. */
static int answer_errno = -1;
static const char *answer;
static char asked_path[64], asked_name[64];

ssize_t __real_getxattr(const char *path, const char *name, void *value, size_t size);
ssize_t __wrap_getxattr(const char *path, const char *name, void *value, size_t size);

/* Stands in for the kernel where it is asked to fail. */
ssize_t __wrap_getxattr(const char *path, const char *name, void *value, size_t size)
{
	strncpy(asked_path, path, sizeof asked_path - 1);
	strncpy(asked_name, name, sizeof asked_name - 1);
	if (answer) {
		memcpy(value, answer, strlen(answer));
		return (ssize_t)strlen(answer);
	}
	if (answer_errno < 0)
		return __real_getxattr(path, name, value, size);
	errno = answer_errno;
	return -1;
}

static void understands_who_may_write_after_the_mask(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {VERSION, ENTRY(1, 7, NOBODY),
		ENTRY(2, 7, 0xea, 3, 0, 0), ENTRY(2, 5, 0, 0, 1, 0), ENTRY(4, 3, NOBODY),
		ENTRY(8, 6, 1, 2, 3, 4), ENTRY(0x10, 6, NOBODY), ENTRY(0x20, 4, NOBODY)};
	static const struct acl_entry expected[] = {
		{ACL_TAG_OWNER, 0xffffffff, true, true},
		{ACL_TAG_USER, 1002, true, true},
		{ACL_TAG_USER, 65536, true, false},
		{ACL_TAG_OWNING_GROUP, 0xffffffff, false, true},
		{ACL_TAG_GROUP, 0x04030201, true, true},
		{ACL_TAG_OTHER, 0xffffffff, true, false},
	};
	assert_int_equal(acl_parse(bytes, sizeof bytes, &acl, &note), 0);
	assert_true(acl.extended);
	assert_int_equal(acl.count, 6);
	for (size_t n = 0; n < acl.count; n++) {
		assert_int_equal(acl.entry[n].tag, expected[n].tag);
		assert_int_equal(acl.entry[n].id, expected[n].id);
		assert_int_equal(acl.entry[n].reads, expected[n].reads);
		assert_int_equal(acl.entry[n].writes, expected[n].writes);
	}
}

static void the_mask_takes_writing_away(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {VERSION, ENTRY(1, 7, NOBODY),
		ENTRY(2, 7, 0xea, 3, 0, 0), ENTRY(4, 7, NOBODY), ENTRY(8, 7, 1, 0, 0, 0),
		ENTRY(0x10, 5, NOBODY), ENTRY(0x20, 7, NOBODY)};
	assert_int_equal(acl_parse(bytes, sizeof bytes, &acl, &note), 0);
	assert_true(acl.masked);
	for (size_t n = 0; n < acl.count; n++) {
		bool whole = acl.entry[n].tag == ACL_TAG_OWNER || acl.entry[n].tag == ACL_TAG_OTHER;
		assert_true(acl.entry[n].reads);
		assert_int_equal(acl.entry[n].writes, whole);
	}
}

static void finds_the_mask_though_it_comes_first(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {VERSION, ENTRY(0x10, 0, NOBODY),
		ENTRY(2, 7, 0xea, 3, 0, 0), ENTRY(1, 7, NOBODY), ENTRY(0x20, 0, NOBODY),
		ENTRY(4, 0, NOBODY)};
	assert_int_equal(acl_parse(bytes, sizeof bytes, &acl, &note), 0);
	assert_int_equal(acl.entry[0].tag, ACL_TAG_USER);
	assert_false(acl.entry[0].writes);
}

static void a_mask_that_takes_nothing_is_no_reason_to_keep_it(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {VERSION, ENTRY(1, 7, NOBODY),
		ENTRY(2, 7, 0xea, 3, 0, 0), ENTRY(4, 5, NOBODY), ENTRY(0x10, 7, NOBODY),
		ENTRY(0x20, 0, NOBODY)};
	assert_int_equal(acl_parse(bytes, sizeof bytes, &acl, &note), 0);
	assert_false(acl.masked);
}

static void a_list_without_a_mask_is_the_mode_alone(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {
		VERSION, ENTRY(1, 6, NOBODY), ENTRY(4, 4, NOBODY), ENTRY(0x20, 0, NOBODY)};
	assert_int_equal(acl_parse(bytes, sizeof bytes, &acl, &note), 0);
	assert_false(acl.extended);
	assert_int_equal(acl.count, 3);
}

static void a_list_of_no_entries_is_none(void **state)
{
	(void)state;
	static const unsigned char bytes[] = {VERSION};
	assert_int_equal(acl_parse(bytes, sizeof bytes, &acl, &note), 0);
	assert_false(acl.extended);
	assert_int_equal(acl.count, 0);
}

/* Expects that bytes are a fault with a note, and that nothing is left of them. */
static void expect_fault(const unsigned char *bytes, size_t len, int fault)
{
	note.text[0] = '\0';
	assert_int_equal(acl_parse(bytes, len, &acl, &note), fault);
	assert_int_not_equal(note.text[0], '\0');
	assert_false(acl.extended);
	assert_int_equal(acl.count, 0);
}

static void what_it_can_not_understand_is_a_fault(void **state)
{
	(void)state;
	static const unsigned char whole[] = {VERSION, ENTRY(1, 6, NOBODY), ENTRY(4, 4, NOBODY),
		ENTRY(0x10, 6, NOBODY), ENTRY(0x20, 0, NOBODY)};
	unsigned char bytes[sizeof whole];
	for (size_t len = 0; len < sizeof whole; len++)
		if (len != 4)
			expect_fault(whole, len, -EINVAL);
	static const struct {
		size_t at;
		unsigned char byte;
	} changes[] = {
		{0, 1},     /* an older version */
		{3, 1},     /* a newer one */
		{4, 0x40},  /* an unknown tag */
		{4, 3},     /* two tags at once */
		{5, 1},     /* a tag of two bytes */
		{6, 8},     /* an unknown permission */
		{7, 1},     /* a permission of two bytes */
		{4, 4},     /* no owner, two owning groups */
		{12, 1},    /* no owning group, two owners */
		{28, 0x10}, /* no others, two masks */
		{20, 0x20}, /* two others */
		{20, 2},    /* a named user and no mask */
		{20, 8},    /* a named group and no mask */
	};
	for (size_t n = 0; n < sizeof changes / sizeof changes[0]; n++) {
		memcpy(bytes, whole, sizeof whole);
		bytes[changes[n].at] = changes[n].byte;
		expect_fault(bytes, sizeof bytes, -EINVAL);
	}
}

static void reads_as_many_entries_as_it_says_and_no_more(void **state)
{
	(void)state;
	static unsigned char bytes[4 + (ACL_ENTRIES_MAX + 1) * 8] = {VERSION, ENTRY(1, 7, NOBODY),
		ENTRY(4, 7, NOBODY), ENTRY(0x20, 7, NOBODY), ENTRY(0x10, 7, NOBODY)};
	for (size_t n = 4; n <= ACL_ENTRIES_MAX; n++)
		memcpy(bytes + 4 + n * 8, (unsigned char[]){ENTRY(2, 7, 1, 0, 0, 0)}, 8);
	assert_int_equal(acl_parse(bytes, 4 + ACL_ENTRIES_MAX * 8, &acl, &note), 0);
	assert_int_equal(acl.count, ACL_ENTRIES_MAX - 1); /* the mask is none */
	expect_fault(bytes, sizeof bytes, -E2BIG);
}

static void a_mode_is_three_entries(void **state)
{
	(void)state;
	acl_of_mode(S_IFREG | 0640, &acl);
	assert_false(acl.extended);
	assert_int_equal(acl.count, 3);
	static const struct acl_entry file[] = {{ACL_TAG_OWNER, 0, true, true},
		{ACL_TAG_OWNING_GROUP, 0, true, false}, {ACL_TAG_OTHER, 0, false, false}};
	for (size_t n = 0; n < acl.count; n++) {
		assert_int_equal(acl.entry[n].tag, file[n].tag);
		assert_int_equal(acl.entry[n].reads, file[n].reads);
		assert_int_equal(acl.entry[n].writes, file[n].writes);
	}
	acl_of_mode(S_IFREG | 06017, &acl);
	assert_false(acl.entry[1].writes);
	assert_false(acl.entry[1].reads);
	assert_true(acl.entry[2].writes);
}

static void looking_into_a_folder_is_reading_it(void **state)
{
	(void)state;
	acl_of_mode(S_IFDIR | 0710, &acl);
	assert_true(acl.entry[1].reads);
	assert_false(acl.entry[2].reads);
	acl_of_mode(S_IFREG | 0710, &acl);
	assert_false(acl.entry[1].reads);
}

static void asks_for_the_list_it_was_told_by_the_descriptor(void **state)
{
	(void)state;
	int fd = open("/", O_PATH);
	assert_true(fd >= 0);
	char path[64];
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	answer_errno = ENODATA;
	assert_int_equal(acl_read(fd, "access", &acl, &note), 0);
	assert_int_equal(acl.count, 0);
	assert_string_equal(asked_path, path);
	assert_string_equal(asked_name, "system.posix_acl_access");
	assert_int_equal(acl_read(fd, "default", &acl, &note), 0);
	assert_string_equal(asked_name, "system.posix_acl_default");
	answer_errno = -1;
	close(fd);
}

static void a_file_system_without_lists_has_none(void **state)
{
	(void)state;
	answer_errno = EOPNOTSUPP;
	assert_int_equal(acl_read(0, "access", &acl, &note), 0);
	assert_false(acl.extended);
	assert_int_equal(acl.count, 0);
	answer_errno = -1;
}

static void a_list_that_can_not_be_read_is_a_fault_that_names_the_file(void **state)
{
	(void)state;
	int fd = open("/tmp", O_PATH);
	static const int faults[] = {EIO, EACCES, EPERM, ERANGE, ENOMEM, ESTALE};
	for (size_t n = 0; n < sizeof faults / sizeof faults[0]; n++) {
		answer_errno = faults[n];
		assert_int_equal(acl_read(fd, "access", &acl, &note), -faults[n]);
		assert_memory_equal(note.text, "/tmp: ", 6);
	}
	answer_errno = -1;
	close(fd);
}

static void a_list_that_can_not_be_understood_is_a_fault_that_names_the_file(void **state)
{
	(void)state;
	int fd = open("/tmp", O_PATH);
	answer = "not a list";
	note.text[0] = '\0';
	assert_int_equal(acl_read(fd, "access", &acl, &note), -EINVAL);
	assert_memory_equal(note.text, "/tmp: ", 6);
	answer = NULL;
	close(fd);
}

static void without_proc_it_is_a_fault_that_is_not_taken_for_a_missing_file(void **state)
{
	(void)state;
	int fd = open("/tmp", O_PATH);
	answer_errno = ENOENT;
	assert_int_equal(acl_read(fd, "access", &acl, &note), -ENOSYS);
	answer_errno = -1;
	close(fd);
	assert_int_equal(acl_read(fd, "access", &acl, &note), -ENOSYS);
	assert_non_null(strstr(note.text, "/proc"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understands_who_may_write_after_the_mask),
		cmocka_unit_test(the_mask_takes_writing_away),
		cmocka_unit_test(finds_the_mask_though_it_comes_first),
		cmocka_unit_test(a_mask_that_takes_nothing_is_no_reason_to_keep_it),
		cmocka_unit_test(a_list_without_a_mask_is_the_mode_alone),
		cmocka_unit_test(a_list_of_no_entries_is_none),
		cmocka_unit_test(what_it_can_not_understand_is_a_fault),
		cmocka_unit_test(reads_as_many_entries_as_it_says_and_no_more),
		cmocka_unit_test(a_mode_is_three_entries),
		cmocka_unit_test(looking_into_a_folder_is_reading_it),
		cmocka_unit_test(asks_for_the_list_it_was_told_by_the_descriptor),
		cmocka_unit_test(a_file_system_without_lists_has_none),
		cmocka_unit_test(a_list_that_can_not_be_read_is_a_fault_that_names_the_file),
		cmocka_unit_test(a_list_that_can_not_be_understood_is_a_fault_that_names_the_file),
		cmocka_unit_test(without_proc_it_is_a_fault_that_is_not_taken_for_a_missing_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
