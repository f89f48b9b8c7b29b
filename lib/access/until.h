/* SPDX-License-Identifier: Apache-2.0 */
/*
 * until.h – the end of a grant
 *
 * Shape:  RFC 3339: `2026-12-31T18:00:00Z`, or with an offset, `2026-12-31T19:00:00+01:00`. Nothing
 *         else: a time without a zone would mean something else on the next server.
 *         As an option: `YYYYMMDDHHMMSSZ`.
 * Units:  seconds since 1970, to the end of the year 9999.
 * Memory: the caller's.
 * Errors: parse gives false; check a fault with the form in its note.
 * Source: RFC 3339 5.6; sshd(8) expiry-time.
 */
#ifndef KEYHOLE_ACCESS_UNTIL_H
#define KEYHOLE_ACCESS_UNTIL_H

#include "common/note.h"
#include "common/view.h"

#include <stdint.h>

#define UNTIL_OPTION_MAX 16

/** Reads a time. */
bool until_parse(struct view text, uint64_t *seconds);

/** Whether it can be read, as a row of a table of settings asks. */
int until_check(struct view text, struct note *note);

/** Writes it as sshd's expiry-time. */
void until_option(uint64_t seconds, char out[UNTIL_OPTION_MAX]);

#endif
