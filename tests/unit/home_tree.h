/* SPDX-License-Identifier: Apache-2.0 */
/*
 * home_tree.h – a home made for one test, judged, and taken away again
 *
 * Shape:  BASE/home/brian/.ssh/authorized_keys, with the modes of the tutorial, below the sticky
 *         /tmp. A test changes what it is about, calls tree_check, and looks for findings. Whoever
 *         runs the tests is brian. Root makes files of strangers by chown; anyone else makes every
 *         file a stranger's by asking in the name of the next uid.
 * Units:  paths are relative to BASE, unless they begin with a slash.
 * Memory: one tree a test; a descriptor that is left open fails the test.
 * Errors: what can't be made fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_HOME_TREE_H
#define KEYHOLE_TESTS_UNIT_HOME_TREE_H

#include "common/note.h"
#include "home/home.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define TREE_FINDINGS 32
#define TREE_STRANGER 54321
#define TREE_GROUP 54322

struct tree_finding {
	enum reason reason;
	bool grave, look, own;
	char path[1024], what[1024], mend[1024];
};

struct tree {
	char base[64], home[128], passwd[128];
	struct home_request request;
	int result;
	struct note note;
	size_t count, descriptors;
	struct tree_finding found[TREE_FINDINGS];
};

/* What the name service is made to say about every group. */
static struct home_group tree_answer;
static int tree_fault;

/* Answers for the name service. */
static inline int tree_group(gid_t gid, const char *account, struct home_group *group)
{
	(void)gid;
	(void)account;
	*group = tree_answer;
	return tree_fault;
}

/* Counts the descriptors that are open. */
static inline size_t tree_descriptors(void)
{
	size_t count = 0;
	DIR *dir = opendir("/proc/self/fd");
	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

/* The whole path of a name in the tree; good until the fourth call after this one. */
static inline const char *tree_path(const struct tree *tree, const char *name)
{
	static char paths[4][512];
	static unsigned turn;
	if (name[0] == '/')
		return name;
	char *path = paths[turn++ % 4];
	(void)snprintf(path, sizeof paths[0], "%s/%s", tree->base, name);
	return path;
}

/* Sets a mode, whatever the umask is. */
static inline void tree_chmod(struct tree *tree, const char *name, mode_t mode)
{
	assert_int_equal(chmod(tree_path(tree, name), mode), 0);
}

/* Makes a folder. */
static inline void tree_mkdir(struct tree *tree, const char *name, mode_t mode)
{
	assert_int_equal(mkdir(tree_path(tree, name), 0700), 0);
	tree_chmod(tree, name, mode);
}

/* Makes a file with some text. */
static inline void tree_write(struct tree *tree, const char *name, const char *text, mode_t mode)
{
	FILE *file = fopen(tree_path(tree, name), "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	tree_chmod(tree, name, mode);
}

/* Makes a symbolic link. */
static inline void tree_link(struct tree *tree, const char *target, const char *name)
{
	assert_int_equal(symlink(target, tree_path(tree, name)), 0);
}

/* Removes a file, a link or an empty folder. */
static inline void tree_remove(struct tree *tree, const char *name)
{
	assert_int_equal(remove(tree_path(tree, name)), 0);
}

/* Makes a file a stranger's; without root all of them. */
static inline void tree_estrange(struct tree *tree, const char *name)
{
	if (getuid() == 0)
		assert_int_equal(lchown(tree_path(tree, name), TREE_STRANGER, (gid_t)-1), 0);
	else
		tree->request.uid = getuid() + 1;
}

/* Makes the home and all in it the account's, who is not root. */
static inline void tree_give_home(struct tree *tree)
{
	static const char *const names[] = {
		"home/brian", "home/brian/.ssh", "home/brian/.ssh/authorized_keys"};
	if (getuid() != 0)
		return;
	tree->request.uid = TREE_STRANGER;
	for (size_t n = 0; n < sizeof names / sizeof names[0]; n++)
		assert_int_equal(lchown(tree_path(tree, names[n]), TREE_STRANGER, (gid_t)-1), 0);
}

/* Gives a file to a group that is not root's, which is the account's primary group. */
static inline void tree_regroup(struct tree *tree, const char *name)
{
	gid_t gid = getegid() != 0 ? getegid() : TREE_GROUP;
	assert_int_equal(lchown(tree_path(tree, name), (uid_t)-1, gid), 0);
	tree->request.gid = gid;
}

/* Removes one entry of a tree. */
static inline int tree_remove_entry(
	const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
	(void)stat, (void)kind, (void)ftw;
	return remove(path);
}

/* Opens a folder that a test has shut. */
static inline int tree_open_entry(
	const char *path, const struct stat *stat, int kind, struct FTW *ftw)
{
	(void)stat, (void)ftw;
	return kind == FTW_D || kind == FTW_DNR ? chmod(path, 0700) : 0;
}

/* Makes the tree. */
static inline int tree_setup(void **state)
{
	struct tree *tree = calloc(1, sizeof *tree);
	assert_non_null(tree);
	*state = tree;
	tree->descriptors = tree_descriptors();
	strcpy(tree->base, "/tmp/keyhole-home-XXXXXX");
	assert_non_null(mkdtemp(tree->base));
	tree_chmod(tree, "", 0755);
	tree_mkdir(tree, "home", 0755);
	tree_mkdir(tree, "home/brian", 0755);
	tree_mkdir(tree, "home/brian/.ssh", 0700);
	tree_write(tree, "home/brian/.ssh/authorized_keys", "# none\n", 0600);
	tree_write(tree, "passwd", "root:x:0:0::/root:/bin/sh\n", 0644);
	strcpy(tree->home, tree_path(tree, "home/brian"));
	strcpy(tree->passwd, tree_path(tree, "passwd"));
	tree->request = (struct home_request){.account = "brian",
		.uid = getuid(),
		.gid = getegid(),
		.path = tree->home,
		.passwd_path = tree->passwd,
		.group = tree_group};
	tree_answer = (struct home_group){.name = "brian"};
	tree_fault = 0;
	return 0;
}

/* Takes the tree away, and looks whether a descriptor was forgotten. */
static inline int tree_teardown(void **state)
{
	struct tree *tree = *state;
	size_t now = tree_descriptors(), before = tree->descriptors;
	(void)nftw(tree->base, tree_open_entry, 16, FTW_PHYS);
	int r = nftw(tree->base, tree_remove_entry, 16, FTW_PHYS | FTW_DEPTH);
	free(tree);
	if (now != before)
		print_error("%zu descriptors were left open\n", now - before);
	return now == before ? r : -1;
}

/* Takes note of a finding. */
static inline void tree_visit(void *context, const struct finding *finding)
{
	struct tree *tree = context;
	assert_true(tree->count < TREE_FINDINGS);
	struct tree_finding *found = &tree->found[tree->count++];
	found->reason = finding->reason;
	found->grave = finding->grave;
	found->look = finding->look;
	found->own = finding->own;
	(void)snprintf(found->path, sizeof found->path, "%.1023s", finding->path);
	(void)snprintf(found->what, sizeof found->what, "%.1023s", finding->what);
	(void)snprintf(found->mend, sizeof found->mend, "%.1023s", finding->mend);
}

/* Judges the home. */
static inline int tree_check(struct tree *tree)
{
	tree->count = 0;
	memset(&tree->note, 0, sizeof tree->note);
	tree->result = home_check(&tree->request, tree_visit, tree, &tree->note);
	return tree->result;
}

/* The finding with this reason about this path, or NULL. */
static inline const struct tree_finding *tree_find(
	const struct tree *tree, enum reason reason, const char *name)
{
	const char *path = tree_path(tree, name);
	for (size_t n = 0; n < tree->count; n++)
		if (tree->found[n].reason == reason && strcmp(tree->found[n].path, path) == 0)
			return &tree->found[n];
	return NULL;
}

/* Expects a finding of this gravity, and that it says this after the path. */
static inline const struct tree_finding *tree_expect(const struct tree *tree, enum reason reason,
	bool grave, const char *name, const char *words)
{
	const struct tree_finding *found = tree_find(tree, reason, name);
	for (size_t n = 0; !found && n < tree->count; n++)
		print_message("found: [%s] %s\n", reason_token((int)tree->found[n].reason),
			tree->found[n].what);
	assert_non_null(found);
	assert_int_equal(found->grave, grave);
	if (words) {
		char word[1024];
		size_t len = finding_word(found->path, word, sizeof word);
		assert_memory_equal(found->what, word, len);
		assert_string_equal(found->what + len, words);
	}
	return found;
}

/* Expects the command of a finding: these words and the path. */
static inline void tree_expect_mend(const struct tree_finding *found, const char *command)
{
	char whole[2048];
	(void)snprintf(whole, sizeof whole, "%s%s%s", command, command[0] ? " " : "",
		command[0] ? found->path : "");
	assert_string_equal(found->mend, whole);
}

/* Gives a file a list: one entry for a tag and number besides what a list must have. Skips the test
 * where the file system has none. */
static inline void tree_list(struct tree *tree, const char *name, const char *which, unsigned tag,
	uint32_t id, const unsigned char permissions[5])
{
	const unsigned tags[5] = {ACL_USER_OBJ, tag, ACL_GROUP_OBJ, ACL_MASK, ACL_OTHER};
	const unsigned order[2][5] = {{0, 1, 2, 3, 4}, {0, 2, 1, 3, 4}};
	unsigned char bytes[4 + 5 * 8] = {POSIX_ACL_XATTR_VERSION};
	char attribute[48];
	for (unsigned n = 0; n < 5; n++) {
		unsigned from = order[tag == ACL_GROUP][n];
		uint32_t number = from == 1 ? id : (uint32_t)ACL_UNDEFINED_ID;
		bytes[4 + n * 8] = (unsigned char)tags[from];
		bytes[4 + n * 8 + 2] = permissions[from];
		for (unsigned b = 0; b < 4; b++)
			bytes[4 + n * 8 + 4 + b] = (unsigned char)(number >> (8 * b));
	}
	(void)snprintf(attribute, sizeof attribute, "system.posix_acl_%s", which);
	if (setxattr(tree_path(tree, name), attribute, bytes, sizeof bytes, 0) == 0)
		return;
	assert_int_equal(errno, EOPNOTSUPP);
	print_message("skipped: the file system of /tmp has no access control lists\n");
	skip();
}

#endif
