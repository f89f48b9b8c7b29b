/* SPDX-License-Identifier: Apache-2.0 */
/*
 * child.h – another program, run to its end, and what it said
 *
 * Shape:  nothing on its standard input, a clean environment, `/` as its folder; no descriptor but
 *         the first three. What does not end in CHILD_WAIT_MS, or in the time that is given, or says more
 *         than CHILD_OUTPUT_MAX bytes, is killed, and its answer MUST NOT count. That is long for
 *         what answers in a hundredth of it, since a machine may be busy: only what hangs is meant
 *         to be cut off. It may be run as another user, with the
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

#define CHILD_WAIT_MS 10000
#define CHILD_OUTPUT_MAX (64 * 1024)
#define CHILD_ERRORS_MAX 1024

struct child_said {
	int status;   /* of its exit; 128 and the number of a signal that ended it */
	char *output; /* NUL-terminated */
	char errors[CHILD_ERRORS_MAX]; /* the beginning of what it complained of */
};

/** Runs a program; `user` is NULL for one that runs as ourselves. */
int child_run(char *const argv[], const struct passwd *user, struct child_said *said);

/** Runs a program that has so much time. */
int child_run_for(
	char *const argv[], const struct passwd *user, long long wait_ms, struct child_said *said);

/** Milliseconds of a clock that is never set back. */
long long child_clock(void);

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
