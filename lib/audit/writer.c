/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/writer.h"

#include "audit/turn.h"
#include "common/cleanup.h"
#include "common/path.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>

/* Gives a new log the group of its folder, whose members may read it, whatever the umask is. */
static int give_to_readers(const struct writer *writer, struct note *note)
{
	struct stat folder;
	if (fstat(writer->folder, &folder) != 0 ||
		fchown(writer->file, (uid_t)-1, folder.st_gid) != 0 ||
		fchmod(writer->file, 0640) != 0)
		return logfile_fault(&writer->logfile, -errno, note);
	return 0;
}

/* Syncs what a descriptor stands for, going on after an interruption. */
static int sync_fd(int fd)
{
	int r;
	do
		r = fdatasync(fd);
	while (r != 0 && errno == EINTR);
	return r == 0 ? 0 : -errno;
}

/* Syncs the name of a file that is still empty, before anybody can count on a record in it. */
static int settle_name(const struct writer *writer, struct note *note)
{
	CLEANUP(fd) int fd = openat(writer->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = fd < 0 ? -errno : sync_fd(fd);
	return r == 0 ? 0 : logfile_fault(&writer->logfile, r, note);
}

/* Opens the log, and makes it where it is missing: at first, and after each rotation. */
static int open_log(struct writer *writer, struct stat *st, struct note *note)
{
	int flags = O_RDWR | O_APPEND;
	int r = logfile_open(&writer->logfile, writer->folder, flags, &writer->file, st, note);
	if (r != -ENOENT)
		return r;
	flags |= O_CREAT;
	r = logfile_open(&writer->logfile, writer->folder, flags, &writer->file, st, note);
	return r == 0 ? give_to_readers(writer, note) : r;
}

/* Learns where the log stands. Before a file has its first record, its name is on the disk, and so
 * is the file before it: or else a power failure could take records away in the middle. */
static int learn(struct writer *writer, const struct stat *st, struct note *note)
{
	writer->device = st->st_dev;
	writer->inode = st->st_ino;
	const struct standing_log log = {writer->place, &writer->state, &writer->logfile,
		writer->folder, writer->file, st->st_size, st->st_dev, st->st_ino};
	int r = standing_learn(&log, &writer->standing, note);
	if (r == 0 && writer->sync && st->st_size == 0)
		r = settle_name(writer, note);
	int fault = r == 0 && writer->sync && writer->standing.older >= 0
			    ? sync_fd(writer->standing.older)
			    : 0;
	if (fault != 0) {
		struct note why;
		logfile_fault(&writer->logfile, fault, &why);
		standing_odd(&writer->standing.odd, "the file before this one may not last: %s",
			why.text);
	}
	if (r == 0 && writer->standing.newline)
		writer->lines[writer->len++] = '\n';
	return r;
}

/* Begins with nothing open. */
static void init(struct writer *writer, const struct append_place *place)
{
	writer->place = place;
	writer->open = (struct state_open){-1, -1, -1, -1};
	writer->state =
		(struct state_place){place->run_dir, place->state_dir, place->hash, &writer->open};
	writer->logfile = (struct logfile){place->log_dir, APPEND_LOGINS};
	writer->folder = writer->file = writer->turn = -1;
	writer->sync = place->sync;
	writer->sync_state = false;
	writer->len = 0;
	memset(&writer->standing, 0, sizeof writer->standing);
	writer->standing.older = -1;
}

/* Opens the folders before the turn is waited for, and what is in them of the state, each once. What
 * is wrong with the run folder is said by whoever needs it. */
static int open_state(struct writer *writer, struct note *note)
{
	struct logfile state = {writer->place->state_dir, STATE_FILE};
	struct note said_later;
	int r = logfile_folder(&writer->logfile, "", &writer->folder, note);
	if (r == 0)
		r = logfile_folder(&state, writer->logfile.folder, &writer->open.state_dir, note);
	if (r == 0 && writer->place->run_dir)
		path_open_next_folder(
			writer->place->run_dir, state.folder, &writer->open.run_dir, &said_later);
	if (r == 0 && writer->place->run_dir && writer->place->hash)
		state_open(&writer->state, &writer->open);
	return r;
}

/* Opens what is needed, waits, and looks at the log. */
int writer_begin(struct writer *writer, const struct append_place *place, struct note *note)
{
	struct stat st;
	init(writer, place);
	int r = open_state(writer, note);
	if (r == 0)
		r = turn_take(place->state_dir, writer->open.state_dir, APPEND_WAIT_MS,
			&writer->turn, note);
	if (r == 0)
		r = open_log(writer, &st, note);
	return r == 0 ? learn(writer, &st, note) : r;
}

/* Asks the clock that people set. */
void writer_set_time(const struct writer *writer, struct event *event)
{
	struct timespec clock;
	clock_gettime(CLOCK_REALTIME, &clock);
	int64_t now = clock.tv_sec * (int64_t)1000000 + clock.tv_nsec / 1000;
	int64_t last = writer->standing.state.time;
	event->time = now > last ? now : last;
	event->clock = now < last ? now : EVENT_UNKNOWN;
}

/* Has the record bound to the one before it, and written behind it. */
int writer_add(struct writer *writer, struct event *event, struct note *note)
{
	size_t len;
	int r = standing_add(&writer->standing, writer->place->hash, event,
		writer->lines + writer->len, sizeof writer->lines - writer->len, &len, note);
	writer->len += r == 0 ? len : 0;
	return r;
}

/* Writes the lines, at once: what reaches the file only in part is left there as a torn line. */
static int write_lines(const struct writer *writer, struct note *note)
{
	ssize_t done;
	do
		done = write(writer->file, writer->lines, writer->len);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		return logfile_fault(&writer->logfile, -errno, note);
	if ((size_t)done < writer->len)
		return note_set(note, -ENOSPC,
			"%s/%s: only %zd of %zu bytes could be written; is the disk full, or a "
			"quota?",
			writer->logfile.folder, writer->logfile.name, done, writer->len);
	return 0;
}

/* Stores the state of a sealed log. That it can't be is no failure: the next writer catches up. */
static void store(struct writer *writer)
{
	struct seal_state *state = &writer->standing.state;
	struct note why;
	if (state->epoch == 0)
		return;
	state->device = writer->device;
	state->inode = writer->inode;
	/* Not what the file's size was, and the lines': somebody without the lock may have added to it
	 * in between. */
	state->end = lseek(writer->file, 0, SEEK_CUR);
	if (state_store(&writer->state, state, &why) != 0)
		standing_odd(&writer->standing.odd, "the seal's state can't be kept: %s", why.text);
}

/* Writes, then stores. */
int writer_put(struct writer *writer, struct note *note)
{
	int r = write_lines(writer, note);
	writer->len = 0;
	if (r == 0)
		store(writer);
	return r;
}

/* Moves the checkpoint on to what is on the disk now; it keeps, too, that a key is lost. */
static void move_checkpoint(struct writer *writer)
{
	const struct seal_state lost = {.epoch = writer->standing.lost_epoch};
	const struct seal_state *state =
		writer->standing.tell_lost ? &lost : &writer->standing.state;
	struct note why;
	if (state->epoch == 0)
		return;
	int r = turn_take_checkpoint(writer->place->state_dir, writer->turn, &why);
	if (r == 0)
		r = state_checkpoint(&writer->state, state, writer->sync_state, &why);
	if (r != 0)
		standing_odd(
			&writer->standing.odd, "the seal's checkpoint stays behind: %s", why.text);
}

/* Says that a record may be lost. */
static int may_not_last(const struct writer *writer, int fault, struct note *note)
{
	char words[128];
	return note_set(note, fault, "%s/%s: the record was written, but may not last: %s",
		writer->logfile.folder, writer->logfile.name,
		strerror_r(-fault, words, sizeof words));
}

/* Waits for the disk. */
int writer_sync(struct writer *writer, struct note *note)
{
	int fault = sync_fd(writer->file);
	return fault == 0 ? 0 : may_not_last(writer, fault, note);
}

/* Syncs and closes the file. */
static int settle(struct writer *writer, struct note *note)
{
	int fault = writer->sync ? sync_fd(writer->file) : 0;
	if (close(take_fd(&writer->file)) != 0 && fault == 0)
		fault = -errno;
	return fault == 0 ? 0 : may_not_last(writer, fault, note);
}

/* Lets the next one write while the disk is waited for. */
int writer_end(struct writer *writer, struct note *note)
{
	turn_give(writer->turn);
	int r = settle(writer, note);
	if (r != 0)
		return r;
	move_checkpoint(writer);
	*note = writer->standing.odd;
	return 0;
}

/* Closes the lock last: it gives the turn back where that was not done. */
void writer_close(struct writer *writer)
{
	standing_close(&writer->standing);
	cleanup_fd(&writer->file);
	cleanup_fd(&writer->folder);
	state_close(&writer->open);
	cleanup_fd(&writer->turn);
}
