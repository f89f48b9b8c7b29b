/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.h – what sshd itself said of connections, as journald keeps it
 *
 * Shape:  lines of root's processes that call themselves sshd or sshd-session, and of which
 *         sshd_says.h knows what they mean, in the order of their times. Who is no root can write to
 *         the journal what looks like a line of sshd's; `_UID`, which the kernel vouches for, tells
 *         them apart. Asked for is a time, or the monitors of some connections.
 * Units:  microseconds since 1970. At most JOURNAL_MONITORS_MAX monitors.
 * Memory: a line's texts last until the next one.
 * Errors: open: 0 or -errno with words on why it can't be read: there is no journald, or not for
 *         this user. next: 1 a line, 0 the end, -errno where journalctl failed.
 * Source: journalctl(1), run as a program of its own: libsystemd has no promise of what it reads,
 *         and one more library in a command that must work when the system is broken is one too
 *         many. systemd.journal-fields(7).
 */
#ifndef KEYHOLE_ADMIN_JOURNAL_H
#define KEYHOLE_ADMIN_JOURNAL_H

#include "audit/event.h"

#include <stdbool.h>

#define JOURNAL_MONITORS_MAX 200
#define JOURNAL_LINE_MAX 32768

struct journal; /* opaque */

struct journal_query {
	int64_t since, until; /* INT64_MAX: to the end */
	const int64_t *monitors;
	size_t count; /* 0: any monitor */
};

struct journal_line {
	struct event event; /* an EVENT_OFFER: boot, monitor, account, from, reason, … */
	int weight;         /* as row_list_hear has it */
	bool accepted;      /* sshd let it in */
	char boot[37];
	char text[JOURNAL_LINE_MAX];
};

/** The program that is run, and the folders in which journals are; tests link others. */
const char *journal_program(void);
const char *const *journal_folders(void);

/** Whether a journal is kept here, and this user may read it; else the note says why not. */
bool journal_is_readable(struct note *note);

/** Begins to read. */
int journal_open(const struct journal_query *query, struct journal **journal, struct note *note);

/** The next line that says something. */
int journal_next(struct journal *journal, struct journal_line *line, struct note *note);

/** Ends journalctl and waits for it. */
void journal_close(struct journal *journal);

/** For CLEANUP(journal). */
static inline void cleanup_journal(struct journal **journal)
{
	journal_close(*journal);
}

#endif
