/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scrutiny.h – what sshd says of a key before it looks where it is listed
 *
 * Shape:  PubkeyAcceptedAlgorithms, RequiredRSASize and RevokedKeys, in the order in which sshd asks;
 *         a list of RevokedKeys that is a KRL is read by ssh-keygen, one of lines as sshd reads it:
 *         a line that is no key makes it refuse every key. About very many keys own_list.h is asked
 *         where it can be.
 * Units:  bits.
 * Memory: ssh-keygen's last SCRUTINY_ASKED_MAX answers are kept for the life of the process; it is
 *         given a copy of the key in a file of a folder of its own.
 * Errors: CAUSE_NONE, or the cause with its words in the note; CAUSE_SSHD_UNKNOWN where ssh-keygen
 *         gives no answer.
 * Source: auth2-pubkey.c:userauth_pubkey; auth.c:auth_key_is_revoked; ssh-keygen(1) -Q.
 */
#ifndef KEYHOLE_ADMIN_WHY_SCRUTINY_H
#define KEYHOLE_ADMIN_WHY_SCRUTINY_H

#include "admin/why/inquiry.h"

/* About so many keys of one account ssh-keygen is asked, about each once; whether a list has others
 * is unknown. */
#define SCRUTINY_ASKED_MAX 1000

/** Begins with the next account, whose keys are not to suffer from how many another one has. */
void scrutiny_next(void);

/** Judges a key by its type and size alone. */
enum cause scrutiny_key(
	const struct effective *effective, const struct blob *key, struct note *note);

/** Looks for a key in the list of RevokedKeys. */
enum cause scrutiny_revoked(const char *path, const struct blob *key, struct note *note);

/** Judges a key by all of it. */
enum cause scrutiny_of(struct inquiry *inquiry, const struct blob *key, struct note *note);

/** Whether the list of RevokedKeys can be read at all. */
enum cause scrutiny_list(const char *path, struct note *note);

#endif
