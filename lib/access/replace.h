/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replace.h – putting a new text in the place of a file of the store, whole or not at all
 *
 * Shape:  a change takes the store's lock (an open file description lock on state_dir/store.lock),
 *         reads what is there, and replaces the file: a temporary file beside it, named
 *         `.NAME.new`, is written, synced and renamed over it, and the folder is synced. Two
 *         changes at once MUST wait for each other, so that nothing is lost. Whichever
 *         instruction the power fails on, the old or the new text is there, whole. The folder MUST
 *         be safe (path.h); what stands in the place of the file MUST be nothing, or a regular file
 *         of root's: a link, a FIFO, a folder or a foreign file is refused. The new file is root's,
 *         mode 0644 whatever the umask. What a broken-off change left behind is cleared away by the
 *         next one.
 *         A file is taken away only where it would be replaced, and the folder is synced after it.
 * Units:  milliseconds, octal modes.
 * Memory: the lock is one descriptor; it MUST be given back by replace_unlock, or goes with the
 *         process. Nothing else is kept.
 * Errors: 0; REASON_UNSAFE_PATH; -errno: -ETIMEDOUT when another change held the lock for
 *         REPLACE_WAIT_MS, -ENOSPC, -EROFS, -EACCES … After a failure the old text is there, and no
 *         temporary file is left if it could be removed; but if the folder could not be synced,
 *         the new text is there and the note says that it may not last.
 * Source: fcntl_locking(2), rename(2), fsync(2).
 */
#ifndef KEYHOLE_ACCESS_REPLACE_H
#define KEYHOLE_ACCESS_REPLACE_H

#include "common/note.h"
#include "common/view.h"

#include <sys/types.h>

#define REPLACE_LOCK "store.lock"
#define REPLACE_WAIT_MS 5000
#define REPLACE_MODE 0644

/* The right to change the store. */
struct replace_lock {
	int fd;
};

/** Takes the lock of the store. */
int replace_lock(const char *state_dir, struct replace_lock *lock, struct note *note);

/** Gives it back. */
void replace_unlock(struct replace_lock *lock);

/** For CLEANUP(replace_lock), on a lock that begins as {-1}. */
static inline void cleanup_replace_lock(struct replace_lock *lock)
{
	replace_unlock(lock);
}

/** Puts a text in the place of a file, which need not be there yet. */
int replace_file(
	const struct replace_lock *held, const char *path, struct view text, struct note *note);

/** Takes a file away, judged as one that is replaced; -ENOENT where there is none. */
int replace_remove(const struct replace_lock *held, const char *path, struct note *note);

#endif
