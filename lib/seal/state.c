/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/state.h"

#include "common/cleanup.h"
#include "seal/state_file.h"

#include <errno.h>
#include <fcntl.h>

/* What a search for the best state has come to. */
struct search {
	const struct state_place *place;
	struct seal_state *best;
	bool any, valid;  /* there is a file; there is a state */
	int fault;        /* of the process: what is there is not known */
	struct note *odd; /* about a file that is not as it should be */
};

/* Compares by epoch, then by seq. */
bool state_is_later(const struct seal_state *state, const struct seal_state *other)
{
	if (state->epoch != other->epoch)
		return state->epoch > other->epoch;
	return state->seq > other->seq;
}

/* Wipes the key, and all else. */
void state_wipe(struct seal_state *state)
{
	explicit_bzero(state, sizeof *state);
}

/* Takes a copy if it is valid and better than what was found before. */
static void consider(
	struct search *search, const struct state_file *file, const unsigned char *copy)
{
	CLEANUP(state) struct seal_state state = {0};
	struct note why;
	if (slot_read(copy, search->place->hash, &state, &why) != 0) {
		note_set(search->odd, 0, "%s: %s", file->path, why.text);
		return;
	}
	if (!search->valid || state_is_later(&state, search->best))
		*search->best = state;
	search->valid = true;
}

/* Looks at the copies of a file. */
static void look(struct search *search, const struct state_file *file, size_t copies)
{
	unsigned char bytes[SLOT_SIZE];
	for (size_t i = 0; i < copies; i++) {
		ssize_t len = state_file_read(file, i, bytes, search->odd);
		if (len == 0 && i == 0)
			return;
		search->any = true;
		if (len >= 0)
			consider(search, file, bytes);
	}
	explicit_bzero(bytes, sizeof bytes);
}

/* Whether a fault says nothing about the file: the same may well be readable in a moment. */
static bool is_passing(int fault)
{
	return fault == -EMFILE || fault == -ENFILE || fault == -ENOMEM;
}

/* Looks into the file of a folder, if it is there. */
static void look_into(struct search *search, enum state_file_name name, size_t copies)
{
	CLEANUP(state_file) struct state_file file = {.folder = -1, .fd = -1, .kept = -1};
	struct note why;
	int r = state_file_find(&file, search->place, name, false, &why);
	if (r == 0)
		r = state_file_open(&file, O_RDONLY, &why);
	if (r == 0) {
		look(search, &file, copies);
	} else if (r != -ENOENT) {
		search->any = true;
		search->fault = is_passing(r) ? r : search->fault;
		*search->odd = why;
	}
}

/* Opens one of the files for all that comes. */
static int open_one(const struct state_place *place, enum state_file_name name)
{
	CLEANUP(state_file) struct state_file file = {.folder = -1, .fd = -1, .kept = -1};
	struct note said_later;
	int r = state_file_find(&file, place, name, false, &said_later);
	if (r == 0)
		r = state_file_open(&file, O_RDWR, &said_later);
	return r == 0 ? take_fd(&file.fd) : -1;
}

/* Opens those whose folder is open. */
void state_open(const struct state_place *place, struct state_open *open)
{
	if (open->run_dir >= 0)
		open->run = open_one(place, STATE_FILE_RUN);
	if (open->state_dir >= 0)
		open->checkpoint = open_one(place, STATE_FILE_CHECKPOINT);
}

/* Closes all that is open, folders too. */
void state_close(struct state_open *open)
{
	cleanup_fd(&open->run);
	cleanup_fd(&open->checkpoint);
	cleanup_fd(&open->run_dir);
	cleanup_fd(&open->state_dir);
	*open = (struct state_open){-1, -1, -1, -1};
}

/* Looks into both files. */
int state_load(const struct state_place *place, struct seal_state *state, struct note *note)
{
	struct note odd = {""};
	struct search search = {.place = place, .best = state, .odd = &odd};
	look_into(&search, STATE_FILE_CHECKPOINT, 2);
	look_into(&search, STATE_FILE_RUN, 1);
	if (search.valid)
		return odd.text[0]
			       ? note_set(note, 0, "%s; another copy of the seal's state is used",
					 odd.text)
			       : note_set(note, 0, "%s", "");
	if (search.any)
		return note_set(note, search.fault < 0 ? search.fault : -EBADMSG, "%s", odd.text);
	return note_set(
		note, -ENOENT, "%s and %s have no " STATE_FILE, place->run_dir, place->state_dir);
}

/* Writes the run state in its place. */
int state_store(const struct state_place *place, const struct seal_state *state, struct note *note)
{
	CLEANUP(state_file) struct state_file file = {.folder = -1, .fd = -1, .kept = -1};
	unsigned char bytes[SLOT_SIZE];
	int r = state_file_find(&file, place, STATE_FILE_RUN, true, note);
	if (r == 0)
		r = state_file_open(&file, O_WRONLY | O_CREAT, note);
	if (r == 0)
		r = slot_write(state, place->hash, bytes, note);
	if (r == 0)
		r = state_file_write(&file, bytes, sizeof bytes, note);
	explicit_bzero(bytes, sizeof bytes);
	return r;
}
