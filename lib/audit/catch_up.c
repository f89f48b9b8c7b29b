/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/catch_up.h"

#include "audit/last.h"
#include "audit/pursuit.h"
#include "common/cleanup.h"

#include <inttypes.h>

#define JUMP_BACK 64

/* Looks for the record that has the state's seal among the last ones of a file. */
static bool find_seal(const struct seal_state *state, int fd, off_t size, off_t *end)
{
	struct tail tail;
	struct last last;
	tail_open(&tail, fd, size, TAIL_REACH);
	for (int back = 0; back < CATCH_UP_BACK && last_before(&tail, &last); back++) {
		*end = last.end;
		if (memcmp(last.seal, state->seal, HASH_SIZE) == 0)
			return true;
	}
	return false;
}

/* Whether the record that ends at a place of a file has the state's seal. */
static bool ends_there(const struct seal_state *state, int fd)
{
	char tail[CHAIN_TAIL + 1];
	struct view body;
	unsigned char seal[HASH_SIZE];
	off_t from = state->end - (off_t)sizeof tail;
	return from >= 0 && pread(fd, tail, sizeof tail, from) == (ssize_t)sizeof tail &&
	       chain_split((struct view){tail, CHAIN_TAIL}, &body, seal) &&
	       memcmp(seal, state->seal, HASH_SIZE) == 0;
}

/* Whether the state's last record is in a file, and where it ends. The file that the state names is
 * looked at before it is believed: the number of an inode is soon given to another file. */
static bool is_in(const struct seal_state *state, bool by_name, int fd, off_t size, uint64_t device,
	uint64_t inode, off_t *end)
{
	if (!by_name)
		return find_seal(state, fd, size, end);
	*end = state->end;
	return device == state->device && inode == state->inode && size >= state->end &&
	       (state->end == 0 || ends_there(state, fd));
}

/* Looks for the state's last record, in the current file and in the older ones. */
static int locate(struct pursuit *pursuit, bool by_name, bool *found, struct note *note)
{
	CLEANUP(older) struct older older = {.fd = -1};
	const struct standing_log *log = pursuit->log;
	const struct seal_state *state = &pursuit->standing->state;
	struct standing_mark *mark = &pursuit->mark;
	*mark = (struct standing_mark){log->fd, 0, log->size};
	*found = is_in(state, by_name, log->fd, log->size, log->device, log->inode, &mark->end);
	if (*found)
		return 0;
	int r = older_open(&older, log->logfile, log->folder, note);
	while (r == 0 && !*found && (r = older_next(&older, note)) > 0) {
		r = 0;
		*found = is_in(state, by_name, older.fd, older.size, older.device, older.inode,
			&mark->end);
		mark->fd = *found ? older.fd : log->fd;
		mark->size = *found ? older.size : log->size;
		pursuit_keep(pursuit, &older);
	}
	return r;
}

/* Finds the earliest record of the state's epoch near the end of a file that is not before it, and
 * moves the state there, unproven: the file's beginning where that is its first one. */
static int jump_into(struct pursuit *pursuit, int fd, off_t size, bool *moved, struct note *note)
{
	struct seal_state *state = &pursuit->standing->state;
	struct tail tail;
	struct last last, first = {.seq = 0};
	tail_open(&tail, fd, size, TAIL_REACH);
	for (int back = 0; back < JUMP_BACK && last_before(&tail, &last) && last.epoch >= 0 &&
			   (uint64_t)last.epoch == state->epoch && (uint64_t)last.seq >= state->seq;
		back++)
		first = last;
	uint64_t seq = (uint64_t)first.seq + !first.has_after;
	*moved = first.seq > 0 && seq - state->seq <= PURSUIT_MAX;
	if (!*moved)
		return 0;
	memcpy(state->seal, first.has_after ? first.after : first.seal, HASH_SIZE);
	state->time = first.time;
	pursuit->mark = (struct standing_mark){fd, first.has_after ? 0 : first.end, size};
	int r = 0;
	for (; r == 0 && state->seq < seq; state->seq++)
		r = chain_next_key(pursuit->log->place->hash, state->key, note);
	return r;
}

/* Tries to go on at the end of one file; `*done` tells if a record proved that right. */
static int jump_to(struct pursuit *pursuit, int fd, off_t size, bool *done, struct note *note)
{
	CLEANUP(state) struct seal_state before = pursuit->standing->state;
	const struct standing_mark mark = pursuit->mark;
	bool moved;
	int r = jump_into(pursuit, fd, size, &moved, note);
	if (r == 0 && moved)
		r = pursuit_follow_file(pursuit, note);
	*done = pursuit->taken > 0;
	if (*done)
		return r;
	pursuit->standing->state = before;
	pursuit->mark = mark;
	return r;
}

/* Tries to go on at the end of one of the files, the current one first. */
static int jump(struct pursuit *pursuit, bool *done, struct note *note)
{
	CLEANUP(older) struct older older = {.fd = -1};
	const struct standing_log *log = pursuit->log;
	uint64_t from = pursuit->standing->state.seq;
	int r = jump_to(pursuit, log->fd, log->size, done, note);
	if (r == 0 && !*done)
		r = older_open(&older, log->logfile, log->folder, note);
	while (r == 0 && !*done && (r = older_next(&older, note)) > 0) {
		r = jump_to(pursuit, older.fd, older.size, done, note);
		pursuit_keep(pursuit, &older);
	}
	if (r == 0 && *done)
		standing_odd(&pursuit->standing->odd,
			"the seal's state in %s was an earlier one, of record %" PRIu64
			", and is brought up to the log",
			log->place->state_dir, from - 1);
	return r;
}

/* Finds the last record that is there, and says how the log has lost its end. */
static int tell_end(struct pursuit *pursuit, struct note *note)
{
	struct standing *standing = pursuit->standing;
	const struct logfile *logfile = pursuit->log->logfile;
	uint64_t end = standing->state.seq - 1;
	struct last last;
	int r = standing_follow_last(pursuit->log, standing, &last, &pursuit->mark, note);
	if (r != 0)
		return r;
	if (last.seq == 0)
		standing_odd(&standing->odd,
			"%s/%s: no record is there any more, and the last one was %" PRIu64
			": the log has lost its end, or it is in a compressed file; keyhole "
			"verify says more",
			logfile->folder, logfile->name, end);
	else if ((uint64_t)last.seq + 1 == end)
		standing_odd(&standing->odd,
			"%s/%s: 1 record is missing at the end of the log (seq %" PRIu64
			"); keyhole verify says more",
			logfile->folder, logfile->name, end);
	else if ((uint64_t)last.seq < end)
		standing_odd(&standing->odd,
			"%s/%s: %" PRIu64 " records are missing at the end of the log (seq "
			"%" PRIu64 " to %" PRIu64 "); keyhole verify says more",
			logfile->folder, logfile->name, end - (uint64_t)last.seq,
			(uint64_t)last.seq + 1, end);
	else
		standing_odd(&standing->odd,
			"%s/%s: the last records (up to seq %" PRIi64
			") are not those that were written; keyhole verify says more",
			logfile->folder, logfile->name, last.seq);
	return 0;
}

/* Looks for the last record, then goes on from there. */
int catch_up(const struct standing_log *log, struct standing *standing, struct standing_mark *mark,
	struct note *note)
{
	struct pursuit pursuit = {.log = log, .standing = standing};
	bool found;
	int r = locate(&pursuit, true, &found, note);
	if (r == 0 && !found)
		r = locate(&pursuit, false, &found, note);
	if (r == 0 && !found)
		r = jump(&pursuit, &found, note);
	if (r == 0)
		r = found ? pursuit_follow(&pursuit, note) : tell_end(&pursuit, note);
	*mark = pursuit.mark;
	return r;
}
