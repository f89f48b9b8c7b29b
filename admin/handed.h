/* SPDX-License-Identifier: Apache-2.0 */
/*
 * handed.h – a file of keys that somebody names on the command line
 *
 * Shape:  a regular file, or "-", standard input. What a shell makes of <(…), a pipe that is open here
 *         as /dev/fd/N or /proc/self/fd/N, is read to its end, and waited for, whatever its flags
 *         say. Any other pipe, a device, a folder MUST
 *         be refused in words: nobody may ever write to it, or never end. So MUST be what is too long.
 * Units:  bytes.
 * Memory: the caller's buffer; no NUL is put behind the text.
 * Errors: 0; -EINVAL: it is no file; -EFBIG; -errno. The note begins with the name.
 * Source: bash(1), Process Substitution.
 */
#ifndef KEYHOLE_ADMIN_HANDED_H
#define KEYHOLE_ADMIN_HANDED_H

#include "common/note.h"

#include <stddef.h>

/** What a file is called in words: its name, or for "-" standard input. */
const char *handed_name(const char *file);

/** Reads all of a file that has less than `room` bytes. */
int handed_read(const char *file, char *text, size_t room, size_t *len, struct note *note);

#endif
