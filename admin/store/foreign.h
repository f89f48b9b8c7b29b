/* SPDX-License-Identifier: Apache-2.0 */
/*
 * foreign.h – what people hand in for a public key that is none
 *
 * Shape:  told by its beginning, or by the first line of a block in it.
 * Units:  none.
 * Memory: none.
 * Errors: 0: nothing foreign; REASON_BAD_LINE, the note says what it is, and how to get the right
 *         thing. It MUST NOT quote the text: it may be a private key.
 * Source: RFC 4716, RFC 7468; PuTTY's manual, appendix C.
 */
#ifndef KEYHOLE_ADMIN_STORE_FOREIGN_H
#define KEYHOLE_ADMIN_STORE_FOREIGN_H

#include "common/note.h"
#include "common/view.h"

/** Looks whether a text is something other than lines of public keys; `name` is the file's. */
int foreign_check(struct view text, const char *name, struct note *note);

#endif
