/* SPDX-License-Identifier: Apache-2.0 */
/*
 * raw.h – the log as it is, all its bytes
 *
 * Shape:  the files of logins.jsonl, the oldest first, compressed ones as what they were: what
 *         `keyhole verify -` judges on another machine.
 * Units:  none.
 * Memory: audit/raw.h.
 * Errors: 0 or -errno; a file that can't be read is -EIO, after what else there is.
 * Source: none.
 */
#ifndef KEYHOLE_ADMIN_LOG_RAW_H
#define KEYHOLE_ADMIN_LOG_RAW_H

#include "common/note.h"

/** Prints it on standard output. */
int raw_print(const char *log_dir, struct note *note);

#endif
