/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_own.h – a record whose line is as this project writes it, read fast
 *
 * Shape:  the fields in their order, and nothing that is written otherwise than it needs to be; only texts
 *         may be of any kind. Of each it gives what event_decode would MUST give by its slow way, or
 *         it leaves the line to that: whatever is wrong with a line is found and said there.
 * Units:  as in event.h.
 * Memory: as in event.h; nothing behind the line is read.
 * Errors: false: it is another line, and the event may hold anything.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_EVENT_OWN_H
#define KEYHOLE_AUDIT_EVENT_OWN_H

#include "audit/event.h"

#include <stdbool.h>

/** Reads a line, if it is one of these. */
bool event_own_decode(struct view line, struct event *event);

#endif
