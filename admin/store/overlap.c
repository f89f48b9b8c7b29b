/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/overlap.h"

#include "admin/options_text.h"
#include "common/cleanup.h"

/* The canonical text of some options, `ends` or not at their expiry-time; NULL where there is none. */
static char *text_of(struct options *options, bool ends)
{
	if (!ends)
		options->expires = 0;
	return options_text(options);
}

/* Whether all that `inner` allows is allowed by `outer`; without `ends` it matters not until when. */
static bool covers(const struct grant *outer, const struct grant *inner, bool ends)
{
	struct note ignored;
	size_t fault_at;
	CLEANUP(free) struct options *joined = malloc(sizeof *joined);
	CLEANUP(free) struct options *copy = malloc(sizeof *copy);
	if (!joined || !copy ||
		options_parse(view_of(inner->text), copy, &fault_at, &ignored) != 0 ||
		options_join(&inner->options, &outer->options, joined, &ignored) != 0)
		return false;
	CLEANUP(free) char *both = text_of(joined, ends);
	CLEANUP(free) char *alone = text_of(copy, ends);
	return both && alone && strcmp(both, alone) == 0;
}

/* Holds the last against each of the others. */
enum overlap overlap_judge(
	const struct grant_rules *rules, const char *who, const struct grant **beside)
{
	const struct grant *last = &rules->grant[rules->count - 1];
	enum overlap found = OVERLAP_NONE;
	bool all = true, loss = false;
	for (size_t i = 0; i + 1 < rules->count; i++) {
		const struct grant *grant = &rules->grant[i];
		if (!settings_list_has(&grant->people, view_of(who)))
			continue;
		*beside = grant;
		bool older = covers(last, grant, true);
		if (!older && covers(grant, last, true))
			return OVERLAP_WIDER;
		all = all && older;
		loss = loss || !covers(grant, last, last->options.expires == 0);
		found = OVERLAP_OLDER;
	}
	return !all ? OVERLAP_NONE : loss ? OVERLAP_LOSS : found;
}
