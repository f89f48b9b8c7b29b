/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sshd_log_fake.h – a journal of a test's own, in place of the machine's
 *
 * Shape:  without sshd_log_fake there is none. With it, what is read comes from a program that
 *         writes its arguments and its environment to files of the sandbox, "arguments" and
 *         "environment", and prints a file.
 * Units:  none.
 * Memory: static.
 * Errors: a failing call fails the test.
 * Source: none.
 */
#ifndef KEYHOLE_TESTS_UNIT_SSHD_LOG_FAKE_H
#define KEYHOLE_TESTS_UNIT_SSHD_LOG_FAKE_H

#include "admin/log/sshd_log.h"
#include "sandbox.h"

static char sshd_log_fake_program[256] = "/nowhere/journalctl";
static char sshd_log_fake_folder[256] = "/nowhere";

/** In place of the machine's own. */
const char *sshd_log_program(void)
{
	return sshd_log_fake_program;
}

/** In place of the machine's own. */
const char *const *sshd_log_folders(void)
{
	static const char *folders[2];
	folders[0] = sshd_log_fake_folder;
	return folders;
}

/** Takes the journal away. */
static inline void sshd_log_fake_none(void)
{
	strcpy(sshd_log_fake_program, "/nowhere/journalctl");
	strcpy(sshd_log_fake_folder, "/nowhere");
}

/** Makes a program that runs a line of shell. */
static inline void sshd_log_fake_run(struct sandbox *box, const char *line)
{
	char script[1024];
	snprintf(script, sizeof script,
		"#!/bin/sh\nprintf '%%s\\n' \"$@\" >%s/arguments\nenv >%s/environment\n%s\n",
		box->folder, box->folder, line);
	sandbox_write(box, "journalctl", script);
	assert_int_equal(chmod(box->path, 0755), 0);
	strcpy(sshd_log_fake_program, box->path);
	mkdir(sandbox_path(box, "journal"), 0755);
	strcpy(sshd_log_fake_folder, box->path);
	mkdir(sandbox_path(box, "journal/0123"), 0755);
	sandbox_write(box, "journal/0123/system.journal", "");
}

/** Makes a program that prints a file, and a journal that can be read. */
static inline void sshd_log_fake(struct sandbox *box, const char *path)
{
	char here[200], line[512];
	assert_non_null(getcwd(here, sizeof here));
	snprintf(line, sizeof line, "cat '%s%s%s'", path[0] == '/' ? "" : here,
		path[0] == '/' ? "" : "/", path);
	sshd_log_fake_run(box, line);
}

#endif
