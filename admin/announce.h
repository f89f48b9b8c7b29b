/* SPDX-License-Identifier: Apache-2.0 */
/*
 * announce.h – a change by the administrator into the log, and its one line into the system's log
 *
 * Shape:  an entry of the journal (journal.h), or where none can be sent the same words by
 *         syslog(3), in authpriv as "keyhole". The record goes first, so that the line has the head
 *         of the chain; a change that could not be written has its line all the same, without one.
 * Units:  none.
 * Memory: none is kept.
 * Errors: announce_change gives what append_login gave, with its note; the line can't fail.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_ANNOUNCE_H
#define KEYHOLE_ADMIN_ANNOUNCE_H

#include "audit/append.h"

/** Gives an event its line. */
void announce_line(const struct event *event);

/** Writes the record of a change, and gives it its line. */
int announce_change(const struct append_place *place, struct event *event, struct note *note);

#endif
