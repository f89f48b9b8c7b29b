/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict.h – what the home check found, as far as it has to be told
 *
 * Shape:  the first VERDICT_SHOWN grave findings, how many there were, and of the advice the
 *         finding that weighs most, by the order of reason.h.
 * Units:  none.
 * Memory: held by value; it has the size of four findings.
 * Errors: cannot fail.
 * Source: none.
 */
#ifndef KEYHOLE_PAM_MODULE_VERDICT_H
#define KEYHOLE_PAM_MODULE_VERDICT_H

#include "home/finding.h"

#include <stddef.h>

#define VERDICT_SHOWN 3

struct verdict {
	size_t grave_count;
	struct finding grave[VERDICT_SHOWN];
	struct finding advice; /* its reason is REASON_NONE where there was none */
};

/** Begins with nothing found. */
void verdict_init(struct verdict *verdict);

/** Takes note of a finding; it has the form of a home_visit. */
void verdict_add(void *verdict, const struct finding *finding);

#endif
