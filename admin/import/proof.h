/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proof.h – that the same keys open the same accounts after an import, with the same options
 *
 * Shape:  for every account that is imported from, has a file of its own in accounts_dir or is
 *         called like a person with new keys: what opens it before (the lines of its files that are
 *         taken, then what the store lets in) and after (what the staged store lets in) are asked of
 *         the code that decides (access.h) and MUST be alike, key by key (passage.h). A difference
 *         is charged to the account whose lines make it: one whose keys were to be another person's
 *         keeps them for itself, else the lines with that key are left, or all of its lines where
 *         no line has it. A lasting difference that no account can be charged with is a fault.
 *         An account whose rules or groups can't be believed (unbelieved.h) is not among those that it
 *         is proven for; one whose own rules can't be is closed before and after.
 * Units:  seconds since 1970.
 * Memory: nothing is kept.
 * Errors: 0, `differences` tells how many were found and charged: the plan MUST be made anew then
 *         and proven again. -EPROTO: there is a difference that is nobody's; -errno.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_PROOF_H
#define KEYHOLE_ADMIN_IMPORT_PROOF_H

#include "admin/import/plan.h"
#include "admin/import/unbelieved.h"

struct proof {
	uint64_t now;
	const struct unbelieved_list *unbelieved;
	size_t accounts;    /* that it is proven for */
	size_t differences; /* that were charged */
};

/** Stages a plan, compares, and removes the stage. */
int proof_run(const struct plan *plan, struct proof *proof, struct note *note);

#endif
