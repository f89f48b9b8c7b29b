/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sandbox.h – a folder of its own for a test, and what a program said while it ran in it
 *
 * Shape:  a new folder in /tmp, safe as path.h asks; files by their names in it.
 * Units:  none.
 * Memory: texts that are read are malloc'ed.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_SANDBOX_H
#define KEYHOLE_TESTS_SANDBOX_H

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct sandbox {
	char folder[64];
	char path[256]; /* of the file that was named last */
};

/** Makes the folder. */
static inline void sandbox_open(struct sandbox *box)
{
	strcpy(box->folder, "/tmp/keyhole-test-XXXXXX");
	assert_non_null(mkdtemp(box->folder));
	assert_int_equal(chmod(box->folder, 0755), 0);
}

/** Removes one file or folder, for nftw. */
static inline int sandbox_remove(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

/** Removes the folder and all that is in it. */
static inline void sandbox_close(struct sandbox *box)
{
	nftw(box->folder, sandbox_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/** The path of a name in the folder; it lasts until the next call. */
static inline const char *sandbox_path(struct sandbox *box, const char *name)
{
	snprintf(box->path, sizeof box->path, "%s/%s", box->folder, name);
	return box->path;
}

/** Makes a folder in the folder. */
static inline void sandbox_folder(struct sandbox *box, const char *name)
{
	assert_int_equal(mkdir(sandbox_path(box, name), 0755), 0);
}

/** Writes a file. */
static inline void sandbox_write(struct sandbox *box, const char *name, const char *text)
{
	FILE *file = fopen(sandbox_path(box, name), "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(box->path, 0644), 0);
}

/** Reads a file, NULL where there is none. */
static inline char *sandbox_read_path(const char *path)
{
	FILE *file = fopen(path, "r");
	if (!file)
		return NULL;
	char *text = calloc(1, 1 << 20);
	size_t len = fread(text, 1, (1 << 20) - 1, file);
	text[len] = '\0';
	fclose(file);
	return text;
}

/** Whether a file has this text; NULL stands for a file that is not there. */
static inline void sandbox_expect(struct sandbox *box, const char *name, const char *text)
{
	char *found = sandbox_read_path(sandbox_path(box, name));
	if (!text)
		assert_null(found);
	else
		assert_non_null(found);
	if (text)
		assert_string_equal(found, text);
	free(found);
}

/** Whether a file has this text somewhere in it. */
static inline void sandbox_expect_part(struct sandbox *box, const char *name, const char *part)
{
	char *found = sandbox_read_path(sandbox_path(box, name));
	assert_non_null(found);
	if (!strstr(found, part))
		fail_msg("%s has not \"%s\" but: %s", name, part, found);
	free(found);
}

/* Standard output and error while they go to files of the sandbox. */
struct sandbox_voice {
	int out, err;
};

/** Sends standard output and error to the files "out" and "err". */
static inline struct sandbox_voice sandbox_listen(struct sandbox *box)
{
	fflush(stdout);
	fflush(stderr);
	struct sandbox_voice voice = {dup(STDOUT_FILENO), dup(STDERR_FILENO)};
	int out = open(sandbox_path(box, "out"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int err = open(sandbox_path(box, "err"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	close(out);
	close(err);
	return voice;
}

/** Sends them back to where they went before. */
static inline void sandbox_hush(struct sandbox_voice voice)
{
	fflush(stdout);
	fflush(stderr);
	dup2(voice.out, STDOUT_FILENO);
	dup2(voice.err, STDERR_FILENO);
	close(voice.out);
	close(voice.err);
}

#endif
