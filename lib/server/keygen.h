/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keygen.h – ssh-keygen, run for what only it can do
 *
 * Shape:  the program at KEYGEN_PROGRAM with some arguments, nothing on its standard input, in a
 *         clean environment; what it prints and complains of is read together, at most
 *         KEYGEN_OUTPUT_MAX. One that does not end in KEYGEN_WAIT_MS is killed.
 * Units:  milliseconds, bytes.
 * Memory: the text is the caller's to free.
 * Errors: 0, `*status` is its exit status; -errno where it could not be run or did not end by
 *         itself: -ENOENT, -ETIMEDOUT, -EFBIG, -EINTR (a signal ended it).
 * Source: ssh-keygen(1), posix_spawn(3).
 */
#ifndef KEYHOLE_SERVER_KEYGEN_H
#define KEYHOLE_SERVER_KEYGEN_H

#include "common/path.h"

#define KEYGEN_PROGRAM "/usr/bin/ssh-keygen"
#define KEYGEN_WAIT_MS 10000
#define KEYGEN_OUTPUT_MAX ((size_t)64 * 1024 * 1024)
#define KEYGEN_ARGUMENTS_MAX 128

/** Runs it; `arguments` ends in NULL and does not begin with the program's name. */
int keygen_run(
	const char *const *arguments, int *status, struct path_text *printed, struct note *note);

#endif
