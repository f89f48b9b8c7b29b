/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/judge_case.h"

/* The copy of a pending record: that of the longest ago makes room for it. */
static size_t keep_stray(struct judge *judge, struct view line, const struct record *record)
{
	size_t at = judge->next_stray++ % JUDGE_STRAYS;
	struct judge_stray *stray = &judge->strays[at];
	memcpy(stray->line, line.data, line.len);
	stray->at = judge->here;
	stray->fault = VERDICT_NAMED;
	stray->record = *record;
	stray->record.time.data = stray->line + (record->time.data - line.data);
	stray->record.body.data = stray->line + (record->body.data - line.data);
	stray->record.seal.data = stray->line + (record->seal.data - line.data);
	return at;
}

/* Notes that there is a record that claims to be of an epoch. */
static void note_claim(struct judge *judge, int64_t epoch)
{
	if (epoch == EVENT_UNKNOWN || epoch == judge->claims_epoch)
		return;
	judge->claims_epoch = epoch;
	for (size_t i = 0; i < keyring_count(judge->tools.keys); i++)
		if (keyring_at(judge->tools.keys, i)->epoch == epoch)
			judge->claims[i] = true;
}

/* Whether a line that is no record reads as an event all the same, and so is shown as one. */
static bool is_event(struct judge *judge, struct view line)
{
	struct note unread;
	return line.len > 0 && event_decode(line, &judge->event, &unread) == 0;
}

/* Counts a line that there is no more room for, and keeps where the first one is. */
static void count_more(struct judge *judge, const struct judge_pending *one)
{
	if (judge->pending_more++ == 0) {
		judge->more_at = one->at;
		judge->more_begin = one->begin;
	}
	if ((one->record || one->event) && judge->more_bad++ == 0)
		judge->more_bad_at = one->at;
}

/* Keeps the first ones; the others are only counted. */
void judge_pend(struct judge *judge, struct view line, const struct record *record)
{
	unsigned char after[HASH_SIZE];
	struct view body;
	struct judge_pending one = {.at = judge->here,
		.begin = judge->tools.gap.len,
		.record = record != NULL,
		.event = !record && is_event(judge, line),
		.stray = JUDGE_STRAYS};
	one.linked = record ? record->linked && chain_read_hex(record->seal, one.seal)
			    : chain_split(line, &body, one.seal);
	one.after = record && record_after(record, after);
	if (record && record->linked) {
		note_claim(judge, record->epoch);
		one.stray = keep_stray(judge, line, record);
	}
	judge->pending_records += one.record;
	if (judge->pending_count < JUDGE_PENDING)
		judge->pending[judge->pending_count++] = one;
	else
		count_more(judge, &one);
}

/* Forgets them, with their bytes. */
void judge_forget(struct judge *judge)
{
	judge->pending_count = judge->pending_records = 0;
	judge->pending_more = judge->more_bad = 0;
	judge->older = judge->since_found = 0;
	judge->long_tries = 0;
	judge->found.known = judge->mended.known = false;
	gap_clear(&judge->tools.gap);
}

/* Adds it to the verdict. */
size_t judge_fault(struct judge *judge, enum verdict_kind kind, const struct verdict_place *at,
	int64_t expected, int64_t last)
{
	const struct joint *main = &judge->main;
	if (judge->verdict.fault_count == 0)
		judge->intruding = main->known && main->epoch != EVENT_UNKNOWN &&
				   main->epoch != at->epoch && !main->hands_over;
	struct verdict_fault fault = {.kind = kind, .at = *at, .expected = expected, .last = last};
	return verdict_add(&judge->verdict, &fault);
}

/* Whether a record that stands behind its number is a copy of the one that has it: with its very
 * seal, which fits in that place. Without its neighbour's seal, or a key, that can't be told. */
static int is_copy(struct judge *judge, const struct judge_pending *one, struct note *note)
{
	unsigned char seal[HASH_SIZE];
	const unsigned char *same = judge_seal_of(judge, one->at.seq);
	const unsigned char *before = judge_seal_of(judge, one->at.seq - 1);
	if (!one->linked || !same || memcmp(same, one->seal, HASH_SIZE) != 0)
		return 0;
	if (!before || one->stray == JUDGE_STRAYS)
		return 1;
	struct joint joint = {.known = true, .seq = EVENT_UNKNOWN};
	memcpy(joint.seal, before, HASH_SIZE);
	return joint_fits(&judge->tools, &joint, &judge->strays[one->stray].record, 0, seal, note);
}

/* Adds the fault that a line is which should not be there. */
static int add_surplus(struct judge *judge, const struct judge_pending *one, struct note *note)
{
	int copy = one->record ? is_copy(judge, one, note) : 0;
	if (copy < 0)
		return copy;
	int64_t expected = judge->main.known ? judge->main.seq + 1 : EVENT_UNKNOWN;
	size_t fault = judge_fault(judge, copy > 0 ? VERDICT_DUPLICATED : VERDICT_ADDED, &one->at,
		expected, EVENT_UNKNOWN);
	if (one->stray < JUDGE_STRAYS && judge->strays[one->stray].at.line == one->at.line)
		judge->strays[one->stray].fault = fault;
	return 0;
}

/* Says of a line that is no record what becomes of it. */
static void add_odd(struct judge *judge, const struct judge_pending *one, enum verdict_state state)
{
	verdict_add_odd(&judge->verdict, &(struct verdict_odd){one->at, state});
}

/* Whether a line is the last one of the older files: what a crash has torn there may be left out of
 * the seal of the record in the next file, for who wrote that may not have found it any more. */
static bool may_be_left_out(const struct judge *judge, size_t i, uint64_t kept)
{
	bool last = i + 1 < judge->pending_count ? judge->pending[i + 1].begin >= judge->older
						 : judge->pending_more == 0;
	return last && judge->pending[i].begin < judge->older &&
	       kept == judge->tools.gap.len - judge->older;
}

/* Settles one line. One that reads as an event is never taken for torn. */
static int settle_one(struct judge *judge, size_t i, uint64_t kept, struct note *note)
{
	const struct judge_pending *one = &judge->pending[i];
	bool covered = one->begin >= judge->tools.gap.len - kept;
	bool before = !judge->begun && judge->from_nothing && !one->linked;
	if (before &&
		(one->record ? one->at.seq < judge->here.seq : one->event && judge->here.seq > 1)) {
		judge->verdict.unchained++;
		return 0;
	}
	if (one->record || one->event || (!covered && !may_be_left_out(judge, i, kept)))
		return add_surplus(judge, one, note);
	add_odd(judge, one, covered ? VERDICT_KEPT : VERDICT_LOOSE);
	return 0;
}

/* Adds those that are only counted: all of them, or those that can't be torn. */
static void add_more(struct judge *judge, bool all)
{
	uint64_t bad = all ? judge->pending_more : judge->more_bad;
	judge->verdict.odd_count += judge->pending_more - bad;
	if (bad == 0)
		return;
	int64_t expected = judge->main.known ? judge->main.seq + 1 : EVENT_UNKNOWN;
	size_t fault = judge_fault(judge, VERDICT_ADDED,
		all ? &judge->more_at : &judge->more_bad_at, expected, EVENT_UNKNOWN);
	if (fault == VERDICT_NAMED)
		judge->verdict.fault_count += bad - 1;
}

/* Settles all, and those that are only counted as the first of them. */
int judge_settle(struct judge *judge, uint64_t kept, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < judge->pending_count; i++)
		r = settle_one(judge, i, kept, note);
	if (r != 0 || judge->pending_more == 0)
		return r;
	if (!judge->begun && judge->from_nothing && judge->pending_records > 0)
		judge->verdict.unchained += judge->pending_more;
	else
		add_more(judge, judge->more_begin < judge->tools.gap.len - kept);
	return 0;
}

/* Settles lines at the log's end of which none is a record: they may have been torn just now. */
int judge_settle_end(struct judge *judge, struct note *note)
{
	int r = 0;
	for (size_t i = 0; r == 0 && i < judge->pending_count; i++) {
		if (judge->pending[i].event)
			r = add_surplus(judge, &judge->pending[i], note);
		else
			add_odd(judge, &judge->pending[i], VERDICT_LAST);
	}
	if (r == 0)
		add_more(judge, false);
	return r;
}

/* The first pending line that is a record, or is none; NULL where there is no such. */
static const struct judge_pending *first_pending(const struct judge *judge, bool record)
{
	for (size_t i = 0; i < judge->pending_count; i++)
		if (judge->pending[i].record == record)
			return &judge->pending[i];
	return NULL;
}

/* Blames the first line of all; where what should be before the first record is missing, a line that
 * is none before it. */
static int blame_beginning(
	struct judge *judge, const struct judge_pending *record, const struct judge_pending *other)
{
	bool lacks = record && record->linked && !record->after && record->at.seq > 1;
	if (other && (!record || (lacks && other->begin < record->begin)))
		judge_fault(judge, VERDICT_CHANGED, &other->at, EVENT_UNKNOWN, EVENT_UNKNOWN);
	else if (lacks)
		judge_fault(judge, VERDICT_DROPPED, &record->at, EVENT_UNKNOWN, record->at.seq - 1);
	else if (record)
		judge_fault(judge, VERDICT_CHANGED, &record->at, record->at.seq, EVENT_UNKNOWN);
	return 0;
}

/* Blames a pending record: it stands for the one that should be there, or others are missing before
 * it. `*fault` is what it is found guilty of. */
static int blame_record(struct judge *judge, const struct judge_pending *one, int64_t between,
	size_t *fault, struct note *note)
{
	int64_t expected = judge->main.seq + 1;
	*fault = VERDICT_NAMED;
	bool renewed = between >= 0 && one->at.epoch != judge->main.epoch &&
		       one->at.epoch == judge->here.epoch && one->at.seq == expected;
	if (renewed)
		*fault = judge_fault(judge, VERDICT_RENEWED, &one->at, expected, EVENT_UNKNOWN);
	else if (one->at.seq == expected || between == (int64_t)judge->pending_records)
		*fault = judge_fault(judge, VERDICT_CHANGED, &one->at, expected, EVENT_UNKNOWN);
	else if (one->at.seq > expected)
		*fault = judge_fault(judge, VERDICT_DROPPED, &one->at, expected, one->at.seq - 1);
	else
		return add_surplus(judge, one, note);
	return 0;
}

/* Blames the first of the lines that can be blamed. A line that is no record is, where more records
 * are missing than there are others in their place. */
int judge_blame(struct judge *judge, int64_t next, struct note *note)
{
	const struct judge_pending *record = first_pending(judge, true);
	const struct judge_pending *other = first_pending(judge, false);
	int64_t expected = judge->main.seq + 1;
	int64_t between = next > 0 ? next - expected : EVENT_UNKNOWN;
	size_t fault;
	int r = 0;
	if (!judge->main.known)
		return blame_beginning(judge, record, other);
	bool lacks = next > 0 ? between > (int64_t)judge->pending_records
			      : record && record->at.seq > expected;
	if (other && (!record || (lacks && other->begin < record->begin)))
		fault = judge_fault(judge, VERDICT_CHANGED, &other->at, expected, EVENT_UNKNOWN);
	else if (record)
		r = blame_record(judge, record, between, &fault, note);
	else
		return 0;
	if (r == 0 && fault < VERDICT_NAMED)
		judge_miss(judge, fault);
	if (r == 0 && record && record->stray < JUDGE_STRAYS && fault < VERDICT_NAMED)
		judge->strays[record->stray].fault = fault;
	return r;
}
