/* SPDX-License-Identifier: Apache-2.0 */
/*
 * path.h – opening only what nobody but root could have changed
 *
 * Shape:  an absolute path without `..`, looked at from the top, one folder after another. Every
 *         folder on the way MUST be owned by root (path_trusts) and not be writable by its group or
 *         by others, except a sticky one, in which the next name is root's: so what was judged is
 *         what is opened, since nobody else can change the way. No symbolic link is followed. A file MUST be a regular one, root's, not writable by group or others, and no
 *         longer than the caller allows; opening a FIFO or a device MUST NOT block.
 * Units:  bytes, octal modes in notes.
 * Memory: descriptors are the caller's to close, texts the caller's to free (see cleanup.h).
 * Errors: 0; REASON_UNSAFE_PATH, the note names the folder or file, what is wrong and what mends
 *         it; -errno, of which -ENOENT means that it is not there.
 * Source: sshd's own rule for AuthorizedKeysCommand, misc.c:safe_path.
 */
#ifndef KEYHOLE_COMMON_PATH_H
#define KEYHOLE_COMMON_PATH_H

#include "common/note.h"
#include "common/view.h"

#include <stdbool.h>
#include <sys/types.h>

/* A text read from a file: `bytes` is malloc'ed, with a NUL behind the last. */
struct path_text {
	char *bytes;
	size_t len;
};

/** Whether files of this owner are believed: root's. Tests link another answer. */
bool path_trusts(uid_t owner);

/** Opens a folder, after judging it and everything above it. */
int path_open_folder(const char *path, int *fd, struct note *note);

/** The same, where the way to another folder was judged just now: what both have in common is not looked
 *  at once more. */
int path_open_next_folder(const char *path, const char *judged, int *fd, struct note *note);

/** Opens for reading a file by its name in a folder that was opened so; `path` names it in notes.
 */
int path_open_file(
	int folder, const char *name, const char *path, size_t max, int *fd, struct note *note);

/** Folder and file at once, and the whole text. A NUL byte in it is -EINVAL. */
int path_read(const char *path, size_t max, struct path_text *text, struct note *note);

/** The same for a name in a folder that was opened before. */
int path_read_at(int folder, const char *name, const char *path, size_t max, struct path_text *text,
	struct note *note);

/** A view of a text; of none, one whose data are NULL. */
static inline struct view path_text_view(const struct path_text *text)
{
	return (struct view){text->bytes, text->len};
}

/** Frees a text. */
void path_text_free(struct path_text *text);

/** For CLEANUP(path_text). */
static inline void cleanup_path_text(struct path_text *text)
{
	path_text_free(text);
}

#endif
