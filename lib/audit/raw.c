/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/raw.h"

#include "audit/given.h"
#include "audit/gunzip.h"
#include "audit/rotated.h"
#include "common/cleanup.h"

#include <errno.h>
#include <sys/stat.h>

/* One file; the descriptor is its own. */
struct source {
	char *name;
	int fd, fault;
	bool compressed;
	uint64_t size;
};

struct raw {
	struct source *sources;
	size_t count, at;
	bool began;            /* the file at which it stands */
	size_t kept;           /* of the buffer's end, for the next block */
	size_t len;            /* of what is in the buffer */
	uint64_t done;         /* of files before this one */
	uint64_t read;         /* of this one, uncompressed */
	struct gunzip *gunzip; /* of a compressed file that is being read */
	char buffer[RAW_BLOCK];
};

/* Makes room for so many files. */
static int make(size_t count, struct raw **raw, struct note *note)
{
	*raw = calloc(1, sizeof **raw);
	struct source *sources = calloc(count, sizeof *sources);
	if (!*raw || !sources) {
		free(*raw);
		free(sources);
		*raw = NULL;
		return note_errno(note, -ENOMEM, "the log");
	}
	(*raw)->sources = sources;
	return 0;
}

/* Adds a file that is open, or could not be; the name is taken over. */
static int add(struct raw *raw, char *name, int fd, int fault, struct note *note)
{
	struct stat st;
	struct source *source = &raw->sources[raw->count++];
	*source = (struct source){.name = name,
		.fd = fd,
		.fault = fault,
		.compressed = name && rotated_is_compressed(name)};
	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		source->size = (uint64_t)st.st_size;
	return name ? 0 : note_errno(note, -ENOMEM, "the log");
}

/* Takes the descriptors over from the list; a folder stands before the names, NULL is none. */
static int take_files(struct files *files, const char *folder, struct raw **raw, struct note *note)
{
	CLEANUP(raw) struct raw *opened = NULL;
	int r = make(files->count, &opened, note);
	for (size_t i = 0; r == 0 && i < files->count; i++) {
		struct files_one *one = &files->list[i];
		char *path = NULL;
		if (asprintf(&path, "%s%s%s", folder ? folder : "", folder ? "/" : "", one->name) <
			0)
			path = NULL;
		r = add(opened, path, take_fd(&one->fd), one->fault, note);
	}
	if (r != 0)
		return r;
	*raw = opened;
	opened = NULL;
	return 0;
}

/* Finds the files in the folder. */
int raw_open_log(const char *log_dir, const char *name, struct raw **raw, struct note *note)
{
	CLEANUP(files) struct files files = {NULL, 0};
	int r = files_open(log_dir, name, &files, note);
	return r == 0 ? take_files(&files, log_dir, raw, note) : r;
}

/* Opens those that were given. */
int raw_open_files(char *const *paths, size_t count, struct raw **raw, struct note *note)
{
	CLEANUP(files) struct files files = {NULL, 0};
	int r = given_open(paths, count, &files, note);
	return r == 0 ? take_files(&files, NULL, raw, note) : r;
}

/* Reads on behind what was kept. */
static ssize_t read_on(struct raw *raw, const struct source *source)
{
	char *at = raw->buffer + raw->len;
	size_t room = RAW_BLOCK - raw->len;
	ssize_t got = 0;
	if (source->compressed) {
		if (!raw->gunzip)
			got = gunzip_open(source->fd, &raw->gunzip);
		return got < 0 ? got : gunzip_read(raw->gunzip, at, room);
	}
	do
		got = read(source->fd, at, room);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

/* Says why a file can't be read. */
static void give_fault(const struct source *source, int fault, struct raw_block *block)
{
	char words[128];
	const char *why = fault == -EBADMSG ? "the compressed file is damaged, or is none"
					    : strerror_r(-fault, words, sizeof words);
	block->fault = fault;
	note_set(&block->note, 0, "%s: %s", source->name, why);
}

/* Goes on to the next file. */
static void end_file(struct raw *raw)
{
	gunzip_close(raw->gunzip);
	raw->gunzip = NULL;
	raw->done += raw->sources[raw->at].size;
	raw->at++;
	raw->began = false;
	raw->kept = raw->len = 0;
	raw->read = 0;
}

/* Gives what was kept and what follows it; at the end of the file, what was kept. */
bool raw_next(struct raw *raw, struct raw_block *block)
{
	if (raw->at == raw->count)
		return false;
	const struct source *source = &raw->sources[raw->at];
	block->name = source->name;
	block->begins = !raw->began;
	block->fault = 0;
	raw->began = true;
	memmove(raw->buffer, raw->buffer + raw->len - raw->kept, raw->kept);
	raw->len = raw->kept;
	raw->kept = 0;
	ssize_t got = source->fault != 0 ? source->fault : read_on(raw, source);
	block->ends = got <= 0;
	block->bytes = (struct view){raw->buffer, raw->len + (got > 0 ? (size_t)got : 0)};
	raw->len = block->bytes.len;
	raw->read += got > 0 ? (size_t)got : 0;
	if (got < 0)
		give_fault(source, (int)got, block);
	if (block->ends)
		end_file(raw);
	return true;
}

/* Keeps them at the end of the buffer. */
void raw_keep(struct raw *raw, size_t len)
{
	raw->kept = len < raw->len ? len : raw->len;
}

/* Asks the descriptor of a compressed file how far it is. */
void raw_progress(const struct raw *raw, uint64_t *done, uint64_t *total)
{
	*total = 0;
	for (size_t i = 0; i < raw->count; i++)
		*total += raw->sources[i].size;
	*done = raw->done;
	if (raw->at == raw->count)
		return;
	const struct source *source = &raw->sources[raw->at];
	off_t at = source->compressed ? lseek(source->fd, 0, SEEK_CUR) : (off_t)raw->read;
	*done += at > 0 ? (uint64_t)at : 0;
}

/* Closes the files. */
void raw_close(struct raw *raw)
{
	if (!raw)
		return;
	gunzip_close(raw->gunzip);
	for (size_t i = 0; i < raw->count; i++) {
		cleanup_fd(&raw->sources[i].fd);
		free(raw->sources[i].name);
	}
	free(raw->sources);
	free(raw);
}
