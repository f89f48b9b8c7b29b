/* SPDX-License-Identifier: Apache-2.0 */
/*
 * child.h – another program, run to its end, and what it said
 *
 * Shape:  nothing on its standard input, a clean environment, `/` as its folder; no descriptor but
 *         the first three. What does not end in CHILD_WAIT_MS, or says more than CHILD_OUTPUT_MAX
 *         bytes, is killed, and its answer MUST NOT count. It may be run as another user, with the
 *         groups of that user, as sshd runs its AuthorizedKeysCommand.
 * Units:  milliseconds, bytes.
 * Memory: what it said is malloc'ed; child_free gives it back.
 * Errors: 0: it ended by itself, with `status`; -errno: it could not be run (-ENOENT: there is no
 *         such program), -ETIMEDOUT, -EFBIG.
 * Source: misc.c:subprocess.
 */
#ifndef KEYHOLE_ADMIN_CHILD_H
#define KEYHOLE_ADMIN_CHILD_H

#include <pwd.h>
#include <stdbool.h>

#define CHILD_WAIT_MS 3000
#define CHILD_OUTPUT_MAX (64 * 1024)
#define CHILD_ERRORS_MAX 1024

struct child_said {
	int status;   /* of its exit; 128 and the number of a signal that ended it */
	char *output; /* NUL-terminated */
	char errors[CHILD_ERRORS_MAX]; /* the beginning of what it complained of */
};

/** Runs a program; `user` is NULL for one that runs as ourselves. */
int child_run(char *const argv[], const struct passwd *user, struct child_said *said);

/** Whether there is a program of that name in PATH. */
bool child_found(const char *name);

/** Gives back what it said. */
void child_free(struct child_said *said);

/** For CLEANUP(child). */
static inline void cleanup_child(struct child_said *said)
{
	child_free(said);
}

#endif
