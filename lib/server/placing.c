/* SPDX-License-Identifier: Apache-2.0 */
#include "server/placing.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#define LIST_MAX 4096
#define VALUE_MAX (64 * 1024)

/* A file by its folder and name. */
struct target {
	const char *path, *name;
	char temporary[NAME_MAX + 1];
	int folder;
};

/* Gives the folder back. */
static void cleanup_target(struct target *target)
{
	cleanup_fd(&target->folder);
}

/* Opens the folder, judged, as one that can be synced. */
static int open_folder(const char *path, int *fd, struct note *note)
{
	CLEANUP(fd) int judged = -1;
	int r = path_open_folder(path, &judged, note);
	if (r != 0)
		return r;
	*fd = openat(judged, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *fd >= 0 ? 0 : note_errno(note, -errno, path);
}

/* Cuts a path at its last slash. */
static int aim(const char *path, struct target *target, struct note *note)
{
	const char *slash = strrchr(path, '/');
	if (path[0] != '/' || slash[1] == '\0')
		return note_set(
			note, -EINVAL, "%s: the path must begin with / and name a file", path);
	target->path = path;
	target->name = slash + 1;
	int len =
		snprintf(target->temporary, sizeof target->temporary, ".%s.keyhole", target->name);
	if (len >= (int)sizeof target->temporary)
		return note_errno(note, -ENAMETOOLONG, path);
	CLEANUP(free) char *folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (!folder)
		return note_errno(note, -ENOMEM, path);
	return open_folder(folder, &target->folder, note);
}

/* Opens the file that is there; `*fd` stays -1 where none is. */
static int open_old(const struct target *target, int *fd, struct note *note)
{
	int r = path_open_file(target->folder, target->name, target->path, PLACING_MAX, fd, note);
	return r == -ENOENT ? 0 : r;
}

/* Reads all bytes of an open file. */
static int read_all(int fd, const char *path, struct path_text *text, struct note *note)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return note_errno(note, -errno, path);
	size_t room = (size_t)st.st_size;
	CLEANUP(path_text) struct path_text got = {malloc(room + 1), 0};
	if (!got.bytes)
		return note_errno(note, -ENOMEM, path);
	while (got.len < room) {
		ssize_t n = read(fd, got.bytes + got.len, room - got.len);
		if (n < 0 && errno != EINTR)
			return note_errno(note, -errno, path);
		if (n == 0)
			break;
		got.len += n > 0 ? (size_t)n : 0;
	}
	got.bytes[got.len] = '\0';
	*text = got;
	got.bytes = NULL;
	return 0;
}

/* Opens and reads. */
int placing_read(const char *path, struct path_text *text, struct note *note)
{
	CLEANUP(target) struct target target = {.folder = -1};
	CLEANUP(fd) int fd = -1;
	*text = (struct path_text){NULL, 0};
	int r = aim(path, &target, note);
	if (r == 0)
		r = open_old(&target, &fd, note);
	return r == 0 && fd >= 0 ? read_all(fd, path, text, note) : r;
}

/* Gives a file one extended attribute of another. */
static int copy_attribute(int from, int to, const char *name)
{
	CLEANUP(free) char *value = malloc(VALUE_MAX);
	if (!value)
		return -ENOMEM;
	ssize_t len = fgetxattr(from, name, value, VALUE_MAX);
	if (len < 0)
		return errno == ENODATA ? 0 : -errno;
	return fsetxattr(to, name, value, (size_t)len, 0) == 0 ? 0 : -errno;
}

/* Gives a file all of them; a file system without any is as well. */
static int copy_attributes(int from, int to)
{
	char names[LIST_MAX];
	ssize_t len = flistxattr(from, names, sizeof names);
	if (len < 0)
		return errno == ENOTSUP ? 0 : -errno;
	int r = 0;
	for (ssize_t at = 0; r == 0 && at < len; at += (ssize_t)strlen(names + at) + 1)
		r = copy_attribute(from, to, names + at);
	return r;
}

/* Gives the new file what the old one had; the mode last, since a change of owner takes from it. */
static int dress(int old, int new, mode_t mode)
{
	struct stat st = {.st_mode = mode};
	if (old < 0)
		return fchmod(new, mode) == 0 ? 0 : -errno;
	if (fstat(old, &st) != 0 || fchown(new, st.st_uid, st.st_gid) != 0 ||
		fchmod(new, st.st_mode & 07777) != 0)
		return -errno;
	return copy_attributes(old, new);
}

/* Writes all of a text. */
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

/* Writes the file beside the old one and closes it; what it holds is on the disk after that. */
static int fill(int old, int new, struct view text, mode_t mode)
{
	int r = dress(old, new, mode);
	if (r == 0)
		r = write_all(new, text);
	if (r == 0 && fsync(new) != 0)
		r = -errno;
	if (close(new) != 0 && r == 0)
		r = -errno;
	return r;
}

/* Writes the file beside the old one. */
static int prepare(const struct target *target, int old, struct view text, mode_t mode)
{
	unlinkat(target->folder, target->temporary, 0); /* of one who died */
	int new = openat(target->folder, target->temporary,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (new < 0)
		return -errno;
	int r = fill(old, new, text, mode);
	if (r != 0)
		unlinkat(target->folder, target->temporary, 0);
	return r;
}

/* Syncs the folder; says that the change is made, but may be gone after a power failure. */
static int settle(const struct target *target, struct note *note)
{
	char words[128];
	if (fsync(target->folder) == 0)
		return 0;
	int fault = -errno;
	return note_set(note, fault,
		"%s is changed, but its folder could not be synced to the disk (%s): after a power "
		"failure what was there may be back",
		target->path, strerror_r(-fault, words, sizeof words));
}

/* Says why a file can't be replaced; root is forbidden what an attribute of its file system forbids. */
static int refuse(int fault, const char *path, struct note *note)
{
	return fault != -EPERM
		       ? note_errno(note, fault, path)
		       : note_set(note, fault,
				 "%s can't be changed, not by root either: lsattr shows "
				 "whether it or its folder is immutable, chattr -i ends that",
				 path);
}

/* Judges what is there, and writes. */
int placing_prepare(const char *path, struct view text, mode_t mode, struct note *note)
{
	CLEANUP(target) struct target target = {.folder = -1};
	CLEANUP(fd) int old = -1;
	int r = aim(path, &target, note);
	if (r == 0)
		r = open_old(&target, &old, note);
	if (r != 0)
		return r;
	r = prepare(&target, old, text, mode);
	return r == 0 ? 0 : refuse(r, path, note);
}

/* Renames. */
int placing_commit(const char *path, struct note *note)
{
	CLEANUP(target) struct target target = {.folder = -1};
	int r = aim(path, &target, note);
	if (r != 0)
		return r;
	if (renameat(target.folder, target.temporary, target.folder, target.name) != 0)
		return refuse(-errno, path, note);
	return settle(&target, note);
}

/* Prepares and commits. */
int placing_put(const char *path, struct view text, mode_t mode, struct note *note)
{
	struct note ignored;
	int r = placing_prepare(path, text, mode, note);
	if (r != 0)
		return r;
	r = placing_commit(path, note);
	if (r != 0)
		placing_tidy(path, &ignored);
	return r;
}

/* Unlinks; that it is gone already is as good. */
int placing_remove(const char *path, struct note *note)
{
	CLEANUP(target) struct target target = {.folder = -1};
	int r = aim(path, &target, note);
	if (r != 0)
		return r;
	if (unlinkat(target.folder, target.name, 0) != 0 && errno != ENOENT)
		return refuse(-errno, path, note);
	return settle(&target, note);
}

/* Unlinks the name beside it. */
int placing_tidy(const char *path, struct note *note)
{
	CLEANUP(target) struct target target = {.folder = -1};
	int r = aim(path, &target, note);
	if (r != 0)
		return r == -ENOENT ? 0 : r;
	if (unlinkat(target.folder, target.temporary, 0) != 0 && errno != ENOENT)
		return note_errno(note, -errno, path);
	return 0;
}
