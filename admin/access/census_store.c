/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/access/census.h"

#include "access/access.h"
#include "common/reason.h"

#include <errno.h>
#include <stdlib.h>

/* One account while its candidates come. */
struct visit {
	struct census *census;
	const struct entrant *account;
	const struct effective *effective;
	bool told; /* of a file that is not believed */
	int fault;
	struct note note; /* of the fault */
};

/* The time when a way in ends, whether it opens or not. */
static uint64_t end_of(const struct access_candidate *candidate)
{
	uint64_t line = candidate->line->options.expires;
	uint64_t grant = candidate->grant ? candidate->grant->until : 0;
	if (line == 0 || grant == 0)
		return line + grant;
	return line < grant ? line : grant;
}

/* Says why a candidate opens nothing. */
static void judge(
	struct visit *visit, const struct access_candidate *candidate, struct opening *opening)
{
	struct note note = {""};
	if (candidate->verdict != 0) {
		opening->reason =
			reason_token(candidate->verdict > 0 ? candidate->verdict : REASON_FAULT);
		opening->why = strdup(candidate->note->text);
		return;
	}
	enum cause cause = census_cause(visit->account, visit->effective, &candidate->line->key,
		candidate->options, false, &note);
	if (cause == CAUSE_NONE)
		return;
	opening->reason = cause_token(cause);
	opening->why = strdup(note.text);
}

/* Whether it is a grant to the group that is asked for by which one of its people comes in. */
static bool is_by_group(const struct census *census, const struct access_candidate *candidate)
{
	return census->group && candidate->grant &&
	       settings_list_has(&candidate->grant->people, view_of(census->group)) &&
	       settings_list_has(census->members, view_of(candidate->person));
}

/* Makes an opening of a candidate that has a line. */
static int add(struct visit *visit, const struct access_candidate *candidate)
{
	struct opening opening = {.account = strdup(visit->account->name),
		.person = strdup(candidate->person),
		.path = strdup(candidate->path),
		.line = candidate->line_number,
		.grant = candidate->grant ? candidate->grant->number : 0,
		.by_group = is_by_group(visit->census, candidate),
		.used = OPENING_UNKNOWN};
	int r = opening.account && opening.person && opening.path
			? 0
			: note_errno(&visit->note, -ENOMEM, candidate->path);
	/* Of a line that can't be read, what was read of its key is not to be used. */
	if (r == 0 && candidate->verdict != REASON_BAD_LINE) {
		opening.until = end_of(candidate);
		r = opening_describe(&opening, visit->census->settings, candidate->line,
			candidate->options ? candidate->options : &candidate->line->options,
			&visit->note);
	}
	if (r == 0) {
		judge(visit, candidate, &opening);
		return opening_list_add(&visit->census->openings, &opening, &visit->note);
	}
	opening_free(&opening);
	return r;
}

/* Takes a candidate, as access.h passes it; warns of a file that is not believed. */
static void gather(void *context, const struct access_candidate *candidate)
{
	struct visit *visit = context;
	if (visit->fault != 0)
		return;
	if (candidate->line) {
		visit->fault = add(visit, candidate);
		return;
	}
	census_warn(visit->census, visit->account, candidate->note);
	visit->told = true;
	if (candidate->verdict < 0)
		visit->census->unsure = true;
}

/* Decides without an offered key, so that every line is a candidate. */
int census_take_store(struct census *census, const struct entrant *account,
	const struct effective *effective, struct note *note)
{
	struct visit visit = {.census = census, .account = account, .effective = effective};
	const struct access_request request = {
		account->name, (int64_t)account->uid, NULL, census->now};
	int r = access_decide(census->settings, &request, gather, &visit, note);
	if (visit.fault != 0) {
		*note = visit.note;
		return visit.fault;
	}
	/* That nobody is let in is no fault. */
	if (r < 0 || (r == REASON_UNSAFE_PATH && !visit.told))
		census_warn(census, account, note);
	census->unsure = census->unsure || r < 0;
	return 0;
}
