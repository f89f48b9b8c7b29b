/* SPDX-License-Identifier: Apache-2.0 */
/*
 * placing.h – reading and replacing files of the system's configuration, whole or not at all
 *
 * Shape:  the way to a file is judged (common/path.h), and no link is followed. A new text is
 *         written beside the file under a name that begins with a dot and ends in `.keyhole`, so
 *         that neither sshd's Include nor anything else reads it; it is synced, renamed over the
 *         file, and the folder is synced. A file that is there keeps its owner, mode and extended
 *         attributes, access control lists among them; a new one is root's, with the mode that is
 *         asked for whatever the umask. Whichever call a process dies at, the old text or the new
 *         one is there; the name beside it is cleared away by placing_tidy, or by
 *         the next one who writes there.
 * Units:  bytes, at most PLACING_MAX.
 * Memory: texts are malloc'ed; path_text_free gives them back. A file that is not there is a text
 *         whose bytes are NULL.
 * Errors: 0; REASON_UNSAFE_PATH; -errno. After a failure the old text is there; but where the folder
 *         could not be synced the new one is, and the note says that it may not last.
 * Source: rename(2), fsync(2), xattr(7).
 */
#ifndef KEYHOLE_SERVER_PLACING_H
#define KEYHOLE_SERVER_PLACING_H

#include "common/path.h"

#define PLACING_MAX (16 * 1024 * 1024)

/** Reads a file, which may have any bytes and need not be there. */
int placing_read(const char *path, struct path_text *text, struct note *note);

/** Writes a text beside the file, and syncs it. What is left to be done needs no room on the disk. */
int placing_prepare(const char *path, struct view text, mode_t mode, struct note *note);

/** Lets what was written beside the file take its place. */
int placing_commit(const char *path, struct note *note);

/** Does both: puts a text in its place. */
int placing_put(const char *path, struct view text, mode_t mode, struct note *note);

/** Takes it away. */
int placing_remove(const char *path, struct note *note);

/** Clears away what a process that died left beside it. */
int placing_tidy(const char *path, struct note *note);

#endif
