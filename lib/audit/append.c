/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/append.h"

#include "audit/last.h"
#include "audit/logfile.h"
#include "audit/told.h"
#include "audit/turn.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

/* What one append needs to know of the file that it adds to. */
struct adding {
	struct logfile place;
	int folder, file;
	off_t size;
};

/* The lines that one write(2) brings: a newline to end a torn one, and at most two records. */
struct lines {
	size_t len;
	char bytes[1 + 2 * EVENT_LINE_MAX];
};

/* The time of the clock that people set. */
static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * (int64_t)1000000 + now.tv_nsec / 1000;
}

/* Adds a record to the lines. */
static int add_record(struct lines *lines, const struct event *event, struct note *note)
{
	size_t len;
	int r = event_encode(
		event, lines->bytes + lines->len, sizeof lines->bytes - lines->len, &len, note);
	lines->len += r == 0 ? len : 0;
	return r;
}

/* Writes the lines, at once: what reaches the file only in part is left there as a torn line. */
static int write_lines(const struct adding *adding, const struct lines *lines, struct note *note)
{
	ssize_t done;
	do
		done = write(adding->file, lines->bytes, lines->len);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		return logfile_fault(&adding->place, -errno, note);
	if ((size_t)done < lines->len)
		return note_set(note, -ENOSPC,
			"%s/%s: only %zd of %zu bytes could be written; is the disk full, or a "
			"quota?",
			adding->place.folder, adding->place.name, done, lines->len);
	return 0;
}

/* Learns the size of the file that was opened. */
static int measure(struct adding *adding, struct note *note)
{
	struct stat st;
	if (fstat(adding->file, &st) != 0)
		return logfile_fault(&adding->place, -errno, note);
	adding->size = st.st_size;
	return 0;
}

/* Gives a new log the group of its folder, whose members may read it, whatever the umask is. */
static int give_to_readers(const struct adding *adding, struct note *note)
{
	struct stat folder;
	if (fstat(adding->folder, &folder) != 0 ||
		fchown(adding->file, (uid_t)-1, folder.st_gid) != 0 ||
		fchmod(adding->file, 0640) != 0)
		return logfile_fault(&adding->place, -errno, note);
	return 0;
}

/* Syncs what a descriptor stands for, going on after an interruption. */
static int sync_fd(int fd)
{
	int r;
	do
		r = fdatasync(fd);
	while (r != 0 && errno == EINTR);
	return r;
}

/* Syncs the name of a file that is still empty, before anybody can count on a record in it. */
static int settle_name(const struct adding *adding, struct note *note)
{
	CLEANUP(fd) int fd = openat(adding->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || sync_fd(fd) != 0)
		return logfile_fault(&adding->place, -errno, note);
	return 0;
}

/* Opens the log, and makes it where it is missing: at first, and after each rotation. */
static int open_log(struct adding *adding, struct note *note)
{
	int flags = O_RDWR | O_APPEND;
	int r = logfile_open(&adding->place, adding->folder, flags, &adding->file, note);
	if (r == -ENOENT) {
		r = logfile_open(
			&adding->place, adding->folder, flags | O_CREAT, &adding->file, note);
		if (r == 0)
			r = give_to_readers(adding, note);
	}
	if (r == 0)
		r = measure(adding, note);
	if (r == 0 && adding->size == 0)
		r = settle_name(adding, note);
	return r;
}

/* Makes the record that says that the clock was set back. */
static int add_clock(struct lines *lines, const struct last *last, int64_t now, struct note *note)
{
	struct event clock;
	struct note words;
	char time[28];
	event_init(&clock, EVENT_CLOCK);
	event_time_text(now, time);
	note_set(&words, 0, "the clock was set back by %lld.%06lld seconds, to %s",
		(long long)((last->time - now) / 1000000),
		(long long)((last->time - now) % 1000000), time);
	clock.seq = last->seq;
	clock.time = last->time;
	clock.detail = view_of(words.text);
	return add_record(lines, &clock, note);
}

/* Gives the record its number and its time, and makes the lines. */
static int make_lines(
	const struct adding *adding, struct event *event, struct lines *lines, struct note *note)
{
	struct last last;
	int r = last_learn(&adding->place, adding->folder, adding->file, adding->size, &last, note);
	if (r != 0)
		return r;
	lines->len = 0;
	if (last.torn)
		lines->bytes[lines->len++] = '\n';
	int64_t now = now_us();
	last.seq++;
	if (now < last.time && !last_told_clock(adding->file, adding->size, last.time)) {
		r = add_clock(lines, &last, now, note);
		if (r != 0)
			return r;
		last.seq++;
	}
	event->seq = last.seq;
	event->time = now > last.time ? now : last.time;
	event->clock = now < last.time ? now : EVENT_UNKNOWN;
	return add_record(lines, event, note);
}

/* Adds the record while it is this process's turn. */
static int add_in_turn(
	const char *state_dir, struct adding *adding, struct event *event, struct note *note)
{
	CLEANUP(fd) int turn = -1;
	struct lines lines;
	int r = turn_take(state_dir, APPEND_WAIT_MS, &turn, note);
	if (r == 0)
		r = open_log(adding, note);
	if (r == 0)
		r = make_lines(adding, event, &lines, note);
	if (r == 0)
		r = write_lines(adding, &lines, note);
	return r;
}

/* Makes what was written last, and closes the file. */
static int settle(struct adding *adding, struct note *note)
{
	int fault = 0;
	if (sync_fd(adding->file) != 0)
		fault = -errno;
	if (close(take_fd(&adding->file)) != 0 && fault == 0)
		fault = -errno;
	char words[128];
	if (fault != 0)
		return note_set(note, fault, "%s/%s: the record was written, but may not last: %s",
			adding->place.folder, adding->place.name,
			strerror_r(-fault, words, sizeof words));
	return 0;
}

/* Adds a record in its turn; the lock is given back before the disk is waited for. */
int append_login(const struct append_place *place, struct event *event, struct note *note)
{
	CLEANUP(fd) int folder = -1;
	struct adding adding = {{place->log_dir, APPEND_LOGINS}, -1, -1, 0};
	int r = logfile_folder(&adding.place, &folder, note);
	if (r != 0)
		return r;
	adding.folder = folder;
	r = add_in_turn(place->state_dir, &adding, event, note);
	if (r == 0)
		return settle(&adding, note);
	cleanup_fd(&adding.file);
	return r;
}

/* Reads the end of the log of offers, as far as is looked back: whole lines, maybe a torn one. */
static struct view read_recent(const struct adding *adding, char recent[APPEND_OFFER_LOOKBACK])
{
	off_t from = adding->size - APPEND_OFFER_LOOKBACK;
	ssize_t got = pread(adding->file, recent, APPEND_OFFER_LOOKBACK, from > 0 ? from : 0);
	struct view text = {recent, got > 0 ? (size_t)got : 0};
	const char *newline = from > 0 ? memchr(recent, '\n', text.len) : NULL;
	return newline ? view_skip(text, (size_t)(newline - recent)) : text;
}

/* Makes the line of an offer; none where the last ones tell it already. */
static int make_offer(const struct adding *adding, const struct event *event, struct lines *lines,
	struct note *note)
{
	char bytes[APPEND_OFFER_LOOKBACK];
	struct view recent = read_recent(adding, bytes);
	const char *newline = recent.len > 0 ? memrchr(recent.data, '\n', recent.len) : NULL;
	struct view whole = {recent.data, newline ? (size_t)(newline + 1 - recent.data) : 0};
	lines->len = 0;
	if (whole.len < recent.len)
		lines->bytes[lines->len++] = '\n';
	size_t begin = lines->len;
	int r = add_record(lines, event, note);
	struct view line = {lines->bytes + begin, lines->len - begin};
	if (r == 0 && told_already(line, whole))
		lines->len = 0;
	return r;
}

/* Adds an offer, without a turn: one write(2) at the end is whole by itself. */
int append_offer(const struct append_place *place, struct event *event, struct note *note)
{
	CLEANUP(fd) int folder = -1;
	CLEANUP(fd) int file = -1;
	struct adding adding = {{place->log_dir, APPEND_OFFERS}, -1, -1, 0};
	struct lines lines;
	int r = logfile_folder(&adding.place, &folder, note);
	if (r == 0)
		r = logfile_open(&adding.place, folder, O_RDWR | O_APPEND, &file, note);
	adding.file = file;
	if (r == 0)
		r = measure(&adding, note);
	if (r != 0)
		return r;
	event->time = now_us();
	r = make_offer(&adding, event, &lines, note);
	if (r != 0 || lines.len == 0 || adding.size + (off_t)lines.len > APPEND_OFFER_MAX)
		return r;
	r = write_lines(&adding, &lines, note);
	if (close(take_fd(&file)) != 0 && r == 0)
		r = logfile_fault(&adding.place, -errno, note);
	return r;
}
