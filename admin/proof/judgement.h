/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judgement.h – a verdict on the log (audit/verdict.h), in words or as JSON
 *
 * Shape:  first what it comes to: `whole`, `not whole` or `could not tell`; then each fault in a
 *         line that begins with file and line, then what can be vouched for, then what is odd. As
 *         JSON it is one object.
 * Units:  times of this place; in JSON as in the log.
 * Memory: none is kept.
 * Errors: none; main.c sees to standard output.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_PROOF_JUDGEMENT_H
#define KEYHOLE_ADMIN_PROOF_JUDGEMENT_H

#include "audit/verdict.h"

/** Prints a verdict in words; `here` for the log of this machine, which can be sealed here. */
void judgement_print(const struct verdict *verdict, bool here);

/** Prints a verdict as one line of JSON. */
void judgement_print_json(const struct verdict *verdict);

#endif
