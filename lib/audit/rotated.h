/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rotated.h – the older files of a log, as logrotate leaves them
 *
 * Shape:  `NAME.1` or `NAME-20261122`: the log's name, a dot or a dash, then digits and dashes
 *         alone, or these with `.backup` behind them, which is where logrotate's `create` moves a
 *         log that was made anew before it could; and `.gz` behind all that where they are
 *         compressed, for who asks for these too. They come in no order: a file's place in time is known from what is in it.
 * Units:  none.
 * Memory: the stream is the caller's to close (see cleanup.h); a name lasts until the next one.
 * Errors: NULL where the folder can't be read, and at the end.
 * Source: logrotate(8), dateext and dateformat.
 */
#ifndef KEYHOLE_AUDIT_ROTATED_H
#define KEYHOLE_AUDIT_ROTATED_H

#include <dirent.h>
#include <stdbool.h>

/** Opens a folder to look for them. */
DIR *rotated_open(int folder);

/** The name of the next one of the log `name`. */
const char *rotated_next(DIR *dir, const char *name, bool compressed_too);

/** Whether a name says that the file is compressed. */
bool rotated_is_compressed(const char *file);

#endif
