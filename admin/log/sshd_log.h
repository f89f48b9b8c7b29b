/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sshd_log.h – what sshd itself said of connections, as journald keeps it
 *
 * Shape:  lines of root's processes that call themselves sshd or sshd-session, and of which
 *         sshd_says.h knows what they mean, in the order of their times. Who is no root can write to
 *         the journal what looks like a line of sshd's; `_UID`, which the kernel vouches for, tells
 *         them apart. Asked for is a time, or the monitors of some connections.
 * Units:  microseconds since 1970. At most SSHD_LOG_MONITORS_MAX monitors.
 * Memory: a line's texts last until the next one.
 * Errors: open: 0 or -errno with words on why it can't be read: there is no journald, or not for
 *         this user. next: 1 a line, 0 the end, -errno where journalctl failed.
 * Source: journalctl(1), run as a program of its own: libsystemd has no promise of what it reads,
 *         and one more library in a command that must work when the system is broken is one too
 *         many. systemd.journal-fields(7).
 */
#ifndef KEYHOLE_ADMIN_LOG_SSHD_LOG_H
#define KEYHOLE_ADMIN_LOG_SSHD_LOG_H

#include "audit/event.h"

#include <stdbool.h>

#define SSHD_LOG_MONITORS_MAX 200
#define SSHD_LOG_LINE_MAX 32768

struct sshd_log; /* opaque */

struct sshd_log_query {
	int64_t since, until; /* INT64_MAX: to the end */
	const int64_t *monitors;
	size_t count; /* 0: any monitor */
};

struct sshd_log_line {
	struct event event; /* an EVENT_OFFER: boot, monitor, account, from, reason, … */
	int weight;         /* as row_list_hear has it */
	bool accepted;      /* sshd let it in */
	char boot[37];
	char text[SSHD_LOG_LINE_MAX];
};

/** The program that is run, and the folders in which journals are; tests link others. */
const char *sshd_log_program(void);
const char *const *sshd_log_folders(void);

/** Whether a journal is kept here, and this user may read it; else the note says why not. */
bool sshd_log_is_readable(struct note *note);

/** Begins to read. */
int sshd_log_open(const struct sshd_log_query *query, struct sshd_log **journal, struct note *note);

/** The next line that says something. */
int sshd_log_next(struct sshd_log *journal, struct sshd_log_line *line, struct note *note);

/** Ends journalctl and waits for it. */
void sshd_log_close(struct sshd_log *journal);

/** For CLEANUP(sshd_log). */
static inline void cleanup_sshd_log(struct sshd_log **journal)
{
	sshd_log_close(*journal);
}

#endif
