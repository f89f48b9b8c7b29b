/* SPDX-License-Identifier: Apache-2.0 */
#include "server/undertaking.h"

#include "common/cleanup.h"
#include "server/placing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

/* Names a file with the root before it. */
int undertaking_name(const struct undertaking *undertaking, const char *path, char out[PATH_MAX],
	struct note *note)
{
	int len = snprintf(out, PATH_MAX, "%s%s", undertaking->root, path);
	return len < PATH_MAX ? 0 : note_errno(note, -ENAMETOOLONG, path);
}

/* Writes the record. */
int undertaking_save(
	struct undertaking *undertaking, enum undertaking_phase phase, struct note *note)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	enum undertaking_phase before = undertaking->phase;
	undertaking->phase = phase;
	int r = undertaking_encode(undertaking, &text, note);
	if (r == 0)
		r = placing_put(undertaking->record, path_text_view(&text), UNDERTAKING_MODE, note);
	if (r != 0)
		undertaking->phase = before;
	return r;
}

/* Opens the folder; somebody may have taken it away, and that has to keep nobody from putting back. */
static int open_folder(const char *state_dir, int *folder, struct note *note)
{
	int r = path_open_folder(state_dir, folder, note);
	if (r != -ENOENT || mkdir(state_dir, 0700) != 0)
		return r;
	return path_open_folder(state_dir, folder, note);
}

/* Takes the lock, or says that another one has it. */
static int lock(const char *state_dir, int *held, struct note *note)
{
	CLEANUP(fd) int folder = -1;
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int r = open_folder(state_dir, &folder, note);
	if (r != 0)
		return r;
	CLEANUP(fd)
	int fd = openat(folder, UNDERTAKING_LOCK,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	if (fd < 0)
		return note_errno(note, -errno, state_dir);
	if (fcntl(fd, F_OFD_SETLK, &whole) != 0)
		return note_set(note, errno == EAGAIN || errno == EACCES ? -EBUSY : -errno,
			"another keyhole enable, confirm, disable or revert is at work; who it is: "
			"fuser -v %s/%s",
			state_dir, UNDERTAKING_LOCK);
	*held = take_fd(&fd);
	return 0;
}

/* Reads the record, if there is one. A confirmed one may be begun on top of. */
static int load(struct undertaking *undertaking, struct note *note)
{
	CLEANUP(path_text) struct path_text text = {NULL, 0};
	int r = placing_read(undertaking->record, &text, note);
	if (r != 0 || !text.bytes)
		return r;
	r = undertaking_decode(path_text_view(&text), undertaking, note);
	for (size_t i = 0; r == 0 && i < undertaking->count; i++) {
		struct undertaking_file *file = &undertaking->file[i];
		if (undertaking->phase != UNDERTAKING_CONFIRMED)
			continue;
		path_text_free(&file->before);
		r = wiring_copy(path_text_view(&file->after), &file->before, note);
	}
	return r;
}

/* Names the record and reads it. */
int undertaking_look(
	const char *root, const char *state_dir, struct undertaking *undertaking, struct note *note)
{
	*undertaking = (struct undertaking){.root = root, .lock = -1};
	int len = snprintf(undertaking->record, sizeof undertaking->record, "%s/%s", state_dir,
		UNDERTAKING_NAME);
	if (len >= (int)sizeof undertaking->record)
		return note_errno(note, -ENAMETOOLONG, state_dir);
	return load(undertaking, note);
}

/* Takes the lock first. */
int undertaking_open(
	const char *root, const char *state_dir, struct undertaking *undertaking, struct note *note)
{
	CLEANUP(fd) int held = -1;
	*undertaking = (struct undertaking){.root = root, .lock = -1};
	int r = lock(state_dir, &held, note);
	if (r == 0)
		r = undertaking_look(root, state_dir, undertaking, note);
	undertaking->lock = take_fd(&held);
	return r == 0 ? placing_tidy(undertaking->record, note) : r;
}

/* Closes the descriptor, which the lock belongs to. */
void undertaking_release(struct undertaking *undertaking)
{
	cleanup_fd(&undertaking->lock);
	undertaking->lock = -1;
}

/* Frees the files and ends the lock. */
void undertaking_close(struct undertaking *undertaking)
{
	for (size_t i = 0; i < undertaking->count; i++) {
		free(undertaking->file[i].path);
		path_text_free(&undertaking->file[i].origin);
		path_text_free(&undertaking->file[i].before);
		path_text_free(&undertaking->file[i].after);
	}
	undertaking->count = 0;
	undertaking_release(undertaking);
}

/* Puts one text in the place of another. */
int undertaking_set(struct path_text *text, struct view value, struct note *note)
{
	struct path_text copy;
	int r = wiring_copy(value, &copy, note);
	if (r != 0)
		return r;
	path_text_free(text);
	*text = copy;
	return 0;
}

/* The file of a path, made where there is none yet; NULL: no room or no memory. */
static struct undertaking_file *find(struct undertaking *undertaking, const char *path, bool *made)
{
	*made = false;
	for (size_t i = 0; i < undertaking->count; i++)
		if (strcmp(undertaking->file[i].path, path) == 0)
			return &undertaking->file[i];
	if (undertaking->count == UNDERTAKING_FILES_MAX)
		return NULL;
	struct undertaking_file *file = &undertaking->file[undertaking->count];
	*file = (struct undertaking_file){.path = strdup(path)};
	*made = true;
	undertaking->count += file->path != NULL;
	return file->path ? file : NULL;
}

/* What would be there without keyhole, where somebody has edited since it was confirmed. */
static int renew_origin(struct undertaking_file *file, struct view now, struct note *note)
{
	const struct wiring_times times = {
		now, path_text_view(&file->after), path_text_view(&file->origin)};
	struct path_text origin;
	if (wiring_same(now, times.after))
		return 0;
	int r = wiring_undo(file->kind, &times, &origin, note);
	if (r != 0)
		return r;
	path_text_free(&file->origin);
	file->origin = origin;
	return 0;
}

/* Reads what is there now. */
int undertaking_add(struct undertaking *undertaking, enum wiring_kind kind, const char *path,
	struct view after, struct note *note)
{
	CLEANUP(path_text) struct path_text now = {NULL, 0};
	char name[PATH_MAX];
	bool made;
	int r = undertaking_name(undertaking, path, name, note);
	if (r == 0)
		r = placing_read(name, &now, note);
	if (r != 0)
		return r;
	struct undertaking_file *file = find(undertaking, path, &made);
	if (!file)
		return note_errno(note, -ENOMEM, path);
	file->kind = kind;
	r = made ? undertaking_set(&file->origin, path_text_view(&now), note)
		 : renew_origin(file, path_text_view(&now), note);
	if (r == 0)
		r = undertaking_set(&file->before, path_text_view(&now), note);
	return r == 0 ? undertaking_set(&file->after, after, note) : r;
}

/* Compares. */
bool undertaking_changes(const struct undertaking_file *file)
{
	return !wiring_same(path_text_view(&file->before), path_text_view(&file->after));
}

/* Counts. */
size_t undertaking_count(const struct undertaking *undertaking)
{
	size_t count = 0;
	for (size_t i = 0; i < undertaking->count; i++)
		count += undertaking_changes(&undertaking->file[i]);
	return count;
}
