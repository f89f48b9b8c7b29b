/* SPDX-License-Identifier: Apache-2.0 */
/*
 * catch_up.h – the state of the seal brought up to the log
 *
 * Shape:  the last record that the state knows is looked for where the state says (by device and
 *         inode: a file that was renamed is the same), then by its seal in all files, the last
 *         CATCH_UP_BACK records of each. From there on every line is taken that has the next seq and
 *         whose seal is right: a writer was killed before he stored the state, or the state is
 *         an earlier one, as the checkpoint after a power failure or a backup's. It goes on in
 *         the file that follows on that one, up to the current file. Where the last record can't
 *         be found the key is derived for a record near the end of a file, at most PURSUIT_MAX steps,
 *         and believed if the record behind it is right. Where that fails too the log has
 *         lost its end: the state stays, and the mark is behind the last record that is there.
 * Units:  records.
 * Memory: the mark's file is the current one, or `standing->older`.
 * Errors: 0 or -errno with a note; what is odd is in `standing->odd`.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_CATCH_UP_H
#define KEYHOLE_AUDIT_CATCH_UP_H

#include "audit/standing.h"

#define CATCH_UP_BACK 4096

/** Brings the state of a sealed log up to its files. */
int catch_up(const struct standing_log *log, struct standing *standing, struct standing_mark *mark,
	struct note *note);

#endif
