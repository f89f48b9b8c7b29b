/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/sealing.h"

#include "audit/catch_up.h"
#include "audit/older.h"
#include "audit/turn.h"
#include "audit/writer.h"
#include "common/cleanup.h"

#include <errno.h>
#include <inttypes.h>
#include <sys/random.h>

/* Whether the log's standing lets it be done as it was asked for. */
static enum sealing_outcome judge(const struct standing *standing, bool renew)
{
	if (standing->state.epoch > 0)
		return renew ? SEALING_DONE : SEALING_ALREADY;
	if (standing->lost)
		return renew ? SEALING_DONE : SEALING_LOST;
	return renew ? SEALING_NEVER : SEALING_DONE;
}

/* The epoch of the last sealed record near the end of a file, if it is later than `epoch`. */
static uint64_t later_epoch(int fd, off_t size, uint64_t epoch)
{
	struct tail tail;
	struct last last;
	tail_open(&tail, fd, size, TAIL_REACH);
	for (int back = 0; back < CATCH_UP_BACK && last_before(&tail, &last); back++)
		if (last.epoch > 0)
			return (uint64_t)last.epoch > epoch ? (uint64_t)last.epoch : epoch;
	return epoch;
}

/* Finds the last epoch, as far as state and log know: no number is given twice. */
static int find_epoch(const struct writer *writer, uint64_t *epoch, struct note *note)
{
	CLEANUP(older) struct older older = {.fd = -1};
	const struct standing *standing = &writer->standing;
	*epoch = standing->lost ? standing->lost_epoch : standing->state.epoch;
	if (standing->state.epoch > 0)
		return 0;
	*epoch = later_epoch(writer->file, lseek(writer->file, 0, SEEK_END), *epoch);
	int r = older_open(&older, &writer->logfile, writer->folder, note);
	while (r == 0 && (r = older_next(&older, note)) > 0) {
		*epoch = later_epoch(older.fd, older.size, *epoch);
		r = 0;
	}
	return r;
}

/* Makes the key of the epoch that comes next. */
static int make_key(const struct writer *writer, struct sealing *sealing, struct note *note)
{
	const struct seal_state *state = &writer->standing.state;
	struct verification_key *key = &sealing->key;
	int r = find_epoch(writer, &sealing->old_epoch, note);
	if (r != 0)
		return r;
	if (sealing->old_epoch >= UINT16_MAX)
		return note_set(
			note, -EOVERFLOW, "there can be no more than %d epochs", UINT16_MAX);
	key->epoch = (uint16_t)(sealing->old_epoch + 1);
	key->first_seq = state->seq + (state->epoch > 0);
	if (getrandom(key->key, sizeof key->key, 0) != (ssize_t)sizeof key->key)
		return note_errno(note, -EIO, "getrandom");
	return 0;
}

/* Adds a record `sealed` and writes it. */
static int put(struct writer *writer, struct sealing *sealing, const char *what, struct note *note)
{
	char id[VERIFICATION_KEY_ID];
	struct event *event = &sealing->event;
	int r = verification_key_id(writer->place->hash, &sealing->key, id, note);
	if (r != 0)
		return r;
	snprintf(sealing->detail, sizeof sealing->detail, "epoch %u %s; key id %s",
		(unsigned)sealing->key.epoch, what, id);
	event_init(event, EVENT_SEALED);
	event->detail = view_of(sealing->detail);
	event->by = sealing->by;
	event->audit_session = sealing->audit_session;
	writer_set_time(writer, event);
	r = writer_add(writer, event, note);
	return r == 0 ? writer_put(writer, note) : r;
}

/* Makes the new key the one of the next record, first where it outlasts a crash. */
static int change_state(struct writer *writer, const struct sealing *sealing, struct note *note)
{
	struct seal_state *state = &writer->standing.state;
	struct event now;
	writer_set_time(writer, &now);
	state->epoch = sealing->key.epoch;
	state->since = now.time;
	memcpy(state->key, sealing->key.key, HASH_SIZE);
	int r = turn_take_checkpoint(writer->place->state_dir, writer->turn, note);
	if (r == 0)
		r = state_checkpoint(&writer->state, state, true, note);
	writer->standing.tell_lost = false;
	/* Where the run state can't be stored, the checkpoint is the later one, and writer_put tells. */
	struct note told_later;
	if (r == 0)
		state_store(&writer->state, state, &told_later);
	return r;
}

/* Ends the old epoch, if its key is there, and begins the new one. */
static int change(struct writer *writer, struct sealing *sealing, struct note *note)
{
	sealing->since = writer->standing.state.since;
	sealing->handed_over = writer->standing.state.epoch > 0;
	int r = make_key(writer, sealing, note);
	if (r == 0 && sealing->handed_over) {
		r = put(writer, sealing, "follows", note);
		/* A state that a power failure leaves must never be newer than the log. */
		if (r == 0)
			r = writer_sync(writer, note);
	}
	if (r == 0)
		r = change_state(writer, sealing, note);
	if (r == 0)
		r = put(writer, sealing, "begins", note);
	return r == 0 ? writer_end(writer, note) : r;
}

/* Begins an epoch while it is this process's turn. */
int sealing_begin(const struct append_place *place, struct sealing *sealing, struct note *note)
{
	struct append_place synced = *place;
	CLEANUP(writer) struct writer writer;
	synced.sync = true;
	int r = writer_begin(&writer, &synced, note);
	if (r != 0)
		return r;
	writer.sync_state = true;
	sealing->outcome = judge(&writer.standing, sealing->renew);
	if (sealing->outcome == SEALING_DONE)
		return change(&writer, sealing, note);
	sealing->old_epoch =
		writer.standing.lost ? writer.standing.lost_epoch : writer.standing.state.epoch;
	sealing->since = writer.standing.state.since;
	*note = writer.standing.odd;
	return 0;
}
