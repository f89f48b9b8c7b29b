/* SPDX-License-Identifier: Apache-2.0 */
/*
 * last_good.h – the break-glass accounts of the last configuration that could be read
 *
 * Shape:  the file `break_glass` in a state folder: a first line "config PATH", then one account a
 *         line. It is read when the configuration of that very path can't be; a file of another
 *         path, one that others could have written (path.h) and one that is malformed MUST
 *         NOT be believed. It is written when it differs from the settings: beside it, synced, and
 *         renamed into place, so that one of the two is there whole at every moment. Where there
 *         is no file, the list is root's alone, and such a list needs no file.
 *         It is always in the default state folder (places.h): where a configuration that can't be
 *         read would have put it is not known.
 * Units:  bytes.
 * Memory: the views look into the text of the file, which last_good_free gives back. MUST NOT be
 *         copied by assignment.
 * Errors: read: 0, also where there is no file; REASON_UNSAFE_PATH; -errno. keep: 0, or the same.
 * Source: rename(2).
 */
#ifndef KEYHOLE_PAM_MODULE_LAST_GOOD_H
#define KEYHOLE_PAM_MODULE_LAST_GOOD_H

#include "common/path.h"
#include "common/settings.h"

#define LAST_GOOD_FILE "break_glass"
#define LAST_GOOD_MAX (64UL * 1024)
#define LAST_GOOD_ACCOUNTS 256

struct last_good {
	struct settings_list accounts;
	struct view item[LAST_GOOD_ACCOUNTS];
	struct path_text text;
};

/** Begins with root alone. */
void last_good_init(struct last_good *last);

/** Reads the list that was kept for a configuration. */
int last_good_read(
	const char *state_dir, const char *config, struct last_good *last, struct note *note);

/** Keeps a configuration's list, unless the file has it already. */
int last_good_keep(const char *state_dir, const char *config, const struct settings_list *accounts,
	struct note *note);

/** Gives back the text. */
void last_good_free(struct last_good *last);

#endif
