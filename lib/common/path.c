/* SPDX-License-Identifier: Apache-2.0 */
#include "common/path.h"

#include "common/cleanup.h"
#include "common/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

/* Says that others could change what is at the part of a path that was reached. */
static int unsafe_mode(const char *path, size_t len, mode_t mode, struct note *note)
{
	return note_set(note, REASON_UNSAFE_PATH,
		"%.*s can be written by others than root (mode %04o); mend it with: chmod go-w "
		"%.*s",
		(int)len, path, (unsigned)(mode & 07777), (int)len, path);
}

/* Says that something belongs to somebody who is not trusted. */
static int unsafe_owner(const char *path, size_t len, uid_t owner, struct note *note)
{
	return note_set(note, REASON_UNSAFE_PATH,
		"%.*s belongs to uid %u, not to root; mend it with: chown root: %.*s", (int)len,
		path, (unsigned)owner, (int)len, path);
}

/* Says why a part of a path can't be reached. */
static int fault_at(const char *path, size_t len, int fault, struct note *note)
{
	char words[128];
	return note_set(
		note, fault, "%.*s: %s", (int)len, path, strerror_r(-fault, words, sizeof words));
}

/* Judges a folder on the way, or why it is none. In a sticky one others may add names, but can
 * neither remove nor replace what is root's, and whatever comes next has to be root's too. */
static int judge_folder(const char *path, size_t reached, const struct stat *st, struct note *note)
{
	if (S_ISLNK(st->st_mode))
		return note_set(note, REASON_UNSAFE_PATH,
			"%.*s is a symbolic link, and keyhole follows none; name the folder itself",
			(int)reached, path);
	if (!S_ISDIR(st->st_mode))
		return fault_at(path, reached, -ENOTDIR, note);
	if (!path_trusts(st->st_uid))
		return unsafe_owner(path, reached, st->st_uid, note);
	if ((st->st_mode & 022) && !(st->st_mode & S_ISVTX))
		return unsafe_mode(path, reached, st->st_mode, note);
	return 0;
}

/* Looks at what the first bytes of a path name, and judges it. */
static int judge_part(const char *path, size_t reached, struct note *note)
{
	char part[PATH_MAX];
	struct stat st;
	if (reached >= sizeof part)
		return note_errno(note, -ENAMETOOLONG, path);
	memcpy(part, path, reached);
	part[reached] = '\0';
	if (lstat(part, &st) != 0)
		return fault_at(path, reached, -errno, note);
	return judge_folder(path, reached, &st, note);
}

/* How much of a path, in whole names, is the beginning of another one too. */
static size_t common_way(const char *path, const char *other)
{
	size_t len = 0, whole = 0;
	for (; path[len] != '\0' && path[len] == other[len]; len++)
		if (path[len] == '/')
			whole = len > 0 ? len : 1;
	bool ends = (path[len] == '\0' || path[len] == '/') &&
		    (other[len] == '\0' || other[len] == '/');
	return ends ? len : whole;
}

/* Judges every folder of an absolute path, from the top, but those of its beginning that were judged.
 * Once one is judged, nobody but root can put anything else in the place of the next: so that they are
 * looked at one after another by name is as good as holding each of them open, and costs a third of
 * the calls. */
static int judge_way(const char *path, size_t judged, struct note *note)
{
	int r = judged > 0 ? 0 : judge_part(path, 1, note);
	const char *at = path;
	while (r == 0) {
		at += strspn(at, "/");
		size_t len = strcspn(at, "/");
		if (len == 0)
			break;
		if (view_is((struct view){at, len}, ".."))
			return note_set(note, -EINVAL, "%s: no name may be ..", path);
		at += len;
		if ((size_t)(at - path) > judged)
			r = judge_part(path, (size_t)(at - path), note);
	}
	return r;
}

/* Opens a folder after the way to it was judged. */
int path_open_next_folder(const char *path, const char *judged, int *fd, struct note *note)
{
	if (path[0] != '/')
		return note_set(note, -EINVAL, "%s: the path must begin with /", path);
	int r = judge_way(path, common_way(path, judged), note);
	if (r != 0)
		return r;
	int folder = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return note_errno(note, -errno, path);
	*fd = folder;
	return 0;
}

/* Opens a folder of which nothing was judged before. */
int path_open_folder(const char *path, int *fd, struct note *note)
{
	return path_open_next_folder(path, "", fd, note);
}

/* Judges an open file: kind, owner, mode, length. */
static int judge_file(int fd, const char *path, size_t max, struct note *note)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return note_errno(note, -errno, path);
	if (!S_ISREG(st.st_mode))
		return note_set(note, REASON_UNSAFE_PATH, "%s is not a regular file", path);
	if (!path_trusts(st.st_uid))
		return unsafe_owner(path, strlen(path), st.st_uid, note);
	if (st.st_mode & 022)
		return unsafe_mode(path, strlen(path), st.st_mode, note);
	if (st.st_size < 0 || (size_t)st.st_size > max)
		return note_set(note, -EFBIG,
			"%s has %lld bytes, more than the %zu that are allowed", path,
			(long long)st.st_size, max);
	return 0;
}

/* Says why a file could not be opened; a link and a socket get their own words. */
static int refuse_file(int fault, const char *path, struct note *note)
{
	if (fault == -ELOOP)
		return note_set(note, REASON_UNSAFE_PATH,
			"%s is a symbolic link, and keyhole follows none; put the file itself "
			"there",
			path);
	if (fault == -ENXIO)
		return note_set(note, REASON_UNSAFE_PATH, "%s is not a regular file", path);
	return note_errno(note, fault, path);
}

/* Opens a file in a folder, without waiting for the other end of a FIFO. */
int path_open_file(
	int folder, const char *name, const char *path, size_t max, int *fd, struct note *note)
{
	CLEANUP(fd)
	int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file < 0)
		return refuse_file(-errno, path, note);
	int r = judge_file(file, path, max, note);
	if (r == 0)
		*fd = take_fd(&file);
	return r;
}

/* Reads to the end of a file, at most `cap` bytes, however many pieces it comes in. */
static ssize_t read_all(int fd, char *bytes, size_t cap)
{
	size_t len = 0;
	while (len < cap) {
		ssize_t n = read(fd, bytes + len, cap - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* Reads a file that was judged: no more than it had then, so that it can't grow meanwhile. */
static int read_text(int fd, const char *path, struct path_text *text, struct note *note)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return note_errno(note, -errno, path);
	CLEANUP(free) char *bytes = malloc((size_t)st.st_size + 1);
	if (!bytes)
		return note_errno(note, -ENOMEM, path);
	ssize_t len = read_all(fd, bytes, (size_t)st.st_size);
	if (len < 0)
		return note_errno(note, (int)len, path);
	const char *nul = memchr(bytes, '\0', (size_t)len);
	if (nul)
		return note_set(note, -EINVAL, "%s has a NUL at byte %zu: it is not a text", path,
			(size_t)(nul - bytes) + 1);
	bytes[len] = '\0';
	*text = (struct path_text){bytes, (size_t)len};
	bytes = NULL;
	return 0;
}

/* Reads a file of a folder that was judged. */
int path_read_at(int folder, const char *name, const char *path, size_t max, struct path_text *text,
	struct note *note)
{
	CLEANUP(fd) int fd = -1;
	int r = path_open_file(folder, name, path, max, &fd, note);
	if (r != 0)
		return r;
	return read_text(fd, path, text, note);
}

/* Cuts a path at its last slash, opens the folder, reads the file. */
int path_read(const char *path, size_t max, struct path_text *text, struct note *note)
{
	const char *slash = strrchr(path, '/');
	if (path[0] != '/' || slash[1] == '\0')
		return note_set(
			note, -EINVAL, "%s: the path must begin with / and name a file", path);
	CLEANUP(free) char *folder = strndup(path, slash == path ? 1 : (size_t)(slash - path));
	if (!folder)
		return note_errno(note, -ENOMEM, path);
	CLEANUP(fd) int fd = -1;
	int r = path_open_folder(folder, &fd, note);
	if (r != 0)
		return r;
	return path_read_at(fd, slash + 1, path, max, text, note);
}

/* Frees a text and forgets it. */
void path_text_free(struct path_text *text)
{
	free(text->bytes);
	*text = (struct path_text){NULL, 0};
}
