/* SPDX-License-Identifier: Apache-2.0 */
/*
 * wiring_undo.h – taking keyhole out of a text again, whoever has edited it since
 *
 * Shape:  of three texts: what stands there now, what we had put there, what was there before. Where
 *         nobody edited since, the result MUST be what was there before, byte for byte; else what is
 *         not ours stays: of a PAM service the lines that name the module go,
 *         unless they were there before, and no other; of the
 *         drop-in those lines that we had put there; of keyhole.conf a setting that still has our
 *         value gets the old one. Lists of revoked keys that were changed stay. A file that was
 *         removed since stays away.
 * Units:  bytes.
 * Memory: as wiring.h. A file that is not there is a text whose bytes are NULL.
 * Errors: 0 or -ENOMEM.
 * Source: none.
 */
#ifndef KEYHOLE_SERVER_WIRING_UNDO_H
#define KEYHOLE_SERVER_WIRING_UNDO_H

#include "server/wiring.h"

/* What a file is. */
enum wiring_kind {
	WIRING_PAM,
	WIRING_SSHD,     /* the drop-in */
	WIRING_SETTINGS, /* keyhole.conf */
	WIRING_LIST,     /* of revoked keys, for sshd */
	WIRING_REVOKED,  /* that which it is made from */
	WIRING_KIND_COUNT
};

/* One file at three times. */
struct wiring_times {
	struct view now, after, before;
};

/** The word for a kind. */
const char *wiring_kind_name(enum wiring_kind kind);

/** Whether two files are the same, or neither is there. */
bool wiring_same(struct view one, struct view other);

/** Copies a text; none stays none. */
int wiring_copy(struct view text, struct path_text *out, struct note *note);

/** What a file is to become. */
int wiring_undo(enum wiring_kind kind, const struct wiring_times *times, struct path_text *out,
	struct note *note);

#endif
