/* SPDX-License-Identifier: Apache-2.0 */
/*
 * charge.h – whose lines make a difference, and what becomes of them
 *
 * Shape:  as proof.h says. What is charged takes effect at charge_settle, so that all of a pass are
 *         judged by the same plan. The reason that is kept with a line names the account, and what would be
 *         otherwise.
 * Units:  none.
 * Memory: reasons are the lines'.
 * Errors: a difference that nobody can be charged with is kept in `lasting`.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_CHARGE_H
#define KEYHOLE_ADMIN_IMPORT_CHARGE_H

#include "admin/import/passage.h"
#include "admin/import/source.h"

struct charge {
	struct source_list *sources;
	const char *account;
	struct source *source; /* the account's own; NULL: it has none */
	bool counts;           /* lines of it are taken */
	struct note lasting;
};

/** Charges a difference; the runs are what one key had before and would have after. */
void charge_difference(struct charge *charge, const struct passage_run runs[2]);

/** Leaves the lines that were charged, and takes the person's name from the accounts that were. */
void charge_settle(struct source_list *sources);

#endif
