/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/handed.h"

#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

/* Whether it is standard input. */
static bool is_input(const char *file)
{
	return strcmp(file, "-") == 0;
}

/* Tells them apart. */
const char *handed_name(const char *file)
{
	return is_input(file) ? "standard input" : file;
}

/* Whether a path names something that is open here already. */
static bool is_open_here(const char *file)
{
	static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		size_t len = strlen(folders[i]);
		if (strncmp(file, folders[i], len) == 0 && file[len] != '\0' &&
			file[len + strspn(file + len, "0123456789")] == '\0')
			return true;
	}
	return strcmp(file, "/dev/stdin") == 0;
}

/* Refuses what is no file, nor a pipe that is open here. */
static int judge(const char *file, int fd, struct note *note)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return note_errno(note, -errno, file);
	if (S_ISREG(st.st_mode))
		return 0;
	if (S_ISFIFO(st.st_mode) && is_open_here(file))
		return 0;
	if (S_ISFIFO(st.st_mode))
		return note_set(note, -EINVAL,
			"%s is a named pipe, not a file of keys; use - and a pipe", file);
	return note_set(note, -EINVAL, "%s is a %s, not a file of keys%s", file,
		S_ISDIR(st.st_mode) ? "folder" : "device",
		S_ISDIR(st.st_mode) ? "" : "; use - to read standard input");
}

/* Opens without waiting for whoever is at the other end. */
static int open_file(const char *file, int *fd, struct note *note)
{
	*fd = is_input(file) ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
			     : open(file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (*fd < 0 && errno == ENOENT && is_open_here(file))
		return note_set(note, -ENOENT,
			"%s is not open here: sudo closes what <(...) opens; use - and a pipe",
			file);
	if (*fd < 0)
		return note_errno(note, -errno, handed_name(file));
	return is_input(file) ? 0 : judge(file, *fd, note);
}

/* Waits for who writes: whoever gave it to us may have said that nobody waits for it. */
static ssize_t read_patiently(int fd, char *text, size_t room)
{
	for (;;) {
		ssize_t got = read(fd, text, room);
		struct pollfd more = {.fd = fd, .events = POLLIN};
		if (got >= 0 || (errno != EINTR && errno != EAGAIN))
			return got;
		if (errno == EAGAIN && poll(&more, 1, -1) < 0 && errno != EINTR)
			return -1;
	}
}

/* Reads to the end, or until there is no room. */
int handed_read(const char *file, char *text, size_t room, size_t *len, struct note *note)
{
	CLEANUP(fd) int fd = -1;
	*len = 0;
	int r = open_file(file, &fd, note);
	for (ssize_t got = 1; r == 0 && got != 0;) {
		got = read_patiently(fd, text + *len, room - *len);
		if (got < 0)
			r = note_errno(note, -errno, handed_name(file));
		*len += got > 0 ? (size_t)got : 0;
		if (r == 0 && *len == room)
			r = note_set(note, -EFBIG,
				"%s has %zu bytes or more: it is too long for a file of keys",
				handed_name(file), room);
	}
	return r;
}
