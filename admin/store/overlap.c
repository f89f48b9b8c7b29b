/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/overlap.h"

#include "admin/options_text.h"
#include "common/cleanup.h"

/* Whether all that `inner` allows is allowed by `outer`. */
static bool covers(const struct grant *outer, const struct grant *inner)
{
	struct note ignored;
	CLEANUP(free) struct options *joined = malloc(sizeof *joined);
	if (!joined || options_join(&inner->options, &outer->options, joined, &ignored) != 0)
		return false;
	CLEANUP(free) char *both = options_text(joined);
	CLEANUP(free) char *alone = options_text(&inner->options);
	return both && alone && strcmp(both, alone) == 0;
}

/* Holds the last against each of the others. */
enum overlap overlap_judge(
	const struct grant_rules *rules, const char *who, const struct grant **beside)
{
	const struct grant *last = &rules->grant[rules->count - 1];
	enum overlap found = OVERLAP_NONE;
	bool all = true;
	for (size_t i = 0; i + 1 < rules->count; i++) {
		const struct grant *grant = &rules->grant[i];
		if (!settings_list_has(&grant->people, view_of(who)))
			continue;
		*beside = grant;
		bool older = covers(last, grant);
		if (!older && covers(grant, last))
			return OVERLAP_WIDER;
		all = all && older;
		found = OVERLAP_OLDER;
	}
	return all ? found : OVERLAP_NONE;
}
