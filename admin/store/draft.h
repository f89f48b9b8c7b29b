/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draft.h – a copy of a file while somebody edits it
 *
 * Shape:  it lies in a new folder of mode 0700 in the state folder, under the file's own name, so
 *         that the editor knows what it is. The editor is the first that is set of $SUDO_EDITOR,
 *         $VISUAL and $EDITOR, cut at blanks, without a shell; else `editor`, else vi. While it
 *         runs, Ctrl-C is its own.
 * Units:  none.
 * Memory: draft_remove takes the copy, what the editor left beside it, and the folder away.
 * Errors: 0 or -errno; an editor that did not end well is -ECANCELED.
 * Source: visudo(8), sudoedit(8).
 */
#ifndef KEYHOLE_ADMIN_STORE_DRAFT_H
#define KEYHOLE_ADMIN_STORE_DRAFT_H

#include "common/path.h"

#include <limits.h>

struct draft {
	char folder[PATH_MAX / 2];
	char path[PATH_MAX];
};

/** Makes a copy with this text. */
int draft_make(const char *state_dir, const char *name, struct view text, struct draft *draft,
	struct note *note);

/** Lets the editor have it. */
int draft_edit(const struct draft *draft, struct note *note);

/** Reads what it has become. */
int draft_read(const struct draft *draft, struct path_text *text, struct note *note);

/** Takes it away. */
void draft_remove(const struct draft *draft);

#endif
