/* SPDX-License-Identifier: Apache-2.0 */
#include "seal/state_file.h"

#include "common/cleanup.h"
#include "common/path.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* Makes a folder that is missing; the one above it has to be there. */
static int make_folder(const char *dir, struct note *note)
{
	const char *slash = strrchr(dir, '/');
	char above[PATH_MAX];
	size_t len = slash && slash > dir ? (size_t)(slash - dir) : 1;
	if (!slash || len >= sizeof above)
		return note_errno(note, -ENAMETOOLONG, dir);
	memcpy(above, dir, len);
	above[len] = '\0';
	CLEANUP(fd) int folder = -1;
	int r = path_open_folder(above, &folder, note);
	if (r == 0 && mkdirat(folder, slash + 1, 0700) != 0 && errno != EEXIST)
		r = note_errno(note, -errno, dir);
	return r;
}

/* Opens the folder by its path; that others could write to it is a fault here, not a decision. */
static int open_folder(struct state_file *file, const char *dir, bool make, struct note *note)
{
	int r = path_open_folder(dir, &file->folder, note);
	if (r == -ENOENT && make) {
		r = make_folder(dir, note);
		if (r == 0)
			r = path_open_folder(dir, &file->folder, note);
	}
	return r > 0 ? -EPERM : r;
}

/* Takes the folder that is open, or opens it. */
int state_file_find(struct state_file *file, const struct state_place *place,
	enum state_file_name name, bool make, struct note *note)
{
	bool run = name == STATE_FILE_RUN;
	const char *dir = run ? place->run_dir : place->state_dir;
	int open = !place->open ? -1 : run ? place->open->run_dir : place->open->state_dir;
	file->folder = file->fd = -1;
	file->kept = !place->open ? -1 : run ? place->open->run : place->open->checkpoint;
	if (snprintf(file->path, sizeof file->path, "%s/" STATE_FILE, dir) >=
		(int)sizeof file->path)
		return note_errno(note, -ENAMETOOLONG, dir);
	file->borrowed = open >= 0;
	if (file->borrowed)
		file->folder = open;
	return file->borrowed ? 0 : open_folder(file, dir, make, note);
}

/* Judges the open file. */
static int judge(const struct state_file *file, struct note *note)
{
	struct stat st;
	if (fstat(file->fd, &st) != 0)
		return note_errno(note, -errno, file->path);
	if (!S_ISREG(st.st_mode))
		return note_set(note, -EPERM, "%s is not a regular file; move it away", file->path);
	if (!path_trusts(st.st_uid))
		return note_set(note, -EPERM,
			"%s belongs to uid %u, not to root; move it away, or mend it with: chown "
			"root: %s",
			file->path, (unsigned)st.st_uid, file->path);
	if (st.st_mode & 022)
		return note_set(note, -EPERM,
			"%s can be written by others than root (mode %04o); mend it with: chmod "
			"600 %s",
			file->path, (unsigned)(st.st_mode & 07777), file->path);
	return 0;
}

/* Opens the file and judges it. */
int state_file_open(struct state_file *file, int flags, struct note *note)
{
	if (file->kept >= 0) {
		file->fd = file->kept;
		return 0;
	}
	do
		file->fd = openat(file->folder, STATE_FILE,
			flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	while (file->fd < 0 && errno == EINTR);
	if (file->fd < 0 && errno == ELOOP)
		return note_set(note, -ELOOP, "%s is a symbolic link; move it away", file->path);
	if (file->fd < 0)
		return note_errno(note, -errno, file->path);
	return judge(file, note);
}

/* Reads what is there: each copy alone, since a disk may be able to give only one. */
ssize_t state_file_read(const struct state_file *file, size_t copy, unsigned char bytes[SLOT_SIZE],
	struct note *note)
{
	ssize_t got;
	memset(bytes, 0, SLOT_SIZE);
	do
		got = pread(file->fd, bytes, SLOT_SIZE, (off_t)(copy * STATE_COPY_AT));
	while (got < 0 && errno == EINTR);
	return got >= 0 ? got : note_errno(note, -errno, file->path);
}

/* Writes all at once. */
int state_file_write(
	const struct state_file *file, const unsigned char *bytes, size_t len, struct note *note)
{
	ssize_t done;
	do
		done = pwrite(file->fd, bytes, len, 0);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		return note_errno(note, -errno, file->path);
	return (size_t)done == len ? 0 : note_errno(note, -ENOSPC, file->path);
}

/* Closes both; what had to last was synced before. */
void state_file_close(struct state_file *file)
{
	if (file->fd != file->kept)
		cleanup_fd(&file->fd);
	if (!file->borrowed)
		cleanup_fd(&file->folder);
	file->fd = file->folder = -1;
}
