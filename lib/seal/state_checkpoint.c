/* SPDX-License-Identifier: Apache-2.0 */
#include "common/cleanup.h"
#include "seal/state.h"
#include "seal/state_file.h"

#include <errno.h>
#include <fcntl.h>

#define NEW_FILE "." STATE_FILE ".new"

/* Makes the bytes of both copies, and the nothing between them. */
static int make_copies(const struct state_place *place, const struct seal_state *state,
	unsigned char bytes[STATE_FILE_MAX], struct note *note)
{
	memset(bytes, 0, STATE_FILE_MAX);
	int r = slot_write(state, place->hash, bytes, note);
	memcpy(bytes + STATE_COPY_AT, bytes, SLOT_SIZE);
	return r;
}

/* Whether the file has a state that is no earlier than this one; a copy that can't be read counts
 * for nothing, and is written anew. */
static bool is_there(const struct state_place *place, const struct state_file *file,
	const struct seal_state *state)
{
	unsigned char bytes[SLOT_SIZE];
	CLEANUP(state) struct seal_state copy = {0};
	struct note ignored;
	bool there = false;
	for (size_t i = 0; i < 2; i++)
		if (state_file_read(file, i, bytes, &ignored) > 0 &&
			slot_read(bytes, place->hash, &copy, &ignored) == 0)
			there = there || !state_is_later(state, &copy);
	explicit_bzero(bytes, sizeof bytes);
	return there;
}

/* Writes both copies over what is there, if that is earlier. */
static int overwrite(const struct state_place *place, const struct state_file *file,
	const struct seal_state *state, bool sync, struct note *note)
{
	unsigned char bytes[STATE_FILE_MAX];
	if (is_there(place, file, state))
		return 0;
	int r = make_copies(place, state, bytes, note);
	if (r == 0)
		r = state_file_write(file, bytes, sizeof bytes, note);
	explicit_bzero(bytes, sizeof bytes);
	if (r == 0 && sync && fdatasync(file->fd) != 0)
		r = note_errno(note, -errno, file->path);
	/* Begun, and not waited for: until it is done, the disk has a key that is of the past. */
	if (r == 0 && !sync)
		sync_file_range(file->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return r;
}

/* Writes a file that is no part of the state yet, and sees that it is on the disk. */
static int fill(const struct state_place *place, const struct state_file *file,
	const struct seal_state *state, struct note *note)
{
	unsigned char bytes[STATE_FILE_MAX];
	int r = make_copies(place, state, bytes, note);
	if (r == 0)
		r = state_file_write(file, bytes, sizeof bytes, note);
	explicit_bzero(bytes, sizeof bytes);
	if (r == 0 && fsync(file->fd) != 0)
		r = note_errno(note, -errno, file->path);
	return r;
}

/* Gives the file that was filled its name, for good. */
static int put_in_place(const struct state_file *file, struct note *note)
{
	CLEANUP(fd) int synced = openat(file->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (synced < 0 || renameat(file->folder, NEW_FILE, file->folder, STATE_FILE) != 0 ||
		fsync(synced) != 0)
		return note_errno(note, -errno, file->path);
	return 0;
}

/* Makes the file under another name first: one that is there is whole. */
static int make(const struct state_place *place, struct state_file *file,
	const struct seal_state *state, struct note *note)
{
	if (unlinkat(file->folder, NEW_FILE, 0) != 0 && errno != ENOENT)
		return note_errno(note, -errno, file->path);
	file->fd = openat(
		file->folder, NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file->fd < 0)
		return note_errno(note, -errno, file->path);
	int r = fill(place, file, state, note);
	if (close(take_fd(&file->fd)) != 0 && r == 0)
		r = note_errno(note, -errno, file->path);
	if (r == 0)
		r = put_in_place(file, note);
	if (r != 0)
		unlinkat(file->folder, NEW_FILE, 0);
	return r;
}

/* Overwrites what is there, or makes it. */
int state_checkpoint(const struct state_place *place, const struct seal_state *state, bool sync,
	struct note *note)
{
	CLEANUP(state_file) struct state_file file = {.folder = -1, .fd = -1, .kept = -1};
	int r = state_file_find(&file, place, STATE_FILE_CHECKPOINT, false, note);
	if (r != 0)
		return r;
	r = state_file_open(&file, O_RDWR, note);
	if (r == -ENOENT)
		return make(place, &file, state, note);
	return r == 0 ? overwrite(place, &file, state, sync, note) : r;
}
