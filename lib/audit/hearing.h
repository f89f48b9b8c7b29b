/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hearing.h – the bytes of a log, brought before the judge line by line
 *
 * Shape:  lines of up to EVENT_LINE_MAX bytes as they are; longer ones in pieces, so that a line of
 *         any length is never held whole.
 * Units:  bytes.
 * Memory: none of its own but the struct.
 * Errors: step: 1 there is more, 0 the end, -errno of the judge or the reader. A file that can't be
 *         read is told to the judge, and the note in `unread` says why; else that is empty.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_HEARING_H
#define KEYHOLE_AUDIT_HEARING_H

#include "audit/judge.h"
#include "audit/raw.h"

struct hearing {
	struct raw *raw;
	struct judge *judge;
	bool inside;        /* of a line that is too long */
	struct note unread; /* of the last step */
};

/** Brings the next block; the judgement ends with the last one. */
int hearing_step(struct hearing *hearing, struct note *note);

#endif
