/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/judge_case.h"

/* Notes it in the place of the one noted longest ago. */
void judge_miss(struct judge *judge, size_t fault)
{
	size_t at = judge->next_missing++ % JUDGE_STRAYS;
	judge->missing[at] = (struct judge_missing){judge->main, fault};
	if (judge->missing_count < JUDGE_STRAYS)
		judge->missing_count++;
}

/* Says that what a fault was found for stands in another place. */
static void move(struct judge *judge, size_t fault, const struct verdict_place *other)
{
	judge->verdict.holds.line = 0;
	if (fault >= VERDICT_NAMED)
		return;
	judge->verdict.faults[fault].kind = VERDICT_SWAPPED;
	if (judge->verdict.faults[fault].other.line == 0)
		judge->verdict.faults[fault].other = *other;
}

/* A stray that may be the record behind `main`; NULL where there is none. */
static struct judge_stray *find_stray(struct judge *judge)
{
	for (size_t i = 0; i < JUDGE_STRAYS; i++)
		if (judge->strays[i].at.line > 0 &&
			judge->strays[i].record.seq == judge->main.seq + 1)
			return &judge->strays[i];
	return NULL;
}

/* Takes one stray after the other, as long as they follow. */
int judge_try_strays(struct judge *judge, struct note *note)
{
	unsigned char seal[HASH_SIZE];
	struct judge_stray *stray;
	int any = 0;
	if (judge->pending_count > 0 || !judge->main.known)
		return 0;
	while ((stray = find_stray(judge))) {
		int r = joint_fits(&judge->tools, &judge->main, &stray->record, 0, seal, note);
		if (r < 0)
			return r;
		stray->at.line = 0;
		if (r == JOINT_NO)
			continue;
		struct verdict_place at = judge->here;
		at.epoch = stray->record.epoch;
		at.seq = stray->record.seq;
		memcpy(at.time, stray->record.time.data, EVENT_TIME_LEN);
		judge_advance(judge, &stray->record, &at, r, seal);
		move(judge, stray->fault, &judge->here);
		any = 1;
	}
	return any;
}

/* Tries it in each place where one with its number is missing. */
int judge_try_missing(struct judge *judge, const struct record *record, struct note *note)
{
	unsigned char seal[HASH_SIZE];
	for (size_t i = 0; i < judge->missing_count; i++) {
		struct judge_missing *missing = &judge->missing[i];
		if (!missing->before.known || missing->before.seq + 1 != record->seq)
			continue;
		int r = joint_fits(&judge->tools, &missing->before, record, 0, seal, note);
		if (r < 0)
			return r;
		if (r == JOINT_NO)
			continue;
		missing->before.known = false;
		move(judge, missing->fault, &judge->here);
		return 1;
	}
	return 0;
}
