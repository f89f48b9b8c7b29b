/* SPDX-License-Identifier: Apache-2.0 */
/*
 * safe.h – which files sshd believes: its StrictModes, and its rule for the commands that it asks
 *
 * Shape:  the real path, links followed. The file MUST be a regular one; it and every folder above
 *         it, up to the home or to the root folder, MUST belong to root or the account and not be
 *         writable by others, nor by a group that has another member: Debian's sshd lets a group
 *         pass whose only member is the account. For a command the account is root, and there is
 *         no home. A chroot has a stricter rule: folders only, root's alone, no group at all.
 *         The caller takes on the rights with which sshd would look.
 * Units:  octal modes in words.
 * Memory: held by value.
 * Errors: 0: sshd believes it; REASON_UNSAFE_PATH: it does not, the note says what and where, and
 *         `fault` which file or folder; -errno: it can't be looked at.
 * Source: misc.c:safe_path, and Debian's user-group-modes.patch; session.c:safely_chroot.
 */
#ifndef KEYHOLE_SERVER_SAFE_H
#define KEYHOLE_SERVER_SAFE_H

#include "common/note.h"

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

struct safe_rule {
	uid_t uid;          /* who may own it besides root */
	const char *home;   /* where the walk ends; NULL: at the root folder */
	const char *passwd; /* of the members of groups; NULL: /etc/passwd */
};

/* What is at fault. */
struct safe_fault {
	char path[PATH_MAX];
	struct stat stat;
	bool owner; /* else its mode */
};

/** Whether sshd would believe a file. */
int safe_file(const struct safe_rule *rule, const char *path, struct safe_fault *fault,
	struct note *note);

/** The same for a file that is open: it is that one which is judged. -ESTALE where another one stands
 *  at its path by now: whoever may write there could have put it in for the look alone. */
int safe_open_file(const struct safe_rule *rule, int fd, const char *path, struct safe_fault *fault,
	struct note *note);

/** Whether sshd would use a folder as a ChrootDirectory. */
int safe_chroot(const char *path, struct safe_fault *fault, struct note *note);

#endif
