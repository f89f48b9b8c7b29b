/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change.h – what mends a thing: in words for a shell, and through the descriptor that was judged
 *
 * Shape:  a change only takes something away, from a mode or from an access control list, and MUST
 *         NOT let anybody do more than before, whatever happens meanwhile. It is made on what is
 *         open, never by a path, so nothing that is moved about can lead it elsewhere; it changes
 *         no owner. Refused MUST be what has changed hands since it was judged, a file with a
 *         second name, which may lie in another folder, and what is neither file nor folder. The
 *         command and the change come from one struct, and do the same.
 * Units:  octal modes in notes.
 * Memory: held by value.
 * Errors: 0: it is as it should be; REASON_HARD_LINK, REASON_UNSAFE_PATH, REASON_NOT_A_FILE:
 *         refused; -errno: the kernel refused, or could not. The note does not name the path.
 * Source: fchmodat(2), acl(5).
 */
#ifndef KEYHOLE_HOME_CHANGE_H
#define KEYHOLE_HOME_CHANGE_H

#include "common/note.h"
#include "common/reason.h"
#include "home/acl.h"
#include "home/thing.h"

#define CHANGE_WORDS_MAX 96

enum change_kind {
	CHANGE_NONE, /* no change helps, or it would not be safe */
	CHANGE_MODE,
	CHANGE_LIST,  /* an entry of the access control list goes */
	CHANGE_HEIRS, /* one of the list for new files */
};

struct change {
	enum change_kind kind;
	mode_t take;      /* CHANGE_MODE: these bits, the same of each class that loses some */
	enum acl_tag tag; /* else: whose entry */
	uint32_t id;
	bool masked; /* else: a mask that setfacl makes anew would give something back */
};

/** Writes the command without its path; `who` is the word for the entry's user or group. */
void change_words(const struct change *change, const char *who, char out[CHANGE_WORDS_MAX]);

/** Makes a change with the rights that the caller has now, which are best those of the owner. */
int change_apply(const struct thing *thing, const struct change *change, struct note *note);

#endif
