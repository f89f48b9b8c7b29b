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

/** Says it, if it is so. */
void unsealed_tell(const char *log_dir);

#endif
