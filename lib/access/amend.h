/* SPDX-License-Identifier: Apache-2.0 */
/*
 * amend.h – the text of accounts.d/ACCOUNT.conf or groups.d/GROUP.conf with one thing changed
 *
 * Shape:  the smallest change of the text: comments, blanks, the order and the form of what stays
 *         MUST be kept, byte for byte. A new grant becomes the last of the list, a new person the
 *         last of theirs; who is taken away goes with the comma, a grant that names nobody any
 *         more as a whole, with its comments, a line that is left blank too. The new text MUST be
 *         read again by the code that decides (grant.h) and say exactly what was wanted: the old
 *         rules and this one change. A file that is not there is an empty text.
 * Units:  seconds since 1970.
 * Memory: the new text is the caller's to free; `bytes` stays NULL where nothing has to change.
 * Errors: 0; -EINVAL: the old text has a mistake, or what is wanted can't be said in it; -ENOTSUP:
 *         the text is not understood well enough, it has to be edited by hand; -ENOMEM.
 * Source: none.
 */
#ifndef KEYHOLE_ACCESS_AMEND_H
#define KEYHOLE_ACCESS_AMEND_H

#include "common/path.h"
#include "common/settings.h"

#include <stdint.h>

/* The file that is changed. */
struct amend_file {
	const struct settings *settings;
	const char *path;
	struct view text;
};

/* A grant as it is asked for. */
struct amend_grant {
	const char *who;     /* "alice" or "@admins" */
	const char *from;    /* "10.0.0.0/8,192.168.1.1", NULL: from everywhere */
	const char *options; /* NULL: none */
	uint64_t until;      /* 0: for ever */
};

/** Adds a grant to an account's file, unless there is one that says the same. */
int amend_grant(const struct amend_file *file, const struct amend_grant *grant,
	struct path_text *text, struct note *note);

/** Takes a person, or a group as "@admins", out of all grants of an account. */
int amend_ungrant(
	const struct amend_file *file, const char *who, struct path_text *text, struct note *note);

/** Adds a person to a group. */
int amend_join(const struct amend_file *file, const char *person, struct path_text *text,
	struct note *note);

/** Takes a person out of a group. */
int amend_leave(const struct amend_file *file, const char *person, struct path_text *text,
	struct note *note);

#endif
