/* SPDX-License-Identifier: Apache-2.0 */
/*
 * adoption.h – taking the keys of another list of revoked keys into keyhole's
 *
 * Shape:  sshd reads one list only. The other one is a list of public keys, a line each, or a KRL of
 *         keys and SHA-256 fingerprints; each key that keyhole's does not have yet gets a line behind
 *         the others, with where it comes from as the reason. What is there stays, byte for byte.
 *         A list that revokes by what keyhole's can't say (certificates by number or name, SHA-1,
 *         a certificate in the place of a key), or that can't be read, MUST be refused as a whole: no
 *         key that is revoked today may open again.
 * Units:  lines count from 1.
 * Memory: the text is malloc'ed; path_text_free gives it back.
 * Errors: 0; REASON_UNSAFE_PATH; -errno: -ENOTSUP it can't be taken in, the note says what to do by
 *         hand; as keygen.h, revocation.h.
 * Source: sshd_config(5) RevokedKeys; ssh-keygen(1) KEY REVOCATION LISTS; krl.c:krl_dump.
 */
#ifndef KEYHOLE_ADMIN_STORE_ADOPTION_H
#define KEYHOLE_ADMIN_STORE_ADOPTION_H

#include "common/path.h"

/** Writes the text of keyhole's list, which lies at `own`, with the keys of another at `path`. */
int adoption_make(const char *path, struct view text, const char *own, struct path_text *out,
	struct note *note);

#endif
