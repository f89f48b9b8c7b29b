/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sentence.h – an event in one short line, for people who read the system's log
 *
 * Shape:  who did what, from where, why, and at the end the head of the chain as it was after the
 *         record: `[head SEQ SEAL]`, the seal in its 64 hex digits, where the record has one. Of a
 *         refusal and a warning the line begins with `ACCOUNT is refused [REASON]: ` and
 *         `ACCOUNT is let in [REASON]: `, which people and their rules look for. All texts are made
 *         harmless (plain.h). What is too long is cut, the words before the address, and the
 *         address before the head: the head MUST always be whole.
 * Units:  SENTENCE_MAX bytes with the NUL: syslog loses what is past a kilobyte, what it puts in
 *         front included.
 * Memory: the caller's buffer.
 * Errors: cannot fail.
 * Source: RFC 3164 section 4.1 (1024 bytes).
 */
#ifndef KEYHOLE_AUDIT_SENTENCE_H
#define KEYHOLE_AUDIT_SENTENCE_H

#include "audit/event.h"

#define SENTENCE_MAX 900

/** Writes the line, without a newline; gives its length. */
size_t sentence_of(const struct event *event, char out[SENTENCE_MAX]);

#endif
