/* SPDX-License-Identifier: Apache-2.0 */
#include "access/replace.h"

#include "common/cleanup.h"
#include "common/path.h"
#include "common/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <time.h>

#define POLL_MS 10

/* A file that is being replaced: its folder and names, the last part of `path` being `name`. */
struct target {
	const char *path, *name;
	char temporary[NAME_MAX + 1];
	int folder;
};

/* Opens a folder as one that can be synced and locked, after the way to it was judged. */
static int open_folder(const char *path, int *fd, struct note *note)
{
	CLEANUP(fd) int judged = -1;
	int r = path_open_folder(path, &judged, note);
	if (r != 0)
		return r;
	*fd = openat(judged, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *fd >= 0 ? 0 : note_errno(note, -errno, path);
}

/* Sleeps for a moment, or less if a signal comes. */
static void nap(void)
{
	nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000L}, NULL);
}

/* Asks for the lock again and again, until it is given or the time is over. */
static int wait_for_lock(int fd, const char *state_dir, struct note *note)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	for (int waited = 0; fcntl(fd, F_OFD_SETLK, &whole) != 0; waited += POLL_MS) {
		if (errno != EAGAIN && errno != EACCES)
			return note_errno(note, -errno, state_dir);
		if (waited >= REPLACE_WAIT_MS)
			return note_set(note, -ETIMEDOUT,
				"%s/%s: another change of the store has not ended in %d seconds; "
				"who holds it: fuser -v %s/%s",
				state_dir, REPLACE_LOCK, REPLACE_WAIT_MS / 1000, state_dir,
				REPLACE_LOCK);
		nap();
	}
	return 0;
}

/* Opens the lock's file, making it on first use. */
int replace_lock(const char *state_dir, struct replace_lock *lock, struct note *note)
{
	CLEANUP(fd) int folder = -1;
	int r = open_folder(state_dir, &folder, note);
	if (r != 0)
		return r;
	CLEANUP(fd)
	int fd = openat(folder, REPLACE_LOCK,
		O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	if (fd < 0)
		return note_errno(note, -errno, state_dir);
	r = wait_for_lock(fd, state_dir, note);
	if (r == 0)
		lock->fd = take_fd(&fd);
	return r;
}

/* Closes the only descriptor of the lock, which ends it. */
void replace_unlock(struct replace_lock *lock)
{
	cleanup_fd(&lock->fd);
	lock->fd = -1;
}

/* Cuts a path at its last slash, opens the folder, names the temporary file. */
static int aim(const char *path, struct target *target, struct note *note)
{
	const char *slash = strrchr(path, '/');
	if (path[0] != '/' || slash[1] == '\0')
		return note_set(
			note, -EINVAL, "%s: the path must begin with / and name a file", path);
	target->path = path;
	target->name = slash + 1;
	int len = snprintf(target->temporary, sizeof target->temporary, ".%s.new", target->name);
	if (len >= (int)sizeof target->temporary)
		return note_errno(note, -ENAMETOOLONG, path);
	CLEANUP(free) char *folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (!folder)
		return note_errno(note, -ENOMEM, path);
	return open_folder(folder, &target->folder, note);
}

/* Judges what stands in the place: nothing, or a regular file of root's. */
static int judge_old(const struct target *target, struct note *note)
{
	struct stat st;
	if (fstatat(target->folder, target->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return errno == ENOENT ? 0 : note_errno(note, -errno, target->path);
	if (!S_ISREG(st.st_mode))
		return note_set(note, REASON_UNSAFE_PATH,
			"%s is not a regular file (mode %06o); nothing is put in its place",
			target->path, (unsigned)st.st_mode);
	if (!path_trusts(st.st_uid))
		return note_set(note, REASON_UNSAFE_PATH,
			"%s belongs to uid %u, not to root; mend it with: chown root: %s",
			target->path, (unsigned)st.st_uid, target->path);
	return 0;
}

/* Writes all of a text, however many pieces it takes. */
static int write_all(int fd, struct view text)
{
	while (text.len > 0) {
		ssize_t n = write(fd, text.data, text.len);
		if (n < 0 && errno != EINTR)
			return -errno;
		text = view_skip(text, n < 0 ? 0 : (size_t)n);
	}
	return 0;
}

/* Writes an open file and closes it; what it holds is on the disk after that. */
static int fill(int fd, struct view text)
{
	int r = fchmod(fd, REPLACE_MODE) == 0 ? 0 : -errno;
	if (r == 0)
		r = write_all(fd, text);
	if (r == 0 && fsync(fd) != 0)
		r = -errno;
	if (close(fd) != 0 && r == 0)
		r = -errno;
	return r;
}

/* Writes the temporary file and renames it. */
static int swap(const struct target *target, struct view text)
{
	unlinkat(target->folder, target->temporary, 0); /* of a change that was broken off */
	int fd = openat(target->folder, target->temporary,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	int r = fill(fd, text);
	if (r == 0 &&
		renameat(target->folder, target->temporary, target->folder, target->name) != 0)
		r = -errno;
	if (r != 0)
		unlinkat(target->folder, target->temporary, 0);
	return r;
}

/* Says that the change is made, but may be gone after a power failure. */
static int say_unsynced(const char *path, int fault, struct note *note)
{
	char words[128];
	return note_set(note, fault,
		"%s is changed, but its folder could not be synced to the disk (%s): after a power "
		"failure what was there may be back",
		path, strerror_r(-fault, words, sizeof words));
}

/* Finds the file that is to be changed, and judges it; `*folder` is open after that. */
static int choose(const struct replace_lock *held, const char *path, struct target *target,
	int *folder, struct note *note)
{
	*target = (struct target){.folder = -1};
	if (held->fd < 0)
		return note_set(note, -ENOLCK, "%s: the store is not locked", path);
	int r = aim(path, target, note);
	*folder = target->folder;
	return r == 0 ? judge_old(target, note) : r;
}

/* Replaces the file and syncs its folder. */
int replace_file(
	const struct replace_lock *held, const char *path, struct view text, struct note *note)
{
	CLEANUP(fd) int folder = -1;
	struct target target;
	int r = choose(held, path, &target, &folder, note);
	if (r != 0)
		return r;
	r = swap(&target, text);
	if (r != 0)
		return note_errno(note, r, path);
	if (fsync(folder) != 0)
		return say_unsynced(path, -errno, note);
	return 0;
}

/* Unlinks the file and syncs its folder. */
int replace_remove(const struct replace_lock *held, const char *path, struct note *note)
{
	CLEANUP(fd) int folder = -1;
	struct target target;
	int r = choose(held, path, &target, &folder, note);
	if (r != 0)
		return r;
	if (unlinkat(folder, target.name, 0) != 0)
		return note_errno(note, -errno, path);
	return fsync(folder) == 0 ? 0 : say_unsynced(path, -errno, note);
}
