/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/store/overlap.h"

#include "common/cleanup.h"

/* Whether all that `inner` allows is allowed by `outer`. */
static bool covers(const struct grant *outer, const struct grant *inner)
{
	struct note ignored;
	CLEANUP(free) struct options *joined = malloc(sizeof *joined);
	CLEANUP(free) char *both = malloc(2 * OPTIONS_STORE_MAX);
	CLEANUP(free) char *alone = malloc(2 * OPTIONS_STORE_MAX);
	return joined && both && alone &&
	       options_join(&inner->options, &outer->options, joined, &ignored) == 0 &&
	       options_print(joined, both, 2 * OPTIONS_STORE_MAX, &ignored) == 0 &&
	       options_print(&inner->options, alone, 2 * OPTIONS_STORE_MAX, &ignored) == 0 &&
	       strcmp(both, alone) == 0;
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
