/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/judge.h"

#include "audit/judge_case.h"
#include "common/cleanup.h"

#include <errno.h>
#include <stdlib.h>

/* Allocates all that is ever needed. */
int judge_open(
	const struct hash *hash, struct keyring *keys, struct judge **judge, struct note *note)
{
	struct judge *made = calloc(1, sizeof *made);
	size_t count = keyring_count(keys) + 1;
	if (made) {
		made->fits = calloc(2 * count, sizeof *made->fits);
	}
	if (!made || !made->fits) {
		judge_close(made);
		return note_errno(note, -ENOMEM, "the judgement of the log");
	}
	made->claims = made->fits + count;
	made->tools.hash = hash;
	made->tools.keys = keys;
	*judge = made;
	return 0;
}

/* Frees what was allocated. */
void judge_close(struct judge *judge)
{
	if (!judge)
		return;
	gap_free(&judge->tools.gap);
	free(judge->seals);
	free(judge->fits);
	free(judge);
}

/* Notes the seal. */
void judge_ask_head(struct judge *judge, const unsigned char seal[HASH_SIZE])
{
	judge->verdict.head_asked = true;
	memcpy(judge->head, seal, HASH_SIZE);
}

/* Notes the record. */
void judge_tell_last(struct judge *judge, int64_t seq, const unsigned char seal[HASH_SIZE])
{
	judge->told_seq = seq;
	memcpy(judge->told_seal, seal, HASH_SIZE);
}

/* Notes it; only a log that is sealed lacks a state. */
void judge_tell_no_state(struct judge *judge)
{
	judge->no_state = true;
}

/* Begins a file; the gap goes on. */
void judge_file(struct judge *judge, const char *name)
{
	judge->here = (struct verdict_place){.file = name};
	judge->fresh = true;
	judge->older = judge->tools.gap.len;
}

/* Lets the next record be one that begins. */
void judge_unread(struct judge *judge)
{
	judge->verdict.unread++;
	judge_forget(judge);
	judge->main.known = false;
	judge->fresh = true;
}

/* Goes on from the last record, so that a jump of the numbers shows: a file is damaged with less
 * effort than it is removed. */
void judge_damaged(struct judge *judge)
{
	judge->verdict.unread++;
	judge->fresh = true;
}

/* Gives the verdict. */
const struct verdict *judge_verdict(const struct judge *judge)
{
	return &judge->verdict;
}

/* Looks into the ring of those that were kept. */
const unsigned char *judge_seal_of(const struct judge *judge, int64_t seq)
{
	if (judge->seals_to == 0 || seq < judge->seals_from || seq > judge->seals_to ||
		seq <= judge->seals_to - JUDGE_SEALS)
		return NULL;
	return judge->seals[(seq - judge->seals_from) % JUDGE_SEALS];
}

/* Makes room for one more seal, as long as there are not all; false where there is no memory. */
static bool make_room(struct judge *judge, size_t at)
{
	if (at < judge->seals_room)
		return true;
	size_t room = judge->seals_room > 0 ? 2 * judge->seals_room : 1024;
	unsigned char(*seals)[HASH_SIZE] = reallocarray(judge->seals, room, sizeof *seals);
	if (!seals)
		return false;
	judge->seals = seals;
	judge->seals_room = room;
	return true;
}

/* Keeps the seal of a record; the ring holds no numbers but those of one row. Without memory for it
 * a copy is only not known as one. */
static void keep_seal(struct judge *judge, int64_t seq, const unsigned char seal[HASH_SIZE])
{
	if (judge->seals_to == 0 || seq != judge->seals_to + 1)
		judge->seals_from = seq;
	size_t at = (size_t)((seq - judge->seals_from) % JUDGE_SEALS);
	judge->seals_to = make_room(judge, at) ? seq : 0;
	if (judge->seals_to > 0)
		memcpy(judge->seals[at], seal, HASH_SIZE);
}

/* Sees that an epoch ends as it may: in a record that says that the next one follows. */
static void check_epoch(
	struct judge *judge, const struct record *record, const struct verdict_place *at)
{
	const struct joint *main = &judge->main;
	if (record->epoch == EVENT_UNKNOWN)
		judge->verdict.sealed.line = 0;
	else if (judge->verdict.sealed.line == 0)
		judge->verdict.sealed = *at;
	if (!main->known || main->epoch == record->epoch || main->epoch == EVENT_UNKNOWN)
		return;
	if (judge->unproven && record->epoch < main->epoch && record->epoch != EVENT_UNKNOWN)
		judge_fault(judge, VERDICT_CHANGED, &judge->verdict.last, main->seq, EVENT_UNKNOWN);
	else if (record->epoch == EVENT_UNKNOWN)
		judge_fault(judge, VERDICT_UNSEALED, at, main->seq + 1, EVENT_UNKNOWN);
	else if (!main->hands_over || !record->sealing || record->epoch != main->epoch + 1)
		judge_fault(judge, VERDICT_RENEWED, at, main->seq + 1, EVENT_UNKNOWN);
}

/* Notes what is known by the key, or is not for lack of it. */
static void note_proof(struct judge *judge, const struct record *record,
	const struct verdict_place *at, int answer)
{
	struct verdict *verdict = &judge->verdict;
	if (answer == JOINT_MAY && verdict->unproven_count++ == 0)
		verdict->unproven = *at;
	if (record->epoch == EVENT_UNKNOWN || record->epoch == judge->fits_epoch)
		return;
	judge->fits_epoch = record->epoch;
	for (size_t i = 0; i < keyring_count(judge->tools.keys); i++)
		if (keyring_at(judge->tools.keys, i)->epoch == record->epoch)
			judge->fits[i] = true;
}

/* Takes the record into the verdict, and makes it the one to follow on. */
void judge_advance(struct judge *judge, const struct record *record, const struct verdict_place *at,
	int answer, const unsigned char seal[HASH_SIZE])
{
	struct verdict *verdict = &judge->verdict;
	check_epoch(judge, record, at);
	verdict->bent += record->bent;
	if (record->bent)
		judge_fault(judge, VERDICT_CHANGED, at, record->seq, EVENT_UNKNOWN);
	note_proof(judge, record, at, answer);
	if (verdict->records++ == 0)
		verdict->first = *at;
	verdict->last = *at;
	if (verdict->fault_count > 0 && verdict->holds.line == 0 && !record->bent)
		verdict->holds = *at;
	if (verdict->head.line > 0)
		verdict->head_follow++;
	else if (verdict->head_asked && memcmp(seal, judge->head, HASH_SIZE) == 0)
		verdict->head = *at;
	joint_set(&judge->main, record, seal);
	keep_seal(judge, record->seq, seal);
	judge->begun = true;
	judge->proven = judge->proven || answer == JOINT_FITS;
	judge->unproven = answer == JOINT_MAY;
	judge->fresh = false;
	if (judge->tools.gap.len > 0 || judge->pending_count > 0)
		judge_forget(judge);
}

/* Says of a log that holds no chain what it holds. */
static void end_unchained(struct judge *judge)
{
	struct verdict *verdict = &judge->verdict;
	for (size_t i = 0; i < judge->pending_count; i++)
		if (!judge->pending[i].record)
			verdict_add_odd(verdict,
				&(struct verdict_odd){judge->pending[i].at, VERDICT_LOOSE});
	verdict->unchained = judge->pending_records;
	verdict->odd_count = judge->pending_count + judge->pending_more - judge->pending_records;
}

/* Says of lines behind the last record what they are: those that are no records may have been torn
 * just now. */
static int end_pending(struct judge *judge, struct note *note)
{
	if (!judge->begun && !judge->found.known && judge->verdict.unread == 0) {
		end_unchained(judge);
		return 0;
	}
	if (judge->told_seq > 0 && judge->main.known && judge->main.seq == judge->told_seq &&
		judge->pending_records > 0)
		return judge_settle(judge, 0, note);
	if (judge->pending_records > 0 || judge->found.known)
		return judge_blame(judge, 0, note);
	return judge_settle_end(judge, note);
}

/* Says that the log ends before the seal of a key begins: once, by the first of such keys. */
static void cut_before(struct judge *judge, const struct verification_key *key)
{
	struct verdict *verdict = &judge->verdict;
	if (verdict->cut_epoch > 0)
		return;
	verdict->cut_epoch = key->epoch;
	size_t fault = judge_fault(
		judge, VERDICT_CUT, &verdict->last, verdict->last.seq + 1, (int64_t)key->first_seq);
	if (fault < VERDICT_NAMED)
		verdict->faults[fault].sealing = key->epoch;
}

/* Says what a key means that fits no record. It may be another log's, but that is no excuse for an
 * epoch that begins where it may not. One of an epoch before the log's beginning need not fit. */
static void end_key(struct judge *judge, const struct verification_key *key, bool claimed)
{
	struct verdict *verdict = &judge->verdict;
	if (claimed && judge->intruding && verdict->faults[0].at.epoch == key->epoch)
		return;
	if (claimed)
		verdict->wrong_epoch = key->epoch;
	else if (verdict->records == 0 || verdict->last.epoch > key->epoch)
		return;
	else if ((int64_t)key->first_seq > verdict->last.seq)
		cut_before(judge, key);
	else
		verdict->other_epoch = key->epoch;
}

/* Sees that each key was of use. */
static void end_keys(struct judge *judge)
{
	for (size_t i = 0; i < keyring_count(judge->tools.keys); i++)
		if (!judge->fits[i])
			end_key(judge, keyring_at(judge->tools.keys, i), judge->claims[i]);
		else
			judge->verdict.key_fits = true;
}

/* Sees that the log has the records that are known from elsewhere, unless it is known already what
 * became of its end. */
static void end_known(struct judge *judge, bool end_blamed)
{
	struct verdict *verdict = &judge->verdict;
	int64_t last = judge->main.known ? judge->main.seq : 0;
	verdict->stateless =
		judge->no_state && verdict->records > 0 && verdict->last.epoch != EVENT_UNKNOWN;
	if (judge->told_seq > last && !end_blamed)
		judge_fault(judge, VERDICT_CUT, &verdict->last, last + 1, judge->told_seq);
	else if (judge->told_seq > 0 && judge->told_seq == last &&
		 memcmp(judge->told_seal, judge->main.seal, HASH_SIZE) != 0)
		judge_fault(judge, VERDICT_CHANGED, &verdict->last, last, EVENT_UNKNOWN);
	if (verdict->head_asked && verdict->head.line == 0 && verdict->fault_count == 0 &&
		verdict->records > 0)
		judge_fault(judge, VERDICT_CUT, &verdict->last, last + 1, EVENT_UNKNOWN);
}

/* Ends with what is known from elsewhere. */
int judge_end(struct judge *judge, struct note *note)
{
	uint64_t faults = judge->verdict.fault_count;
	int r = judge->pending_count > 0 ? end_pending(judge, note) : judge_try_strays(judge, note);
	if (r < 0)
		return r;
	bool end_blamed = judge->verdict.fault_count > faults;
	end_keys(judge);
	end_known(judge, end_blamed || judge->verdict.cut_epoch > 0);
	return 0;
}

/* Fails only where there is no memory for the first of its bytes. */
int judge_add_to_gap(struct judge *judge, struct view bytes, struct note *note)
{
	int r = gap_add(&judge->tools.gap, bytes);
	return r == 0 ? 0 : note_errno(note, r, "the judgement of the log");
}

/* Begins a line, of which nothing is known yet. */
void judge_begin_line(struct judge *judge)
{
	judge->here.line++;
	judge->verdict.lines++;
	judge->here.epoch = judge->here.seq = EVENT_UNKNOWN;
	judge->here.time[0] = '\0';
}

/* Adds a piece to the gap; the line is pending from its beginning on. */
int judge_piece(struct judge *judge, struct view piece, bool begins, struct note *note)
{
	if (begins) {
		judge_begin_line(judge);
		judge_pend(judge, (struct view){NULL, 0}, NULL);
	}
	return judge_add_to_gap(judge, piece, note);
}
