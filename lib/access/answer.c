/* SPDX-License-Identifier: Apache-2.0 */
#include "access/answer.h"

#include "common/reason.h"

/* Begins with no. */
void answer_start(struct answer *answer, access_visit visit, void *context)
{
	answer->visit = visit;
	answer->context = context;
	answer->passed = false;
	answer->furthest = 0;
}

/* Passes it on, then compares how far it came. */
void answer_take(struct answer *answer, const struct access_candidate *candidate)
{
	answer->visit(answer->context, candidate);
	if (candidate->verdict == 0) {
		answer->passed = true;
		return;
	}
	int reason = candidate->verdict > 0 ? candidate->verdict : REASON_FAULT;
	if (reason <= answer->furthest)
		return;
	answer->furthest = reason;
	if (candidate->line_number > 0)
		note_set(&answer->words, 0, "%s:%u: %s", candidate->path, candidate->line_number,
			candidate->note->text);
	else
		answer->words = *candidate->note;
}

/* Takes it as a candidate without a line. */
void answer_take_fault(struct answer *answer, const char *person, const char *path,
	const struct grant *grant, int fault, const struct note *why)
{
	struct access_candidate candidate = {person, path, 0, grant, NULL, NULL, fault, why};
	answer_take(answer, &candidate);
}

/* Names the group twice: what file it is stands in the note. */
void answer_take_group(void *answer, const char *group, const struct grant *grant, int fault,
	const struct note *why)
{
	answer_take_fault(answer, group, group, grant, fault, why);
}

/* Loads the rules, then lists the people. */
int answer_admit(struct answer *answer, struct store *store, const struct access_request *request,
	struct grant_rules *rules, struct admission_list *list, struct note *note)
{
	int r = grant_rules_load(store, request->account, rules, note);
	if (r != 0)
		return r;
	const char *own = access_own(store->settings, request, rules);
	return admission_read(store, rules, own, answer_take_group, answer, list, note);
}
