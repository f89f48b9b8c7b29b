/* SPDX-License-Identifier: Apache-2.0 */
/*
 * readable.h – can keyhole-keys read what it needs?
 *
 * Shape:  sshd runs it as a user of its own, in no group: a file MUST be readable by others, and
 *         every folder above it searchable. A root shell with umask 077 makes files that are not,
 *         and root itself does not notice.
 * Units:  octal modes in words.
 * Memory: none.
 * Errors: a path that is not there is no hindrance: somebody else speaks of it.
 * Source: path_resolution(7).
 */
#ifndef KEYHOLE_ADMIN_READABLE_H
#define KEYHOLE_ADMIN_READABLE_H

#include "common/note.h"

#include <stdbool.h>

/** Whether others can read a file; says what hinders them and what mends it, if not. */
bool readable_check(const char *path);

/** The same without a word: the note has what hinders them, and the command that mends it. */
bool readable_find(const char *path, struct note *note);

#endif
