/* SPDX-License-Identifier: Apache-2.0 */
/*
 * writer.h – one process that has its turn to write to the log of logins
 *
 * Shape:  writer_begin waits for the turn, opens the log, making it where it is missing, and learns
 *         where it stands; records are given their time and added to the lines and written by writer_put, at once, as
 *         often as it takes; writer_end gives the turn back, syncs what was written and moves the
 *         checkpoint on. The order is append.h's.
 * Units:  bytes.
 * Memory: writer_close wipes and gives back all, whatever came before.
 * Errors: 0 or -errno with a note. What is odd, and what failed once the record was written and does
 *         not concern it, is in `standing.odd`.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_WRITER_H
#define KEYHOLE_AUDIT_WRITER_H

#include "audit/standing.h"

struct writer {
	const struct append_place *place;
	struct state_place state;
	struct state_open open;
	struct logfile logfile;
	int folder, file, turn;
	uint64_t device, inode; /* of the file */
	bool sync, sync_state;  /* the log; the seal's checkpoint too */
	struct standing standing;
	size_t len; /* of the lines: a newline to end a torn one, and the records */
	char lines[1 + 2 * EVENT_LINE_MAX];
};

/** Takes the turn. */
int writer_begin(struct writer *writer, const struct append_place *place, struct note *note);

/** Gives a record its time: the clock's, or where that is behind the last record, that one's. */
void writer_set_time(const struct writer *writer, struct event *event);

/** Adds a record, whose time is set, to the lines. */
int writer_add(struct writer *writer, struct event *event, struct note *note);

/** Writes the lines, and stores the state. */
int writer_put(struct writer *writer, struct note *note);

/** Syncs what was written so far, while the turn is kept. */
int writer_sync(struct writer *writer, struct note *note);

/** Gives the turn back and makes what was written last. */
int writer_end(struct writer *writer, struct note *note);

/** Wipes and closes what there is. */
void writer_close(struct writer *writer);

/** For CLEANUP(writer), on one that was begun. */
static inline void cleanup_writer(struct writer *writer)
{
	writer_close(writer);
}

#endif
