/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unsealed.h – a word to whoever reads a log that is not sealed
 *
 * Shape:  one line on standard error, if that is a terminal and the newest record of the log is not
 *         sealed: what that means, and the command that seals.
 * Units:  none.
 * Memory: none is kept.
 * Errors: none; where the log can't be read nothing is said.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_UNSEALED_H
#define KEYHOLE_ADMIN_LOG_UNSEALED_H

/** Whether the newest record of the log is sealed: 1 it is, 0 it is not, -ENOENT there is none that
 *  can be read. */
int unsealed_newest(const char *log_dir);

/** Says it, if it is so. */
void unsealed_tell(const char *log_dir);

#endif
