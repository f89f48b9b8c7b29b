/* SPDX-License-Identifier: Apache-2.0 */
/*
 * barrier.h – the revoked keys in force: keyhole's list, and the one that sshd reads
 *
 * Shape:  sshd's list is revoked.krl beside revoked_keys, made and proven (krl.h) before either is
 *         replaced: first revoked_keys, then revoked.krl. A list that is missing is taken for
 *         one that has nothing in it only where there is no revoked_keys at all.
 * Units:  none.
 * Memory: none is kept.
 * Errors: as replace.h, krl.h, revocation.h.
 * Source: sshd_config(5) RevokedKeys.
 */
#ifndef KEYHOLE_ADMIN_STORE_BARRIER_H
#define KEYHOLE_ADMIN_STORE_BARRIER_H

#include "admin/store/change.h"
#include "server/krl.h"

/** Writes the path of sshd's list. */
void barrier_path(const struct settings *settings, char path[STORE_PATH_MAX]);

/** Puts a text in the place of revoked_keys, and what is made of it in that of sshd's list. Where
 *  the latter can't be made nothing is changed; or, with `*sshd_too`, revoked_keys alone, and
 *  `*sshd_too` is set to false. */
int barrier_put(const struct change *change, struct view text, bool *sshd_too, struct note *note);

/** Makes sshd's list anew if it is not what revoked_keys says; `*renewed` tells. */
int barrier_renew(const struct change *change, bool *renewed, struct note *note);

/** Makes what sshd's list has to be; none (NULL) where it is that already. */
int barrier_make(const struct settings *settings, struct path_text *krl, struct note *note);

/** The same for a text that revoked_keys is to have. */
int barrier_make_of(const struct settings *settings, struct view text, struct path_text *krl,
	struct note *note);

/** Compares sshd's list with revoked_keys, for whoever looks. 0, the state has what differs; the
 *  note says why a list is missing. */
int barrier_compare(const struct settings *settings, struct krl_state *state, struct note *note);

/** Renews where that is needed, and warns if it can't be done. */
void barrier_keep(const struct change *change);

#endif
