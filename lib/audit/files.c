/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/files.h"

#include "audit/event.h"
#include "audit/gunzip.h"
#include "audit/logfile.h"
#include "audit/rotated.h"
#include "audit/seek.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

/* Reads the beginning of a compressed file. */
static ssize_t read_compressed(int fd, char *out, size_t cap)
{
	CLEANUP(gunzip) struct gunzip *gunzip = NULL;
	size_t len = 0;
	ssize_t got = gunzip_open(fd, &gunzip);
	while (got >= 0 && len < cap && (got = gunzip_read(gunzip, out + len, cap - len)) > 0)
		len += (size_t)got;
	return (ssize_t)len;
}

/* Reads it as what it was. */
ssize_t files_beginning(const struct files_one *one, char out[FILES_BEGINNING])
{
	return one->compressed ? read_compressed(one->fd, out, FILES_BEGINNING)
			       : pread(one->fd, out, FILES_BEGINNING, 0);
}

/* The number of the first record that has one. */
static int64_t first_seq(struct view rest)
{
	struct event event;
	struct note unread;
	const char *newline;
	while (rest.len > 0 && (newline = memchr(rest.data, '\n', rest.len))) {
		struct view line = {rest.data, (size_t)(newline - rest.data)};
		if (event_decode(line, &event, &unread) == 0 && event.seq > 0)
			return event.seq;
		rest = view_skip(rest, line.len + 1);
	}
	return EVENT_UNKNOWN;
}

/* Learns the times of the first records of a file, and the first number. Of several, so that one that stands out of the
 * order does not lead astray. */
static void learn_times(struct files_one *one)
{
	char text[FILES_BEGINNING];
	ssize_t got = files_beginning(one, text);
	struct view rest = {text, got > 0 ? (size_t)got : 0};
	one->seq = first_seq(rest);
	struct seek_times times = seek_times(&rest);
	one->time = EVENT_UNKNOWN;
	if (times.count == 0)
		return;
	one->time = seek_middle(&times);
	one->earliest = one->latest = one->time;
	for (size_t i = 0; i < times.count; i++) {
		if (times.time[i] < one->earliest)
			one->earliest = times.time[i];
		if (times.time[i] > one->latest)
			one->latest = times.time[i];
	}
}

/* Opens one file; the fault is in it where that can't be done. */
static void open_one(int folder, struct files_one *one)
{
	struct stat st = {0};
	one->fd = openat(
		folder, one->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (one->fd < 0 || fstat(one->fd, &st) != 0)
		one->fault = -errno;
	else if (!S_ISREG(st.st_mode))
		one->fault = S_ISDIR(st.st_mode) ? -EISDIR : -ENXIO;
	if (one->fault != 0) {
		cleanup_fd(&one->fd);
		one->fd = -1;
		return;
	}
	one->device = st.st_dev;
	one->inode = st.st_ino;
	one->size = st.st_size;
	learn_times(one);
	if (one->time < 0)
		one->time = st.st_mtim.tv_sec * (int64_t)1000000 + st.st_mtim.tv_nsec / 1000;
}

/* Whether a file is in the list under another name. */
static bool is_listed(const struct files *files, const struct files_one *one)
{
	for (size_t i = 0; one->fd >= 0 && i < files->count; i++)
		if (files->list[i].fd >= 0 && files->list[i].inode == one->inode &&
			files->list[i].device == one->device)
			return true;
	return false;
}

/* Gives back what one file holds. */
static void close_one(struct files_one *one)
{
	cleanup_fd(&one->fd);
	free(one->name);
}

/* Adds one file to the list, unless it is not there, or is listed already. */
static int add_one(struct files *files, int folder, const char *name, struct note *note)
{
	struct files_one one = {.name = strdup(name),
		.fd = -1,
		.compressed = rotated_is_compressed(name),
		.seq = EVENT_UNKNOWN,
		.earliest = EVENT_UNKNOWN,
		.latest = EVENT_UNKNOWN};
	struct files_one *list =
		one.name ? reallocarray(files->list, files->count + 1, sizeof *list) : NULL;
	if (!list) {
		free(one.name);
		return note_errno(note, -ENOMEM, name);
	}
	files->list = list;
	open_one(folder, &one);
	if (one.fault == -ENOENT || is_listed(files, &one))
		close_one(&one);
	else
		list[files->count++] = one;
	return 0;
}

/* Adds the older files. */
static int add_rotated(struct files *files, int folder, const char *name, struct note *note)
{
	CLEANUP(dir) DIR *dir = rotated_open(folder);
	int r = dir ? 0 : note_errno(note, -errno, name);
	const char *older;
	while (r == 0 && (older = rotated_next(dir, name, true)))
		r = add_one(files, folder, older, note);
	return r;
}

/* Whether a compressed file is there uncompressed too. */
static bool is_doubled(const struct files *files, const struct files_one *one)
{
	size_t len = strlen(one->name) - strlen(".gz");
	for (size_t i = 0; one->compressed && i < files->count; i++)
		if (strlen(files->list[i].name) == len &&
			memcmp(files->list[i].name, one->name, len) == 0)
			return true;
	return false;
}

/* Takes the compressed files off the list that are there uncompressed too. */
static void drop_doubled(struct files *files)
{
	for (size_t i = files->count; i-- > 0;)
		if (is_doubled(files, &files->list[i])) {
			close_one(&files->list[i]);
			files->list[i] = files->list[--files->count];
		}
}

/* Orders two files by time; where that is the same, as it is for hours after the clock was set back,
 * by number, then by name. */
static int compare(const void *a, const void *b)
{
	const struct files_one *one = a, *two = b;
	if (one->time != two->time)
		return one->time < two->time ? -1 : 1;
	if (one->seq != two->seq)
		return one->seq < two->seq ? -1 : 1;
	return strcmp(one->name, two->name);
}

/* Says why a log can't be read at all, and who may read it. */
static int refuse(const struct logfile *place, int fault, struct note *note)
{
	if (fault == -ENOENT)
		return note_set(
			note, fault, "there is no log yet at %s/%s", place->folder, place->name);
	if (fault == -EACCES)
		return note_set(note, fault,
			"%s/%s: permission denied; root can read it, and the members of the "
			"group that it belongs to (adm)",
			place->folder, place->name);
	return logfile_fault(place, fault, note);
}

/* Opens the current file first: a file that is renamed after that is found under its new name too,
 * and known again by its inode, where the other way round it would be missed. */
static int open_all(struct files *files, const struct logfile *place, int folder, struct note *note)
{
	int r = add_one(files, folder, place->name, note);
	if (r == 0 && files->count > 0 && files->list[0].fault != 0)
		r = refuse(place, files->list[0].fault, note);
	size_t current = files->count;
	if (r == 0)
		r = add_rotated(files, folder, place->name, note);
	if (r == 0 && files->count == 0)
		r = refuse(place, -ENOENT, note);
	if (r != 0)
		return r;
	if (current > 0)
		files->list[0].time = INT64_MAX;
	drop_doubled(files);
	qsort(files->list, files->count, sizeof *files->list, compare);
	return 0;
}

/* Opens the folder and all files of the log in it. */
int files_open(const char *log_dir, const char *name, struct files *files, struct note *note)
{
	struct logfile place = {log_dir, name};
	*files = (struct files){NULL, 0};
	CLEANUP(fd) int folder = open(log_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return refuse(&place, -errno, note);
	int r = open_all(files, &place, folder, note);
	if (r != 0)
		files_close(files);
	return r;
}

/* Whether a file ends before a time: the next one that has records says so. */
static bool ends_before(const struct files *files, size_t file, int64_t since)
{
	for (size_t next = file + 1; next < files->count; next++)
		if (files->list[next].latest != EVENT_UNKNOWN)
			return files->list[next].latest < since;
	return false;
}

/* Moves those that stay to the front. */
void files_narrow(struct files *files, int64_t since, int64_t until)
{
	size_t kept = 0;
	for (size_t i = 0; i < files->count; i++) {
		struct files_one *one = &files->list[i];
		bool outside =
			one->fault == 0 && (one->earliest >= until || ends_before(files, i, since));
		if (outside)
			close_one(one);
		else
			files->list[kept++] = *one;
	}
	files->count = kept;
}

/* Closes every file and frees the list. */
void files_close(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		close_one(&files->list[i]);
	free(files->list);
	*files = (struct files){NULL, 0};
}
