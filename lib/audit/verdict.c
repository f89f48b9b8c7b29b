/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/verdict.h"

/* Keeps the first ones. Whatever held again before holds no more. */
size_t verdict_add(struct verdict *verdict, const struct verdict_fault *fault)
{
	if (verdict->fault_count == 0)
		verdict->good = verdict->last;
	verdict->holds.line = 0;
	if (verdict->fault_count++ >= VERDICT_NAMED)
		return VERDICT_NAMED;
	verdict->faults[verdict->fault_count - 1] = *fault;
	return (size_t)verdict->fault_count - 1;
}

/* Keeps the first ones. */
void verdict_add_odd(struct verdict *verdict, const struct verdict_odd *odd)
{
	if (verdict->odd_count++ < VERDICT_NAMED)
		verdict->odds[verdict->odd_count - 1] = *odd;
}

/* Whether all that was found may be due to the key alone: with that of another log no record of its
 * epoch fits. It is no excuse for what is elsewhere, or missing, or where the keys are this log's. */
static bool is_excused(const struct verdict *verdict)
{
	if (verdict->wrong_epoch == 0 || verdict->key_fits || verdict->fault_count > VERDICT_NAMED)
		return false;
	for (size_t i = 0; i < verdict->fault_count; i++) {
		const struct verdict_fault *fault = &verdict->faults[i];
		if (fault->at.epoch != verdict->wrong_epoch || fault->kind == VERDICT_DROPPED ||
			fault->kind == VERDICT_CUT)
			return false;
	}
	return true;
}

/* A fault is one unless it is the key's. */
enum verdict_result verdict_result(const struct verdict *verdict)
{
	if (verdict->fault_count > 0 && !is_excused(verdict))
		return VERDICT_BROKEN;
	if (verdict->unread > 0 || verdict->unproven_count > 0 || verdict->wrong_epoch > 0 ||
		verdict->other_epoch > 0 || verdict->stateless || verdict->records == 0)
		return VERDICT_UNSURE;
	return VERDICT_WHOLE;
}

/* Looks it up. */
const char *verdict_kind_name(enum verdict_kind kind)
{
	static const char *const names[VERDICT_KIND_COUNT] = {"changed", "dropped", "added",
		"swapped", "duplicated", "cut off", "not sealed", "sealed anew"};
	return names[kind];
}
