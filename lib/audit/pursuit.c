/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/pursuit.h"

#include "audit/scan.h"
#include "common/cleanup.h"

/* Whether a line is the very record that the state waits for: 1, 0 or -errno. */
static int fits(struct pursuit *pursuit, const struct scan *scan, struct view line,
	unsigned char seal[HASH_SIZE], int64_t *time, struct note *note)
{
	const struct seal_state *state = &pursuit->standing->state;
	const struct hash *hash = pursuit->log->place->hash;
	const struct standing_mark *mark = &pursuit->mark;
	CLEANUP(gap) struct gap gap = {0, 0, NULL};
	struct chain_link link = {.before = state->seal};
	unsigned char right[HASH_SIZE];
	struct event event;
	if (!chain_split(line, &link.body, seal) || event_decode(line, &event, note) != 0 ||
		event.seq < 0 || (uint64_t)event.seq != state->seq || event.epoch < 0 ||
		(uint64_t)event.epoch != state->epoch)
		return 0;
	*time = event.time;
	bool same = mark->fd == scan->fd;
	int r = gap_add_file(&gap, mark->fd, mark->end, same ? scan->begin : mark->size);
	if (r == 0 && !same)
		r = gap_add_file(&gap, scan->fd, 0, scan->begin);
	if (r != 0)
		return logfile_fault(pursuit->log->logfile, r, note);
	link.gap_len = gap.len;
	link.gap = gap_view(&gap);
	r = chain_seal(hash, state->key, &link, right, note);
	return r != 0 ? r : memcmp(right, seal, HASH_SIZE) == 0;
}

/* Moves the state behind a record that was found right. */
static int advance(struct pursuit *pursuit, const struct scan *scan,
	const unsigned char seal[HASH_SIZE], int64_t time, struct note *note)
{
	struct seal_state *state = &pursuit->standing->state;
	pursuit->mark = (struct standing_mark){scan->fd, scan->end, scan->size};
	pursuit->taken++;
	memcpy(state->seal, seal, HASH_SIZE);
	state->time = time;
	state->seq++;
	return chain_next_key(pursuit->log->place->hash, state->key, note);
}

/* Takes what fits of a file, from a place on. */
static int follow_file(struct pursuit *pursuit, int fd, off_t from, off_t size, struct note *note)
{
	struct scan scan;
	struct view line;
	unsigned char seal[HASH_SIZE];
	int64_t time;
	int r = 0;
	scan_open(&scan, fd, from, size);
	while (r >= 0 && pursuit->taken < PURSUIT_MAX && scan_next(&scan, &line)) {
		r = fits(pursuit, &scan, line, seal, &time, note);
		if (r > 0)
			r = advance(pursuit, &scan, seal, time, note);
	}
	if (scan.fault != 0)
		return logfile_fault(pursuit->log->logfile, scan.fault, note);
	return r < 0 ? r : 0;
}

/* Begins at the mark. */
int pursuit_follow_file(struct pursuit *pursuit, struct note *note)
{
	const struct standing_mark from = pursuit->mark;
	return follow_file(pursuit, from.fd, from.end, from.size, note);
}

/* Whether the first record of a file has the seq that the state waits for: 1, 0 or -errno. */
static int begins_next(const struct pursuit *pursuit, int fd, off_t size, struct note *note)
{
	struct scan scan;
	struct view line, body;
	struct event event;
	struct note unread;
	unsigned char seal[HASH_SIZE];
	scan_open(&scan, fd, 0, size);
	while (scan_next(&scan, &line))
		if (chain_split(line, &body, seal) && event_decode(line, &event, &unread) == 0)
			return event.seq > 0 && (uint64_t)event.seq == pursuit->standing->state.seq;
	return scan.fault == 0 ? 0 : logfile_fault(pursuit->log->logfile, scan.fault, note);
}

/* Makes an older file the one of the mark, if the mark went into it. */
void pursuit_keep(struct pursuit *pursuit, struct older *older)
{
	if (pursuit->mark.fd != older->fd)
		return;
	cleanup_fd(&pursuit->standing->older);
	pursuit->standing->older = take_fd(&older->fd);
}

/* Takes what fits of a file, if it begins with the next record. */
static int follow_next(struct pursuit *pursuit, int fd, off_t size, struct note *note)
{
	int r = begins_next(pursuit, fd, size, note);
	return r > 0 ? follow_file(pursuit, fd, 0, size, note) : r;
}

/* Goes on with the older file that begins with the next record; `*more` tells if there was one. */
static int follow_older(struct pursuit *pursuit, bool *more, struct note *note)
{
	CLEANUP(older) struct older older = {.fd = -1};
	const struct standing_log *log = pursuit->log;
	long before = pursuit->taken;
	int r = older_open(&older, log->logfile, log->folder, note);
	while (r == 0 && pursuit->taken == before && (r = older_next(&older, note)) > 0) {
		r = follow_next(pursuit, older.fd, older.size, note);
		pursuit_keep(pursuit, &older);
	}
	*more = pursuit->taken > before;
	return r;
}

/* Goes on through the older files to the current one. */
int pursuit_follow(struct pursuit *pursuit, struct note *note)
{
	const struct standing_log *log = pursuit->log;
	int r = pursuit_follow_file(pursuit, note);
	for (bool more = true; r == 0 && more && pursuit->mark.fd != log->fd;)
		r = follow_older(pursuit, &more, note);
	if (r == 0 && pursuit->mark.fd != log->fd)
		r = follow_next(pursuit, log->fd, log->size, note);
	if (pursuit->mark.fd == log->fd) {
		cleanup_fd(&pursuit->standing->older);
		pursuit->standing->older = -1;
	}
	return r;
}
