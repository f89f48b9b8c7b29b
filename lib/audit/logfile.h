/* SPDX-License-Identifier: Apache-2.0 */
/*
 * logfile.h – a file of the log by folder and name: opening it for adding to it
 *
 * Shape:  the folder is opened as path.h judges folders. The file MUST be a regular one and
 *         belong to root or to whoever writes; it MUST NOT be reached through a symbolic link,
 *         and opening MUST NOT wait for a FIFO. Its mode is not judged: a log that is too open
 *         is still better written than not.
 * Units:  none.
 * Memory: descriptors are the caller's to close.
 * Errors: 0 or -errno, the note names the path: -ENOENT, -ELOOP a link, -EISDIR, -EPERM what is
 *         not a regular file or somebody else's, or what path.h says of a folder.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_LOGFILE_H
#define KEYHOLE_AUDIT_LOGFILE_H

#include "common/note.h"

#include <sys/stat.h>

struct logfile {
	const char *folder, *name;
};

/** Opens the folder, only to reach what is in it; `judged` is a folder that was opened so just now, ""
 *  if there was none. */
int logfile_folder(const struct logfile *logfile, const char *judged, int *fd, struct note *note);

/** Opens the file for reading and with `flags`; O_CREAT makes it 0600 where it is missing. Tells what
 *  file it is. */
int logfile_open(const struct logfile *logfile, int folder, int flags, int *fd, struct stat *st,
	struct note *note);

/** Writes the note for a fault at this file, and gives the fault. */
int logfile_fault(const struct logfile *logfile, int fault, struct note *note);

#endif
