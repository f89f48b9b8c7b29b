/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outcome_json.h – what is shown of an import to programs
 *
 * Shape:  one object a line: `account`, `path`, `line`, `result`, and what is known: `key`,
 *         `key_type`, `key_bits`, `key_comment`, `options`, `opens` (today, as far as the line says),
 *         `person`, `known_at`, `reason`, `why`. `result` is `imported`, in a dry run `new`; `there`;
 *         `left`, with `lines` where there are several; `unread`, a file that sshd does not read either; `unproven`, an
 *         account, with `proven` false.
 * Units:  none.
 * Memory: nothing is kept.
 * Errors: none.
 * Source: RFC 8259.
 */
#ifndef KEYHOLE_ADMIN_IMPORT_OUTCOME_JSON_H
#define KEYHOLE_ADMIN_IMPORT_OUTCOME_JSON_H

#include "admin/import/outcome.h"

/** Prints a line of a file. */
void outcome_json_line(const struct outcome *outcome, const struct source *source,
	const struct source_line *line, struct line *parsed);

/** Prints a file that is not read, or the rest of one; nothing of others. */
void outcome_json_file(const struct source *source, const struct source_file *file);

/** Prints that nothing is proven for an account. */
void outcome_json_unproven(
	const char *account, const char *what, const struct unbelieved_file *file);

/** Prints the grant of an account, if there is one. */
void outcome_json_grant(const struct outcome *outcome, const struct source *source);

#endif
