/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h – an event as one entry of the systemd journal, by journald's own socket
 *
 * Shape:  one datagram of lines NAME=value: MESSAGE (sentence.h), PRIORITY, SYSLOG_FACILITY (10,
 *         authpriv), SYSLOG_IDENTIFIER, MESSAGE_ID, then every field of the event that is known,
 *         in the table's order, KEYHOLE_ before its name in capitals (not `v`). Texts are made
 *         harmless (plain.h) and cut at the table's limits, so that a value MUST NOT have a
 *         newline and the protocol's form for such values is never needed. Fingerprints, never
 *         keys: an event has none.
 *         The identifier is "keyhole" and not sshd's, which is another one in each release of
 *         OpenSSH: `journalctl -t keyhole` finds the module's lines and the administrator's, and
 *         rules that read sshd's lines are not shown lines that sshd did not write.
 *         Sending MUST NOT wait: not for a journal that is stopped, nor for room in its queue.
 *         Anyone may write to that socket: only `_UID=0`, which journald adds, tells root's lines.
 * Units:  JOURNAL_ENTRY_MAX bytes, far below what a socket takes; so never by a memory file.
 * Memory: the caller's buffer; no descriptor is kept.
 * Errors: 0 or -errno: -ENOENT, -ECONNREFUSED: no journald listens; -EAGAIN: it does not read.
 *         The caller then uses syslog; what waits there is what sshd's own lines wait for, too.
 * Source: systemd's "Native Journal Protocol". Its own library is not used: Debian 13's sshd has
 *         dropped it, with the compression libraries that it brings into a process that listens
 *         to the network; it says "done" where nobody listens, so that the line would be lost; and
 *         the protocol is one datagram, and stable.
 */
#ifndef KEYHOLE_AUDIT_JOURNAL_H
#define KEYHOLE_AUDIT_JOURNAL_H

#include "audit/event.h"

#define JOURNAL_IDENTIFIER "keyhole"
#define JOURNAL_MESSAGE_ID "6a4a0e7673cf49a79b8ce5dced598a52"
#define JOURNAL_ENTRY_MAX 10240

/** Where journald listens; on a file of its own, so that tests can link another answer. */
const char *journal_socket(void);

/** Makes the entry of an event, with a priority of syslog(3); gives its length. */
size_t journal_entry(const struct event *event, int priority, char out[JOURNAL_ENTRY_MAX]);

/** Takes off what only a record has, number, times and seal, of an event that could not be written. */
void journal_unrecorded(struct event *event);

/** Sends an entry to the socket at a path, if that can be done at once. */
int journal_send(const char *path, struct view entry, struct note *note);

#endif
