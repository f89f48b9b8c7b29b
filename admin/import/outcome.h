/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outcome.h – what is shown of an import: line by line, and the sum
 *
 * Shape:  a block for each account that has a file; with JSON an object for each line, each file
 *         that is not read, each grant, and each account for which nothing is proven. A line that can't be read is shown with a caret under
 *         the fault.
 * Units:  columns of a terminal; in a pipe no line is broken.
 * Memory: nothing is kept.
 * Errors: none: that standard output can't be written is noticed by main.c.
 * Source: RFC 8259.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_OUTCOME_H
#define KEYHOLE_ADMIN_IMPORT_OUTCOME_H

#include "admin/import/proof.h"

struct outcome {
	const struct plan *plan;
	bool json, dry_run;
	size_t room;
	size_t imported, there, left, bad, lost; /* filled in */
};

/** Shows what becomes of every line. */
void outcome_print(struct outcome *outcome);

/** Shows the sum, and for which accounts nothing is proven. */
void outcome_sum(const struct outcome *outcome, const struct proof *proof);

#endif
