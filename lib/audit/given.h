/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given.h – files of a log by the names that somebody gave, the oldest first
 *
 * Shape:  a shell gives them newest first, so their order is that of the numbers of their records;
 *         those that hold none stand behind the others. Where one of them can't be read twice (-
 *         is standard input, or it is a pipe) they stay in the order in which they were given.
 *         Of each the number counts that is in the middle of its first ones, so that one line that
 *         was changed does not move a file.
 * Units:  none.
 * Memory: files.h; names are copied.
 * Errors: 0 or -errno with a note: -EEXIST a file that is given twice, -EINVAL a list of offers,
 *         which has no seal.
 * Source: none.
 */
#ifndef KEYHOLE_AUDIT_GIVEN_H
#define KEYHOLE_AUDIT_GIVEN_H

#include "audit/files.h"

/** Opens files by their names. */
int given_open(char *const *paths, size_t count, struct files *files, struct note *note);

#endif
