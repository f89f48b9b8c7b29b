/* SPDX-License-Identifier: Apache-2.0 */
/*
 * head.h – which event a line of the log is, and of which session, seen in its first bytes
 *
 * Shape:  for who looks for a few lines among many: it takes a tenth of the time of decoding. It is
 *         sure only of lines in which `session`, if there is one, stands behind `event` as keyhole
 *         writes them, and up to there nothing is escaped, nor is there an object in the object: what is
 *         found is no part of something else then. If such a line can be decoded (event.h), its event has
 *         this kind, and this session unless that is empty: then it may stand further behind.
 * Units:  none.
 * Memory: kind and session are views of the line. A head is begun with zeros, and used for one line after
 *         another.
 * Errors: cannot fail.
 * Source: event.h.
 */
#ifndef KEYHOLE_AUDIT_HEAD_H
#define KEYHOLE_AUDIT_HEAD_H

#include "common/view.h"

#include <stdbool.h>

struct head {
	size_t at; /* where the last line said which event it was: the next one mostly does so there, too */
	struct view kind, session;
};

/** Reads the head of a line; false where it is not sure. */
bool head_read(struct head *head, struct view line);

#endif
