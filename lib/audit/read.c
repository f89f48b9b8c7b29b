/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/read.h"

#include "audit/files.h"
#include "audit/gunzip.h"
#include "audit/logfile.h"
#include "common/cleanup.h"

#include <errno.h>

#define BUFFER_SIZE (8 * EVENT_LINE_MAX)

struct read_log {
	char *folder;
	struct files files;
	struct read_query query;
	uint64_t done, total;  /* bytes on disk */
	size_t file;           /* the one that is being read */
	size_t number;         /* of the line that was given last */
	char *at, *end;        /* what is read and not yet given */
	bool ended;            /* there is nothing more in this file */
	int damage;            /* -errno where this file ended before its end */
	struct gunzip *gunzip; /* of a compressed file that is being read */
	char buffer[BUFFER_SIZE];
};

/* Begins with the file at which the log stands. */
static void begin_file(struct read_log *log)
{
	log->number = 0;
	log->at = log->end = log->buffer;
	log->ended = false;
	log->damage = 0;
	gunzip_close(log->gunzip);
	log->gunzip = NULL;
}

/* Asks for everything. */
int read_open(const char *log_dir, const char *name, struct read_log **log, struct note *note)
{
	static const struct read_query all = {0, INT64_MAX, {NULL, 0}, NULL, NULL};
	return read_open_query(log_dir, name, &all, log, note);
}

/* Opens all files at once, so that a rotation meanwhile takes nothing away. */
int read_open_query(const char *log_dir, const char *name, const struct read_query *query,
	struct read_log **log, struct note *note)
{
	struct files files;
	int r = files_open(log_dir, name, &files, note);
	if (r != 0)
		return r;
	*log = malloc(sizeof **log);
	char *folder = strdup(log_dir);
	if (!*log || !folder) {
		files_close(&files);
		free(*log);
		free(folder);
		*log = NULL;
		return note_errno(note, -ENOMEM, log_dir);
	}
	(*log)->folder = folder;
	(*log)->files = files;
	(*log)->query = *query;
	(*log)->file = 0;
	(*log)->gunzip = NULL;
	begin_file(*log);
	return 0;
}

/* Closes the files. */
void read_close(struct read_log *log)
{
	if (!log)
		return;
	gunzip_close(log->gunzip);
	files_close(&log->files);
	free(log->folder);
	free(log);
}

/* Reads on in a compressed file. Of the line in which it breaks off there is no end. */
static ssize_t read_compressed(struct read_log *log, int fd, size_t cap)
{
	ssize_t got = log->gunzip ? 0 : gunzip_open(fd, &log->gunzip);
	if (got == 0)
		got = gunzip_read(log->gunzip, log->end, cap);
	if (got >= 0)
		return got;
	log->damage = (int)got;
	log->end = log->at;
	return 0;
}

/* Reads on behind what is not yet given, which moves to the front of the buffer for it. */
static int fill(struct read_log *log, struct note *note)
{
	const struct files_one *file = &log->files.list[log->file];
	size_t kept = (size_t)(log->end - log->at);
	memmove(log->buffer, log->at, kept);
	log->at = log->buffer;
	log->end = log->buffer + kept;
	ssize_t got;
	do
		got = file->compressed ? read_compressed(log, file->fd, BUFFER_SIZE - kept)
				       : read(file->fd, log->end, BUFFER_SIZE - kept);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return logfile_fault(&(struct logfile){log->folder, file->name}, -errno, note);
	log->end += got;
	log->ended = got == 0;
	return 0;
}

/* Finds the end of the line, reading on for it; NULL where the file ends before. Of a line that is
 * too long only the beginning is kept, which is too long for a record, too. */
static int find_end(struct read_log *log, char **newline, struct note *note)
{
	for (;;) {
		size_t len = (size_t)(log->end - log->at);
		*newline = memchr(log->at, '\n', len);
		if (*newline || log->ended)
			return 0;
		if (len >= EVENT_LINE_MAX)
			log->end = log->at + EVENT_LINE_MAX;
		int r = fill(log, note);
		if (r != 0)
			return r;
	}
}

/* Gives a line that can't be read, with the words for it. */
static int give_bad(const struct read_log *log, struct read_line *line, const char *why)
{
	line->bad = true;
	note_set(&line->note, 0, "%s/%s:%zu: %s", log->folder, log->files.list[log->file].name,
		log->number, why);
	return 1;
}

/* Gives a line as what it is. */
static int give(struct read_log *log, struct read_line *line, bool torn)
{
	struct note why;
	log->number++;
	line->bad = false;
	line->torn = torn;
	if (torn)
		return give_bad(log, line, "the line is torn: it was not written to its end");
	if (event_decode(line->text, &line->event, &why) != 0)
		return give_bad(log, line, why.text);
	return 1;
}

/* Gives a file that can't be read as one line that can't be. */
static int give_fault(struct read_log *log, struct read_line *line)
{
	const struct files_one *file = &log->files.list[log->file];
	line->bad = true;
	line->torn = false;
	line->text = (struct view){NULL, 0};
	logfile_fault(&(struct logfile){log->folder, file->name}, file->fault, &line->note);
	log->ended = true;
	return 1;
}

/* Gives the rest of a damaged file as one line that can't be read. */
static int give_damage(struct read_log *log, struct read_line *line)
{
	const struct files_one *file = &log->files.list[log->file];
	char words[128];
	line->text = (struct view){NULL, 0};
	line->torn = false;
	line->bad = true;
	const char *why = log->damage == -EBADMSG ? "the compressed file is damaged, or is none"
						  : strerror_r(-log->damage, words, sizeof words);
	note_set(&line->note, 0, "%s/%s: %s; what is in it after line %zu is passed over",
		log->folder, file->name, why, log->number);
	log->damage = 0;
	return 1;
}

/* Gives the next line of the file at which the log stands; 0 at its end. */
static int next_of_file(struct read_log *log, struct read_line *line, struct note *note)
{
	char *newline;
	if (log->files.list[log->file].fault != 0)
		return log->ended ? 0 : give_fault(log, line);
	int r = find_end(log, &newline, note);
	if (r != 0)
		return r;
	char *end = newline ? newline : log->end;
	if (!newline && end == log->at)
		return log->damage != 0 ? give_damage(log, line) : 0;
	line->text = (struct view){log->at, (size_t)(end - log->at)};
	if (line->text.len > EVENT_LINE_MAX)
		line->text.len = EVENT_LINE_MAX;
	log->at = newline ? newline + 1 : end;
	return give(log, line, !newline);
}

/* Gives the next line of whichever file has one. */
int read_next(struct read_log *log, struct read_line *line, struct note *note)
{
	while (log->file < log->files.count) {
		int r = next_of_file(log, line, note);
		if (r != 0)
			return r;
		log->file++;
		begin_file(log);
	}
	return 0;
}
