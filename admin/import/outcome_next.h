/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outcome_next.h – what is to be done after an import
 *
 * Shape:  words and commands for people. Where keys of an account's file are those of somebody else
 *         in the store, the grant by which that one comes in under the own name, with the limits
 *         that the lines have; where these differ there is no such grant, and nothing is said.
 *         Where a name has characters that mean something to a shell there is no command.
 * Units:  columns of a terminal; in a pipe no line is broken. Commands never are.
 * Memory: nothing is kept.
 * Errors: none: without memory less is said.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_OUTCOME_NEXT_H
#define KEYHOLE_ADMIN_IMPORT_OUTCOME_NEXT_H

#include "admin/import/outcome.h"

/** Says how lines of a file can be mended that can't be read, if there are such. */
void outcome_next_bad(const struct source *source, size_t file);

/** Says for whom a grant would be better than a second person with the same keys. */
void outcome_next_grants(const struct outcome *outcome, const struct source *source);

/** Says what sshd goes on doing. */
void outcome_next_sshd(const struct outcome *outcome);

#endif
