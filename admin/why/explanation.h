/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explanation.h – the steps of a login and what they come to, for people and for programs
 *
 * Shape:  a line a step (step_text.h). The last sentence says whether it would be let in, with what
 *         the home check would warn of, and if not, the deciding step and its command: nothing is
 *         printed behind it. As JSON: one object.
 * Units:  columns.
 * Memory: none is kept.
 * Errors: none; what can't be printed is seen by whoever flushes standard output.
 * Source: RFC 8259.
 */
#ifndef KEYHOLE_ADMIN_WHY_EXPLANATION_H
#define KEYHOLE_ADMIN_WHY_EXPLANATION_H

#include "admin/why/inquiry.h"

/** Prints the steps, and an empty line. */
void explanation_print_steps(const struct inquiry *inquiry);

/** Prints the last sentence; gives the exit status. */
int explanation_print_end(const struct inquiry *inquiry);

/** Prints them as one object, which the caller ends; gives the exit status. */
int explanation_print_json(const struct inquiry *inquiry);

#endif
