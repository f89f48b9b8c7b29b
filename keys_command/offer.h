/* SPDX-License-Identifier: Apache-2.0 */
/*
 * offer.h – what sshd asks, as it stands on the command line
 *
 * Shape:  [--principals] ACCOUNT [UID [FINGERPRINT TYPE KEY]]. The key is the truth: the
 *         fingerprint is computed from it, since sshd's own may be of another hash, and the type is
 *         the one inside it.
 * Units:  uid -1 where it was not given.
 * Memory: the key's bytes are malloc'ed; offer_free gives them back.
 * Errors: 0; -EINVAL: wrong usage; REASON_KEY_TYPE: a key of a type that keyhole does not know,
 *         with the account and, if it has the form, sshd's fingerprint filled in.
 * Source: sshd_config(5) AuthorizedKeysCommand, AuthorizedPrincipalsCommand, TOKENS %u %U %f %t %k.
 */
#ifndef KEYHOLE_KEYS_COMMAND_OFFER_H
#define KEYHOLE_KEYS_COMMAND_OFFER_H

#include "keys/fingerprint.h"

struct offer {
	bool for_principals; /* people are asked for, not keys */
	const char *account;
	int64_t uid;
	bool has_key;
	struct blob key;
	const char *type; /* as sshd names it; NULL: asked by hand, without a key */
	char fingerprint[FINGERPRINT_MAX];
	unsigned char *bytes;
};

/** Reads the arguments; `argv[0]` is the first. */
int offer_read(int argc, char **argv, struct offer *offer, struct note *note);

/** Gives back the key's bytes. */
void offer_free(struct offer *offer);

#endif
