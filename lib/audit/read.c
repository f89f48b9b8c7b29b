/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/read.h"

#include "audit/files.h"
#include "audit/lines.h"
#include "audit/logfile.h"
#include "common/cleanup.h"

#include <errno.h>

struct read_log {
	char *folder;
	struct files files;
	struct read_query query;
	struct find find;
	struct lines lines;
	size_t begun;         /* how many files were begun */
	bool open;            /* the last of them is being read */
	bool back;            /* the newest line comes first */
	uint64_t done, total; /* bytes of the files that were read, and of all */
	bool (*is_passed)(void *, struct view);
	void *context; /* of is_passed */
};

/* Asks for everything. */
int read_open(const char *log_dir, const char *name, struct read_log **log, struct note *note)
{
	static const struct read_query all = {.until = INT64_MAX};
	return read_open_query(log_dir, name, &all, log, note);
}

/* Makes the log's memory. */
static int make(const char *log_dir, const struct read_query *query, struct read_log *log)
{
	log->folder = strdup(log_dir);
	log->query = *query;
	if (query->needle.len > 0)
		log->find = find_open(query->needle);
	const struct find *find = query->needle.len > 0 ? &log->find : NULL;
	return log->folder ? lines_open(&log->lines, find, query->ahead) : -ENOMEM;
}

/* Opens all files at once, so that a rotation meanwhile takes nothing away. */
int read_open_query(const char *log_dir, const char *name, const struct read_query *query,
	struct read_log **log, struct note *note)
{
	CLEANUP(read_log) struct read_log *opened = calloc(1, sizeof *opened);
	int r = opened ? make(log_dir, query, opened) : -ENOMEM;
	if (r != 0)
		return note_errno(note, r, log_dir);
	r = files_open(log_dir, name, &opened->files, note);
	if (r != 0)
		return r;
	files_narrow(&opened->files, query->since, query->until);
	for (size_t i = 0; i < opened->files.count; i++)
		opened->total += (uint64_t)opened->files.list[i].size;
	*log = opened;
	opened = NULL;
	return 0;
}

/* Looks for the needle no more. */
void read_pass_over(
	struct read_log *log, bool (*is_passed)(void *context, struct view text), void *context)
{
	log->lines.find = NULL;
	log->is_passed = is_passed;
	log->context = context;
}

/* Closes the files. */
void read_close(struct read_log *log)
{
	if (!log)
		return;
	lines_close(&log->lines);
	files_close(&log->files);
	free(log->folder);
	free(log);
}

/* The file at which the log stands. */
static const struct files_one *file_of(const struct read_log *log)
{
	return &log->files.list[log->back ? log->files.count - log->begun : log->begun - 1];
}

/* Gives a line that can't be read, with the words for it. */
static int give_bad(struct read_log *log, struct read_line *line, const char *why)
{
	line->bad = true;
	note_set(&line->note, 0, "%s/%s:%lld: %s", log->folder, file_of(log)->name,
		(long long)lines_number(&log->lines), why);
	return 1;
}

/* Gives a line as what it is. */
static int give(struct read_log *log, struct read_line *line)
{
	struct note why;
	line->bad = false;
	line->torn = log->lines.torn;
	if (line->torn)
		return give_bad(log, line, "the line is torn: it was not written to its end");
	if (event_decode(line->text, &line->event, &why) != 0)
		return give_bad(log, line, why.text);
	return 1;
}

/* Gives a file that can't be read as one line that can't be. */
static int give_fault(struct read_log *log, int fault, struct read_line *line)
{
	line->bad = true;
	line->torn = false;
	line->text = (struct view){NULL, 0};
	logfile_fault(&(struct logfile){log->folder, file_of(log)->name}, fault, &line->note);
	return 1;
}

/* Gives the rest of a damaged file as one line that can't be read. */
static int give_damage(struct read_log *log, int damage, struct read_line *line)
{
	char words[128];
	line->text = (struct view){NULL, 0};
	line->torn = false;
	line->bad = true;
	const char *why = damage == -EBADMSG ? "the compressed file is damaged, or is none"
					     : strerror_r(-damage, words, sizeof words);
	note_set(&line->note, 0, "%s/%s: %s; what is in it after line %lld is passed over",
		log->folder, file_of(log)->name, why, (long long)lines_number(&log->lines));
	return 1;
}

/* Begins with the next file, and with the part of it that has what is asked for; 1 where all that it
 * gives is its fault. */
static int begin_file(struct read_log *log, struct read_line *line, struct note *note)
{
	struct seek_part part = {0, SEEK_TO_THE_END};
	log->begun++;
	const struct files_one *file = file_of(log);
	if (file->fault != 0)
		return give_fault(log, file->fault, line);
	int r = 0;
	if (!file->compressed)
		r = seek_part(file->fd, file->size, log->query.since, log->query.until, &part);
	if (r == 0)
		r = lines_begin(&log->lines, file->fd, file->compressed, &part);
	log->open = r == 0;
	return r == 0 ? 0 : logfile_fault(&(struct logfile){log->folder, file->name}, r, note);
}

/* Tells how many bytes are done. */
static void tell(const struct read_log *log)
{
	if (log->query.tell)
		log->query.tell(log->query.context,
			log->done + (uint64_t)block_done(&log->lines.block), log->total);
}

/* Whether nobody asks for a line. */
static bool is_passed(const struct read_log *log, struct view text)
{
	return log->is_passed && !log->lines.torn && log->is_passed(log->context, text);
}

/* Gives the next line of the file at which the log stands; 0 at its end. */
static int next_of_file(struct read_log *log, struct read_line *line, struct note *note)
{
	int r;
	do {
		r = log->back ? lines_previous(&log->lines, &line->text)
			      : lines_next(&log->lines, &line->text);
		if (r == LINES_MORE)
			tell(log);
	} while (r == LINES_MORE || (r == LINES_ONE && is_passed(log, line->text)));
	if (r == LINES_ONE)
		return give(log, line);
	const struct files_one *file = file_of(log);
	if (r < 0 && file->compressed)
		return give_damage(log, r, line);
	log->done += (uint64_t)file->size;
	log->open = false;
	return r == 0 ? 0 : logfile_fault(&(struct logfile){log->folder, file->name}, r, note);
}

/* Gives the next line of whichever file has one. */
static int next(struct read_log *log, struct read_line *line, struct note *note)
{
	int r = log->open ? next_of_file(log, line, note) : 0;
	while (r == 0 && log->begun < log->files.count) {
		r = begin_file(log, line, note);
		if (r == 0)
			r = next_of_file(log, line, note);
	}
	return r;
}

/* Goes through the files from the oldest on. */
int read_next(struct read_log *log, struct read_line *line, struct note *note)
{
	return next(log, line, note);
}

/* Goes through the files from the newest on. */
int read_previous(struct read_log *log, struct read_line *line, struct note *note)
{
	log->back = true;
	return next(log, line, note);
}
