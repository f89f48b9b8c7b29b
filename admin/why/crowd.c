/* SPDX-License-Identifier: Apache-2.0 */
#include "admin/why/crowd.h"

#include <stdio.h>

/* Whether a step is one of its verdict too many. */
static bool is_too_many(struct inquiry_crowd *crowd, const struct step *step)
{
	bool furthest = step->verdict == STEP_CLOSED && step->weight > crowd->furthest;
	if (furthest)
		crowd->furthest = step->weight;
	return ++crowd->count[step->verdict] > CROWD_MAX && !furthest;
}

/* From the last one on, as far as they are too many. */
void crowd_thin(struct inquiry *inquiry, size_t from)
{
	struct inquiry_crowd *crowd = &inquiry->crowd;
	struct step_list *steps = &inquiry->steps;
	bool last = true;
	for (size_t i = steps->count; i > from; i--) {
		const struct step *step = &steps->step[i - 1];
		last = is_too_many(crowd, step) && last;
		if (!last)
			continue;
		crowd->open += step->verdict <= STEP_NOTE;
		crowd->closed += step->verdict == STEP_CLOSED;
		crowd->remarks += step->verdict == STEP_UNSAFE || step->verdict == STEP_UNKNOWN;
		step_list_drop(steps);
	}
}

/* Adds a number and what it counts to a sentence. */
static void count(char *words, size_t size, size_t number, const char *what)
{
	size_t len = strlen(words);
	if (number > 0)
		snprintf(words + len, size - len, "%s%zu more %s", len > 0 ? ", " : "and ", number,
			what);
}

/* One sentence. */
void crowd_end(struct inquiry *inquiry)
{
	char words[256] = "";
	const struct inquiry_crowd *crowd = &inquiry->crowd;
	count(words, sizeof words, crowd->open, "that open it");
	count(words, sizeof words, crowd->closed, "that do not");
	count(words, sizeof words, crowd->remarks, "such remarks");
	if (words[0])
		step_add(&inquiry->steps, "key", STEP_NOTE, NULL, "%s:  keyhole access %s --all",
			words, inquiry->name);
	inquiry->crowd = (struct inquiry_crowd){.open = 0};
}
