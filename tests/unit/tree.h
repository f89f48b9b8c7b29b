/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree.h – a folder of files for one test, removed after it
 *
 * Shape:  tree_setup and tree_teardown are cmocka's fixtures; the state is a struct tree.
 */
#ifndef KEYHOLE_TESTS_UNIT_TREE_H
#define KEYHOLE_TESTS_UNIT_TREE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct tree {
	char root[64];
	char path[512]; /* of the last file that was named */
};

/* Names a file in the tree. */
static inline const char *tree_path(struct tree *tree, const char *name)
{
	snprintf(tree->path, sizeof tree->path, "%s/%s", tree->root, name);
	return tree->path;
}

/* Makes a folder with exactly this mode. */
static inline const char *tree_folder(struct tree *tree, const char *name, mode_t mode)
{
	assert_int_equal(mkdir(tree_path(tree, name), 0700), 0);
	assert_int_equal(chmod(tree->path, mode), 0);
	return tree->path;
}

/* Writes a file with exactly this mode. */
static inline const char *tree_bytes(
	struct tree *tree, const char *name, mode_t mode, const void *bytes, size_t len)
{
	int fd = open(tree_path(tree, name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
	return tree->path;
}

/* Writes a text that root alone may change. */
static inline const char *tree_text(struct tree *tree, const char *name, const char *text)
{
	return tree_bytes(tree, name, 0644, text, strlen(text));
}

/* Makes the folder. */
static inline int tree_setup(void **state)
{
	static struct tree tree;
	strcpy(tree.root, "/tmp/keyhole-test-XXXXXX");
	*state = &tree;
	return mkdtemp(tree.root) && chmod(tree.root, 0755) == 0 ? 0 : -1;
}

/* Removes one thing, whatever its folder's mode. */
static inline int tree_remove(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st, (void)kind, (void)where;
	return remove(path);
}

/* Removes everything. */
static inline int tree_teardown(void **state)
{
	struct tree *tree = *state;
	return nftw(tree->root, tree_remove, 16, FTW_DEPTH | FTW_PHYS);
}

/* How many descriptors this process has open. */
static inline int tree_descriptors(void)
{
	int count = 0;
	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

#define tree_test(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

/* Asserts that a note has a text in it, and shows the note where not. */
#define assert_says(note, part)                                                                    \
	do {                                                                                       \
		if (!strstr((note).text, part))                                                    \
			fail_msg("\"%s\" is not in: %s", part, (note).text);                       \
	} while (0)

#endif
