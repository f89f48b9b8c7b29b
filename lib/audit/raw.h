/* SPDX-License-Identifier: Apache-2.0 */
/*
 * raw.h – all bytes of a log, as they are stored
 *
 * Shape:  of the files of a log (files.h), or of files by their names (given.h); compressed ones (.gz) as what they were. They come
 *         in blocks; what the caller could not use yet of a block he keeps, and it comes again in
 *         front of the next one of the file. A file that can't be read is given as one block with
 *         its fault; so is the place from which on a damaged one can't be.
 * Units:  bytes; `done` and `total` as they are stored, 0 where that is not known.
 * Memory: RAW_BLOCK and some; blocks last until the next one.
 * Errors: open: 0 or -errno with a note. next: whether there was one; what fails is in the block.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_RAW_H
#define KEYHOLE_AUDIT_RAW_H

#include "common/note.h"
#include "common/view.h"

#include <stdbool.h>
#include <stdint.h>

#define RAW_BLOCK (256 * 1024)
#define RAW_KEEP_MAX (RAW_BLOCK / 2)

struct raw; /* opaque */

struct raw_block {
	const char *name; /* of the file; lasts as long as the raw */
	bool begins, ends;
	int fault; /* 0 or -errno; then it has no bytes, and `note` says why */
	struct view bytes;
	struct note note;
};

/** Opens the files of the log `name` in a folder. */
int raw_open_log(const char *log_dir, const char *name, struct raw **raw, struct note *note);

/** Opens files by their names; what given.h refuses is refused. */
int raw_open_files(char *const *paths, size_t count, struct raw **raw, struct note *note);

/** The next block; at the end of a file there is one that ends it. */
bool raw_next(struct raw *raw, struct raw_block *block);

/** Keeps the last bytes of a block, at most RAW_KEEP_MAX, unless it ends its file. */
void raw_keep(struct raw *raw, size_t len);

/** How much was read, of how much. */
void raw_progress(const struct raw *raw, uint64_t *done, uint64_t *total);

/** Closes all. */
void raw_close(struct raw *raw);

/** For CLEANUP(raw). */
static inline void cleanup_raw(struct raw **raw)
{
	raw_close(*raw);
}

#endif
