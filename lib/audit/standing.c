/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/standing.h"

#include "audit/catch_up.h"
#include "audit/older.h"
#include "common/cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>

/* Says something behind what was said before. */
void standing_odd(struct note *odd, const char *format, ...)
{
	struct note before = *odd, more;
	va_list args;
	va_start(args, format);
	vsnprintf(more.text, sizeof more.text, format, args);
	va_end(args);
	note_set(odd, 0, "%s%s%s", before.text, before.text[0] ? "; " : "", more.text);
}

/* Keeps an older file as the one that has the last record. */
static void keep_older(struct standing *standing, struct older *older, struct standing_mark *mark)
{
	cleanup_fd(&standing->older);
	standing->older = take_fd(&older->fd);
	mark->fd = standing->older;
	mark->size = older->size;
}

/* Finds the last record of the older files, the one with the greatest seq; one of the chain is
 * better than any that is not. */
static int find_in_older(const struct standing_log *log, struct standing *standing,
	struct last *last, struct standing_mark *mark, struct note *note)
{
	CLEANUP(older) struct older older = {.fd = -1};
	struct last found;
	bool chained_only = last->seq > 0;
	int r = older_open(&older, log->logfile, log->folder, note);
	while (r == 0 && (r = older_next(&older, note)) > 0) {
		r = last_find(older.fd, older.size, &found);
		if (r != 0)
			return logfile_fault(log->logfile, r, note);
		if (found.chained < (last->chained || chained_only) ||
			(found.chained == last->chained && found.seq <= last->seq))
			continue;
		*last = found;
		keep_older(standing, &older, mark);
	}
	return r;
}

/* Follows on the last record that can be found. */
int standing_follow_last(const struct standing_log *log, struct standing *standing,
	struct last *last, struct standing_mark *mark, struct note *note)
{
	int r = last_find(log->fd, log->size, last);
	if (r != 0)
		return logfile_fault(log->logfile, r, note);
	*mark = (struct standing_mark){log->fd, 0, log->size};
	if (!last->chained)
		r = find_in_older(log, standing, last, mark, note);
	if (r == 0 && last->chained)
		mark->end = last->end;
	if (r == 0 && !last->chained)
		*mark = (struct standing_mark){log->fd, 0, log->size};
	return r;
}

/* Learns the standing of a log without a seal. */
static int learn_plain(const struct standing_log *log, struct standing *standing,
	struct standing_mark *mark, struct last *last, struct note *note)
{
	int r = standing_follow_last(log, standing, last, mark, note);
	state_wipe(&standing->state);
	standing->state.seq = (uint64_t)last->seq + 1;
	standing->state.time = last->time;
	if (last->chained)
		memcpy(standing->state.seal, last->seal, HASH_SIZE);
	return r;
}

/* Says that the key is lost. */
static void tell_lost(struct standing *standing, uint64_t epoch, const char *why)
{
	standing->lost = true;
	standing->lost_epoch = epoch;
	standing_odd(&standing->odd,
		"the seal's key is lost (%s): records are not sealed any more; begin again with: "
		"keyhole seal --renew",
		why);
}

/* Goes on without the state: it was never there, or it is lost. */
static int learn_without_state(const struct standing_log *log, struct standing *standing,
	struct standing_mark *mark, int fault, const struct note *why, struct note *note)
{
	struct last last;
	uint64_t marked = standing->state.epoch;
	int r = learn_plain(log, standing, mark, &last, note);
	uint64_t epoch = last.epoch > 0 ? (uint64_t)last.epoch : marked;
	standing->tell_lost = r == 0 && fault == -ENOENT && epoch > 0;
	if (r == 0 && (fault != -ENOENT || epoch > 0))
		tell_lost(standing, epoch, why->text);
	return r;
}

/* Learns the standing by the state, or without one. */
static int learn_mark(const struct standing_log *log, struct standing *standing,
	struct standing_mark *mark, struct note *note)
{
	struct note why = {""};
	struct last unused;
	const struct append_place *place = log->place;
	if (!place->hash || !place->run_dir)
		return learn_plain(log, standing, mark, &unused, note);
	int r = state_load(log->state, &standing->state, &why);
	if (r < 0 && r != -ENOENT && r != -EBADMSG)
		return note_set(note, r, "%s", why.text);
	if (r == 0 && standing->state.seq == 0)
		r = note_set(&why, -ENODATA, "%s/" STATE_FILE " says so", place->state_dir);
	if (r != 0)
		return learn_without_state(log, standing, mark, r, &why, note);
	if (why.text[0])
		standing_odd(&standing->odd, "%s", why.text);
	return catch_up(log, standing, mark, note);
}

/* Whether a file ends in the middle of a line. */
static int is_torn(
	const struct standing_log *log, int fd, off_t size, bool *torn, struct note *note)
{
	char last = '\n';
	ssize_t got;
	do
		got = size > 0 ? pread(fd, &last, 1, size - 1) : 1;
	while (got < 0 && errno == EINTR);
	*torn = last != '\n';
	return got == 1 ? 0 : logfile_fault(log->logfile, got < 0 ? -errno : -EIO, note);
}

/* Finds out whether a newline has to come first. It ends what is torn, also at the end of an older
 * file, so that both files one behind the other are the lines that they are each by itself; it is of the
 * gap, but where the last record lacks nothing else: that one's own, which a new file can't give it. */
static int learn_newline(const struct standing_log *log, struct standing *standing,
	const struct standing_mark *mark, struct note *note)
{
	bool in_older = mark->fd != log->fd && log->size == 0;
	bool behind_mark = in_older || mark->fd == log->fd;
	bool own = behind_mark && mark->end > mark->size;
	int r = is_torn(log, in_older ? mark->fd : log->fd, in_older ? mark->size : log->size,
		&standing->newline, note);
	if (r == 0 && standing->newline && !own)
		r = gap_add(&standing->gap, view_of("\n"));
	standing->newline = standing->newline && !(in_older && own);
	return r;
}

/* Takes what follows on the mark into the gap. */
static int take_gap(const struct standing_log *log, struct standing *standing,
	const struct standing_mark *mark, struct note *note)
{
	int r = gap_add_file(&standing->gap, mark->fd, mark->end, mark->size);
	if (r == 0 && mark->fd != log->fd)
		r = gap_add_file(&standing->gap, log->fd, 0, log->size);
	if (r != 0)
		return logfile_fault(log->logfile, r, note);
	r = learn_newline(log, standing, mark, note);
	if (r == 0 && standing->gap.len > 0)
		standing_odd(&standing->odd,
			"%s/%s: %" PRIu64 " bytes behind the last record are none of the log's "
			"records: torn by a crash or a full disk, or somebody else's; they stay, "
			"and the next seal covers them",
			log->logfile->folder, log->logfile->name, standing->gap.len);
	return r;
}

/* Learns where the last record is, then what follows on it. */
int standing_learn(const struct standing_log *log, struct standing *standing, struct note *note)
{
	struct standing_mark mark = {log->fd, 0, log->size};
	memset(standing, 0, sizeof *standing);
	standing->older = -1;
	int r = learn_mark(log, standing, &mark, note);
	if (r != 0)
		return r;
	if (standing->state.epoch == 0 && mark.fd == log->fd) {
		standing->state.device = log->device;
		standing->state.inode = log->inode;
		standing->state.end = mark.end;
	}
	standing->first = mark.fd != log->fd || mark.end == 0;
	if (!standing->first && mark.end == log->size)
		return 0;
	return take_gap(log, standing, &mark, note);
}

/* Wipes the state, frees the gap, closes the file. */
void standing_close(struct standing *standing)
{
	state_wipe(&standing->state);
	gap_free(&standing->gap);
	cleanup_fd(&standing->older);
	standing->older = -1;
}
