/* SPDX-License-Identifier: Apache-2.0 */
/*
 * announce.h – an event into the log, and its one line into the system's log
 *
 * Shape:  each event MUST have exactly one line: an entry of the journal (journal.h), or where none
 *         can be sent the same words by syslog, as a shout (shout.h). The record goes first, so
 *         that the line has the head of the chain; an event that could not be written has its line
 *         all the same, without a head, beside the shout that says why.
 * Units:  priorities of syslog(3).
 * Memory: none is kept; about 12 KiB of stack, and what append.h needs.
 * Errors: announce_record gives what append_login gave; it has told syslog.
 * Source: none.
 */
#ifndef KEYHOLE_PAM_MODULE_ANNOUNCE_H
#define KEYHOLE_PAM_MODULE_ANNOUNCE_H

#include "audit/append.h"

#include <security/pam_modules.h>

/** Writes the record; what can't be written is shouted. */
int announce_record(
	const pam_handle_t *pamh, const struct append_place *place, struct event *event);

/** Gives the event its line. */
void announce_event(const pam_handle_t *pamh, const struct event *event, int priority);

#endif
