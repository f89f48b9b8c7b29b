/* SPDX-License-Identifier: Apache-2.0 */
#include "pam_module/verdict.h"

/* Nothing found. */
void verdict_init(struct verdict *verdict)
{
	verdict->grave_count = 0;
	verdict->advice.reason = REASON_NONE;
}

/* Keeps the first grave ones, and the heaviest advice. */
void verdict_add(void *context, const struct finding *finding)
{
	struct verdict *verdict = context;
	if (!finding->grave) {
		if (finding->reason > verdict->advice.reason)
			verdict->advice = *finding;
		return;
	}
	if (verdict->grave_count < VERDICT_SHOWN)
		verdict->grave[verdict->grave_count] = *finding;
	verdict->grave_count++;
}
