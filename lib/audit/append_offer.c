/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/append.h"
#include "audit/logfile.h"
#include "audit/told.h"
#include "common/cleanup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

/* The log of offers, open. */
struct offers {
	struct logfile logfile;
	int file;
	off_t size;
};

/* The line of an offer: a newline to end a torn one, and the record. */
struct lines {
	size_t len;
	char bytes[1 + EVENT_LINE_MAX];
};

/* Reads the end of the log of offers, as far as is looked back: whole lines, maybe a torn one. */
static struct view read_recent(const struct offers *offers, char recent[APPEND_OFFER_LOOKBACK])
{
	off_t from = offers->size - APPEND_OFFER_LOOKBACK;
	ssize_t got = pread(offers->file, recent, APPEND_OFFER_LOOKBACK, from > 0 ? from : 0);
	struct view text = {recent, got > 0 ? (size_t)got : 0};
	const char *newline = from > 0 ? memchr(recent, '\n', text.len) : NULL;
	return newline ? view_skip(text, (size_t)(newline - recent)) : text;
}

/* Makes the line of an offer; none where the last ones tell it already. */
static int make_offer(const struct offers *offers, const struct event *event, struct lines *lines,
	struct note *note)
{
	char bytes[APPEND_OFFER_LOOKBACK];
	struct view recent = read_recent(offers, bytes);
	const char *newline = recent.len > 0 ? memrchr(recent.data, '\n', recent.len) : NULL;
	struct view whole = {recent.data, newline ? (size_t)(newline + 1 - recent.data) : 0};
	lines->len = 0;
	if (whole.len < recent.len)
		lines->bytes[lines->len++] = '\n';
	char *record = lines->bytes + lines->len;
	size_t room = sizeof lines->bytes - lines->len, len = 0;
	int r = event_encode(event, record, room, &len, note);
	struct view line = {record, len};
	lines->len += len;
	if (r == 0 && told_already(line, whole))
		lines->len = 0;
	return r;
}

/* Writes the line, at once: what reaches the file only in part is left there as a torn line. */
static int write_lines(const struct offers *offers, const struct lines *lines, struct note *note)
{
	ssize_t done;
	do
		done = write(offers->file, lines->bytes, lines->len);
	while (done < 0 && errno == EINTR);
	if (done >= 0 && (size_t)done < lines->len)
		return logfile_fault(&offers->logfile, -ENOSPC, note);
	return done < 0 ? logfile_fault(&offers->logfile, -errno, note) : 0;
}

/* Opens the log of offers, which is never made here. */
static int open_offers(struct offers *offers, struct note *note)
{
	CLEANUP(fd) int folder = -1;
	struct stat st;
	int r = logfile_folder(&offers->logfile, "", &folder, note);
	if (r == 0)
		r = logfile_open(
			&offers->logfile, folder, O_RDWR | O_APPEND, &offers->file, &st, note);
	offers->size = r == 0 ? st.st_size : 0;
	return r;
}

/* Adds the line to the open log, unless there is none, or no room for it. */
static int add_offer(const struct offers *offers, struct event *event, struct note *note)
{
	struct lines lines;
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	event->time = now.tv_sec * (int64_t)1000000 + now.tv_nsec / 1000;
	int r = make_offer(offers, event, &lines, note);
	if (r != 0 || lines.len == 0 || offers->size + (off_t)lines.len > APPEND_OFFER_MAX)
		return r;
	return write_lines(offers, &lines, note);
}

/* Adds an offer, without a turn: one write(2) at the end is whole by itself. */
int append_offer(const struct append_place *place, struct event *event, struct note *note)
{
	struct offers offers = {{place->log_dir, APPEND_OFFERS}, -1, 0};
	int r = open_offers(&offers, note);
	if (r == 0)
		r = add_offer(&offers, event, note);
	if (offers.file >= 0 && close(offers.file) != 0 && r == 0)
		r = logfile_fault(&offers.logfile, -errno, note);
	return r;
}
