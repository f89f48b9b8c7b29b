/* SPDX-License-Identifier: Apache-2.0 */
/*
 * started.h – what the sshd that runs was started with
 *
 * Shape:  its command line, as the kernel has it: words with a NUL behind each, or the title that
 *         sshd gives itself, with blanks between ("sshd: /usr/sbin/sshd -D [listener] 0 of ...").
 *         What -o sets wins over every file, and -f names another file.
 * Units:  at most STARTED_OPTIONS_MAX options count.
 * Memory: held by value.
 * Errors: none.
 * Source: sshd(8); sshd.c:prepare_proctitle; proc(5) /proc/PID/cmdline.
 */
#ifndef KEYHOLE_ADMIN_STATUS_STARTED_H
#define KEYHOLE_ADMIN_STATUS_STARTED_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define STARTED_OPTIONS_MAX 16
#define STARTED_TEXT_MAX 4096

struct started {
	char file[PATH_MAX]; /* of -f, "" where there is none */
	size_t count;
	struct {
		char keyword[64], value[256];
	} option[STARTED_OPTIONS_MAX];
};

/** Takes a command line apart, which has `len` bytes and room for a NUL behind them. */
void started_read(char *text, size_t len, struct started *started);

/** Reads the process that a pid file names; `*pid` is 0 where none runs. */
bool started_find(const char *pid_file, long *pid, struct started *started);

#endif
