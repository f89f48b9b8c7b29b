/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state_file.h – a file of the seal's state: finding, opening, reading and writing it
 *
 * Shape:  STATE_FILE in a folder that is opened as path.h judges folders. It MUST be a regular file,
 *         root's, and writable by root alone; it is not reached through a link, and opening it does
 *         not wait.
 * Units:  bytes.
 * Memory: state_file_close gives all back. The bytes hold keys: whoever has them wipes them.
 * Errors: 0 or -errno, the note names the path: -ENOENT no folder or no file, -EPERM what could be
 *         somebody else's.
 * Source: none.
 */
#ifndef KEYHOLE_SEAL_STATE_FILE_H
#define KEYHOLE_SEAL_STATE_FILE_H

#include "seal/slot.h"

#include <limits.h>
#include <sys/types.h>

#define STATE_FILE_MAX (STATE_COPY_AT + SLOT_SIZE)

enum state_file_name { STATE_FILE_RUN, STATE_FILE_CHECKPOINT };

struct state_file {
	int folder, fd;
	int kept;      /* the file, if the caller has it open; -1 */
	bool borrowed; /* the folder is the caller's */
	char path[PATH_MAX];
};

/** Opens the folder, if the place has it not open, and makes it where it is missing if that is
 *  asked for. */
int state_file_find(struct state_file *file, const struct state_place *place,
	enum state_file_name name, bool make, struct note *note);

/** Opens the file in the folder, if the place has it not open: then for reading and writing. */
int state_file_open(struct state_file *file, int flags, struct note *note);

/** Reads one of the copies, counted from 0; what it lacks is zeros. Gives how many bytes there were,
 *  or -errno. */
ssize_t state_file_read(const struct state_file *file, size_t copy, unsigned char bytes[SLOT_SIZE],
	struct note *note);

/** Writes bytes over the file's beginning. */
int state_file_write(
	const struct state_file *file, const unsigned char *bytes, size_t len, struct note *note);

/** Closes what is open. */
void state_file_close(struct state_file *file);

/** For CLEANUP(state_file). */
static inline void cleanup_state_file(struct state_file *file)
{
	state_file_close(file);
}

#endif
