/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/given.h"

#include "audit/event.h"
#include "audit/rotated.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#define RECORDS 5

/* What the beginning of a file tells. */
struct beginning {
	int64_t seqs[RECORDS]; /* in their order */
	size_t count;
	bool offers; /* its first record is one */
};

/* Puts a number in its place among the others. */
static void add_seq(struct beginning *beginning, int64_t seq)
{
	size_t at = beginning->count++;
	for (; at > 0 && beginning->seqs[at - 1] > seq; at--)
		beginning->seqs[at] = beginning->seqs[at - 1];
	beginning->seqs[at] = seq;
}

/* Learns what the first records are; false where there is no memory. */
static bool learn(const struct files_one *one, struct beginning *beginning)
{
	char text[FILES_BEGINNING];
	struct note unread;
	ssize_t got = files_beginning(one, text);
	struct view rest = {text, got > 0 ? (size_t)got : 0};
	CLEANUP(free) struct event *event = malloc(sizeof *event);
	bool any = false;
	const char *newline;
	*beginning = (struct beginning){.count = 0};
	while (event && beginning->count < RECORDS && rest.len > 0 &&
		(newline = memchr(rest.data, '\n', rest.len))) {
		struct view line = {rest.data, (size_t)(newline - rest.data)};
		rest = view_skip(rest, line.len + 1);
		if (line.len == 0 || event_decode(line, event, &unread) != 0)
			continue;
		if (!any)
			beginning->offers = event->kind == EVENT_OFFER;
		any = true;
		if (event->seq > 0)
			add_seq(beginning, event->seq);
	}
	return event != NULL;
}

/* Whether a file is one of those that were given before; gives the name that it had there. */
static const char *find_same(const struct files *files, const struct files_one *one)
{
	for (size_t i = 0; i < files->count; i++)
		if (files->list[i].inode == one->inode && files->list[i].device == one->device)
			return files->list[i].name;
	return NULL;
}

/* Learns of a file of the disk what it is, and by which number it has its place. */
static int judge_file(const struct files *files, struct files_one *one, struct note *note)
{
	struct beginning beginning;
	const char *same = find_same(files, one);
	if (same)
		return note_set(note, -EEXIST, "%s: the same file is given twice%s%s", one->name,
			strcmp(same, one->name) == 0 ? "" : ", also as ",
			strcmp(same, one->name) == 0 ? "" : same);
	if (!learn(one, &beginning))
		return note_errno(note, -ENOMEM, one->name);
	if (beginning.offers)
		return note_set(note, -EINVAL,
			"%s: it is the list of offers, which has no seal: leave it out", one->name);
	one->time = beginning.count > 0 ? beginning.seqs[beginning.count / 2] : INT64_MAX;
	return 0;
}

/* Opens one file; `*regular` becomes false for one that can't be read twice. */
static int open_one(const struct files *files, const char *path, struct files_one *one,
	bool *regular, struct note *note)
{
	struct stat st;
	bool is_input = strcmp(path, "-") == 0;
	*one = (struct files_one){.name = strdup(is_input ? "standard input" : path),
		.fd = is_input ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY),
		.compressed = rotated_is_compressed(path)};
	if (one->fd < 0 || fstat(one->fd, &st) != 0)
		return note_errno(note, -errno, one->name ? one->name : path);
	if (!one->name)
		return note_errno(note, -ENOMEM, path);
	if (is_input || !S_ISREG(st.st_mode)) {
		*regular = false;
		return 0;
	}
	one->device = st.st_dev;
	one->inode = st.st_ino;
	return judge_file(files, one, note);
}

/* Orders the files; those of the same number stay as they were given. */
static void order(struct files *files)
{
	for (size_t i = 1; i < files->count; i++) {
		struct files_one one = files->list[i];
		size_t at = i;
		for (; at > 0 && files->list[at - 1].time > one.time; at--)
			files->list[at] = files->list[at - 1];
		files->list[at] = one;
	}
}

/* Opens one after the other, then orders them. */
int given_open(char *const *paths, size_t count, struct files *files, struct note *note)
{
	bool regular = true;
	int r = 0;
	*files = (struct files){calloc(count, sizeof *files->list), 0};
	if (!files->list)
		return note_errno(note, -ENOMEM, "the log");
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = open_one(files, paths[i], &files->list[i], &regular, note);
		files->count++;
	}
	if (r != 0)
		files_close(files);
	else if (regular)
		order(files);
	return r;
}
