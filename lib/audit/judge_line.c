/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/judge_case.h"

/* Tries one end of the gap after the other; long ones not for ever. */
int judge_try(struct judge *judge, const struct joint *joint, const struct record *record,
	const uint64_t gaps[3], uint64_t *kept, unsigned char seal[HASH_SIZE], struct note *note)
{
	int r = JOINT_NO;
	for (size_t i = 0; r == JOINT_NO && i < 3; i++) {
		if (i > 0 && gaps[i] == gaps[i - 1])
			continue;
		if (gaps[i] > JUDGE_LONG_GAP && judge->long_tries++ > JUDGE_LONG_TRIES)
			continue;
		*kept = gaps[i];
		r = joint_fits(&judge->tools, joint, record, gaps[i], seal, note);
	}
	return r;
}

/* Fills in where a record stands. */
static void place(struct judge *judge, const struct record *record)
{
	judge->here.epoch = record->epoch;
	judge->here.seq = record->seq;
	memcpy(judge->here.time, record->time.data, EVENT_TIME_LEN);
}

/* Whether a record follows on `main`: then it does from now on. */
static int try_main(struct judge *judge, const struct record *record, struct note *note)
{
	unsigned char seal[HASH_SIZE];
	uint64_t kept, len = judge->tools.gap.len;
	const uint64_t gaps[] = {len, len - judge->older, 0};
	if (!judge->main.known || record->seq != judge->main.seq + 1 ||
		(record->epoch == EVENT_UNKNOWN && !joint_precedes(&judge->main, record)))
		return 0;
	int r = judge_try(judge, &judge->main, record, gaps, &kept, seal, note);
	if (r <= 0)
		return r;
	int settled = judge->pending_count > 0 ? judge_settle(judge, kept, note) : 0;
	if (settled != 0)
		return settled;
	place(judge, record);
	judge_advance(judge, record, &judge->here, r, seal);
	return 1;
}

/* Whether a record follows on the line that did not fit, as that is written or as it should be. */
static int try_found(struct judge *judge, const struct record *record, struct note *note)
{
	unsigned char seal[HASH_SIZE];
	uint64_t kept, len = judge->tools.gap.len;
	const uint64_t gaps[] = {len - judge->since_found, len - judge->older, 0};
	const struct joint *joints[] = {&judge->found, &judge->mended};
	int r = JOINT_NO;
	for (size_t i = 0; r == JOINT_NO && i < 2; i++)
		if (joints[i]->known)
			r = judge_try(judge, joints[i], record, gaps, &kept, seal, note);
	if (r <= 0)
		return r;
	int blamed = judge_blame(judge, record->seq, note);
	if (blamed != 0)
		return blamed;
	place(judge, record);
	judge_advance(judge, record, &judge->here, r, seal);
	return 1;
}

/* Says what a beginning means that does not follow on what was there before. */
static int blame_jump(struct judge *judge, const struct record *record, struct note *note)
{
	int64_t expected = judge->main.seq + 1;
	uint64_t faults = judge->verdict.fault_count;
	int r = judge->pending_count > 0
			? judge_blame(judge, judge->main.known ? record->seq : 0, note)
			: 0;
	if (r != 0 || !judge->main.known || judge->verdict.fault_count > faults)
		return r;
	const unsigned char *same = judge_seal_of(judge, record->seq);
	unsigned char seal[HASH_SIZE];
	if (record->seq > expected)
		judge_miss(judge, judge_fault(judge, VERDICT_DROPPED, &judge->here, expected,
					  record->seq - 1));
	else if (record->seq == expected)
		judge_fault(judge, VERDICT_CHANGED, &judge->verdict.last, judge->main.seq,
			EVENT_UNKNOWN);
	else if (same && chain_read_hex(record->seal, seal) && memcmp(same, seal, HASH_SIZE) == 0)
		judge_fault(judge, VERDICT_DUPLICATED, &judge->here, expected, EVENT_UNKNOWN);
	else
		judge_fault(judge, VERDICT_SWAPPED, &judge->here, expected, EVENT_UNKNOWN);
	return 0;
}

/* Whether a record may show that the log does not begin with what was taken for its beginning, which
 * nothing but its number spoke for: it is of before that, or the second one. */
static bool may_refute(const struct judge *judge, const struct record *record)
{
	return !judge->proven && judge->pending_count == 0 &&
	       (record->seq <= judge->main.seq || judge->verdict.records == 1);
}

/* Blames what was taken for the beginning, and begins anew. */
static void blame_first(struct judge *judge)
{
	struct verdict *verdict = &judge->verdict;
	judge_fault(judge, VERDICT_ADDED, &verdict->first, EVENT_UNKNOWN, EVENT_UNKNOWN);
	judge->main.known = false;
	verdict->good.line = verdict->sealed.line = 0;
	verdict->records = verdict->unproven_count = 0;
	verdict->unproven.line = 0;
}

/* Whether a record begins the log in the middle of a file, behind lines that were put before it. */
static int try_refuting(struct judge *judge, const struct record *record, struct note *note)
{
	unsigned char seal[HASH_SIZE];
	struct joint before = {.known = true, .seq = EVENT_UNKNOWN};
	if (!judge->main.known || judge->fresh || !may_refute(judge, record) ||
		(!record_after(record, before.seal) && record->seq > 1))
		return 0;
	int r = joint_fits(&judge->tools, &before, record, 0, seal, note);
	if (r != JOINT_FITS)
		return r < 0 ? r : 0;
	blame_first(judge);
	place(judge, record);
	judge_advance(judge, record, &judge->here, r, seal);
	return 1;
}

/* Whether a record begins the log, or a file of it. */
static int try_beginning(struct judge *judge, const struct record *record, struct note *note)
{
	unsigned char seal[HASH_SIZE];
	uint64_t kept, len = judge->tools.gap.len;
	const uint64_t gaps[] = {
		judge->main.known ? len - judge->older : len, len - judge->older, 0};
	struct joint before = {.known = true, .seq = EVENT_UNKNOWN};
	if (judge->main.known && !judge->fresh)
		return 0;
	judge->from_nothing = !record_after(record, before.seal);
	if (judge->from_nothing && record->seq > 1 &&
		(judge->main.known || judge->pending_records == 0))
		return 0;
	int r = judge_try(judge, &before, record, gaps, &kept, seal, note);
	if (r <= 0)
		return r;
	place(judge, record);
	int settled = judge->main.known || judge->found.known ? blame_jump(judge, record, note)
							      : judge_settle(judge, kept, note);
	if (settled != 0)
		return settled;
	judge_advance(judge, record, &judge->here, r, seal);
	return 1;
}

/* Learns what the seal of a line should be that stands where a record is missing. */
static int mend(struct judge *judge, const struct record *record, struct note *note)
{
	unsigned char seal[HASH_SIZE] = {0};
	judge->mended.known = false;
	if (!judge->main.known || judge->pending_records > 0 || record->seq != judge->main.seq + 1)
		return 0;
	int r = joint_fits(&judge->tools, &judge->main, record, judge->tools.gap.len, seal, note);
	if (r == JOINT_NO &&
		(record->epoch == EVENT_UNKNOWN || keyring_has(judge->tools.keys, record->epoch)))
		joint_set(&judge->mended, record, seal);
	return r < 0 ? r : 0;
}

/* Tries a record in every place that it may have. */
static int try_all(struct judge *judge, const struct record *record, struct note *note)
{
	int r = try_main(judge, record, note);
	if (r == 0)
		r = try_found(judge, record, note);
	if (r == 0 && (r = judge_try_strays(judge, note)) > 0)
		r = try_main(judge, record, note);
	return r;
}

/* Remembers what the next record follows on, if this line is one but does not fit. */
static void find(struct judge *judge, struct view line, const struct record *record)
{
	static const char no_time[EVENT_TIME_LEN];
	unsigned char seal[HASH_SIZE];
	struct view body;
	struct record none = {
		.epoch = EVENT_UNKNOWN, .seq = EVENT_UNKNOWN, .time = {no_time, EVENT_TIME_LEN}};
	bool linked = record ? record->linked && chain_read_hex(record->seal, seal)
			     : chain_split(line, &body, seal);
	if (!linked)
		return;
	joint_set(&judge->found, record ? record : &none, seal);
	judge->since_found = judge->tools.gap.len;
}

/* Sets a line aside that does not follow, as pending unless it was missing elsewhere. */
static int set_aside(struct judge *judge, struct view line, bool newline,
	const struct record *record, bool moved, struct note *note)
{
	static const struct view end = VIEW("\n");
	int r = record && record->linked && !moved ? mend(judge, record, note) : 0;
	if (r != 0)
		return r;
	if (!moved)
		judge_pend(judge, line, record);
	r = judge_add_to_gap(judge, line, note);
	if (r == 0 && newline)
		r = judge_add_to_gap(judge, end, note);
	find(judge, line, record);
	return r;
}

/* Looks at a line that is not simply the next record. */
static int look_closer(struct judge *judge, struct view line, bool newline, struct note *note)
{
	struct record record;
	bool is_record = record_read(line, &judge->event, &record);
	int r = 0, moved = 0;
	if (is_record)
		place(judge, &record);
	if (is_record && record.linked) {
		r = try_all(judge, &record, note);
		moved = r == 0 ? judge_try_missing(judge, &record, note) : 0;
		if (r == 0 && moved == 0)
			r = try_beginning(judge, &record, note);
		if (r == 0 && moved == 0)
			r = try_refuting(judge, &record, note);
	}
	if (r != 0 || moved < 0)
		return r < 0 ? r : moved;
	return set_aside(judge, line, newline, is_record ? &record : NULL, moved > 0, note);
}

/* Takes the next record at once; looks closer at all others. */
int judge_line(struct judge *judge, struct view line, bool newline, struct note *note)
{
	struct record record;
	judge_begin_line(judge);
	int r = record_take(line, &record) ? try_main(judge, &record, note) : 0;
	if (r != 0)
		return r < 0 ? r : 0;
	return look_closer(judge, line, newline, note);
}
